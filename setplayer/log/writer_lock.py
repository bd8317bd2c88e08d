"""One writer per file: a lock of the operating system, gone with the process that held it.

Why a file beside the session, and why not SQLite's own locks: docs/decisions/020-one-writer.md.
"""

import os
import sys
from pathlib import Path

from setplayer.faults import Fault
from setplayer.files import cannot_write

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """The right to write the file at `path`, held until `release`.

    Raises Fault when another writer has it, and MachineFault when the lock's file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        target = path.resolve()
        self._path = target.with_name(target.name + ".lock")
        self._handle = self._acquire(path)

    def _acquire(self, path: Path) -> int:
        while True:
            try:
                handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise cannot_write(path, error) from error
            try:
                _try_lock(handle)
            except OSError as error:
                os.close(handle)
                raise Fault(
                    f"{path}: another setplayer is writing this session. End it there, or stop that program, first."
                ) from error
            if self._is_current(handle):
                return handle
            # The holder before us removed the file between our opening and locking it: ours is nobody's lock.
            os.close(handle)

    def _is_current(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let others write."""
        if sys.platform == "win32":
            # Windows removes no open file; one that another writer has opened by now is theirs to remove.
            os.close(self._handle)
            try:
                self._path.unlink(missing_ok=True)
            except PermissionError:
                return
        else:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
