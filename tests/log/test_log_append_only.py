"""Nothing that was written is changed: not by setplayer, and not by another program that opens the file."""

import sqlite3

import pytest

from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile

STATEMENTS = {
    "UPDATE event SET frame = 0 WHERE seq = 2": "events are never changed",
    "UPDATE event SET seq = 9 WHERE seq = 2": "events are never changed",
    "DELETE FROM event WHERE seq = 10": "events are never deleted",
    "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 2": "events are numbered without gaps",
    "REPLACE INTO event SELECT 12, boot_id, mono_ns, wall_us, utc_offset_min, frame, kind, actor, ref_seq, body,"
    " content_hash, prev_hash, hash FROM event WHERE seq = 2": "events are numbered without gaps",
    "INSERT INTO event SELECT 0, boot_id, mono_ns, wall_us, utc_offset_min, frame, kind, actor, ref_seq, body,"
    " content_hash, prev_hash, hash FROM event WHERE seq = 2": "events are numbered without gaps",
    "UPDATE content SET bytes = x'00' WHERE seq = 2": "content is never changed",
    "INSERT OR REPLACE INTO content SELECT 2, salt, x'00' FROM content WHERE seq = 2": "content is written with its",
    "INSERT OR REPLACE INTO content SELECT 10, salt, x'00' FROM content WHERE seq = 2": "content is written with its",
    "UPDATE blob SET bytes = x'00'": "blobs are never changed",
    "DELETE FROM blob": "blobs are never deleted",
    "INSERT OR REPLACE INTO blob SELECT sha256, x'00' FROM blob": "a blob is written once",
    "UPDATE meta SET session_id = 'other'": "a session file keeps its name",
    "DELETE FROM meta": "a session file keeps its name",
    "INSERT OR REPLACE INTO meta VALUES (1, 1, 'other')": "a session file has one name",
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_file_itself_refuses_change_whoever_tries(session, event, path, statement):
    blob = {"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824": b"hello"}
    session.append([event(number, note="said", blobs=blob) for number in range(1, 11)])
    session.close()
    stranger = sqlite3.connect(path, isolation_level=None)
    before = list(stranger.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=STATEMENTS[statement]):
        stranger.execute(statement)
    assert list(stranger.iterdump()) == before
    stranger.close()


def test_a_batch_is_written_whole_or_not_at_all(session, event):
    session.append([event(1)])
    with pytest.raises(ValueError, match="have another address"):
        session.append([event(2), event(3, blobs={"0" * 64: b"other bytes"})])
    assert [logged.frame for logged in session.events()] == [48_000]
    assert session.append([event(4)]) == [2]


def test_numbers_go_on_without_a_gap_over_batches_and_resumptions(session, event, path):
    assert session.append([event(), event()]) == [1, 2]
    assert session.append([]) == []
    session.close()
    with SessionFile.resume(path, FakeClock(boot_id="after")) as again:
        assert again.append([event()]) == [3]
        assert [logged.stamp.boot_id for logged in again.events()] == ["fake-boot", "fake-boot", "after"]
        assert [logged.seq for logged in again.events(after=1)] == [2, 3]
