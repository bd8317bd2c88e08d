"""The command line's commands that make a Debian computer a kiosk, and no kiosk again."""

import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from setplayer import systemd_units
from setplayer.cli_arc import Library
from setplayer.cli_options import Data, data_folder
from setplayer.console import say, warn
from setplayer.faults import Fault
from setplayer.installing import record_of, take_out, write
from setplayer.kiosk_files import OWN_USER, kiosk_files
from setplayer.kiosk_machine import look

Root = Annotated[Path, typer.Option(help="The root of another system, such as a mounted image.")]
User = Annotated[
    str, typer.Option(help="Whose kiosk it is: its own user, whom this makes, or somebody who is there.")
]

_LACKING: Final = 3
_NOW: Final = "Restart the machine. Nothing else is started or stopped by this."


def install(
    user: User = OWN_USER,
    library: Library = None,
    root: Root = Path("/"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would be written.")] = False,
) -> None:
    """Make this Debian computer a kiosk: the screen's compositor and its units. `uninstall` takes them out again."""
    _only_linux()
    if not user.isprintable() or any(c in user for c in " /:@%$\"'\\") or not user or user == "root":
        raise Fault(f"'{user}' cannot be the kiosk's user: name one who is not the administrator, without spaces.")
    planned = kiosk_files(user, library.resolve() if library else None)
    if dry_run:
        for file in planned:
            say(f"# {root / file.path}{f' -> {file.link}' if file.link else ''}")
            if file.text:
                say(file.text)
        return
    for path in write(root, user, planned):
        say(f"Written   {root / path}")
    _say_looks(root, user, only_lacking=True)
    say(_NOW)


def uninstall(root: Root = Path("/")) -> None:
    """Take out exactly what `install` wrote. Sessions, and the kiosk's own user, stay."""
    _only_linux()
    record = record_of(root)
    if record is None:
        raise Fault(f"No kiosk was installed in {root}.")
    for path in take_out(root, record):
        say(f"Removed   {root / path}")
    if record.user == OWN_USER:
        say(f"The user {OWN_USER} and the sessions in /var/lib/{OWN_USER} stay.")
    say(_NOW)


def check(user: User = "", root: Root = Path("/")) -> None:
    """Say whether this computer has what a kiosk needs, and what mends it; exit status 3 if it has not."""
    _only_linux()
    record = record_of(root)
    if not _say_looks(root, user or (record.user if record else OWN_USER)):
        raise typer.Exit(_LACKING)


def screen(data: Data = None) -> None:
    """Show the kiosk whose player runs on its own; `install` has the compositor start it."""
    folder = data_folder(data)
    line = [sys.executable, "-m", "setplayer.kiosk", str(folder), "house"]
    os.execv(sys.executable, line)


def _say_looks(root: Path, user: str, *, only_lacking: bool = False) -> bool:
    """Say what was looked at, and whether all of it is good."""
    found = look(root, user, record_of(root), systemd_units.program())
    for one in found:
        if not one.good:
            warn(f"Missing   {one.words} To mend it: {one.mend}")
        elif not only_lacking:
            say(f"Good      {one.words}")
    return all(one.good for one in found)


def _only_linux() -> None:
    if not sys.platform.startswith("linux"):
        raise Fault("This makes a Debian computer a kiosk; docs/kiosk.md says how it is done on macOS and Windows.")
