"""A language that nobody speaks, with accents and a third longer than English: screens are tried with it.

Its name is `en_XA`, as elsewhere (Unicode's pseudo-locales). What stays in plain letters was not marked for
translation, and what is cut would be cut in German or Finnish.
"""

import gettext
import math
import re
from typing import Final

NAME: Final = "en_XA"

_ACCENTED: Final = str.maketrans("aceinosuyACEINOSUY", "åçéîñöšûýÅÇÉÎÑÖŠÛÝ")
_VOWEL: Final = re.compile(r"([åéîöû])", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(r"(\{[^}]*\})")


class PseudoLanguage(gettext.NullTranslations):
    """A catalogue that has every text."""

    def gettext(self, message: str) -> str:
        """The pseudo-text of a text."""
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The pseudo-text of the English form for a count."""
        return pseudo(msgid1 if n == 1 else msgid2)


def pseudo(text: str) -> str:
    """The text with accents and a third longer, its placeholders as they are.

    An ellipsis becomes three stops, so that one on the screen is a text that was cut.
    """
    parts = _PLACEHOLDER.split(text.replace("…", "..."))
    return "".join(part if part.startswith("{") else _longer(part) for part in parts)


def _longer(text: str) -> str:
    letters = sum(character.isalpha() for character in text)
    more = math.ceil(letters / 3)
    doubled = _VOWEL.sub(r"\1\1", text.translate(_ACCENTED), count=more)
    missing = more - (len(doubled) - len(text))
    end = max((n for n, character in enumerate(doubled) if character.isalpha()), default=-1) + 1
    return doubled[:end] + "ö" * missing + doubled[end:]
