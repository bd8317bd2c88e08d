"""The key of a session that is open: a private file of the kiosk's own, by which it can show the words after a crash.

`keys/session-<id>.key` holds its secret, and is destroyed at End. `keys/session-<id>.to` holds the public key of
whoever else the words are sealed to; both are files that the `age` program reads (`-i` and `-R`).
"""

import contextlib
import os
import secrets
from pathlib import Path

from setplayer.faults import Fault
from setplayer.files import cannot_write, flush_folder, writing
from setplayer.keys.age import CannotOpen, KeyPair, new_pair, pair_of


class SessionKey:
    """Where the key of one session is kept."""

    def __init__(self, data: Path, session_id: str):
        self._folder = data / "keys"
        self._secret = self._folder / f"session-{session_id}.key"
        self._to = self._folder / f"session-{session_id}.to"

    def made(self) -> KeyPair:
        """A new key, in place of one that cannot be read. Raises MachineFault when the disk does not take it."""
        _make_folder(self._folder)
        pair = new_pair()
        with writing(self._secret, private=True) as temporary:
            temporary.write_text(f"# public key: {pair.public}\n{pair.secret}\n", encoding="ascii")
        return pair

    def read(self) -> KeyPair | None:
        """The key, or None where there is none that can be read."""
        lines = _lines(self._secret)
        try:
            return pair_of(lines[0]) if lines else None
        except CannotOpen:
            return None

    def seal_to(self, public: str) -> None:
        """Note whose key the words are sealed to beside this one. Raises MachineFault."""
        with writing(self._to, private=True) as temporary:
            temporary.write_text(f"{public}\n", encoding="ascii")

    def sealed_to(self) -> str | None:
        """Whose key that is, or None when that was not noted."""
        lines = _lines(self._to)
        return lines[0] if lines else None

    def destroy(self) -> bool:
        """Overwrite the key and remove it; whether there was one. Raises MachineFault.

        What the drive itself keeps of old blocks is beyond it.
        """
        try:
            there = self._secret.exists()
            if there:
                _overwrite(self._secret)
                self._secret.unlink()
            self._to.unlink(missing_ok=True)
            if self._folder.is_dir():
                flush_folder(self._folder)
        except OSError as error:
            raise cannot_write(self._secret, error) from error
        return there


def destroy_all_but(data: Path, *session_ids: str) -> None:
    """Destroy the keys of sessions that will not be resumed, whatever kept that from being done at their end."""
    for path in (data / "keys").glob("session-*.key"):
        left = path.stem.removeprefix("session-")
        if left not in session_ids:
            with contextlib.suppress(Fault):  # the next session tries it again
                SessionKey(data, left).destroy()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _lines(path: Path) -> list[str]:
    """The lines of a small file that are no comments; none when it cannot be read."""
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeError):
        return []
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
