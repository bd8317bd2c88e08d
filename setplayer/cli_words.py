"""What commands of the command line share that read sealed words: asking for the clinic's passphrase."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer

from setplayer.console import warn
from setplayer.faults import Fault
from setplayer.keys.clinic import Keyring, good_passphrase
from setplayer.keys.opening import NO_KEYS, Opener
from setplayer.log.sealed import is_sealed
from setplayer.log.session_file import SessionFile

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help="A file with the clinic's passphrase or its recovery key, to read sealed words; - is standard input.",
        show_default=False,
    ),
]
_KNOWN: Final = "The clinic's passphrase, or its recovery key"


class Openers:
    """Opens the words of one session after another; the passphrase is asked for once, and only where any are sealed.

    Without an answer they stay sealed. Calling it raises Fault.
    """

    def __init__(self, data: Path, passphrase_file: Path | None):
        self._data, self._file = data, passphrase_file
        self._asked = False
        self._keyring: Keyring | None = None

    def __call__(self, file: SessionFile) -> Opener:
        """What opens a session's words."""
        if not any(event.content is not None and is_sealed(event.content) for event in file.events()):
            return NO_KEYS
        if not self._asked:
            self._asked, self._keyring = True, self._known()
        return NO_KEYS if self._keyring is None else self._keyring.opener(file)

    def _known(self) -> Keyring | None:
        if self._file is not None:
            return Keyring(self._data, passphrase_in(self._file))
        known = _hidden(f"{_KNOWN} (empty: the words stay sealed): ") if sys.stdin.isatty() else ""
        if known:
            return Keyring(self._data, known)
        warn("The words of this session are sealed. --passphrase-file FILE opens them; the passphrase is in it.")
        return None


def opener_for(file: SessionFile, data: Path, passphrase_file: Path | None) -> Opener:
    """What opens a session's words, as `Openers` does. Raises Fault."""
    return Openers(data, passphrase_file)(file)


def known_passphrase(passphrase_file: Path | None) -> str:
    """The clinic's passphrase or its recovery key, as somebody gives it. Raises Fault when nobody does."""
    if passphrase_file is not None:
        return passphrase_in(passphrase_file)
    return _asked(f"{_KNOWN}: ")


def new_passphrase() -> str:
    """A new passphrase: typed twice, unseen, or one line of standard input. Raises Fault when it is too short."""
    return typed_twice("A new passphrase for the clinic: ", good_passphrase)


def typed_twice(prompt: str, good: Callable[[str], None]) -> str:
    """A new secret: typed twice, unseen, or one line of standard input. Raises Fault when `good` does."""
    first = _asked(prompt)
    good(first)
    if sys.stdin.isatty() and _hidden("The same again: ") != first:
        raise Fault("The two are not the same. Nothing was changed; try again.")
    return first


def typed_words(prompt: str) -> str:
    """Words that open something, as somebody types them, or as a line of standard input. Raises Fault."""
    return _asked(prompt)


def passphrase_in(path: Path) -> str:
    """The first line of a file, or of standard input for `-`. Raises Fault."""
    if str(path) == "-":
        return _line()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise Fault(f"{path}: the passphrase cannot be read. Check the file.") from error
    if not lines or not lines[0]:
        raise Fault(f"{path}: the file is empty. Its first line is the passphrase.")
    return lines[0]


def _asked(prompt: str) -> str:
    return _hidden(prompt) if sys.stdin.isatty() else _line()


def _hidden(prompt: str) -> str:
    return getpass.getpass(prompt)


def _line() -> str:
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise Fault("Nothing was given: type it, or send it as a line of standard input.")
    return line
