"""An arc that waits for the dose, played live: no seam while it waits; marks that come early, late or corrected."""

from pathlib import Path

import numpy as np
import pytest
from played_cases import Memory, Played
from process_cases import kinds

from setplayer.engine.prepare import prepare
from setplayer.engine.replay import replay
from setplayer.engine.view import View
from setplayer.engine.views import Machine, make_view
from setplayer.log.session_file import SessionFile
from setplayer.session import commands as c
from setplayer.session.events import Event, Refusal

SECOND = 48_000
ARC = """
arc: Dosed
zero: dose
lead: 40 s
phases:
  - {name: Arrival, kind: pre-onset, length: 40 s, intensity: 2, music: [soundscape: tide]}
  - {name: Onset, kind: onset, length: 2 min, intensity: 3, music: [soundscape: hearth]}
  - {name: Return, kind: return, length: 2 min, intensity: 2, music: [soundscape: tide]}
cues:
  - {at: 10 s, remind: Look}
"""


@pytest.fixture
def played(tmp_path: Path) -> Played:
    arc = tmp_path / "arc.yaml"
    arc.write_text(ARC)
    played = Played(prepare(str(arc), None, tmp_path / "library.db"), tmp_path / "live.session")
    played.begin()
    return played


def view(played: Played) -> View:
    return make_view(played.live.state, played.live.journal, played.live.frame, Machine(session_id="live"))


def closed(played: Played) -> None:
    """End it, and hold what was heard against what the record replays."""
    played.give(c.FadeNow(), urgent=True)
    played.pass_time(4, 0.1)
    played.end()
    memory = Memory()
    with SessionFile.open(played.path) as file:
        assert replay(file, None, memory).same
    assert np.array_equal(played.memory.samples, memory.samples)


def marked(played: Played, command: c.Command) -> Event:
    decided = played.give(command)
    assert isinstance(decided, Event), decided
    return decided


def starts(played: Played) -> dict[str, float]:
    return {phase.name: phase.start_frame / SECOND for phase in view(played).phases}


def loudness(samples: np.ndarray) -> np.ndarray:
    """Root mean square of each second."""
    whole = samples[: len(samples) // SECOND * SECOND].reshape(-1, SECOND * 2)
    return np.asarray(np.sqrt(np.mean(np.square(whole, dtype=np.float64), axis=1)))


def test_it_waits_at_zero_without_a_seam_until_the_dose_is_marked(played: Played) -> None:
    played.pass_time(75, 0.1)
    waiting = view(played)
    assert (waiting.waits_for, waiting.zero_frame, waiting.phase, waiting.state) == ("dose", None, 0, "playing")
    assert "dose due" in waiting.conditions
    assert waiting.said == "The dose is due"
    assert waiting.phase_left_frames is not None
    at = marked(played, c.Dose()).frame
    assert view(played).zero_frame == at
    assert "dose due" not in view(played).conditions
    played.pass_time(30, 0.1)
    assert view(played).phase == 1
    levels = loudness(played.memory.samples)[20:]
    assert levels.min() > 0.25 * np.median(levels), "the music never thins out, not where the wait began either"
    closed(played)
    assert "reminder_due" in kinds(played.path)
    assert "cue_missed" not in kinds(played.path)


def test_an_early_mark_moves_on_by_a_crossfade(played: Played) -> None:
    played.pass_time(25, 0.1)
    at = marked(played, c.Dose()).frame
    assert at == pytest.approx(25 * SECOND, abs=SECOND)
    assert view(played).zero_frame == at
    assert 0 <= starts(played)["Onset"] - at / SECOND <= 12, "within a crossfade"
    assert view(played).end_frame == at + 240 * SECOND, "it ends where it would have"
    played.pass_time(14, 0.1)
    assert view(played).phase == 1
    levels = loudness(played.memory.samples)[20:]
    assert levels.min() > 0.25 * np.median(levels)
    closed(played)


def test_a_late_mark_moves_only_what_has_not_been_played(played: Played) -> None:
    played.pass_time(100, 0.1)
    before = played.live.frame
    at = marked(played, c.Dose(minutes_ago=0.5)).frame
    now = view(played)
    assert now.zero_frame == at - 30 * SECOND
    assert starts(played)["Onset"] >= before / SECOND - 1, "what was played stays"
    assert now.end_frame == at - 30 * SECOND + 240 * SECOND, "the arc ends where it would have"
    played.pass_time(2, 0.1)
    closed(played)
    found = kinds(played.path)
    assert "cue_missed" in found, "the reminder at 0:10 had passed"
    assert "reminder_due" not in found


def test_a_corrected_mark_moves_zero_and_what_is_ahead(played: Played) -> None:
    played.pass_time(50, 0.1)
    marked(played, c.Dose())
    entry = played.live.state.marks["dose_entry"]
    played.pass_time(20, 0.1)
    end = view(played).end_frame
    zero = view(played).zero_frame
    at = marked(played, c.Correct(entry=entry, minutes_ago=0.75)).frame
    assert view(played).zero_frame == at - 45 * SECOND
    assert zero is not None
    assert end - view(played).end_frame == zero - (at - 45 * SECOND)
    played.pass_time(5, 0.1)
    closed(played)
    with SessionFile.open(played.path) as file:
        assert [row.kind for row in file.events()].count("dose") == 1, "the original stays"


@pytest.mark.parametrize("command", [c.FinishBy(minutes=3), c.Hold()])
def test_while_it_waits_what_makes_no_sense_is_refused(played: Played, command: c.Command) -> None:
    played.pass_time(42, 0.1)
    decided = played.give(command)
    assert isinstance(decided, Refusal)
    assert "the arc waits for the dose" in decided.reason


def test_a_dose_longer_ago_than_the_session_is_refused(played: Played) -> None:
    played.pass_time(5, 0.1)
    decided = played.give(c.Dose(minutes_ago=2))
    assert isinstance(decided, Refusal)
    assert decided.reason.startswith("Dose is not possible: the session began only 0:0")
