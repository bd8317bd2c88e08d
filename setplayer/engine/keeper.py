"""Keeping the record while the music plays: events are written in order on a thread of its own.

A full or failing disk never stops the sound: what cannot be written waits in memory, in order, and is tried again.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from setplayer.faults import Fault
from setplayer.keys.sealer import Sealing, Unsealed
from setplayer.log.session_file import SessionFile
from setplayer.session.codec import StoredEvent
from setplayer.session.events import Event

_AGAIN_S: Final = 1.0
"""How long after a failed write it is tried again."""

_LATE_S: Final = 0.2
"""What takes longer to be saved than this is told to people."""


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

    What is personal is sealed on the way; while that fails it waits, as it does for a disk.
    """

    def __init__(self, file: SessionFile, sealing: Sealing | None = None):
        self._file = file
        self._sealing = sealing or Unsealed()
        self._stored: list[StoredEvent] = []
        self._inbox: queue.SimpleQueue[tuple[tuple[Event, ...], bytes | None, Saved] | None] = queue.SimpleQueue()
        self._drafts: dict[str, bytes | None] = {}
        self._drafting = threading.Lock()
        self._waiting: deque[tuple[tuple[Event, ...], Saved]] = deque()
        self._latest: Saved | None = None
        self.written = 0
        """How many events it has put on the disk."""
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

    def keep(self, events: Sequence[Event]) -> Saved:
        """Have the events written after those before them."""
        saved = self._latest = Saved()
        self._inbox.put((tuple(events), None, saved))
        return saved

    def keep_draft(self, name: str, data: bytes | None) -> None:
        """Have a draft replaced, or deleted, after the events before it. Of several of one name the last counts."""
        with self._drafting:
            self._drafts[name] = data
        self._inbox.put(((), None, Saved()))

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
        while not closing or self._waiting or self._drafts:
            try:
                job = self._inbox.get(timeout=_AGAIN_S if self._waiting or self._drafts else None)
            except queue.Empty:
                job = ((), None, Saved())
            if job is None:
                closing = True
                self._write()
                continue
            events, note, saved = job
            if events:
                self._waiting.append((events, saved))
            if note is None:
                self._write()
            elif not self._waiting:
                self._tried(partial(self._file.checkpoint, note))
        self._tried(self._file.close)

    def _write(self) -> None:
        """Write everything that waits, all of it in one commit."""
        events = [event for given, _ in self._waiting for event in given]
        if events and self._tried(partial(self._append, events)):
            self._stored.clear()
            self.written += len(events)
            while self._waiting:
                self._waiting.popleft()[1].now()
            if any(event.kind == "end" for event in events):
                self._tried(self._sealing.ended)
        if not self._waiting:
            self._write_drafts()

    def _append(self, events: Sequence[Event]) -> None:
        for event in events[len(self._stored) :]:  # what was sealed for a write that failed is not sealed again
            self._stored.append(self._sealing.stored(event))
        self._file.append(self._stored)

    def _write_drafts(self) -> None:
        with self._drafting:
            drafts = list(self._drafts.items())
        for name, data in drafts:
            if not self._tried(partial(self._keep_draft, name, data)):
                return
            with self._drafting:
                if self._drafts[name] is data:
                    del self._drafts[name]

    def _keep_draft(self, name: str, data: bytes | None) -> None:
        self._file.keep_draft(name, None if data is None else self._sealing.seal(data))

    def _tried(self, write: Callable[[], object]) -> bool:
        try:
            write()
        except Fault as fault:
            self.fault = fault
            return False
        self.fault = None
        return True
