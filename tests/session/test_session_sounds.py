"""Chimes and voices over the music: how loud they are, and the music down until the last of them is over."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from session_cases import SECOND, Session, at, begun, plain_arc

from setplayer.score.level import target_lufs
from setplayer.session import commands as c
from setplayer.session.decide_sounds import sound_gain_db
from setplayer.session.lanes import bus_gain
from setplayer.units import db_from_gain, gain_from_db

DUCKED_DB = -15.0

PROMPT = c.Sound(
    sha256="a" * 64, frames=4 * SECOND, integrated_lufs=-30.0, max_momentary_lufs=-24.0, true_peak_dbtp=-14.0
)


def test_a_voice_is_as_loud_as_the_phase_is_meant_to_be() -> None:
    assert -30.0 + sound_gain_db(PROMPT, "voice", 4) == pytest.approx(target_lufs(4))


def test_a_chime_strikes_as_loud_as_that_and_so_rings_on_below_it() -> None:
    assert -24.0 + sound_gain_db(PROMPT, "chime", 4) == pytest.approx(target_lufs(4))
    assert sound_gain_db(PROMPT, "chime", 4) < sound_gain_db(PROMPT, "voice", 4)


def test_no_sound_is_raised_beyond_its_true_peak_or_by_more_than_twelve_decibels() -> None:
    assert sound_gain_db(PROMPT.model_copy(update={"true_peak_dbtp": -3.0}), "voice", 4) == 2.0
    assert sound_gain_db(PROMPT.model_copy(update={"integrated_lufs": -60.0}), "voice", 9) == 12.0


@pytest.mark.parametrize("missing", ["integrated_lufs", "true_peak_dbtp"])
def test_a_sound_that_was_not_measured_is_played_as_it_is(missing: str) -> None:
    assert sound_gain_db(PROMPT.model_copy(update={missing: None}), "voice", 4) == 0.0


def with_prompt(*, cue: bool = False) -> Session:
    """In a phase whose intensity rises from 2 to 6."""
    arc = plain_arc(cues=(at(15),)) if cue else plain_arc()
    session = Session(arc)
    sounds = {"prompt": PROMPT, "bowl": PROMPT.model_copy(update={"frames": 9 * SECOND})}
    session.give(c.ChooseArc(arc=arc, arc_text="", materials=c.Materials(tracks=(), recipes={}, sounds=sounds)))
    session.give(c.Begin())
    return session.until(0)


def last_gain_db(session: Session) -> float:
    return session.state.voices[-1].gain_db


def test_its_loudness_is_that_of_the_moment_it_sounds_at() -> None:
    session = with_prompt().at_min(5)
    session.give(c.VoicePrompt(sound="prompt"))
    assert -30.0 + last_gain_db(session) == pytest.approx(target_lufs(2), abs=0.01)
    session.at_min(15)
    session.give(c.VoicePrompt(sound="prompt"))
    assert -30.0 + last_gain_db(session) == pytest.approx(target_lufs(4), abs=0.01)
    session.give(c.Fuller())
    session.after_s(5)
    session.give(c.VoicePrompt(sound="prompt"))
    assert -30.0 + last_gain_db(session) == pytest.approx(target_lufs(5), abs=0.05)


def test_a_chime_of_the_arc_is_as_loud_as_one_that_is_asked_for() -> None:
    session = with_prompt(cue=True).at_min(15)
    session.until(session.now + 1)
    assert session.happened("cue_played") == [("cue_played", 15.0)]
    assert -24.0 + last_gain_db(session) == pytest.approx(target_lufs(4), abs=0.01)


def test_a_soft_level_softens_a_voice_too() -> None:
    session = with_prompt().at_min(5)
    session.give(c.Level(db=-20))
    session.after_s(30)
    session.give(c.VoicePrompt(sound="prompt"))
    assert -30.0 + last_gain_db(session) == pytest.approx(target_lufs(2), abs=0.01)
    assert db_from_gain(float(bus_gain(session.state.lanes, "sound", session.now, 1))) == pytest.approx(-20)


def test_a_file_that_was_cut_in_mid_wave_does_not_click() -> None:
    session = with_prompt().at_min(5)
    session.give(c.VoicePrompt(sound="prompt"))
    voice = session.state.voices[-1]
    assert voice.fade_in_frames == voice.fade_out_frames == 240


# ---- the music under them


def music_db(session: Session, first: int, end: int, step: int = 240) -> NDArray[np.float64]:
    frames = np.arange(first, end, step)
    lanes = session.state.lanes
    return 20 * np.log10(np.minimum(lanes["duck"].values(frames), lanes["talkover"].values(frames)))


def test_a_second_chime_while_the_music_goes_down_does_not_slow_it() -> None:
    session = begun().at_min(3)
    start = session.now
    session.give(c.Chime(sound="bell"))
    session.after_s(0.1)
    session.give(c.Chime(sound="bell"))
    down = music_db(session, start, start + SECOND, 480)
    assert down[30] == pytest.approx(DUCKED_DB)
    assert np.allclose(down[:31], np.linspace(0, DUCKED_DB, 31), atol=0.01)


@pytest.mark.parametrize("into_the_rise_s", [0.01, 1.0, 2.9])
def test_a_chime_while_the_music_rises_takes_it_down_as_steeply_from_there(into_the_rise_s: float) -> None:
    session = begun().at_min(3)
    session.give(c.Chime(sound="bell"))  # 6 s
    session.after_s(6 + into_the_rise_s)
    start = session.now
    before = music_db(session, start, start + 1)[0]
    session.give(c.Chime(sound="bell"))
    after = music_db(session, start, start + SECOND // 3, 1)
    assert after[0] == pytest.approx(before)
    assert np.diff(after).min() * SECOND == pytest.approx(-50, rel=0.01)
    assert after[-1] == pytest.approx(DUCKED_DB)


ACTS = st.sampled_from([c.Chime(sound="bell"), c.Chime(sound="bowl"), c.Duck(), c.Unduck(), c.Undo()])
WAITS_S = st.sampled_from([0, 0.01, 0.15, 0.29, 0.3, 1, 2.5, 5.9, 6, 6.1, 7.5, 9.4, 15])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(WAITS_S, ACTS), min_size=1, max_size=12))
def test_whatever_overlaps_the_music_is_down_while_anything_sounds_and_comes_back_once(
    steps: Sequence[tuple[float, c.Command]],
) -> None:
    session = begun().at_min(3)
    first = session.now
    voices = {}
    for wait_s, command in steps:
        session.after_s(wait_s)
        session.ask(command)
        voices |= {voice.voice_id: voice for voice in session.state.voices}
    end = session.now + 20 * SECOND
    step = SECOND // 100
    frames = np.arange(first, end, step)
    level = music_db(session, first, end, step)
    # It goes down by 50 dB a second at most and up by 15 dB in 3 s at most, and never beyond -15 dB.
    # Moves are whole frames long, which makes some of them a hair quicker.
    assert np.diff(level).min() >= -50 * step / SECOND - 1e-4
    assert np.diff(level).max() <= -DUCKED_DB / 3 * step / SECOND + 1e-4
    assert level.min() >= DUCKED_DB - 1e-6
    sounding = np.zeros(len(frames), bool)
    for voice in voices.values():
        sounding |= (frames >= voice.start_frame + 0.3 * SECOND) & (frames < voice.end_frame)
    assert np.allclose(level[sounding], DUCKED_DB)
    assert level[-1] == pytest.approx(DUCKED_DB if "ducked" in session.state.flags else 0)
    # Every rise begins where the last of several sounds is over, or where a duck was ended.
    talkover = session.state.lanes["talkover"].values(frames)
    rises = np.flatnonzero(np.diff(talkover) > 1e-12)
    begins = [frames[i] for i in rises if talkover[i] <= gain_from_db(DUCKED_DB) * 1.0001]
    ends = {voice.end_frame for voice in voices.values()}
    assert all(any(-step <= begin - over <= 0 for over in ends) for begin in begins)
    assert math.isclose(talkover[-1], 1.0)
