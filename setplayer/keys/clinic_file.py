"""The clinic's own file, `clinic.db` in the data directory: keys, and what was erased. SQLite, opened when needed."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from setplayer.faults import Fault, MachineFault
from setplayer.files import cannot_write
from setplayer.log.connection import in_plain_words
from setplayer.migrations import Formats

NAME: Final = "clinic.db"

FORMATS: Final = Formats(package=__package__, application_id=0x73657463, noun="clinic")
"""Every format of the clinic's file that ever shipped."""

_PATIENCE_S: Final = 5.0
"""So long one program waits for another that writes."""

# As of session files; what is deleted is overwritten, and nothing in the file is run.
_SETTINGS: Final = """
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA secure_delete = ON;
"""


def exists(data: Path) -> bool:
    """Whether a clinic has such a file."""
    return (data / NAME).exists()


@contextlib.contextmanager
def clinic_file(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the file at `path`, made with its tables where there is none, and closed afterwards.

    Raises Fault when it is damaged or none of ours, and MachineFault when the disk fails.
    """
    with _in_its_words(path):
        _make_private(path)
        with contextlib.closing(sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)) as db:
            db.executescript(_SETTINGS)
            if db.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
                raise MachineFault(f"{path}: this disk cannot keep keys safely. Choose the machine's own disk.")
            FORMATS.migrate(db, _found(db, path))
            yield db


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, and on the disk when it is left."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def scrub(db: sqlite3.Connection, path: Path) -> None:
    """Leave nothing in the file, nor beside it, of what was deleted. Raises MachineFault when a reader holds it."""
    db.execute("VACUUM")
    if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise MachineFault(
            f"{path}: what was erased is deleted, but a program that reads the file keeps a trace of it on the disk. "
            "Close that program and erase again."
        )


def _make_private(path: Path) -> None:
    """The file is its owner's alone from the first byte; SQLite gives the files beside it the same rights."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise cannot_write(path, error) from error


def _found(db: sqlite3.Connection, path: Path) -> int:
    """The file's format, 0 when there is nothing in it yet. Raises Fault when it is none of ours."""
    return FORMATS.check(db, path) if db.execute("SELECT 1 FROM sqlite_schema").fetchone() else 0


@contextlib.contextmanager
def _in_its_words(path: Path) -> Iterator[None]:
    with in_plain_words(path):
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise Fault(
                    f"{path}: is damaged, and without it nothing can be sealed. Take it back from a backup; or move "
                    "it away, and words are stored unsealed."
                ) from error
            raise
