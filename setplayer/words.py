"""What people read on screens, in the language of the clinic: gettext catalogues in `assets/locale`.

A front calls `speak` once, before it draws. Texts are written in English in the code and put into the language by `_`
where they are shown; `marked` marks those that stand in a table of constants, for the tools that collect them.
"""

import gettext
from typing import Final

from setplayer import pseudo_language
from setplayer.shipped import shipped

DOMAIN: Final = "setplayer"


class _Speech:
    """One process shows one language."""

    language: str = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def speak(language: str) -> None:
    """Show texts in a language, such as `de` or `pt_BR`; in English where there is no catalogue for it.

    `en_XA` is the pseudo-language.
    """
    _Speech.language = language
    if language == pseudo_language.NAME:
        _Speech.catalogue = pseudo_language.PseudoLanguage()
        return
    folder = shipped("assets") / "locale"
    _Speech.catalogue = gettext.translation(DOMAIN, folder, [language], fallback=True)


def spoken() -> str:
    """The language that is spoken, such as `de` or `pt_BR`."""
    return _Speech.language


def languages() -> tuple[str, ...]:
    """The languages that there are catalogues for, and English, in which the texts are written; by name."""
    found = (shipped("assets") / "locale").glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return tuple(sorted({"en", *(path.parent.parent.name for path in found)}))


def _(text: str) -> str:
    """A text in the language that is spoken."""
    return _Speech.catalogue.gettext(text) if text else ""


def several(one: str, many: str, count: int) -> str:
    """The form of a text for a count, in the language that is spoken; `{count}` in it is filled in."""
    return _Speech.catalogue.ngettext(one, many, count).format(count=count)


def marked(text: str) -> str:
    """The text as it is."""
    return text
