"""The programme and what to expect as PDFs for A4."""

from dataclasses import asdict
from datetime import date
from importlib.resources import files

from setplayer.programmes.expect import Expect
from setplayer.programmes.sheet import CONFIRM, NO_DEVICE, Sheet
from setplayer.typesetting import Paper, set_in_type


def set_on_paper(sheet: Sheet, printed: date) -> Paper:
    """The programme as a PDF. Letters that no font of this computer has are boxes, and then it is no PDF/A.

    Raises MachineFault when it cannot be set.
    """
    return set_in_type(
        _template("programme.typ"), asdict(sheet) | {"confirm": CONFIRM, "no_device": NO_DEVICE}, printed
    )


def expect_on_paper(sheet: Expect, printed: date) -> Paper:
    """What to expect as a PDF, in the same way. Raises MachineFault when it cannot be set."""
    return set_in_type(_template("expect.typ"), asdict(sheet), printed)


def _template(name: str) -> bytes:
    return (files("setplayer.programmes") / "templates" / name).read_bytes()
