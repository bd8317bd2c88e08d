"""What earlier scans found, so that a library is measured once. Only a cache: it may be deleted at any
time."""

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from pydantic import ValidationError

from setplayer.library.track import Track

_VERSION: Final = 8
"""Raise it when what a scan measures changes: tracks of another version are measured again."""

_BUSY_S: Final = 2.0
"""How long to wait for another scan that writes at this moment."""


@dataclass(frozen=True)
class FileStamp:
    """What tells that a file has changed without reading it."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """The stamp of the file at `path`. Raises OSError."""
        status = path.stat()
        return cls(status.st_size, status.st_mtime_ns)


class ScanCache:
    """Tracks by library root, path and stamp, in an SQLite file at `path`. One thread at a time.

    Never an error for a person: a broken file is set aside as `<name>.broken` and begun anew; where none can
    be written, this scan's results are kept in memory.
    """

    def __init__(self, path: Path):
        self._path = path
        self._connection = _opened(path) or _opened_in_memory()

    def get(self, root: Path, relative: str, stamp: FileStamp) -> Track | None:
        """The track as it was measured when its file had `stamp`, or None."""
        key = (_root_key(root), relative, stamp.size, stamp.mtime_ns)
        return _track(
            self._rows("SELECT body FROM track WHERE root = ? AND path = ? AND size = ? AND mtime_ns = ?", key)
        )

    def of_size(self, size: int) -> bool:
        """Whether any file of that size was measured, in any library: only then is its hash worth taking."""
        return bool(self._rows("SELECT 1 FROM track WHERE size = ? LIMIT 1", (size,)))

    def of_content(self, sha256: str) -> Track | None:
        """A track with that content as it was measured, wherever it was then; None when there was none."""
        return _track(self._rows("SELECT body FROM track WHERE sha256 = ? LIMIT 1", (sha256,)))

    def _rows(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error:
            self._begin_anew()
            return []

    def put(self, root: Path, track: Track, stamp: FileStamp) -> None:
        """Keep `track` as measured when its file had `stamp`, in place of what was known of its path."""
        row = (_root_key(root), track.path, stamp.size, stamp.mtime_ns, track.sha256, track.model_dump_json())
        try:
            self._connection.execute("INSERT OR REPLACE INTO track VALUES (?, ?, ?, ?, ?, ?)", row)
        except sqlite3.Error:
            self._begin_anew()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin_anew(self) -> None:
        """Go on after a fault in mid-scan: a new file if the old one was broken, otherwise memory."""
        self._connection.close()
        self._connection = _opened(self._path) or _opened_in_memory()


def _track(rows: list[Any]) -> Track | None:
    try:
        return Track.model_validate_json(rows[0][0]) if rows else None
    except ValidationError:
        return None


def _root_key(root: Path) -> str:
    """SQLite keeps only what is text, and a folder's name may be any bytes."""
    return root.resolve().as_posix().encode(errors="backslashreplace").decode()


def _opened(path: Path) -> sqlite3.Connection | None:
    """A connection to a sound file at `path`, or None when there can be none."""
    with contextlib.suppress(OSError):
        # Whoever checks an arc before the first session has no data folder yet.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for _ in range(2):
        try:
            return _connected(str(path), path.is_file())
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            if not _set_aside(path):
                return None
    return None


def _opened_in_memory() -> sqlite3.Connection:
    return _connected(":memory:", check=False)


def _connected(place: str, check: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(place, timeout=_BUSY_S, isolation_level=None)
    try:
        if check and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the check found damage")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if connection.execute("PRAGMA user_version").fetchone() != (_VERSION,):
            connection.executescript(
                f"""
                BEGIN IMMEDIATE;
                DROP TABLE IF EXISTS track;
                CREATE TABLE track (
                    root TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
                    sha256 TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (root, path)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX track_size ON track (size);
                CREATE INDEX track_content ON track (sha256);
                PRAGMA user_version = {_VERSION};
                COMMIT;
                """
            )
        connection.execute("SELECT root, path, size, mtime_ns, sha256, body FROM track LIMIT 1")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _set_aside(path: Path) -> bool:
    """Move a broken file out of the way; False when that cannot be done."""
    with contextlib.suppress(OSError):
        path.replace(path.with_name(f"{path.name}.broken"))
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return True
    return False
