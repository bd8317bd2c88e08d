"""The clinic's own file in a backup: no key that opens words is ever lost to a newer file, and none comes back."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from setplayer.faults import Fault
from setplayer.keys.clinic_file import FORMATS, NAME, clinic_file, exists, transaction
from setplayer.log.carried import is_plain, put, read_plain
from setplayer.log.connection import image_of, in_plain_words
from setplayer.values import content_address

Tell = Callable[[str], object]


def back_up_clinic(data: Path, folder: Path, tell: Tell) -> bool:
    """Copy the clinic's file, without a client's key that was erased; whether that was needed. Raises Fault.

    A copy with keys that the clinic's file does not know, nor knows to be erased, is kept under another name.
    """
    if not exists(data):
        return False
    with clinic_file(data / NAME) as db:
        image = image_of(db)
        copy = folder / NAME
        if is_plain(copy):
            kept = read_plain(copy)
            if kept == image:
                return False
            if not _covers(db, copy, kept):
                other = folder / f"clinic-{content_address(kept)[:8]}.db"
                copy.replace(other)
                tell(f"{copy}: has keys that this computer does not have; it is kept as '{other.name}'.")
    put(copy, image, _must_open)
    return True


def bring_back_clinic(folder: Path, data: Path, tell: Tell) -> bool:
    """Take the clinic's file from a backup, or what it adds to the one that is here; whether there was something.

    What was erased, here or there, stays erased. Raises Fault.
    """
    copy = folder / NAME
    if not is_plain(copy):
        return False
    image = read_plain(copy)
    if not exists(data):
        put(data / NAME, image, _must_open)
        return True
    with _opened(copy, image) as there, clinic_file(data / NAME) as here:
        own, theirs = (db.execute("SELECT public FROM clinic_key").fetchone() for db in (here, there))
        if own and theirs and own != theirs:
            raise Fault(
                f"{copy}: is of another clinic's key than the one on this computer, so its keys are left where they "
                "are. Restore into an empty data folder to open what they seal."
            )
        before = here.total_changes
        with transaction(here):
            for table in ("clinic_key", "erasure", "erased_key", "owner_key"):
                for row in there.execute(f"SELECT * FROM {table}"):
                    marks = ", ".join("?" * len(row))
                    here.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)
            here.execute("DELETE FROM owner_key WHERE public IN (SELECT public FROM erased_key)")
        if missing := [p for p in _keys(there) - _keys(here) if not _is_erased(here, p)]:
            tell(f"{copy}: {len(missing)} of its keys are of clients who have other keys here; keep that backup.")
        return here.total_changes > before


def _covers(db: sqlite3.Connection, copy: Path, image: bytes) -> bool:
    """Whether everything that a copy opens is opened by the newer file too, or was erased."""
    try:
        with _opened(copy, image) as older:
            own, theirs = (one.execute("SELECT public FROM clinic_key").fetchone() for one in (db, older))
            return (theirs is None or own == theirs) and all(_is_erased(db, p) for p in _keys(older) - _keys(db))
    except Fault:
        return False


def _keys(db: sqlite3.Connection) -> set[str]:
    return {public for (public,) in db.execute("SELECT public FROM owner_key")}


def _is_erased(db: sqlite3.Connection, public: str) -> bool:
    return db.execute("SELECT 1 FROM erased_key WHERE public = ?", (public,)).fetchone() is not None


@contextlib.contextmanager
def _opened(path: Path, image: bytes) -> Iterator[sqlite3.Connection]:
    with in_plain_words(path), contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.deserialize(image)
        db.execute("PRAGMA trusted_schema = OFF")
        FORMATS.check(db, path)
        yield db


def _must_open(path: Path, image: bytes) -> None:
    with _opened(path, image) as db:
        if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Fault(f"{path}: is damaged.")
