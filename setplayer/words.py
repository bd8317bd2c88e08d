"""What people read on screens, in the language of the clinic: gettext catalogues in `assets/locale`.

A front calls `speak` once, before it draws. Texts are written in English in the code and put into the language by `_`
where they are shown; `marked` marks those that stand in a table of constants, for the tools that collect them.
"""

import gettext
import re
from typing import Final

from setplayer.shipped import shipped

DOMAIN: Final = "setplayer"

_PARTS: Final = re.compile(r"(\{[^}]*\})")
_MARKS: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "åƀçđéƒğĥïĵķłɱñöþɋřšŧüṽŵẋýžÅɃÇĐÉƑĞĤÏĴĶŁṀÑÖÞɊŘŠŦÜṼŴẊÝŽ"
)


class _Speech:
    """One process shows one language."""

    language: str = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


class Pretended(gettext.NullTranslations):
    """A language that nobody speaks: every letter has a mark, every word is a third longer. What is shown without a
    mark was not translated; what is cut off would be cut off in Finnish. `{names}` in braces stay as they are."""

    def gettext(self, message: str) -> str:
        """A text with marks, a third longer."""
        return "".join(part if part.startswith("{") else _longer(part) for part in _PARTS.split(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for a count as English has it, with marks, a third longer."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def speak(language: str) -> None:
    """Show texts in a language, such as `de` or `pt_BR`; in English where there is no catalogue for it."""
    folder = shipped("assets") / "locale"
    _Speech.language = language
    _Speech.catalogue = gettext.translation(DOMAIN, folder, [language], fallback=True)


def pretend() -> None:
    """Show texts in the language that nobody speaks, until `speak` is called."""
    _Speech.catalogue = Pretended()


def spoken() -> str:
    """The language that is spoken, such as `de` or `pt_BR`."""
    return _Speech.language


def languages() -> tuple[str, ...]:
    """The languages that there are catalogues for, and English, in which the texts are written; by name."""
    found = (shipped("assets") / "locale").glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return tuple(sorted({"en", *(path.parent.parent.name for path in found)}))


def _(text: str) -> str:
    """A text in the language that is spoken."""
    return _Speech.catalogue.gettext(text)


def several(one: str, many: str, count: int) -> str:
    """The form of a text for a count, in the language that is spoken; `{count}` in it is filled in."""
    return _Speech.catalogue.ngettext(one, many, count).format(count=count)


def marked(text: str) -> str:
    """The text as it is."""
    return text


def _longer(text: str) -> str:
    """With marks, and every third letter twice."""
    letters = 0
    made = []
    for character in text.translate(_MARKS):
        letters += character.isalpha()
        made.append(character * 2 if character.isalpha() and letters % 3 == 0 else character)
    return "".join(made)
