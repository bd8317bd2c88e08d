"""PDFs by Typst: text shaped and ordered in any script, with our own fonts and whatever others a computer has."""

import io
import json
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import typst

from setplayer.faults import MachineFault
from setplayer.shipped import shipped

Standard = Literal["a-2b", "ua-1"]

KEPT: Final[Standard] = "a-2b"
"""PDF/A, made to be kept: it is not written while a letter of it has no form, which is how that is found out."""

READ: Final[Standard] = "ua-1"
"""PDF/UA, which a screen reader reads in order; it wants a form for every letter too, and may be locked."""


@dataclass(frozen=True)
class Paper:
    """The bytes of a PDF, and whether every letter in it has a form."""

    pdf: bytes
    whole: bool


def set_in_type(template: bytes, words: dict[str, object], printed: date, standard: Standard = KEPT) -> Paper:
    """A template filled with words, as a PDF. All words go in as data, so that none of them is markup.

    Letters that no font of this computer has are boxes, and then it keeps to no standard. Raises MachineFault when it
    cannot be set.
    """
    words = words | {"date": [printed.year, printed.month, printed.day]}
    try:
        return Paper(_compiled(template, words, standard), True)
    except typst.TypstError:
        pass  # told by the second attempt, unless letters were all that was wrong
    try:
        return Paper(_compiled(template, words, None), False)
    except typst.TypstError as error:
        raise MachineFault(
            f"The PDF could not be set ({error}); write an .html file instead, and print it."
        ) from error


def lock_pdf(pdf: bytes, phrase: str) -> bytes:
    """The PDF, opened by nothing but the phrase as it is written: AES-256, revision 6 of PDF 2.0 (ISO 32000-2)."""
    # Only who locks a PDF waits for its library.
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(phrase, algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def _compiled(template: bytes, words: dict[str, object], standard: Standard | None) -> bytes:
    return typst.compile(
        template,
        font_paths=typst.Fonts(font_paths=[shipped("assets") / "fonts"]),
        sys_inputs={"sheet": json.dumps(words)},
        format="pdf",
        pdf_standards=standard,
    )
