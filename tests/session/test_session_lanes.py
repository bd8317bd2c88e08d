"""What is heard of each gesture, sample by sample: how quickly it goes, how calmly it comes; nothing jumps."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from session_cases import SECOND, Session, begun, plain_arc, track

from setplayer.arc.model import TrackItem
from setplayer.score.chain import JOIN_FRAMES
from setplayer.session import commands as c
from setplayer.session.lanes import GAIN_LANES, Bus, bus_gain, initial_lanes
from setplayer.units import db_from_gain, frames_from_s, gain_from_db

BUSES: Final[tuple[Bus, ...]] = ("arc", "grounding", "sound")


def playing() -> Session:
    return begun().at_min(3)


def gains(session: Session, bus: Bus, from_s: float, for_s: float) -> NDArray[np.float64]:
    """The gain of a bus at each frame, from so many seconds after now on."""
    count = frames_from_s(for_s)
    gain = bus_gain(session.state.lanes, bus, session.now + frames_from_s(from_s), count)
    return np.broadcast_to(np.asarray(gain, np.float64), (count,))


def gain(session: Session, bus: Bus = "arc", after_s: float = 0.0) -> float:
    return float(gains(session, bus, after_s, 1 / SECOND)[0])


def test_before_anything_happens_only_the_opening_and_grounding_are_down() -> None:
    lanes = initial_lanes()
    assert set().union(*GAIN_LANES.values()) | {"duck", "talkover", "intensity", "fuller"} == set(lanes)
    assert [bus_gain(lanes, bus, 0, 1) for bus in BUSES] == [0.0, 0.0, 1.0]


def test_the_session_starts_over_twenty_seconds() -> None:
    session = begun()
    assert gain(session, after_s=0) == 0
    assert 0.3 < gain(session, after_s=10) < 0.7
    assert gain(session, after_s=19.5) < 1
    assert gain(session, after_s=20) == 1


@pytest.mark.parametrize("bus", BUSES)
def test_fade_now_is_half_gone_after_half_a_second_and_silent_at_three(bus: Bus) -> None:
    session = playing()
    if bus == "grounding":
        session.give(c.Grounding())
        session.after_s(5)
    session.give(c.FadeNow())
    assert gain(session, bus) == 1
    assert gain(session, bus, 0.5) <= 0.5
    assert gain(session, bus, 3) == 0
    assert np.all(np.diff(gains(session, bus, 0, 3)) <= 0)


@pytest.mark.parametrize("again_s", [0.0, 0.02, 0.5, 1.7, 2.99, 3.0])
def test_a_second_press_cuts_from_wherever_the_fade_had_got(again_s: float) -> None:
    session = playing()
    session.give(c.FadeNow())
    session.after_s(again_s)
    before = gain(session)
    session.give(c.FadeNow())
    assert gain(session) == pytest.approx(before)
    assert gain(session, after_s=0.05) == 0


def test_a_press_later_than_that_says_so() -> None:
    session = playing()
    session.give(c.FadeNow())
    session.after_s(3.1)
    assert session.refused(c.FadeNow()) == "Fade now is not possible: it is faded already."


def test_fade_now_works_while_a_soft_stop_is_under_way() -> None:
    session = playing()
    session.give(c.SoftStop())
    session.after_s(1)
    session.give(c.FadeNow())
    assert gain(session, after_s=3) == 0


def test_from_silence_the_ramp_takes_ten_seconds() -> None:
    for down, up in ((c.FadeNow(), c.BringBack()), (c.Silence(), c.Music()), (c.Away(), c.Back())):
        session = playing()
        session.give(down)
        session.after_s(10)
        assert gain(session) == 0
        session.give(up)
        ramp = gains(session, "arc", 0, 10)
        assert np.all(np.diff(ramp) >= 0)
        assert ramp[-SECOND] < 1
        assert gain(session, after_s=10) == 1


def test_bring_back_ramps_what_a_fade_within_a_soft_stop_took() -> None:
    session = playing()
    session.give(c.SoftStop())
    session.after_s(2)
    session.give(c.FadeNow())
    session.after_s(4)
    session.give(c.BringBack())
    assert session.state.word == "playing"
    assert gain(session) == 0
    assert gain(session, after_s=10) == 1


def test_silence_takes_eight_seconds_and_a_soft_stop_ten() -> None:
    for command, seconds in ((c.Silence(), 8), (c.SoftStop(), 10)):
        session = playing()
        session.give(command)
        assert gain(session, after_s=seconds - 0.5) > 0
        assert gain(session, after_s=seconds) == 0


def test_ducking_takes_fifteen_decibels_in_a_third_of_a_second() -> None:
    session = playing()
    session.give(c.Duck())
    assert gain(session, after_s=0.3) == pytest.approx(gain_from_db(-15))
    session.after_s(5)
    session.give(c.Unduck())
    assert gain(session, after_s=2.9) < 1
    assert gain(session, after_s=3) == 1


def test_ducking_and_a_chime_do_not_add_up() -> None:
    session = playing()
    session.give(c.Duck())
    session.after_s(1)
    session.give(c.Chime())
    assert gain(session, after_s=1) == pytest.approx(gain_from_db(-15))
    assert gain(session, "sound", 1) == 1


def test_overlapping_chimes_keep_the_music_down_until_the_last_is_over() -> None:
    session = playing()
    session.give(c.Chime(sound="bowl"))  # 9 s
    session.after_s(2)
    session.give(c.Chime(sound="bell"))  # 6 s: over before the bowl is
    down = gains(session, "arc", 0.3, 6.6)
    assert np.allclose(down, gain_from_db(-15))
    assert gain(session, after_s=10) == 1
    session.after_s(8)  # while the music comes back
    session.give(c.Chime(sound="bell"))
    assert np.allclose(gains(session, "arc", 0.3, 5.6), gain_from_db(-15))
    assert gain(session, after_s=9) == 1


@pytest.mark.parametrize(("from_db", "to_db"), [(0, 6), (-40, 6), (-12, -3), (3, -40)])
def test_the_level_rises_by_at_most_three_decibels_a_second(from_db: float, to_db: float) -> None:
    session = playing()
    session.give(c.Level(db=from_db))
    session.after_s(30)
    session.give(c.Level(db=to_db))
    steps = np.diff(20 * np.log10(gains(session, "arc", 0, 20)))
    assert steps.max() * SECOND <= 3 + 1e-6
    assert db_from_gain(gain(session, after_s=20)) == pytest.approx(to_db)


def test_the_level_stays_within_the_limit_set_at_preparation() -> None:
    session = Session(plain_arc())
    session.give(c.SetLevelLimit(db=-2))
    session.give(c.Begin())
    assert session.refused(c.Level(db=-1)) == "Level is not possible: the limit set at preparation is -2 dB."


def test_grounding_crossfades_over_four_seconds_at_equal_power() -> None:
    for command, later in ((c.Grounding(), "grounding"), (c.ReturnToArc(), "arc")):
        session = playing()
        if later == "arc":
            session.give(c.Grounding())
            session.after_s(10)
        session.give(command)
        power = gains(session, "arc", 0, 4) ** 2 + gains(session, "grounding", 0, 4) ** 2
        assert np.allclose(power, 1)
        assert gain(session, "grounding", 4) == (later == "grounding")
        assert gain(session, "arc", 4) == (later == "arc")


def test_grounding_out_of_silence_lets_nothing_be_heard_of_the_arc() -> None:
    session = playing()
    session.give(c.Silence())
    session.after_s(20)
    session.give(c.Grounding())
    assert gains(session, "arc", 0, 10).max() < gain_from_db(-68)
    assert gain(session, "grounding", 4) == 1
    session.after_s(30)
    session.give(c.Undo())
    assert session.state.word == "silent"
    assert gains(session, "arc", 0, 30).max() < 1e-9
    assert gain(session, "grounding", 4) == 0
    session.after_s(30)
    session.give(c.Music())
    assert gain(session, after_s=10) == 1


def test_grounding_again_while_it_fades_goes_on_with_the_same_music() -> None:
    session = playing()
    session.give(c.Grounding())
    session.after_s(60)
    session.give(c.ReturnToArc())
    session.after_s(2)
    session.give(c.Grounding())
    (voice,) = session.state.voices
    assert voice.start_frame < session.now - 60 * SECOND
    assert voice.end_frame > session.now + 3600 * SECOND


def grounded_by_a_track() -> Session:
    arc = plain_arc(grounding=TrackItem(path="ground.ogg"))
    session = begun(arc, [track("ground.ogg", 2)]).at_min(3)
    session.give(c.Grounding())
    return session


def test_after_a_track_that_grounds_comes_hearth() -> None:
    session = grounded_by_a_track()
    first, then = sorted(session.state.voices, key=lambda voice: voice.start_frame)
    assert (first.source, then.source) == ("ground.ogg", "hearth")
    assert first.end_frame - then.start_frame == first.fade_out_frames == then.fade_in_frames == JOIN_FRAMES


def test_returning_from_it_withdraws_what_has_not_begun() -> None:
    session = grounded_by_a_track()
    session.after_s(30)
    session.give(c.ReturnToArc())
    (voice,) = session.state.voices
    assert (voice.source, voice.fade_out_frames) == ("ground.ogg", 0)
    assert voice.end_frame == session.now + 4 * SECOND
    session.give(c.Grounding())
    assert {v.source for v in session.state.voices} == {"ground.ogg", "hearth"}
    assert len({v.voice_id for v in session.state.voices}) == 2


def test_returning_while_it_hands_over_leaves_its_fade_as_it_was() -> None:
    session = grounded_by_a_track()
    session.after_s(115)
    fading = next(v for v in session.state.voices if v.source == "ground.ogg")
    session.give(c.ReturnToArc())
    assert fading in session.state.voices


def test_intensity_goes_a_step_within_four_seconds_and_four_steps_at_most() -> None:
    session = playing()
    session.give(c.Fuller())
    assert session.lane("fuller", 4) == 1
    for _ in range(3):
        session.give(c.Fuller())
    assert session.refused(c.Fuller()) == "Fuller is not possible: it is as full as it goes."
    for _ in range(8):
        session.give(c.Softer())
    assert session.refused(c.Softer()) == "Softer is not possible: it is as soft as it goes."


GESTURES: Final = st.sampled_from(
    [
        c.Duck(), c.Unduck(), c.Silence(), c.Music(), c.Grounding(), c.ReturnToArc(), c.Away(), c.Back(), c.FadeNow(),
        c.FadeNow(), c.BringBack(), c.SoftStop(), c.Chime(), c.Level(db=-20), c.Level(db=5), c.Undo(), c.Undo(),
        c.Fuller(), c.Softer(), c.NextPhase(), c.Hold(), c.Release(), c.Extend(), c.FinishBy(minutes=10),
    ]
)  # fmt: skip

STEEPEST_PER_S: Final = {"urgent": math.pi / 2 / 0.015, "fuller": 1, "intensity": 9}
"""The steepest that a lane may move, in its unit per second; every other lane: from full to -15 dB in 0.3 s."""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0, 0.01, 0.2, 1, 2.2, 4.5, 12]), GESTURES), max_size=15))
def test_no_lane_ever_jumps(steps: Sequence[tuple[float, c.Command]]) -> None:
    session = playing()
    first = session.now - SECOND
    for wait_s, command in steps:
        session.after_s(wait_s)
        session.ask(command)
    step = SECOND // 200
    frames = np.arange(first, session.now + 30 * SECOND, step)
    for name, lane in session.state.lanes.items():
        values = lane.values(frames)
        steepest = STEEPEST_PER_S.get(name, 2 * math.log(10) * 50 / 20 * 2)
        assert np.abs(np.diff(values)).max() <= steepest * step / SECOND + 1e-9, name
        assert values.min() >= (-4 if name == "fuller" else 0)
