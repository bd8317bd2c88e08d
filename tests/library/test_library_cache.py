import os
import sqlite3

import pytest
from test_library_track import track

from setplayer.library.cache import FileStamp, ScanCache

STAMP = FileStamp(size=10, mtime_ns=1_700_000_000_000_000_000)
ONE = track("quiet/a.mp3")


def test_a_track_is_known_again_by_a_later_cache(tmp_path):
    with ScanCache(tmp_path / "library.db") as cache:
        cache.put(tmp_path, ONE, STAMP)
    with ScanCache(tmp_path / "library.db") as cache:
        assert cache.get(tmp_path, ONE.path, STAMP) == ONE


def test_a_changed_file_or_another_library_is_not_mistaken_for_it(tmp_path):
    with ScanCache(tmp_path / "library.db") as cache:
        cache.put(tmp_path, ONE, STAMP)
        assert cache.get(tmp_path, ONE.path, FileStamp(11, STAMP.mtime_ns)) is None
        assert cache.get(tmp_path, ONE.path, FileStamp(10, STAMP.mtime_ns + 1)) is None
        assert cache.get(tmp_path, "quiet/b.mp3", STAMP) is None
        assert cache.get(tmp_path / "other", ONE.path, STAMP) is None


def test_the_newest_measurement_takes_the_place_of_the_former(tmp_path):
    newer = track(ONE.path, frames=1)
    with ScanCache(tmp_path / "library.db") as cache:
        cache.put(tmp_path, ONE, STAMP)
        cache.put(tmp_path, newer, FileStamp(11, 5))
        assert cache.get(tmp_path, ONE.path, FileStamp(11, 5)) == newer
        assert cache.get(tmp_path, ONE.path, STAMP) is None


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"SQLite format 3\x00" + bytes(200)])
def test_a_broken_cache_is_set_aside_and_made_anew(tmp_path, content):
    path = tmp_path / "library.db"
    path.write_bytes(content)
    with ScanCache(path) as cache:
        cache.put(tmp_path, ONE, STAMP)
    with ScanCache(path) as cache:
        assert cache.get(tmp_path, ONE.path, STAMP) == ONE
    assert (tmp_path / "library.db.broken").read_bytes() == content


def test_a_cache_damaged_in_the_middle_is_made_anew(tmp_path):
    path = tmp_path / "library.db"
    with ScanCache(path) as cache:
        for number in range(200):
            cache.put(tmp_path, track(f"{number}.mp3"), STAMP)
    data = bytearray(path.read_bytes())
    data[4_096 * 3 :] = os.urandom(len(data) - 4_096 * 3)
    path.write_bytes(data)
    with ScanCache(path) as cache:
        assert cache.get(tmp_path, "7.mp3", STAMP) is None
        cache.put(tmp_path, ONE, STAMP)
        assert cache.get(tmp_path, ONE.path, STAMP) == ONE


def test_a_cache_of_another_version_is_begun_anew(tmp_path):
    path = tmp_path / "library.db"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE track (something INTEGER); PRAGMA user_version = 99")
    connection.close()
    with ScanCache(path) as cache:
        cache.put(tmp_path, ONE, STAMP)
        assert cache.get(tmp_path, ONE.path, STAMP) == ONE


def test_a_row_that_is_not_a_track_counts_as_unknown(tmp_path):
    path = tmp_path / "library.db"
    with ScanCache(path) as cache:
        cache.put(tmp_path, ONE, STAMP)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE track SET body = '{}'")
    connection.close()
    with ScanCache(path) as cache:
        assert cache.get(tmp_path, ONE.path, STAMP) is None


def test_what_is_measured_before_the_first_session_is_known_when_it_comes(tmp_path):
    """There is no data folder yet when a clinic checks its first arc: it was measured anew by every command."""
    path = tmp_path / "missing" / "folder" / "library.db"
    with ScanCache(path) as cache:
        cache.put(tmp_path, ONE, STAMP)
    with ScanCache(path) as cache:
        assert cache.get(tmp_path, ONE.path, STAMP) == ONE


@pytest.mark.parametrize("place", ["a file/library.db", "a folder"])
def test_where_nothing_can_be_written_the_scan_still_works(tmp_path, place):
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a file").touch()
    with ScanCache(tmp_path / place) as cache:
        cache.put(tmp_path, ONE, STAMP)
        assert cache.get(tmp_path, ONE.path, STAMP) == ONE


def test_a_full_disk_is_no_fault_of_a_scan(tmp_path):
    with ScanCache(tmp_path / "library.db") as cache:
        cache._connection.execute("PRAGMA max_page_count = 2")
        for number in range(200):
            cache.put(tmp_path, track(f"{number}.mp3"), STAMP)
        cache.put(tmp_path, ONE, STAMP)
        assert cache.get(tmp_path, ONE.path, STAMP) in (ONE, None)


def test_the_stamp_changes_with_the_file(tmp_path):
    file = tmp_path / "a.mp3"
    file.write_bytes(b"one")
    before = FileStamp.of(file)
    file.write_bytes(b"three")
    assert FileStamp.of(file) != before
