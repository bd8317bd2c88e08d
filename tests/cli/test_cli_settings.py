"""What a clinic set up once is shown, and where sessions go on after an interruption is chosen."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from setplayer.cli import app
from setplayer.engine.journal import Journal
from setplayer.engine.last_place import Place
from setplayer.engine.left_open import LeftOpen
from setplayer.log.clock import FakeClock
from setplayer.log.store import Summary
from setplayer.score.model import PlacedPhase, Score
from setplayer.session.state import State
from setplayer.settings import read_settings
from setplayer.units import frames_from_s


def told(data: Path, *words: str) -> list[str]:
    result = CliRunner().invoke(app, ["settings", *words, "--data", str(data)])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_where_sessions_go_on_is_chosen_once_and_shown(tmp_path: Path) -> None:
    assert told(tmp_path)[1] == "After an interruption where it is by now; nobody has chosen yet"
    assert told(tmp_path, "--resume", "where-it-was")[1] == "After an interruption where it was"
    assert told(tmp_path)[1] == "After an interruption where it was"
    assert read_settings(tmp_path).resumes == "where_it_was"
    assert told(tmp_path, "--resume", "by-now")[1] == "After an interruption where it is by now"


def test_who_is_named_for_a_crisis_is_shown_or_where_to_write_it(tmp_path: Path) -> None:
    clinic = tmp_path / "clinic.yaml"
    assert told(tmp_path)[2] == f"Call in a crisis      nobody is named; write it in {clinic}"
    clinic.write_text("crisis: {name: Crisis line, phone: 112}\n", encoding="utf-8")
    assert told(tmp_path)[2] == "Call in a crisis      Crisis line"


@pytest.mark.parametrize(
    ("gone_min", "resumes", "flags", "is_over"),
    [
        (20, "by_now", set(), False),
        (50, "by_now", set(), True),
        (50, "by_now", {"held"}, False),
        (50, "where_it_was", set(), False),
        (13 * 60, "where_it_was", set(), True),
    ],
)
def test_a_session_that_goes_on_where_it_was_is_not_over_while_the_machine_was_off(
    gone_min: int, resumes: str, flags: set[str], is_over: bool
) -> None:
    clock = FakeClock()
    end_frame = frames_from_s(40 * 60)
    phase = PlacedPhase(
        name="One", kind="peak", start_frame=0, end_frame=end_frame, intensity_start=3, intensity_end=3
    )
    state = State(resumes=resumes, flags=frozenset({"begun", *flags}), score=Score(phases=(phase,)))
    place = Place(frame=frames_from_s(60), speed=1.0, library=None, stamp=clock.stamp())
    clock.advance(gone_min * 60)
    left = LeftOpen(Summary(session_id="x", state="open", path=Path("x.session")), state, Journal(), place)
    assert left.is_over(clock.stamp()) is is_over
