"""The session file: append, read, erase. One SQLite file for each session; docs/session-file.md is its format."""

import contextlib
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from pydantic import ValidationError

from setplayer.faults import Fault, MachineFault
from setplayer.log import connection
from setplayer.log.chain import HASHED, SALT_BYTES, commitment, event_hash, first_prev_hash
from setplayer.log.clock import Clock, Stamp
from setplayer.log.connection import in_plain_words
from setplayer.log.writer_lock import WriterLock
from setplayer.session.codec import StoredEvent
from setplayer.values import Value, content_address

_SESSION_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_INSERT_EVENT: Final = (
    f"INSERT INTO event ({', '.join(HASHED)}, hash) VALUES ({', '.join(f':{name}' for name in HASHED)}, :hash)"
)
_SELECT_EVENTS: Final = """
    SELECT e.seq, boot_id, mono_ns, wall_us, utc_offset_min, frame, kind, actor, ref_seq, body,
           salt, bytes, content_hash, prev_hash, hash
    FROM event e LEFT JOIN content c ON c.seq = e.seq WHERE e.seq > ? AND kind = coalesce(?, kind)
    ORDER BY e.seq
"""
_SELECT_ERASED: Final = """
    SELECT e.seq FROM event e LEFT JOIN content c ON c.seq = e.seq
    WHERE e.content_hash IS NOT NULL AND c.seq IS NULL
"""


class LoggedEvent(Value):
    """An event as it stands in the file. `body` and `content` are canonical JSON.

    `content` and its salt are None when nothing personal was said, and also once it is erased; then `content_hash`
    still tells that there was something.
    """

    seq: int
    stamp: Stamp
    frame: int
    kind: str
    actor: str
    ref_seq: int | None
    body: bytes
    content: bytes | None
    content_salt: bytes | None
    content_hash: str | None
    prev_hash: str
    hash: str


class SessionFile:
    """An open session file, for one thread at a time. Made by `create`, `resume` (to write) or `open` (to read).

    Every method raises Fault when the file is damaged, and MachineFault when the disk is full, fails or cannot be
    written.
    """

    def __init__(self, path: Path, db: sqlite3.Connection, clock: Clock | None) -> None:
        self.path = path
        self._db = db
        self._resources = contextlib.ExitStack()
        self._clock = clock
        with in_plain_words(path):
            row = db.execute("SELECT session_id FROM meta").fetchone()
        if row is None or not _SESSION_ID.fullmatch(row[0]):
            raise Fault(f"{path}: is damaged: it does not say which session it holds.")
        self.session_id: str = row[0]

    # ---- opening and closing

    @classmethod
    def create(cls, path: Path, session_id: str, clock: Clock) -> Self:
        """A new, empty file. `session_id` is 1 to 64 letters, digits, `_` or `-`.

        Raises Fault when there is a file already, MachineFault when the folder is missing or cannot be written.
        """
        if not _SESSION_ID.fullmatch(session_id):
            raise ValueError(f"not a session id: {session_id!r}")
        if not path.parent.is_dir():
            raise MachineFault(f"{path.parent}: is not a folder, so no session can be saved there. Choose another.")
        with contextlib.ExitStack() as resources:
            resources.callback(WriterLock(path).release)
            with in_plain_words(path):
                db = connection.connect_new(path, session_id)
            try:
                file = cls(path, db, clock)
            except BaseException:
                db.close()
                connection.remove(path)
                raise
            resources.callback(db.close)
            return file._holding(resources)

    @classmethod
    def open(cls, path: Path) -> Self:
        """An existing file, to read. It may be written by another process at the same time."""
        _must_exist(path)
        with contextlib.ExitStack() as resources, in_plain_words(path):
            db = connection.connect_reading(path, resources)
            return cls(path, db, None)._holding(resources)

    @classmethod
    def open_still(cls, path: Path) -> Self:
        """A file which nobody writes, to read: that file alone, whatever lies beside it."""
        _must_exist(path)
        with contextlib.ExitStack() as resources, in_plain_words(path):
            db = connection.connect_still(path)
            resources.callback(db.close)
            return cls(path, db, None)._holding(resources)

    @classmethod
    def from_image(cls, path: Path, image: bytes) -> Self:
        """The bytes of a session file that were read from `path`, to read."""
        with contextlib.ExitStack() as resources, in_plain_words(path):
            db = connection.connect_image(path, image)
            resources.callback(db.close)
            return cls(path, db, None)._holding(resources)

    @classmethod
    def resume(cls, path: Path, clock: Clock) -> Self:
        """An existing file, to write on where it ends; an older format becomes the newest first.

        Raises Fault when another writer has it.
        """
        _must_exist(path)
        with contextlib.ExitStack() as resources, in_plain_words(path):
            resources.callback(WriterLock(path).release)
            db = connection.connect_writing(path)
            resources.callback(db.close)
            return cls(path, db, clock)._holding(resources)

    def _holding(self, resources: contextlib.ExitStack) -> Self:
        """The file, which lets go of them when it is closed: from here on, and no sooner, they are its own."""
        self._resources = resources.pop_all()
        return self

    def close(self) -> None:
        """Let go of the file. The writer leaves one file to carry, unless a reader still holds it open."""
        with self._resources, in_plain_words(self.path):
            if self._clock is not None:
                self._clock = None
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                # Out of WAL, the file can be read where nothing may be written beside it.
                with contextlib.suppress(sqlite3.OperationalError):
                    self._db.execute("PRAGMA busy_timeout = 0")
                    self._db.execute("PRAGMA journal_mode = DELETE")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- writing

    def append(self, events: Sequence[StoredEvent]) -> list[int]:
        """Write the events, all or none, with one stamp, and give their numbers. On return they are on the disk."""
        stamp = self._writer().stamp()
        with self._transaction():
            last, head = self.last_seq, self.head
            for seq, event in enumerate(events, last + 1):
                head = self._insert(seq, event, stamp, head)
        return list(range(last + 1, last + 1 + len(events)))

    def _insert(self, seq: int, event: StoredEvent, stamp: Stamp, prev_hash: str) -> str:
        for address, data in event.blobs.items():
            self._keep_blob(address, data)
        salt = secrets.token_bytes(SALT_BYTES)
        row = {
            "seq": seq,
            **stamp.model_dump(),
            "frame": event.frame,
            "kind": event.kind,
            "actor": event.actor,
            "ref_seq": event.ref_seq,
            "body": event.body.decode(),
            "content_hash": None if event.content is None else commitment(salt, event.content),
            "prev_hash": prev_hash,
        }
        head = event_hash(row)
        self._db.execute(_INSERT_EVENT, {**row, "hash": head})
        if event.content is not None:
            self._db.execute("INSERT INTO content VALUES (?, ?, ?)", (seq, salt, event.content))
        return head

    def copy_in(self, events: Iterable[LoggedEvent], blobs: Mapping[str, bytes]) -> None:
        """Write events that were written elsewhere, as they are, in the order of their numbers; all or none.

        Nothing is stamped and nothing hashed again: `verify` tells whether they are what they were.
        """
        self._writer()
        with self._transaction():
            for address, data in blobs.items():
                self._keep_blob(address, data)
            for event in events:
                row = event.model_dump(exclude={"stamp", "body"}) | event.stamp.model_dump()
                self._db.execute(_INSERT_EVENT, {**row, "body": event.body.decode()})
                if event.content is not None:
                    values = (event.seq, event.content_salt, event.content)
                    self._db.execute("INSERT INTO content VALUES (?, ?, ?)", values)

    def _keep_blob(self, address: str, data: bytes) -> None:
        if content_address(data) != address:
            raise ValueError(f"the bytes of blob {address} have another address")
        if not self._db.execute("SELECT 1 FROM blob WHERE sha256 = ?", (address,)).fetchone():
            self._db.execute("INSERT INTO blob VALUES (?, ?)", (address, data))

    def checkpoint(self, data: bytes) -> None:
        """Replace the one changeable note of where the engine is."""
        self._writer()
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO checkpoint VALUES (1, ?)", (data,))

    def keep_draft(self, name: str, data: bytes | None) -> None:
        """Replace what is kept under a name and is no event yet, or with None delete it. What it says is not read."""
        self._writer()
        with self._transaction():
            if data is None:
                self._db.execute("DELETE FROM draft WHERE name = ?", (name,))
            else:
                self._db.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", (name, data))

    def erase_content(self, seq: int) -> None:
        """Erase what is personal in an event, from the file and from its WAL. Erasing twice is no fault.

        Raises Fault when the event never held anything, and MachineFault when a reader keeps old pages alive: the
        content is deleted then, and erasing again finishes the work.
        """
        self._writer()
        with self._transaction():
            event = self._db.execute("SELECT content_hash FROM event WHERE seq = ?", (seq,)).fetchone()
            if event is None or event[0] is None:
                raise Fault(f"{self.path}: event {seq} holds nothing personal that could be erased.")
            self._db.execute("DELETE FROM content WHERE seq = ?", (seq,))
        with in_plain_words(self.path):
            busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise MachineFault(
                f"{self.path}: event {seq} is deleted, but a program that reads the file keeps a trace of it on the "
                "disk. Close that program and erase again."
            )

    def _writer(self) -> Clock:
        if self._clock is None:
            raise RuntimeError("this session file is not open for writing")
        return self._clock

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with in_plain_words(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            finally:
                # SQLite has already rolled back by itself after some errors.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    # ---- reading

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is one state of the file, whatever another process writes meanwhile."""
        outermost = not self._db.in_transaction
        if outermost:
            with in_plain_words(self.path):
                self._db.execute("BEGIN")
        try:
            yield
        finally:
            if outermost and self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @property
    def format(self) -> int:
        """The format that the file has; one that was opened to write has the newest."""
        row = self._one("PRAGMA user_version")
        assert row is not None
        return int(row[0])

    @property
    def head(self) -> str:
        """The hash of the last event; before the first, what that will follow."""
        row = self._one("SELECT hash FROM event ORDER BY seq DESC LIMIT 1")
        return str(row[0]) if row else first_prev_hash(self.session_id)

    @property
    def last_seq(self) -> int:
        """The number of the last event; 0 before the first."""
        row = self._one("SELECT max(seq) FROM event")
        return int(row[0] or 0) if row else 0

    @property
    def ended(self) -> bool:
        """Whether the session has ended; events may follow days after its end."""
        return self._one("SELECT 1 FROM event WHERE kind = 'end' LIMIT 1") is not None

    def events(self, after: int = 0, kind: str | None = None) -> Iterator[LoggedEvent]:
        """The events in order, those with a number above `after`, of one kind or all."""
        with in_plain_words(self.path):
            for row in self._db.execute(_SELECT_EVENTS, (after, kind)):
                yield self._event(row)

    def _event(self, row: tuple[Any, ...]) -> LoggedEvent:
        try:
            return LoggedEvent(
                seq=row[0],
                stamp=Stamp(boot_id=row[1], mono_ns=row[2], wall_us=row[3], utc_offset_min=row[4]),
                frame=row[5],
                kind=row[6],
                actor=row[7],
                ref_seq=row[8],
                body=row[9].encode(),
                content_salt=row[10],
                content=row[11],
                content_hash=row[12],
                prev_hash=row[13],
                hash=row[14],
            )
        except (ValidationError, AttributeError) as error:
            raise Fault(f"{self.path}: is damaged: event {row[0]} cannot be read.") from error

    def blob(self, sha256: str) -> bytes:
        """The bytes with that address. Raises Fault when they are missing or altered."""
        row = self._one("SELECT bytes FROM blob WHERE sha256 = ?", (sha256,))
        if row is None:
            raise Fault(f"{self.path}: is damaged: the part {sha256[:12]}… of it is missing.")
        data = bytes(row[0])
        if content_address(data) != sha256:
            raise Fault(f"{self.path}: is damaged: the part {sha256[:12]}… of it was altered.")
        return data

    def blobs(self) -> Iterator[tuple[str, bytes]]:
        """Every blob with the address it is kept under, by address; unchecked."""
        with in_plain_words(self.path):
            yield from self._db.execute("SELECT sha256, bytes FROM blob ORDER BY sha256")

    def read_checkpoint(self) -> bytes | None:
        """The note that `checkpoint` left last, or None."""
        row = self._one("SELECT bytes FROM checkpoint")
        return bytes(row[0]) if row else None

    def erased(self) -> frozenset[int]:
        """The numbers of the events whose personal content was erased."""
        with in_plain_words(self.path):
            return frozenset(row[0] for row in self._db.execute(_SELECT_ERASED))

    def image(self) -> bytes:
        """The whole file as it is at this moment: the bytes of a session file that is closed."""
        with in_plain_words(self.path):
            return connection.image_of(self._db)

    def drafts(self) -> dict[str, bytes]:
        """What `keep_draft` left, by name; a file of format 1 has none."""
        if self.format < 2:
            return {}
        with in_plain_words(self.path):
            return {str(name): bytes(data) for name, data in self._db.execute("SELECT * FROM draft ORDER BY name")}

    def damage(self) -> list[str]:
        """What SQLite's own checks of the file find, in sentences; empty when all is well."""
        with in_plain_words(self.path):
            broken = [row[0] for row in self._db.execute("PRAGMA integrity_check(20)")]
            strays = [row[1] for row in self._db.execute("PRAGMA foreign_key_check(content)")]
        found = [f"The file is damaged: {what}." for what in broken if what != "ok"]
        return found + [f"Content {seq}: belongs to no event." for seq in strays]

    def _one(self, sql: str, values: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        with in_plain_words(self.path):
            row: tuple[Any, ...] | None = self._db.execute(sql, values).fetchone()
        return row


def _must_exist(path: Path) -> None:
    if path.is_dir():
        raise Fault(f"{path}: is a folder, not a session file.")
    if not path.exists():
        raise Fault(f"{path}: there is no such file. Check the name; `setplayer sessions` lists them.")
