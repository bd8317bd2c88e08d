"""Every format that ever shipped is read as it is, and becomes the newest whole or not at all."""

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

from setplayer.faults import Fault, MachineFault
from setplayer.log import connection
from setplayer.log.clock import FakeClock
from setplayer.log.connection import FORMATS
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify
from setplayer.migrations import Formats

SHIPPED = Path(__file__).with_name("formats")
HEADS = {
    1: "e3ba72084e5d5f2107ba2702e565f3b1ee1e6fa3f4bc3fc9908c90cedc4091d8",
    2: "b192f13ffd54d2758581c109290e7722248a760bb0aec305185a6a2d22383971",
}
"""What the fixture of each format ends with: its record is the same for ever."""

STATEMENTS = {
    "001_session.sql": "74117e03e193ca0340ea07ada1251061ca3008d234c31dafb9a52383ccfac7fc",
    "002_drafts.sql": "f39fd167c8a2793afec963698d01386ddc0a1e98a42d4690f4e7a9fbf7b3586b",
}
"""The SHA-256 of each SQL file as it shipped. One that has shipped is never changed; write the next one."""


def shipped(number: int, folder: Path) -> Path:
    """A closed session file of that format."""
    path = folder / f"format-{number}.session"
    db = sqlite3.connect(path)
    db.executescript((SHIPPED / f"format_{number}.sql").read_text(encoding="utf-8"))
    db.close()
    return path


def format_of(path: Path) -> int:
    with SessionFile.open(path) as file:
        assert verify(file).problems == ()
        return file.format


def test_there_is_a_file_of_every_format_and_no_format_is_ever_changed():
    assert set(HEADS) == set(range(1, FORMATS.newest + 1))
    folder = Path(connection.__file__).parent
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.sql")}
    assert found == STATEMENTS


@pytest.mark.parametrize("number", HEADS)
def test_a_file_of_every_format_is_read_without_being_changed(tmp_path, number):
    path = shipped(number, tmp_path)
    before = path.read_bytes()
    with SessionFile.open(path) as file:
        found = verify(file)
        assert (found.problems, found.events, found.erased) == ((), 6, 1)
        assert (file.format, file.head, file.session_id) == (number, HEADS[number], f"born-in-{number}")
        assert file.read_checkpoint() == b'{"frame": 240000}'
        assert file.drafts() == ({} if number < 2 else {"note": b"half a word"})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("number", HEADS)
def test_a_file_of_every_format_is_written_on_in_the_newest(tmp_path, number, event):
    path = shipped(number, tmp_path)
    with SessionFile.open(path) as file:
        before = list(file.events())
    with SessionFile.resume(path, FakeClock()) as file:
        assert file.format == FORMATS.newest
        file.keep_draft("quote", b"and now")
        assert file.append([event(7, note="more")]) == [7]
    with SessionFile.open(path) as file:
        assert list(file.events())[:6] == before
        assert file.drafts()["quote"] == b"and now"
    assert format_of(path) == FORMATS.newest
    assert sqlite3.connect(path).execute("SELECT schema FROM meta").fetchone() == (number,), "the format of its birth"


def dies_at(statement: int, path: Path) -> bool:
    """Resume the file in a process that dies before this statement of it; whether it died."""
    pid = os.fork()
    if pid == 0:
        left = iter(range(statement))
        connect = connection._connect

        def traced(path: Path, mode: str) -> sqlite3.Connection:
            db = connect(path, mode)
            db.set_trace_callback(lambda _: None if next(left, None) is not None else os._exit(9))
            return db

        connection._connect = traced
        SessionFile.resume(path, FakeClock())
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9


@pytest.mark.skipif(os.name != "posix", reason="forks")
@pytest.mark.parametrize("crashed", [False, True], ids=["closed", "with its WAL"])
@pytest.mark.parametrize("number", range(1, FORMATS.newest))
def test_killed_at_any_statement_a_file_has_the_old_format_or_the_newest(tmp_path, number, crashed):
    formats = []
    for statement in range(1_000):
        folder = tmp_path / str(statement)
        folder.mkdir()
        path = shipped(number, folder)
        hot = sqlite3.connect(path, isolation_level=None)
        if crashed:
            hot.executescript("PRAGMA journal_mode = WAL; INSERT OR REPLACE INTO checkpoint VALUES (1, x'00')")
        died = dies_at(statement, path)
        formats.append(format_of(path))
        hot.close()
        with SessionFile.resume(path, FakeClock()) as again:
            assert (again.head, again.format) == (HEADS[number], FORMATS.newest)
            assert verify(again).problems == ()
        if not died:
            break
    assert not died
    assert len(formats) > 10, "each statement was a place to die at"
    assert formats == sorted(formats)
    assert set(formats) == {number, FORMATS.newest}


def test_a_disk_that_is_full_leaves_the_old_format_to_be_migrated_later(tmp_path, monkeypatch):
    path = shipped(1, tmp_path)
    pages = sqlite3.connect(path).execute("PRAGMA page_count").fetchone()[0]
    with monkeypatch.context() as full:
        full.setattr(connection, "_COMMON", f"{connection._COMMON} PRAGMA max_page_count = {pages};")
        with pytest.raises(MachineFault, match="the disk is full"):
            SessionFile.resume(path, FakeClock())
    assert format_of(path) == 1
    with SessionFile.resume(path, FakeClock()) as file:
        assert file.format == FORMATS.newest


def test_drafts_are_replaced_and_deleted_and_leave_no_trace(session, path):
    session.keep_draft("note", b"first words")
    session.keep_draft("note", b"other words")
    session.keep_draft("quote", b"her words")
    assert session.drafts() == {"note": b"other words", "quote": b"her words"}
    session.keep_draft("note", None)
    session.keep_draft("note", None)
    assert session.drafts() == {"quote": b"her words"}
    session.keep_draft("quote", None)
    session.close()
    assert b"words" not in path.read_bytes()


def test_a_reader_keeps_no_drafts(ten_events):
    with SessionFile.open(ten_events) as file, pytest.raises(RuntimeError, match="not open for writing"):
        file.keep_draft("note", b"")


def test_a_file_whose_tables_are_those_of_another_format_is_refused(tmp_path):
    for number, other in ((1, 2), (2, 1)):
        path = shipped(number, tmp_path)
        db = sqlite3.connect(path)
        db.execute(f"PRAGMA user_version = {other}")
        db.close()
        with pytest.raises(Fault, match="its tables are not those of a session"):
            SessionFile.open(path)


def test_sql_files_that_are_not_numbered_one_after_another_are_refused(tmp_path, monkeypatch):
    for name in ("__init__.py", "001_a.sql", "003_b.sql"):
        (tmp_path / "gapped" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "gapped" / name).write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ValueError, match="not numbered one after another"):
        _ = Formats("gapped", 1, "thing").newest
