"""Where a running player can be found: a small private file in the data directory, and the lock that it holds."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from setplayer.faults import MachineFault
from setplayer.files import cannot_write
from setplayer.log.writer_lock import WriterLock
from setplayer.values import Value

LOG_NAME: Final = "engine.log"
"""Where an engine, and the screen in front of it, say in a data directory what a person may want to read later."""

_NAME: Final = "running.json"

_LONGEST_SOCKET: Final = 100
"""Bytes that the path of a socket may have on every system."""


class Running(Value):
    """A running engine: where it listens, the key to prove oneself with (hexadecimal), and whose it is."""

    address: str
    key: str
    engine_pid: int
    supervisor_pid: int
    session_id: str
    session_file: Path


def socket_path(data: Path) -> str | None:
    """Where the engine that holds the session listens: beside the sessions where that is possible."""
    path = data.resolve() / "player.sock"
    if os.name != "posix" or len(os.fsencode(path)) > _LONGEST_SOCKET:
        return None
    path.unlink(missing_ok=True)  # left by an engine that was killed
    return str(path)


def publish(data: Path, running: Running, make_room: Callable[[], bool] = lambda: False) -> None:
    """Say where the engine is; only the owner of the data directory may read it. Raises MachineFault.

    On a full disk `make_room` may make some, and tells whether it did.
    """
    try:
        _publish(data, running)
    except MachineFault:
        if not make_room():
            raise
        _publish(data, running)


def _publish(data: Path, running: Running) -> None:
    private = data / f".{_NAME}"
    try:
        private.unlink(missing_ok=True)
        with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(running.model_dump_json().encode())
        private.replace(data / _NAME)
    except OSError as error:
        raise cannot_write(data / _NAME, error) from error


def find(data: Path) -> Running | None:
    """The engine that says it runs; it may have died since."""
    try:
        return Running.model_validate_json((data / _NAME).read_bytes())
    except (OSError, ValidationError):
        return None


def withdraw(data: Path) -> None:
    """The engine stopped."""
    with contextlib.suppress(OSError):
        (data / _NAME).unlink(missing_ok=True)


class OnePlayer:
    """The right to run a player on a data directory, until `release`.

    Raises Fault when another has it, and MachineFault when the directory cannot be written.
    """

    def __init__(self, data: Path):
        try:
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise MachineFault(
                f"{data}: cannot be made ({error.strerror}). Choose another folder with --data DIR."
            ) from error
        self._lock = WriterLock(data / "player")

    def release(self) -> None:
        """Let another player run."""
        self._lock.release()


def alive(pid: int) -> bool:
    """Whether a process runs, where that can be asked without harm."""
    if os.name != "posix" or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except (OSError, OverflowError) as error:
        return isinstance(error, PermissionError)
    return True
