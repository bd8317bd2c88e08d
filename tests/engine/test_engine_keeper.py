"""A full, failing or read-only disk never stops the music; what happened is written in order once it can be."""

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from played_cases import Memory, Played
from process_cases import Ground, kinds, tide, until

from setplayer.engine.keeper import Keeper
from setplayer.engine.prepare import prepare
from setplayer.engine.replay import replay
from setplayer.faults import DiskFullFault, MachineFault
from setplayer.log import ballast
from setplayer.log.ballast import Ballast
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify
from setplayer.session import commands as c
from setplayer.session.codec import StoredEvent
from setplayer.session.events import Event


class Disk:
    """A session file that fails when told to."""

    def __init__(self) -> None:
        self.full = False
        self.slow = threading.Event()
        self.slow.set()
        self.kept: list[str] = []
        self.commits = 0
        self.note = b""
        self.drafts: dict[str, bytes | None] = {}
        self.closed = False

    def append(self, events: Sequence[StoredEvent]) -> None:
        self.slow.wait(30)
        if self.full:
            raise DiskFullFault("the disk is full.")
        self.kept += [event.kind for event in events]
        self.commits += 1

    def checkpoint(self, data: bytes) -> None:
        if self.full:
            raise DiskFullFault("the disk is full.")
        self.note = data

    def keep_draft(self, name: str, data: bytes | None) -> None:
        if self.full:
            raise MachineFault("the disk is full.")
        self.drafts[name] = data

    def close(self) -> None:
        self.closed = True


def event(kind: str) -> Event:
    return Event(kind=kind, frame=0)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def keeper(disk: Disk) -> Keeper:
    return Keeper(disk)  # type: ignore[arg-type]


def test_what_is_kept_is_saved(disk: Disk, keeper: Keeper) -> None:
    saved = keeper.keep([event("mark"), event("note")])
    assert saved.wait(30)
    assert disk.kept == ["mark", "note"]
    assert not keeper.late
    assert keeper.close(30)
    assert disk.closed


def test_a_full_disk_is_told_and_everything_is_written_in_order_afterwards(disk: Disk, keeper: Keeper) -> None:
    disk.full = True
    saved = [keeper.keep([event(f"e{number}")]) for number in range(5)]
    until(lambda: keeper.late, "it is told")
    keeper.checkpoint(b"lost")
    assert not any(one.wait(0) for one in saved)
    assert str(keeper.fault) == "the disk is full."
    assert keeper.conditions == {"not yet saved", "disk full"}
    disk.full = False
    assert all(one.wait(30) for one in saved)
    assert disk.kept == ["e0", "e1", "e2", "e3", "e4"]
    assert not keeper.late
    assert keeper.keep([event("e5")]).wait(30)
    assert keeper.close(30)
    assert disk.kept[-1] == "e5"


def test_a_note_of_the_place_never_overtakes_what_happened(disk: Disk, keeper: Keeper) -> None:
    """After a crash, the place must not lie beyond what the record knows."""
    disk.full = True
    keeper.keep([event("e0")])
    until(lambda: keeper.late, "it is told")
    keeper.checkpoint(b"later")
    disk.full = False
    assert keeper.close(30)
    assert (disk.kept, disk.note) == (["e0"], b"")


def test_a_draft_waits_for_room_and_only_its_newest_is_written(disk: Disk, keeper: Keeper) -> None:
    disk.full = True
    saved = keeper.keep([Event(kind="mark", frame=0)])
    for text in (b"B", b"Br", b"Bre"):
        keeper.keep_draft("1 note", text)
    until(lambda: keeper.fault, "the disk is full")
    assert disk.drafts == {}
    disk.full = False
    assert saved.wait(10)
    until(lambda: disk.drafts == {"1 note": b"Bre"}, "the draft is written")
    keeper.keep_draft("1 note", None)
    until(lambda: disk.drafts == {"1 note": None}, "it is gone")
    assert keeper.written == 1


def test_a_slow_disk_is_told_too(disk: Disk, keeper: Keeper) -> None:
    disk.slow.clear()
    saved = keeper.keep([event("e0")])
    until(lambda: keeper.late, "it is told")
    assert keeper.fault is None
    disk.slow.set()
    assert saved.wait(30)
    assert not keeper.late
    assert keeper.close(30)


def test_closing_waits_for_the_disk_and_can_be_asked_again(disk: Disk, keeper: Keeper) -> None:
    disk.full = True
    keeper.keep([event("end")])
    assert not keeper.close(0.1)
    assert not disk.closed
    disk.full = False
    assert keeper.close(30)
    assert (disk.kept, disk.closed) == (["end"], True)


def test_a_session_on_a_disk_that_fills_up_plays_on_and_is_whole_in_the_end(tmp_path: Path) -> None:
    """SQLite itself says here that the disk is full."""
    played = Played(
        prepare(str(tide(tmp_path / "arc.yaml", "2 min")), None, tmp_path / "l.db"), tmp_path / "a.session"
    )
    played.begin()
    played.pass_time(3)
    until(lambda: not played.keeper.late, "all is saved so far")
    database: sqlite3.Connection = played.keeper._file._db
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages}")
    for number in range(8):
        assert isinstance(played.give(c.Note(text=f"{number} " + "x" * 5_000)), Event)
        played.pass_time(0.5)
    until(lambda: played.keeper.fault is not None, "it is told")
    assert str(played.keeper.fault).endswith("the disk is full. Make room on it; nothing saved so far is lost.")
    assert len(played.memory.samples) == pytest.approx(7 * 48_000, abs=4_096)
    database.execute("PRAGMA max_page_count = 1073741823")
    until(lambda: not played.keeper.late, "it is written")
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4)
    played.end()
    assert (played.live.late_cues, played.live.journal.breaks) == (0, 0)
    memory = Memory()
    with SessionFile.open(played.path) as file:
        assert verify(file).ok
        assert replay(file, None, memory).same
    assert np.array_equal(memory.samples, played.memory.samples)
    assert kinds(played.path).count("note") == 8


# ---- the ballast


class SmallDisk(Disk):
    """A disk that has room for something once the ballast is gone, and again when it is emptied."""

    def __init__(self, ballast: Ballast) -> None:
        super().__init__()
        self.ballast = ballast
        self.almost_full = False

    def append(self, events: Sequence[StoredEvent]) -> None:
        self.full = self.almost_full and self.ballast.path.exists()
        super().append(events)


@pytest.fixture
def weight(tmp_path: Path) -> Ballast:
    return Ballast(tmp_path)


def test_on_a_full_disk_the_ballast_makes_room_and_is_made_again(
    weight: Ballast, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SmallDisk(weight)
    keeper = Keeper(disk, weight)  # type: ignore[arg-type]
    until(weight.path.exists, "it is there from the start")
    assert weight.path.stat().st_size == ballast.SIZE_BYTES
    disk.almost_full = True
    assert keeper.keep([event("note")]).wait(30)
    assert disk.kept == ["note"]
    assert not weight.path.exists()
    assert keeper.conditions == {"disk almost full"}
    disk.almost_full = False
    monkeypatch.setattr("setplayer.engine.keeper._BALLAST_AGAIN_S", 0.0)
    keeper.checkpoint(b"here")
    until(weight.path.exists, "there is room again")
    until(lambda: not keeper.conditions, "it is no longer told")
    assert keeper.close(30)


def test_without_room_there_is_no_ballast_and_people_are_told(
    weight: Ballast, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "_ROOM_BYTES", 2**62)
    keeper = Keeper(disk, weight)  # type: ignore[arg-type]
    until(lambda: keeper.conditions == {"disk almost full"}, "it is told")
    assert keeper.keep([event("note")]).wait(30)
    assert keeper.close(30)
    assert not weight.path.exists()


def test_where_no_ballast_can_be_made_a_session_goes_on(tmp_path: Path, disk: Disk) -> None:
    nowhere = Ballast(tmp_path / "nowhere")
    assert not nowhere.make()
    assert not nowhere.drop()
    keeper = Keeper(disk, nowhere)  # type: ignore[arg-type]
    disk.full = True
    saved = keeper.keep([event("note")])
    until(lambda: keeper.fault, "it is told")
    disk.full = False
    assert saved.wait(30)
    assert keeper.close(30)


# ---- a disk that takes nothing from the start


def test_a_session_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    with Ground(tmp_path) as ground:
        ground.data.mkdir()
        (ground.data / "sessions").write_text("a file where a folder should be")
        status, _, err = ground.told("play", tide(tmp_path / "arc.yaml"), "--output", "null")
        assert status == 3
        assert err.startswith(f"{ground.data / 'sessions'}: cannot be written (File exists). Choose another folder")
        assert len(err.splitlines()) == 1


def test_a_data_folder_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with Ground(tmp_path) as ground:
        status, _, err = ground.told("play", tide(tmp_path / "arc.yaml"), "--output", "null")
        assert status == 3
        assert err == f"{ground.data}: cannot be made (File exists). Choose another folder with --data DIR.\n"


def test_a_session_file_that_another_writes_is_not_touched(tmp_path: Path) -> None:
    with Ground(tmp_path) as ground:
        ground.data.mkdir()
        with SessionFile.create(ground.data / "test.session", "test", FakeClock()):
            status, _, err = ground.ended(ground.engine(tide(tmp_path / "arc.yaml")))
        assert status == 1
        assert "another setplayer is writing this session" in err
