"""A file that only takes room, beside the sessions: deleted when the disk is full, so that a session can be saved."""

import contextlib
import os
import shutil
from pathlib import Path
from typing import Final

from setplayer.faults import Fault
from setplayer.files import writing

SIZE_BYTES: Final = 8 * 2**20
"""Twice what SQLite's log grows to before it is folded into the session file: hours of notes."""

_ROOM_BYTES: Final = 4 * SIZE_BYTES
"""So much must be free before it is made: never is it what fills the disk."""


class Ballast:
    """The ballast of the sessions in a folder. No method raises: without it a session goes on all the same."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ballast"

    def make(self) -> bool:
        """Make it unless it is there, where there is room; whether it is there."""
        with contextlib.suppress(OSError, Fault):
            if self.path.exists():
                return True
            if shutil.disk_usage(self.path.parent).free >= SIZE_BYTES + _ROOM_BYTES:
                with writing(self.path) as temporary:
                    # A disk that compresses would give nothing back for zeros.
                    temporary.write_bytes(os.urandom(SIZE_BYTES))
                return True
        return False

    def drop(self) -> bool:
        """Give its room back; whether there was any to give."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True
