"""The units and settings that ship for systemd, with the program's path filled in."""

import shutil
import sys
from pathlib import Path
from typing import Final

from setplayer.faults import Fault

_UNITS: Final = Path(__file__).parent / "systemd"


def shipped_unit(name: str, **filled: str) -> str:
    """A shipped file's text: `@SETPLAYER@` is the program, and each of `filled` stands for its name in capitals."""
    text = (_UNITS / name).read_text(encoding="utf-8")
    if "@SETPLAYER@" in text:
        text = text.replace("@SETPLAYER@", quoted(program()))
    for field, value in filled.items():
        text = text.replace(f"@{field.upper()}@", value)
    return text


def program() -> Path:
    """The program that was called, by a path that holds wherever it is started from. Raises Fault."""
    beside = Path(sys.executable).with_name("setplayer")
    found = str(beside) if beside.exists() else shutil.which("setplayer")
    if found is None:
        raise Fault("The program 'setplayer' is not where Python is, nor on the PATH. Install it, then ask again.")
    return Path(found)


def quoted(path: Path) -> str:
    """A path as a unit takes it: `%` and `$` mean something there, and spaces end a word."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{text}"'
