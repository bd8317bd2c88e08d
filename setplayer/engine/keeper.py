"""Keeping the record while the music plays: events are written in order on a thread of its own.

A full or failing disk never stops the sound: what cannot be written waits in memory, in order, and is tried again.
When the disk is full, the ballast beside the session file is deleted first; it is made again once there is room.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from setplayer.faults import DiskFullFault, Fault
from setplayer.log.ballast import Ballast
from setplayer.log.session_file import SessionFile
from setplayer.session.codec import store
from setplayer.session.events import Event

_AGAIN_S: Final = 1.0
"""How long after a failed write it is tried again."""

_LATE_S: Final = 0.2
"""What takes longer to be saved than this is told to people."""

_BALLAST_AGAIN_S: Final = 30.0
"""How long after a full disk it is looked whether there is room for the ballast again."""


class Saved:
    """Whether something that was given to the keeper is on the disk by now."""

    def __init__(self) -> None:
        self.since_s = time.monotonic()
        self._done = threading.Event()

    def wait(self, patience_s: float) -> bool:
        """Wait so long at most; whether it is saved."""
        return self._done.wait(patience_s)

    def now(self) -> None:
        """It is."""
        self._done.set()


class Keeper:
    """Writes a session file behind whoever plays it. Only this thread touches the file until `close`.

    Without `ballast` a full disk is only told.
    """

    def __init__(self, file: SessionFile, ballast: Ballast | None = None):
        self._file = file
        self._ballast = ballast
        self._spent_s: float | None = None
        self._inbox: queue.SimpleQueue[tuple[tuple[Event, ...], bytes | None, Saved] | None] = queue.SimpleQueue()
        self._waiting: deque[tuple[tuple[Event, ...], Saved]] = deque()
        self._latest: Saved | None = None
        self.fault: Fault | None = None
        """Why the last write failed, while it has not succeeded since."""
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    @property
    def late(self) -> bool:
        """Whether something happened a while ago that is not on the disk yet."""
        latest = self._latest
        return self.fault is not None or (
            latest is not None and not latest.wait(0) and time.monotonic() - latest.since_s > _LATE_S
        )

    @property
    def conditions(self) -> frozenset[str]:
        """What people must know of the disk, in the words of a view's conditions."""
        words = {
            "not yet saved": self.late,
            "disk full": isinstance(self.fault, DiskFullFault),
            "disk failing": self.fault is not None and not isinstance(self.fault, DiskFullFault),
            "disk almost full": self.fault is None and self._spent_s is not None,
        }
        return frozenset(word for word, is_so in words.items() if is_so)

    def keep(self, events: Sequence[Event]) -> Saved:
        """Have the events written after those before them."""
        saved = self._latest = Saved()
        self._inbox.put((tuple(events), None, saved))
        return saved

    def checkpoint(self, data: bytes) -> None:
        """Have the one changeable note of where the engine is replaced."""
        self._inbox.put(((), data, Saved()))

    def close(self, patience_s: float = 5.0) -> bool:
        """Close the file once all is written, and wait so long for that; whether it is done. May be called again."""
        self._inbox.put(None)
        self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        closing = False
        self._make_ballast()
        while not closing or self._waiting:
            try:
                job = self._inbox.get(timeout=_AGAIN_S if self._waiting else None)
            except queue.Empty:
                self._write()
                continue
            if job is None:
                closing = True
                self._write()
                continue
            events, note, saved = job
            if events:
                self._waiting.append((events, saved))
                self._write()
            elif note is not None and not self._waiting:
                self._tried(partial(self._file.checkpoint, note))
                self._make_ballast()
        self._tried(self._file.close)

    def _write(self) -> None:
        """Write everything that waits, all of it in one commit."""
        events = [event for given, _ in self._waiting for event in given]
        if events and self._tried(lambda: self._file.append([store(event) for event in events])):
            while self._waiting:
                self._waiting.popleft()[1].now()

    def _tried(self, write: Callable[[], object]) -> bool:
        try:
            try:
                write()
            except DiskFullFault:
                if not self._drop_ballast():
                    raise
                write()
        except Fault as fault:
            self.fault = fault
            return False
        self.fault = None
        return True

    def _drop_ballast(self) -> bool:
        if self._ballast is None:
            return False
        self._spent_s = time.monotonic()
        return self._ballast.drop()

    def _make_ballast(self) -> None:
        """See to it that there is one, some time after it was used up."""
        if self._ballast is None or (self._spent_s and time.monotonic() - self._spent_s < _BALLAST_AGAIN_S):
            return
        self._spent_s = None if self._ballast.make() else time.monotonic()
