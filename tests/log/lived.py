"""A session file's life in steps, for tests of what a fault in the middle of it leaves."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.session.codec import StoredEvent
from setplayer.values import canonical_json, content_address


class Promise(NamedTuple):
    """Everything that a step's return promises to be on the disk. `hashes` of the events that are held, in order."""

    format: int = 0
    numbers: int = 0
    erased: int = 0
    drafts: tuple[tuple[str, bytes], ...] = ()
    note: bytes | None = None

    @classmethod
    def of(cls, file: SessionFile) -> "Promise":
        events = list(file.events())
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        erased = sum(event.content_hash is not None and event.content is None for event in events)
        return cls(file.format, len(events), erased, tuple(file.drafts().items()), file.read_checkpoint())


def event(number: int) -> StoredEvent:
    blob = b"blob %d" % (number // 7)
    return StoredEvent(
        kind="note",
        frame=number,
        actor="t",
        ref_seq=None,
        body=canonical_json({"request": {"pad": "x" * (number * 37 % 900)}}),
        content=canonical_json({"text": "said " * (number % 90)}),
        blobs={content_address(blob): blob},
    )


class Life:
    """One session file, lived through step by step. A step that failed may be lived again."""

    def __init__(self, path: Path, small_wal: int = 20) -> None:
        self.path = path
        self._small_wal = small_wal
        self.file: Any = None

    def _opened(self, make: Callable[[], SessionFile]) -> None:
        self.file = make()
        self.file._db.execute(f"PRAGMA wal_autocheckpoint = {self._small_wal}")

    def create(self) -> None:
        self._opened(lambda: SessionFile.create(self.path, "abcdefgh", FakeClock()))

    def resume(self) -> None:
        self._opened(lambda: SessionFile.resume(self.path, FakeClock()))

    def close(self) -> None:
        file, self.file = self.file, None
        if file is not None:
            file.close()

    def steps(self, rounds: int, *, born: bool = True) -> Iterator[tuple[str, Callable[[], object]]]:
        """Created or found, written in `rounds`, closed, resumed, written on, closed."""
        yield ("create", self.create) if born else ("resume", self.resume)
        for number in range(1, rounds + 1):
            yield from self._round(number)
            if number == rounds // 2:
                yield "close", self.close
                yield "resume", self.resume
        yield "close", self.close

    def _round(self, number: int) -> Iterator[tuple[str, Callable[[], object]]]:
        yield "append", lambda: self.file.append([event(number), event(number + 3)])
        if number % 2 == 0:
            yield "draft", lambda: self.file.keep_draft("note", b"letter " * number)
        if number % 3 == 0:
            yield "checkpoint", lambda: self.file.checkpoint(b"%d " % number * 50)
        if number % 4 == 0:
            yield "draft gone", lambda: self.file.keep_draft("note", None)
        if number % 5 == 0:
            yield "erase", lambda: self.file.erase_content(number)
