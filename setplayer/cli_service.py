"""The command line's command for systemd."""

import shutil
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from setplayer.console import say
from setplayer.faults import Fault

_UNITS: Final = Path(__file__).parent / "systemd"


def print_service(
    limits: Annotated[bool, typer.Option("--limits", help="The system's part: the right to come first.")] = False,
) -> None:
    """Print the systemd unit that plays, resumes after a restart, and is watched; docs/service.md says how."""
    if limits:
        say((_UNITS / "user-limits.conf").read_text(encoding="utf-8").rstrip())
        return
    unit = (_UNITS / "setplayer.service").read_text(encoding="utf-8").rstrip()
    say(unit.replace("@SETPLAYER@", _quoted(_program())))


def _program() -> Path:
    """The program that was called, by a path that holds wherever it is started from."""
    beside = Path(sys.executable).with_name("setplayer")
    found = str(beside) if beside.exists() else shutil.which("setplayer")
    if found is None:
        raise Fault("The program 'setplayer' is not where Python is, nor on the PATH. Install it, then ask again.")
    return Path(found)


def _quoted(path: Path) -> str:
    """A path as a unit takes it: `%` and `$` mean something there, and spaces end a word."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{text}"'
