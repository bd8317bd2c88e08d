"""The formats of a database of ours: numbered SQL files, and how a file of an older format becomes one of the newest.

A package keeps `001_what.sql`, `002_what.sql` and so on. Each takes the format before it to its own number, which it
writes to `user_version`. One that has shipped is never changed: files are compared with it to the letter.
"""

import contextlib
import functools
import importlib.resources
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from setplayer.faults import Fault

Objects = tuple[tuple[str, str, str, str | None], ...]
"""Type, name, table and statement of everything in a schema, by type and name."""


@dataclass(frozen=True)
class Formats:
    """Every format of one kind of database. `noun` is what people call a file of it: `session`, `clinic`."""

    package: str
    application_id: int
    noun: str

    @property
    def newest(self) -> int:
        """The format that this version of setplayer writes."""
        return len(_scripts(self.package))

    def script(self, after: int) -> str:
        """The statements that take a file of format `after` to the newest; 0 is a file with nothing in it."""
        return "\n".join(_scripts(self.package)[after:])

    def check(self, db: sqlite3.Connection, path: Path) -> int:
        """The format of an open file. Raises Fault unless it holds exactly what that format does."""
        not_ours = f"is not a {self.noun} file of setplayer"
        if _pragma(db, "application_id") != self.application_id:
            raise Fault(f"{path}: {not_ours}, but a database of another program.")
        found = _pragma(db, "user_version")
        if found > self.newest:
            raise Fault(
                f"{path}: was written by a newer setplayer (file format {found}; this one reads up to "
                f"{self.newest}). Update setplayer to read it."
            )
        if found < 1 or _objects(db) != _objects_of(self.package, found):
            raise Fault(f"{path}: {not_ours}, or it was tampered with: its tables are not those of a {self.noun}.")
        return found

    def migrate(self, db: sqlite3.Connection, found: int) -> None:
        """Take a file of the format `found` to the newest, in one transaction: it has the one or the other.

        For a connection that commits durably already. Closing it when this fails leaves the format as it was.
        """
        if found < self.newest:
            db.executescript(f"BEGIN IMMEDIATE;\n{self.script(found)}\nCOMMIT;")


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])


def _objects(db: sqlite3.Connection) -> Objects:
    return tuple(db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"))


@functools.cache
def _objects_of(package: str, number: int) -> Objects:
    """What a file of that format holds, whether it was born so or migrated: the same statements made it."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        db.executescript("\n".join(_scripts(package)[:number]))
        return _objects(db)


@functools.cache
def _scripts(package: str) -> tuple[str, ...]:
    """The statements of each format in order. Raises ValueError when the numbers are not 1, 2, 3."""
    files = sorted(
        (file for file in importlib.resources.files(package).iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    if [file.name[:4] for file in files] != [f"{number:03}_" for number in range(1, len(files) + 1)]:
        raise ValueError(f"the SQL files of {package} are not numbered one after another")
    return tuple(file.read_text(encoding="utf-8") for file in files)
