"""Disks below SQLite for tests: one that records every operation, so that the power can be cut, and one that fails.

Both need apsw. `Connection` has as much of sqlite3's interface as a session file uses, and its errors.
"""

import contextlib
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import apsw

SECTOR = 512
CLASSES = {apsw.SQLITE_CONSTRAINT: sqlite3.IntegrityError, apsw.SQLITE_CORRUPT: sqlite3.DatabaseError}
ERRORS = {"error": apsw.IOError, "full": apsw.FullError}
CODES = {apsw.IOError: sqlite3.SQLITE_IOERR, apsw.FullError: sqlite3.SQLITE_FULL}
"""What SQLite would have said, of an error that is on purpose."""


class Rows(list[tuple[Any, ...]]):
    def fetchone(self) -> tuple[Any, ...] | None:
        return self[0] if self else None


class Connection:
    """A connection through the disk of that name."""

    def __init__(self, path: Path, disk: str) -> None:
        with as_sqlite3():
            self._db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=disk)
        self._pages, self._most_pages = 0, 1_000
        self._db.set_wal_hook(self._committed)

    def execute(self, sql: str, values: Any = ()) -> Rows:
        if sql.startswith("PRAGMA wal_autocheckpoint = "):
            self._most_pages = int(sql.rpartition(" ")[2])
            return Rows()
        with as_sqlite3():
            rows = Rows(self._db.execute(sql, values))
        if self._pages >= self._most_pages:
            self._pages = 0
            # As SQLite does by itself after a commit. It passes over errors there; through apsw they would be raised.
            with contextlib.suppress(apsw.Error):
                self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        return rows

    def _committed(self, _db: object, _name: str, pages: int) -> int:
        self._pages = pages
        return apsw.SQLITE_OK

    def executescript(self, script: str) -> None:
        self.execute(script)

    def close(self) -> None:
        # sqlite3 does not tell what goes wrong here, and apsw would have it closed again.
        with contextlib.suppress(apsw.Error):
            self._db.close()

    @property
    def in_transaction(self) -> bool:
        return bool(self._db.in_transaction)


class as_sqlite3:  # noqa: N801 (reads as a sentence)
    """Errors inside are raised as sqlite3 has them."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, *more: object) -> None:
        if isinstance(error, apsw.Error):
            code = getattr(error, "extendedresult", None) or CODES[type(error)]
            raised = CLASSES.get(code & 0xFF, sqlite3.OperationalError)(str(error))
            raised.sqlite_errorcode = code
            raise raised from error


# ---- a disk that records, and a power cut


@dataclass(frozen=True)
class Operation:
    """`name` is create, write, truncate, sync or delete; `durable` tells that a deletion flushes the folder."""

    name: str
    path: str
    place: int = 0
    data: bytes = b""
    durable: bool = False


@dataclass
class Recording:
    """A disk that remembers what was done to it, by its name of `recording`."""

    operations: list[Operation] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._disk = _recording_disk(self.operations)
        return self

    def __exit__(self, *error: object) -> None:
        self._disk.unregister()


def _recording_disk(operations: list[Operation]) -> Any:
    class File(apsw.VFSFile):
        def __init__(self, name: Any, flags: list[int]) -> None:
            self.name = name.filename() if hasattr(name, "filename") else name
            fresh = bool(self.name) and not Path(self.name).exists()
            super().__init__("", name, flags)
            if fresh:
                operations.append(Operation("create", self.name))

        def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802 (SQLite's names)
            super().xWrite(data, offset)
            operations.append(Operation("write", self.name, offset, bytes(data)))

        def xTruncate(self, size: int) -> None:  # noqa: N802
            super().xTruncate(size)
            operations.append(Operation("truncate", self.name, size))

        def xSync(self, flags: int) -> None:  # noqa: N802
            super().xSync(flags)
            operations.append(Operation("sync", self.name))

    class Disk(apsw.VFS):
        def __init__(self) -> None:
            super().__init__("recording", "")

        def xOpen(self, name: Any, flags: list[int]) -> File:  # noqa: N802
            return File(name, flags)

        def xDelete(self, path: str, durable: bool) -> None:  # noqa: N802
            super().xDelete(path, durable)
            operations.append(Operation("delete", path, durable=bool(durable)))

    return Disk()


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


class Power:
    """What is on the disk, operation after operation, and what it would be if the power went now."""

    def __init__(self, before: dict[str, bytes] | None = None) -> None:
        self._flushed: Image = {path: bytearray(content) for path, content in (before or {}).items()}
        self._waiting: list[Operation] = []
        self._fresh: set[str] = set()

    def do(self, operation: Operation) -> None:
        if operation.name == "sync":
            self._flush(operation.path)
        elif operation.durable:
            self._waiting = [earlier for earlier in self._waiting if earlier.path != operation.path]
            carry_out(self._flushed, operation)
        else:
            if operation.name == "create":
                self._fresh.add(operation.path)
            self._waiting.append(operation)

    def _flush(self, path: str) -> None:
        # SQLite flushes the folder with the first flush of a journal or a WAL that it has made.
        with_folder = path in self._fresh
        self._fresh.discard(path)
        kept = []
        for earlier in self._waiting:
            of_folder = earlier.name in ("create", "delete")
            if (with_folder and of_folder) or (not of_folder and earlier.path == path):
                carry_out(self._flushed, earlier)
            else:
                kept.append(earlier)
        self._waiting = kept

    def cut(self, chance: random.Random) -> Image:
        """What was flushed, and of the rest any part: nothing, everything, the first, a random choice, torn."""
        image = {path: bytearray(content) for path, content in self._flushed.items()}
        for operation in _survivors(self._waiting, chance):
            carry_out(image, operation)
        return image


def _survivors(waiting: Sequence[Operation], chance: random.Random) -> Iterator[Operation]:
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


# ---- a disk that fails


class Failing:
    """A disk, by its name of `failing`, whose operations from number `first` on fail, so many of them.

    `error` fails every kind of operation; `full` only those that need room.
    """

    def __init__(self, first: int, how_many: int, kind: str) -> None:
        self.done = 0
        self.failed = 0
        self._fails = range(first, first + how_many)
        self._kind = kind

    def __enter__(self) -> Self:
        self._disk = _failing_disk(self)
        return self

    def __exit__(self, *error: object) -> None:
        self._fails = range(0)
        self._disk.unregister()

    def happens(self, *, needs_room: bool = False) -> None:
        if self._kind == "full" and not needs_room:
            return
        self.done += 1
        if self.done - 1 in self._fails:
            self.failed += 1
            raise ERRORS[self._kind]("on purpose")


def _failing_disk(fault: Failing) -> Any:
    class File(apsw.VFSFile):
        def __init__(self, name: Any, flags: list[int]) -> None:
            super().__init__("", name, flags)

        def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 (SQLite's names)
            fault.happens()
            return bytes(super().xRead(amount, offset))

        def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
            fault.happens(needs_room=True)
            super().xWrite(data, offset)

        def xTruncate(self, size: int) -> None:  # noqa: N802
            fault.happens()
            super().xTruncate(size)

        def xSync(self, flags: int) -> None:  # noqa: N802
            fault.happens(needs_room=True)
            super().xSync(flags)

        def xFileSize(self) -> int:  # noqa: N802
            fault.happens()
            return int(super().xFileSize())

    class Disk(apsw.VFS):
        def __init__(self) -> None:
            super().__init__("failing", "")

        def xOpen(self, name: Any, flags: list[int]) -> File:  # noqa: N802
            fault.happens()
            return File(name, flags)

        def xDelete(self, path: str, durable: bool) -> None:  # noqa: N802
            fault.happens()
            super().xDelete(path, durable)

    return Disk()
