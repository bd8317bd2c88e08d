"""The programme as a PDF for A4, set by Typst: shaped and ordered in any script, with the fonts that there are."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import files
from typing import Final, Literal

import typst

from setplayer.faults import MachineFault
from setplayer.programmes.expect import Expect
from setplayer.programmes.sheet import CONFIRM, NO_DEVICE, Sheet
from setplayer.shipped import shipped

_STANDARD: Final = "a-2b"
"""PDF/A, made to be kept: it is not written while a letter of it has no form, which is how that is found out."""


@dataclass(frozen=True)
class Paper:
    """The bytes of a PDF, and whether every letter in it has a form."""

    pdf: bytes
    whole: bool


def set_on_paper(sheet: Sheet, printed: date) -> Paper:
    """The programme as a PDF. Letters that no font of this computer has are boxes, and then it is no PDF/A.

    Raises MachineFault when it cannot be set.
    """
    return _set(asdict(sheet) | {"confirm": CONFIRM, "no_device": NO_DEVICE}, "programme.typ", printed)


def expect_on_paper(sheet: Expect, printed: date) -> Paper:
    """What to expect as a PDF, in the same way. Raises MachineFault when it cannot be set."""
    return _set(asdict(sheet), "expect.typ", printed)


def _set(words: dict[str, object], template: str, printed: date) -> Paper:
    words = words | {"date": [printed.year, printed.month, printed.day]}
    try:
        return Paper(_compiled(words, template, _STANDARD), True)
    except typst.TypstError:
        pass  # told by the second attempt, unless letters were all that was wrong
    try:
        return Paper(_compiled(words, template, None), False)
    except typst.TypstError as error:
        raise MachineFault(
            f"The PDF could not be set ({error}); write an .html file instead, and print it."
        ) from error


def _compiled(words: dict[str, object], template: str, standard: Literal["a-2b"] | None) -> bytes:
    return typst.compile(
        (files("setplayer.programmes") / "templates" / template).read_bytes(),
        font_paths=typst.Fonts(font_paths=[shipped("assets") / "fonts"]),
        sys_inputs={"sheet": json.dumps(words)},
        format="pdf",
        pdf_standards=standard,
    )
