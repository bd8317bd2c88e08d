"""Opening session files with SQLite so that hostile and damaged ones do no harm, and its errors in plain words."""

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from setplayer.faults import DiskFullFault, Fault, MachineFault
from setplayer.files import cannot_write
from setplayer.migrations import Formats

FORMATS: Final = Formats(package=__package__, application_id=0x73657470, noun="session")
"""Every format of the session file that ever shipped."""

_SIDE_FILES: Final = ("-wal", "-journal")

_COMMON: Final = """
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA recursive_triggers = ON;
"""
# fullfsync is macOS's way to flush the drive's own cache; elsewhere it does nothing.
_WRITING: Final = """
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA secure_delete = ON;
"""


def connect_new(path: Path, session_id: str) -> sqlite3.Connection:
    """A connection that writes a new session file, which it makes; nothing is left of it when that fails.

    Raises Fault when there is something of that name already.
    """
    _make_private(path)
    try:
        db = _connect(path, "rw")
        with _closing_on_error(db):
            db.executescript(_COMMON)
            # The file is born under a rollback journal, so that it appears whole or empty.
            db.executescript(f"PRAGMA synchronous = EXTRA; BEGIN;\n{FORMATS.script(after=0)}")
            db.execute("INSERT INTO meta VALUES (1, ?, ?)", (FORMATS.newest, session_id))
            db.execute("COMMIT")
            _start_writing(db, path)
    except BaseException:
        remove(path)
        raise
    return db


def remove(path: Path) -> None:
    """Take away a session file that could not be made, closed by now, with what SQLite left beside it."""
    for end in ("", "-shm", *_SIDE_FILES):
        Path(f"{path}{end}").unlink(missing_ok=True)


def _make_private(path: Path) -> None:
    """An empty file that only its owner may read; SQLite gives the files beside it the same rights."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise Fault(f"{path}: already exists, and a session is never written over. Choose another name.") from error
    except OSError as error:
        raise cannot_write(path, error) from error


def connect_writing(path: Path) -> sqlite3.Connection:
    """A connection that writes an existing session file, which it brings to the newest format."""
    db = _connect(path, "rw")
    with _closing_on_error(db):
        found = _check(db, path)
        _start_writing(db, path)
        FORMATS.migrate(db, found)
    return db


def _start_writing(db: sqlite3.Connection, path: Path) -> None:
    """From here on every commit is on the disk when it returns."""
    db.executescript(_WRITING)
    if db.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise MachineFault(
            f"{path}: this disk cannot keep a session safely. Choose a folder on the machine's own disk."
        )


def connect_reading(path: Path, resources: contextlib.ExitStack) -> sqlite3.Connection:
    """A connection that only reads, closed by `resources`.

    Where SQLite cannot read in place (the session was not closed, and its folder cannot be written), a private copy
    in the temporary folder is read.
    """
    try:
        db = _connect(path, "ro")
        with _closing_on_error(db):
            _check(db, path)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        folder = Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="setplayer-")))
        db = _connect(_copy(path, folder), "rw")
        with _closing_on_error(db):
            _check(db, path)
            db.execute("PRAGMA query_only = ON")
    resources.callback(db.close)
    return db


def connect_still(path: Path) -> sqlite3.Connection:
    """A connection that reads a file which nobody writes, and nothing but that file: no WAL, no journal, no lock.

    For files on a medium that somebody carried here.
    """
    db = _connect(path, "ro&immutable=1")
    with _closing_on_error(db):
        _check(db, path)
    return db


def connect_image(path: Path, image: bytes) -> sqlite3.Connection:
    """A connection that reads the bytes of a session file, which were read from `path`, out of memory."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    with _closing_on_error(db):
        if image:
            db.deserialize(image)
            db.execute("PRAGMA query_only = ON")
        _check(db, path)
    return db


def image_of(db: sqlite3.Connection) -> bytes:
    """All of a database as one connection sees it, as the bytes of a file that needs no WAL beside it."""
    with contextlib.closing(sqlite3.connect(":memory:")) as copy:
        db.backup(copy)
        image = copy.serialize()
    # "File format version numbers" (sqlite.org/fileformat2.html): 2 would be a file in WAL mode.
    return image[:18] + b"\x01\x01" + image[20:]


def _copy(path: Path, folder: Path) -> Path:
    copy = folder / "copy.session"
    try:
        shutil.copyfile(path, copy)
        for side in _SIDE_FILES:
            if os.path.lexists(f"{path}{side}"):
                shutil.copyfile(f"{path}{side}", f"{copy}{side}")
    except OSError as error:
        raise MachineFault(f"{path}: cannot be read ({error.strerror}). Check the file and its disk.") from error
    return copy


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    # The engine opens on one thread and writes on another; a SessionFile is used by one thread at a time.
    uri = f"file:{quote(str(path.resolve()))}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


@contextlib.contextmanager
def _closing_on_error(db: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        db.close()
        raise


def _check(db: sqlite3.Connection, path: Path) -> int:
    """The file's format. Refuses whatever is not exactly a session file of a format that this version knows."""
    db.executescript(_COMMON)
    # What a power cut left of its making goes back to nothing by its journal, as it is read.
    nothing = path.stat().st_size == 0 or os.path.lexists(f"{path}-journal")
    if nothing and db.execute("PRAGMA page_count").fetchone()[0] == 0:
        raise Fault(f"{path}: is empty: no session was ever begun in it. It can be deleted.")
    return FORMATS.check(db, path)


@contextlib.contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into faults of the file at `path`. A broken rule of the schema stays as it is."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        raise _fault(path, error) from error


def _fault(path: Path, error: sqlite3.DatabaseError) -> Fault:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    match code:
        case sqlite3.SQLITE_FULL:
            return DiskFullFault(f"{path}: the disk is full. Make room on it; nothing saved so far is lost.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_AUTH:
            return MachineFault(
                f"{path}: cannot be opened or written. Check that its folder may be read and written."
            )
        case sqlite3.SQLITE_IOERR:
            return MachineFault(
                f"{path}: the disk fails to read or write it. Check the disk, and copy the file away."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return MachineFault(f"{path}: is held by another program. Close what reads it and try again.")
        case sqlite3.SQLITE_NOTADB:
            return Fault(f"{path}: is not a session file of setplayer.")
        case _:
            return Fault(f"{path}: is damaged ({error}). Use a backup, or what an export of it still holds.")
