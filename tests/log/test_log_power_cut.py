"""Simulated power cuts: what was acknowledged is on the disk, and the simulation can tell when it would not be.

A disk below SQLite records every write, truncation, flush, creation and deletion. A cut keeps what was flushed,
and of the rest any part: nothing, everything, a random choice, or torn at a sector.
"""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from setplayer.log import connection
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify

apsw = pytest.importorskip("apsw", reason="the simulated disk needs apsw")

SECTOR = 512


@dataclass(frozen=True)
class Operation:
    """`name` is create, write, truncate, sync or delete; `durable` tells that a deletion flushes the folder."""

    name: str
    path: str
    place: int = 0
    data: bytes = b""
    durable: bool = False


@dataclass
class Journal:
    """All operations so far, and for each acknowledged event how many there were by then."""

    operations: list[Operation] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)


def make_disk(journal: Journal) -> Any:
    class File(apsw.VFSFile):
        def __init__(self, name: Any, flags: list[int]) -> None:
            self.name = name.filename() if hasattr(name, "filename") else name
            fresh = bool(self.name) and not Path(self.name).exists()
            super().__init__("", name, flags)
            if fresh:
                journal.operations.append(Operation("create", self.name))

        def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802 (SQLite's names)
            super().xWrite(data, offset)
            journal.operations.append(Operation("write", self.name, offset, bytes(data)))

        def xTruncate(self, size: int) -> None:  # noqa: N802
            super().xTruncate(size)
            journal.operations.append(Operation("truncate", self.name, size))

        def xSync(self, flags: int) -> None:  # noqa: N802
            super().xSync(flags)
            journal.operations.append(Operation("sync", self.name))

    class Disk(apsw.VFS):
        def __init__(self) -> None:
            super().__init__("recording", "")

        def xOpen(self, name: Any, flags: list[int]) -> File:  # noqa: N802
            return File(name, flags)

        def xDelete(self, path: str, durable: bool) -> None:  # noqa: N802
            super().xDelete(path, durable)
            journal.operations.append(Operation("delete", path, durable=bool(durable)))

    return Disk()


class Recorded:
    """A connection to the recording disk, with as much of sqlite3's interface as the session file uses."""

    def __init__(self, path: Path) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        self._db = apsw.Connection(str(path), flags=flags, vfs="recording")
        self.execute = self._db.execute
        self.close = self._db.close

    def executescript(self, script: str) -> None:
        # apsw carries a script on only as its rows are fetched.
        self._db.execute(script).fetchall()

    @property
    def in_transaction(self) -> bool:
        return bool(self._db.in_transaction)


def record(path: Path, monkeypatch: pytest.MonkeyPatch, event: Any, settings: str) -> Journal:
    """Write a session on the recording disk with these settings of the writer."""
    journal = Journal()
    disk = make_disk(journal)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "_connect", lambda path, _mode: Recorded(path))
        patch.setattr(connection, "_WRITING", settings)
        with SessionFile.create(path, "abcdefgh", FakeClock()) as file:
            file._db.execute("PRAGMA wal_autocheckpoint = 20")
            for number in range(1, 121):
                file.append([event(number, note="said " * (number % 90))])
                journal.acknowledged.append(len(journal.operations))
                if number % 5 == 0:
                    file.checkpoint(bytes(200))
    disk.unregister()
    return journal


Image = dict[str, bytearray]


def carry_out(image: Image, operation: Operation) -> None:
    match operation.name:
        case "create":
            image.setdefault(operation.path, bytearray())
        case "write":
            content = image.setdefault(operation.path, bytearray())
            content.extend(bytes(max(0, operation.place - len(content))))
            content[operation.place : operation.place + len(operation.data)] = operation.data
        case "truncate":
            del image.setdefault(operation.path, bytearray())[operation.place :]
        case "delete":
            image.pop(operation.path, None)


def cut(operations: list[Operation], chance: random.Random) -> Image:
    """What is on the disk when the power goes after these operations."""
    image: Image = {}
    waiting: list[Operation] = []
    fresh: set[str] = set()
    for operation in operations:
        if operation.name == "sync":
            # SQLite flushes the folder with the first flush of a file that it has made.
            with_folder = operation.path in fresh
            fresh.discard(operation.path)
            kept = []
            for earlier in waiting:
                of_folder = earlier.name in ("create", "delete")
                if (with_folder and of_folder) or (not of_folder and earlier.path == operation.path):
                    carry_out(image, earlier)
                else:
                    kept.append(earlier)
            waiting = kept
        elif operation.durable:
            waiting = [earlier for earlier in waiting if earlier.path != operation.path]
            carry_out(image, operation)
        else:
            if operation.name == "create":
                fresh.add(operation.path)
            waiting.append(operation)
    for operation in survivors(waiting, chance):
        carry_out(image, operation)
    return image


def survivors(waiting: list[Operation], chance: random.Random) -> Iterator[Operation]:
    style = chance.choice(("none", "all", "some", "first"))
    if style == "first":
        waiting = waiting[: chance.randint(0, len(waiting))]
    for operation in waiting:
        if style == "none" or (style == "some" and chance.random() < 0.5):
            continue
        if operation.name == "write" and chance.random() < 0.3:
            sectors = chance.randint(0, len(operation.data) // SECTOR)
            yield Operation("write", operation.path, operation.place, operation.data[: sectors * SECTOR])
        else:
            yield operation


def lost(journal: Journal, folder: Path, cuts: int) -> int:
    """In how many of so many cuts an acknowledged event is missing. Whatever is left must verify."""
    chance = random.Random(20)
    bad = 0
    for number in range(cuts):
        moment = chance.randint(journal.acknowledged[0], len(journal.operations))
        after = folder / f"after-{number}"
        after.mkdir()
        for name, content in cut(journal.operations[:moment], chance).items():
            (after / Path(name).name).write_bytes(content)
        acknowledged = sum(1 for count in journal.acknowledged if count <= moment)
        with SessionFile.resume(after / "a.session", FakeClock()) as file:
            assert verify(file).problems == ()
            bad += file.last_seq < acknowledged
        shutil.rmtree(after)
    return bad


def test_no_power_cut_takes_an_acknowledged_event(path, tmp_path, monkeypatch, event):
    assert lost(record(path, monkeypatch, event, connection._WRITING), tmp_path, cuts=150) == 0


def test_the_simulation_notices_when_commits_are_not_flushed(path, tmp_path, monkeypatch, event):
    weaker = connection._WRITING.replace("synchronous = FULL", "synchronous = NORMAL")
    assert weaker != connection._WRITING
    assert lost(record(path, monkeypatch, event, weaker), tmp_path, cuts=60) > 10
