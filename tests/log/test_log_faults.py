"""Full disks, folders that cannot be written, files that are damaged or meant to harm: one clear sentence each."""

import shutil
import sqlite3

import pytest

from setplayer.faults import Fault, MachineFault
from setplayer.log import connection
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify


def why_not(path) -> str:
    with pytest.raises(Fault) as fault, SessionFile.open(path) as file:
        list(file.events())
    assert "\n" not in str(fault.value)
    return str(fault.value).removeprefix(f"{path}: ")


# ---- the machine


def test_a_full_disk_is_said_and_what_was_saved_stays(session, event, path):
    session.append([event(1)])
    pages = session._db.execute("PRAGMA page_count").fetchone()[0]
    session._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(MachineFault) as fault:
        session.append([event(2), event(3, note="x" * 100_000)])
    assert str(fault.value) == f"{path}: the disk is full. Make room on it; nothing saved so far is lost."
    assert session.last_seq == 1
    session._db.execute("PRAGMA max_page_count = 1000000")
    assert session.append([event(2)]) == [2]
    assert verify(session).ok


@pytest.mark.parametrize("pages", [1, 3, 6])
def test_a_disk_that_is_full_from_the_start_leaves_nothing_behind(tmp_path, monkeypatch, pages):
    monkeypatch.setattr(connection, "_COMMON", f"{connection._COMMON} PRAGMA max_page_count = {pages};")
    with pytest.raises(MachineFault, match="the disk is full"):
        SessionFile.create(tmp_path / "a.session", "abcdefgh", FakeClock())
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_disk_is_said(session, event, path):
    session._db.execute("PRAGMA query_only = ON")
    with pytest.raises(MachineFault) as fault:
        session.append([event(1)])
    assert str(fault.value) == f"{path}: cannot be opened or written. Check that its folder may be read and written."


def test_the_parent_folder_must_be_a_folder(tmp_path):
    (tmp_path / "file").write_text("")
    for parent in (tmp_path / "file", tmp_path / "nowhere"):
        with pytest.raises(MachineFault) as fault:
            SessionFile.create(parent / "a.session", "abcdefgh", FakeClock())
        assert str(fault.value) == f"{parent}: is not a folder, so no session can be saved there. Choose another."


def test_a_folder_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("setplayer.log.writer_lock.os.open", refuse)
    with pytest.raises(MachineFault, match=r"a.session: cannot be written \(Permission denied\)"):
        SessionFile.create(tmp_path / "a.session", "abcdefgh", FakeClock())


def test_a_session_is_never_written_over(session, path):
    session.close()
    before = path.read_bytes()
    with pytest.raises(Fault) as fault:
        SessionFile.create(path, "other", FakeClock())
    assert str(fault.value) == f"{path}: already exists, and a session is never written over. Choose another name."
    assert path.read_bytes() == before


# ---- reading where nothing can be written


def test_a_closed_session_is_read_in_place_without_leaving_a_trace(ten_events):
    with SessionFile.open(ten_events) as file:
        assert file.last_seq == 10
        assert list(ten_events.parent.iterdir()) == [ten_events]


def test_a_copy_with_a_hot_wal_is_read(session, event, path, tmp_path):
    session.append([event(number) for number in range(1, 6)])
    copy = tmp_path / "copied" / "b.session"
    copy.parent.mkdir()
    for end in ("", "-wal"):
        shutil.copyfile(f"{path}{end}", f"{copy}{end}")
    with SessionFile.open(copy) as file:
        assert file.last_seq == 5


def test_a_hot_wal_is_read_where_sqlite_cannot_make_its_shared_memory(session, event, path, tmp_path):
    session.append([event(number) for number in range(1, 6)])
    copy = tmp_path / "medium" / "b.session"
    copy.parent.mkdir()
    for end in ("", "-wal"):
        shutil.copyfile(f"{path}{end}", f"{copy}{end}")
    # It can be neither made nor read, as in a folder that cannot be written; for root too.
    copy.with_name("b.session-shm").symlink_to(tmp_path / "nowhere" / "at all")
    with SessionFile.open(copy) as file:
        assert file.last_seq == 5
        assert verify(file).ok
        assert file.path == copy


# ---- damaged and hostile files


def test_what_is_no_session_file_is_said(tmp_path):
    path = tmp_path / "a.session"
    assert why_not(path) == "there is no such file. Check the name; `setplayer sessions` lists them."
    assert why_not(tmp_path) == f"{tmp_path}: is a folder, not a session file.".removeprefix(f"{tmp_path}: ")
    path.write_bytes(b"")
    assert why_not(path) == "is empty: no session was ever begun in it. It can be deleted."
    path.write_bytes(b"ID3" + bytes(20_000))
    assert why_not(path) == "is not a session file of setplayer."
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE event (seq)")
    db.close()
    assert why_not(path) == "is not a session file of setplayer, but a database of another program."


def test_a_file_of_a_newer_setplayer_is_not_guessed_at(ten_events):
    db = sqlite3.connect(ten_events)
    db.execute("PRAGMA user_version = 3")
    db.close()
    assert why_not(ten_events) == (
        "was written by a newer setplayer (file format 3; this one reads up to 2). Update setplayer to read it."
    )


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER harm AFTER INSERT ON event BEGIN DELETE FROM content; END",
        "CREATE VIEW harm AS SELECT 1",
        "CREATE TABLE harm (x)",
        "CREATE INDEX harm ON event (frame)",
        "DROP TRIGGER event_no_update",
        "ALTER TABLE checkpoint ADD COLUMN harm TEXT",
    ],
)
def test_a_file_that_carries_more_or_less_than_our_tables_is_refused(ten_events, statement):
    db = sqlite3.connect(ten_events)
    db.execute(statement)
    db.close()
    says = "is not a session file of setplayer, or it was tampered with: its tables are not those of a session."
    assert why_not(ten_events) == says
    with pytest.raises(Fault, match="tampered with"):
        SessionFile.resume(ten_events, FakeClock())


def problems_of(path) -> tuple[str, ...]:
    """What is said of a damaged file, by opening or by verifying it. Any error but a Fault fails the test."""
    try:
        with SessionFile.open(path) as file:
            return verify(file).problems
    except Fault as fault:
        return (str(fault),)


def test_a_file_cut_off_anywhere_is_said_to_be_damaged(ten_events):
    whole = ten_events.read_bytes()
    # The last pages of this file are empty: cutting into their zeros loses nothing.
    for size in range(1, len(whole) - 3 * 4096, 1000):
        ten_events.write_bytes(whole[:size])
        problems = problems_of(ten_events)
        assert problems
        assert all("damaged" in problem or "not a session file" in problem for problem in problems)


def test_flipped_bits_are_found_or_did_no_harm(ten_events, head_of):
    whole, head = ten_events.read_bytes(), head_of(ten_events)
    for place in range(0, len(whole), 97):
        ten_events.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        assert problems_of(ten_events) or head_of(ten_events) == head


@pytest.mark.parametrize("session_id", ["", "a b", "../up", "x" * 65, "\x1b[2J"])
def test_a_name_that_could_do_harm_is_refused(ten_events, tamper, tmp_path, session_id):
    with pytest.raises(ValueError, match="not a session id"):
        SessionFile.create(tmp_path / "b.session", session_id, FakeClock())
    tamper(ten_events, f"UPDATE meta SET session_id = '{session_id}'")
    assert why_not(ten_events) == "is damaged: it does not say which session it holds."


def test_text_that_is_not_utf8_is_said(ten_events, tamper):
    tamper(ten_events, "UPDATE event SET kind = CAST(x'ff' AS TEXT) WHERE seq = 3")
    assert why_not(ten_events).startswith("is damaged (")
    with SessionFile.open(ten_events) as file:
        assert not verify(file).ok
