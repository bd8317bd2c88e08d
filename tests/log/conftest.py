"""What the tests of the log share: events to store, a file to write them to, and a hand that tampers."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.session.codec import StoredEvent
from setplayer.values import canonical_json


def make_event(number: int = 0, note: str | None = None, **changes: Any) -> StoredEvent:
    fields: dict[str, Any] = {
        "kind": "note",
        "frame": number * 48_000,
        "actor": "therapist-1",
        "ref_seq": None,
        "body": canonical_json({"request": {"number": number}, "outcome": {}}),
        "content": None if note is None else canonical_json({"text": note}),
        "blobs": {},
    }
    return StoredEvent(**{**fields, **changes})


@pytest.fixture
def event() -> Callable[..., StoredEvent]:
    return make_event


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.session"


@pytest.fixture
def session(path: Path) -> Iterator[SessionFile]:
    with SessionFile.create(path, "abcdefgh", FakeClock()) as file:
        yield file


@pytest.fixture
def ten_events(session: SessionFile, path: Path) -> Path:
    """A closed session of ten events, each with a note."""
    session.append([make_event(number, note=f"note {number}") for number in range(1, 11)])
    session.close()
    return path


@pytest.fixture
def tamper() -> Callable[..., None]:
    """Run statements on a file as somebody would who knows SQLite: without the triggers, which are put back after."""

    def run(path: Path, *statements: str) -> None:
        db = sqlite3.connect(path)
        triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for _, sql in triggers:
            db.execute(sql)
        db.commit()
        db.close()

    return run


@pytest.fixture
def head_of() -> Callable[[Path], str]:
    def head(path: Path) -> str:
        with SessionFile.open(path) as file:
            return file.head

    return head
