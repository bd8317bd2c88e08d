"""A clock that is set, and summer time, are in the record and told; the session moves by neither."""

import itertools
import subprocess
import time
from pathlib import Path

import pytest
from played_cases import Played
from process_cases import WAIT_S, Ground, events_of, tide

from setplayer.engine.prepare import prepare
from setplayer.engine.start import Start
from setplayer.engine.wall_clock import WallClock
from setplayer.log.clock import FakeClock
from setplayer.session import commands as c
from setplayer.session.events import Event

SECOND = 48_000


@pytest.fixture
def played(tmp_path: Path) -> Played:
    played = Played(prepare(str(tide(tmp_path / "arc.yaml")), None, tmp_path / "l.db"), tmp_path / "a.session")
    played.begin()
    return played


def ended(played: Played) -> list[Event]:
    """What was said of the clock, when the session is over."""
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4)
    played.end()
    return [entry.event for entry in events_of(played.path) if entry.event.kind == "clock_stepped"]


@pytest.mark.parametrize(
    ("step_s", "offset_min", "says"),
    [
        (3_600.0, 0, "The clock was set forward by 1 h; the session is not touched"),
        (-90.0, 0, "The clock was set back by 1 min 30 s; the session is not touched"),
        (0.0, 60, "Local time went forward by 60 min; the session is not touched"),
        (0.0, -60, "Local time went back by 60 min; the session is not touched"),
        (-3.0, 60, "The clock was set back by 3 s and local time went forward by 60 min; the session is not touched"),
    ],
)
def test_a_clock_that_is_set_is_an_event_and_moves_nothing(
    played: Played, step_s: float, offset_min: int, says: str
) -> None:
    clock = FakeClock(step_ns=0)
    wall = WallClock(clock)
    for _ in range(4):
        played.pass_time(0.5)
        clock.advance(0.5)
        wall.look(played.live)
    before = played.live.frame
    clock.step_wall(step_s)
    clock.change_offset(offset_min)
    for _ in range(4):
        wall.look(played.live)
        played.pass_time(0.5)
        clock.advance(0.5)
    assert played.live.journal.said == says
    assert played.live.frame == before + 2 * SECOND
    assert (played.live.journal.breaks, played.live.late_cues) == (0, 0)
    (event,) = ended(played)
    assert event.request == {"by_s": step_s, "utc_offset_min": 60 + offset_min, "utc_offset_by_min": offset_min}


def test_a_clock_that_is_corrected_little_by_little_or_a_machine_that_slept_is_no_step(played: Played) -> None:
    clock = FakeClock(step_ns=0)
    wall = WallClock(clock)
    for _ in range(20):
        clock.advance(0.5)
        clock.step_wall(1.5)
        wall.look(played.live)
    clock.advance(7_200.0)
    wall.look(played.live)
    assert ended(played) == []


def test_a_stall_between_reading_one_clock_and_the_other_is_no_step(played: Played) -> None:
    class Stalled(FakeClock):
        def stamp(self):  # type: ignore[no-untyped-def]
            stamp = super().stamp()
            self.stamps = getattr(self, "stamps", 0) + 1
            late = {"mono_ns": stamp.mono_ns + 5_000_000_000} if self.stamps == 2 else {}
            return stamp.model_copy(update=late)

    wall = WallClock(Stalled())
    wall.look(played.live)
    wall.look(played.live)
    assert ended(played) == []


def test_a_clock_that_was_set_while_the_player_was_gone_is_told_after_it_is_back(played: Played) -> None:
    clock = FakeClock(step_ns=0)
    known = clock.stamp()
    clock.advance(30)
    clock.step_wall(-600)
    WallClock(clock, known).look(played.live)
    assert played.live.journal.said == "The clock was set back by 10 min; the session is not touched"
    # Nobody can say what a clock did while the machine was off.
    other = FakeClock(boot_id="after a restart", wall_us=0)
    WallClock(other, known).look(played.live)
    assert len(ended(played)) == 1


def test_a_clock_that_is_set_while_an_engine_plays_is_shown_and_the_music_plays_on(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom setplayer.log.clock import SystemClock\nreal = SystemClock.stamp\n"
        "def set_back(now):\n    later = {'utc_offset_min': now.utc_offset_min + 60}\n"
        "    return {'wall_us': now.wall_us - 3_600_000_000, **later}\n"
        "def stamp(self):\n    now = real(self)\n"
        "    return now.model_copy(update=set_back(now)) if os.path.exists('set back') else now\n"
        "SystemClock.stamp = stamp\nfrom setplayer.engine import process\nsys.exit(process.main())"
    )
    with Ground(tmp_path) as ground:
        ground.data.mkdir()
        start = Start(
            data=ground.data,
            session_file=ground.data / "test.session",
            session_id="test",
            arc=str(tide(tmp_path / "arc.yaml")),
            output="null",
        )
        engine = ground.start("-c", code, stdin=subprocess.PIPE)
        assert engine.stdin is not None
        engine.stdin.write(start.model_dump_json() + "\n")
        engine.stdin.flush()
        ground.shown(lambda view: view.frame > SECOND, "it plays")
        before_s, before = time.monotonic(), ground.view()
        (tmp_path / "set back").touch()
        after = ground.shown(lambda view: view.said.startswith("The clock was set back by 1 h"), "it is told")
        assert before is not None
        assert "local time went forward by 60 min" in after.said
        assert (after.state, after.underruns) == ("playing", before.underruns)
        assert after.frame - before.frame <= (time.monotonic() - before_s + 1) * SECOND
        ground.end()
        assert engine.wait(WAIT_S) == 0
    stamps = [entry.stamp for entry in events_of(tmp_path / "data" / "test.session")]
    assert all(earlier.mono_ns <= later.mono_ns for earlier, later in itertools.pairwise(stamps))
    assert any(earlier.wall_us > later.wall_us for earlier, later in itertools.pairwise(stamps))
