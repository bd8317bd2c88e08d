"""A real disk that fills up, and one that can only be read: an engine plays on, says so, and loses nothing."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_counts import counted
from process_cases import WAIT_S, Ground, events_of, tide

from setplayer.faults import MachineFault
from setplayer.log.ballast import SIZE_BYTES
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify

SECOND = 48_000


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MB in memory: room for the ballast, and for little beside it."""
    folder = tmp_path / "small"
    folder.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", folder], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        # No package brings this right; what a full disk costs is tried without it in test_log_faults.py too.
        pytest.xfail("nobody may mount a small disk here: that takes root's rights, on Linux")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill_up(disk: Path) -> Path:
    """A file of somebody else's that takes all the room there is."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("ab", buffering=0) as out:
        while True:
            out.write(bytes(4096))
    assert shutil.disk_usage(disk).free == 0
    return filler


def test_a_disk_that_fills_up_costs_no_note_and_no_music(small: Path, tmp_path: Path) -> None:
    with Ground(tmp_path, small / "data") as ground:
        engine = ground.engine(tide(tmp_path / "arc.yaml"))
        ground.shown(lambda view: view.frame > SECOND, "it plays")
        ballast = ground.data / "ballast"
        assert ballast.stat().st_size == SIZE_BYTES
        before = ground.view()

        notes = 0
        filler = fill_up(small)
        while ballast.exists():
            assert ground.ask(do="note", text=f"{notes} " + "x" * 2_000).done
            notes += 1
        almost = ground.shown(lambda view: "disk almost full" in view.conditions, "it is told")
        assert almost.state == "playing"
        ground.keeps(do="note", text="with the ballast gone")
        notes += 1
        with SessionFile.open(ground.data / "test.session") as file:
            assert len(list(file.events(kind="note"))) == notes

        fill_up(small)
        while "disk full" not in ground.shown(lambda view: True, "it answers").conditions:
            assert ground.ask(do="note", text=f"{notes} " + "x" * 4_000).done
            notes += 1
        told = ground.shown(lambda view: {"disk full", "not yet saved"} <= set(view.conditions), "it is told")
        assert told.state == "playing"
        assert not ground.ask(do="note", text="on a full disk").saved
        notes += 1
        ground.shown(lambda view: view.frame > told.frame + 2 * SECOND, "it plays on")

        filler.unlink()
        after = ground.shown(lambda view: not {"disk full", "not yet saved"} & set(view.conditions), "it is saved")
        assert before is not None
        assert (after.state, after.underruns) == ("playing", before.underruns)
        ground.end()
        assert engine.wait(WAIT_S) == 0
        session = ground.data / "test.session"
        with SessionFile.open(session) as file:
            assert verify(file).problems == ()
        assert [entry.event.kind for entry in events_of(session)].count("note") == notes
    counted("disk that fills up under an engine", 1, f"{notes} notes, none lost; the music never stopped")


def test_a_full_disk_does_not_keep_a_session_from_being_resumed(small: Path, tmp_path: Path) -> None:
    with Ground(tmp_path, small / "data") as ground:
        arc = tide(tmp_path / "arc.yaml")
        first = ground.engine(arc)
        ground.shown(lambda view: view.frame > SECOND, "it plays")
        ground.keeps(do="note", text="before")
        first.kill()
        first.wait()
        fill_up(small)
        second = ground.engine(arc)
        shown = ground.shown(lambda view: view.engine_pid == second.pid, "it is back")
        assert shown.state == "playing"
        assert [entry.text for entry in shown.entries] == ["before"]
        ground.keeps(do="note", text="after")
        ground.end()
        assert second.wait(WAIT_S) == 0


def test_on_a_disk_that_can_only_be_read_a_session_is_read_and_every_writer_told(small: Path) -> None:
    path = small / "a.session"
    with SessionFile.create(path, "abcdefgh", FakeClock()):
        for end in ("", "-wal"):  # as after a power cut
            shutil.copyfile(f"{path}{end}", small / f"b.session{end}")
    subprocess.run(["mount", "-o", "remount,ro", small], check=True)
    for name in ("a.session", "b.session"):
        with SessionFile.open(small / name) as file:
            assert verify(file).problems == ()
        with pytest.raises(MachineFault) as fault:
            SessionFile.resume(small / name, FakeClock())
        reason = os.strerror(30)
        says = f"cannot be written ({reason}). Choose another folder, or make room, and try again."
        assert str(fault.value) == f"{small / name}: {says}"
    with pytest.raises(MachineFault, match="cannot be written"):
        SessionFile.create(small / "c.session", "abcdefgh", FakeClock())
