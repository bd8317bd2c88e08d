"""What the player decides for itself: interrupted, back, without an output, playing safe. Nothing comes too late."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_cases import MINUTE, SECOND, Session, at, begun, differences, dose_arc, every, phase, plain_arc

from setplayer.arc.model import Arc
from setplayer.score.chain import PLAIN_TONE
from setplayer.session import commands as c
from setplayer.session.due import fall_due, next_due
from setplayer.session.lanes import Bus, bus_gain
from setplayer.units import frames_from_s

ASKED_FOR_SILENCE = [c.Silence(), c.FadeNow(), c.Away(), c.SoftStop()]
BUSES: tuple[Bus, ...] = ("arc", "grounding", "sound")


def gains(session: Session, bus: Bus = "arc", for_s: float = 60) -> np.ndarray:
    count = frames_from_s(for_s)
    return np.broadcast_to(np.asarray(bus_gain(session.state.lanes, bus, session.now, count)), (count,))


def gone(session: Session, for_s: float) -> Session:
    """The player is killed now and comes back later, as the engine has it."""
    lost = session.now
    session.give(c.Interrupted())
    if session.state.resumes == "where_it_was":
        session.ask(c.Waited(frames=frames_from_s(for_s)))
    while (due := next_due(session.state)) is not None and due.frame < lost + for_s * SECOND:
        session.take(fall_due(session.state, due))
    session.until(lost + frames_from_s(for_s))
    session.give(c.Resumed(lost_frame=lost))
    return session


@pytest.mark.parametrize(("gone_s", "ramp_s"), [(1, 3), (30, 3), (31, 10), (600, 10)])
def test_the_sound_comes_back_in_place_slower_after_a_longer_gap(gone_s: float, ramp_s: float) -> None:
    session = gone(begun().at_min(12), gone_s)
    assert session.now == 12 * MINUTE + gone_s * SECOND
    gain = gains(session)
    assert gain[0] == 0
    assert (np.diff(gain) >= 0).all()
    assert gain[round((ramp_s - 0.2) * SECOND)] < 1
    assert gain[ramp_s * SECOND] == 1


def test_while_it_was_gone_nothing_is_heard_in_the_record_either() -> None:
    session = begun().at_min(12)
    lanes = gone(session, 20).state.lanes
    for bus in BUSES:
        assert not np.any(bus_gain(lanes, bus, 12 * MINUTE, 20 * SECOND))


@pytest.mark.parametrize("command", ASKED_FOR_SILENCE)
@pytest.mark.parametrize("after_s", [0, 1, 60])
@pytest.mark.parametrize("gone_s", [0.5, 600])
def test_what_was_to_be_silent_stays_silent(command: c.Command, after_s: float, gone_s: float) -> None:
    """Also when it was killed in the middle of the fade."""
    session = begun().at_min(12)
    session.give(command)
    before = session.after_s(after_s).state.word
    gone(session, gone_s)
    assert session.state.word in (before, "landed" if before == "stopping" else before)
    for bus in BUSES:
        if bus == "sound" and isinstance(command, c.Silence):
            continue  # a chime that the therapist asks for is heard in a silence
        assert not gains(session, bus).any()
    assert session.state.silence_asked_for


@pytest.mark.parametrize("command", ASKED_FOR_SILENCE[:3])
def test_what_was_silent_can_be_brought_back(command: c.Command) -> None:
    session = begun().at_min(12)
    session.give(command)
    gone(session.after_s(2), 5).after_s(3)
    session.give({"silence": c.Music(), "fade_now": c.BringBack(), "away": c.Back()}[command.do])
    assert gains(session, for_s=20)[-1] == 1


def test_a_chime_of_that_time_is_withheld_and_a_reminder_waits() -> None:
    session = gone(begun(plain_arc(cues=(at(13), at(13, remind="Look"), every(5)))).at_min(12), 240)
    assert session.happened("cue_withheld", "cue_played", "reminder_due") == [
        ("cue_played", 5.0),
        ("cue_played", 10.0),
        ("cue_withheld", 13.0),
        ("reminder_due", 13.0),
        ("cue_withheld", 15.0),
    ]
    assert [reminder.text for reminder in session.state.reminders] == ["Look"]
    assert session.at_min(21).happened("cue_played")[-1] == ("cue_played", 20.0)


def test_a_phase_that_is_held_waits_through_it() -> None:
    session = begun().at_min(12)
    session.give(c.Hold())
    gone(session, 30 * 60)
    assert (session.state.word, session.state.score.phase_at(session.now)) == ("held", 1)
    session.give(c.Release())
    assert session.starts()[2] == pytest.approx(50, abs=0.2)


def test_an_arc_that_waits_for_the_dose_waits_through_it() -> None:
    session = gone(begun(dose_arc()).at_min(4), 600)
    assert "dose due" in session.state.conditions
    session.give(c.Dose())
    assert session.state.marks["zero_frame"] == session.now


def test_a_session_that_ended_meanwhile_has_landed() -> None:
    session = gone(begun().at_min(39), 3 * 60 * 60)
    assert session.state.word == "landed"
    assert session.happened("landed") == [("landed", 40.0)]
    session.give(c.End())


def test_interrupted_is_said_once() -> None:
    session = begun().at_min(12)
    assert session.refused(c.Resumed(lost_frame=0)) == "resumed is not possible: it was not interrupted."
    session.give(c.Interrupted())
    assert session.refused(c.Interrupted()) == "interrupted is not possible: it is interrupted already."


# ---- the output


def test_an_output_that_comes_back_is_heard_slowly() -> None:
    session = begun().at_min(12)
    session.give(c.OutputLost(output="Speakers", reason="it was unplugged"))
    assert session.events[-1].outcome.text == "No sound reaches Speakers: it was unplugged"
    assert "no output" in session.state.conditions
    assert not gains(session).any()
    session.after_s(60)
    session.give(c.OutputOpened(output="Speakers"))
    assert "no output" not in session.state.conditions
    gain = gains(session)
    assert (gain[0], gain[9 * SECOND] < 1, gain[10 * SECOND]) == (0, True, 1)


def test_a_crash_while_nothing_is_heard_anyway_does_not_make_it_heard() -> None:
    session = begun().at_min(12)
    session.give(c.OutputLost(output="Speakers", reason="it was unplugged"))
    gone(session.after_s(60), 2)
    assert "no output" in session.state.conditions
    assert not gains(session).any()
    session.give(c.OutputOpened(output="Speakers"))
    gain = gains(session)
    assert (gain[0], gain[9 * SECOND] < 1, gain[10 * SECOND]) == (0, True, 1), (
        "it was silent for a minute, not for 2 s"
    )


def test_another_output_that_a_person_chose_starts_reduced_and_from_silence() -> None:
    session = begun().at_min(12)
    session.give(c.OutputOpened(output="Headphones"))
    session.after_s(20).give(c.OutputOpened(output="Room", chosen=True))
    assert session.events[-1].outcome.text == "The sound goes to Room, at -12 dB to begin with"
    gain = gains(session)
    silent = gain[round(0.05 * SECOND) : round(0.25 * SECOND) + 1]
    assert not silent.any(), "it goes silent here before it comes up there"
    assert (np.diff(gain[: round(0.05 * SECOND)]) <= 0).all()
    assert (np.diff(gain[round(0.25 * SECOND) :]) >= 0).all()
    assert gain[-1] == pytest.approx(10 ** (-12 / 20))
    session.after_s(10).give(c.Level(db=0))
    louder = gains(session)
    assert louder[2 * SECOND] == pytest.approx(10 ** (-6 / 20), rel=1e-3), "by 3 dB a second"
    assert louder[-1] == 1


def test_an_output_that_is_chosen_is_not_made_louder() -> None:
    session = begun().at_min(12)
    session.give(c.Level(db=-20))
    session.after_s(20).give(c.OutputOpened(output="Room", chosen=True))
    assert gains(session)[-1] == pytest.approx(10 ** (-20 / 20))


def test_the_same_output_found_again_is_as_loud_as_before() -> None:
    session = begun().at_min(12)
    session.give(c.OutputOpened(output="Room", chosen=True))
    session.after_s(20).give(c.Level(db=-3))
    session.after_s(20).give(c.OutputLost(output="Room", reason="it was unplugged"))
    session.after_s(2).give(c.OutputOpened(output="Room"))
    gain = gains(session)
    assert gain[0] == 0
    assert gain[-1] == pytest.approx(10 ** (-3 / 20))


def test_an_output_lost_before_begin_leaves_the_music_as_it_is() -> None:
    session = Session(plain_arc())
    session.give(c.OutputLost(output="any output", reason="there is none"))
    session.give(c.OutputOpened(output="Speakers"))
    session.give(c.Begin())
    assert gains(session, for_s=21)[-1] == 1


# ---- playing safe


def test_safe_music_opens_no_file_and_goes_on_to_the_end() -> None:
    session = begun().at_min(12)
    assert session.piece().endswith(".ogg")
    session.give(c.PlaySafe())
    assert "safe music" in session.state.conditions
    assert session.starts() == [0, 10, 20, 30, 40]
    ahead = [clip for clip in session.state.score.clips if clip.end_frame > session.now + 15 * SECOND]
    assert ahead
    assert {clip.source for clip in ahead} <= {"tide"}
    session.at_min(13).give(c.NextPhase())
    session.after_s(20).give(c.Extend(minutes=5))
    ahead = [clip for clip in session.state.score.clips if clip.end_frame > session.now + 15 * SECOND]
    assert {clip.source for clip in ahead} <= {"tide"}
    assert session.at_min(60).state.word == "landed"


def test_when_even_the_safe_music_fails_the_plain_tone_is_left() -> None:
    session = begun().at_min(12)
    session.give(c.PlaySafe())
    session.after_s(30).give(c.PlaySafe())
    ahead = [clip for clip in session.state.score.clips if clip.end_frame > session.now + 15 * SECOND]
    assert ahead
    assert {clip.source for clip in ahead} == {PLAIN_TONE}
    assert session.at_min(60).state.word == "landed"


def test_safe_music_needs_an_arc() -> None:
    assert Session().refused(c.PlaySafe()) == "safe_music is not possible: no arc is chosen."


def test_what_stands_in_during_the_arcs_last_fade_fades_no_longer_than_it_sounds() -> None:
    session = begun()
    session.until(session.state.score.frames - 19 * SECOND)
    missing = session.state.score.clip_at(session.now)
    assert missing is not None
    session.give(c.StandIn(source=missing.source, reason="it is silent", last_heard_frame=session.now - SECOND))
    stands_in = session.state.score.clip_at(session.now)
    assert stands_in is not None
    assert stands_in.clip_id != missing.clip_id
    assert stands_in.fade_out_frames == stands_in.length_frames == 19 * SECOND


commands = st.sampled_from(
    [
        c.Silence(), c.Music(), c.FadeNow(), c.BringBack(), c.Away(), c.Back(), c.SoftStop(), c.Hold(), c.Release(),
        c.Grounding(), c.ReturnToArc(), c.Duck(), c.Unduck(), c.NextPiece(), c.NextPhase(), c.Undo(), c.Chime(),
        c.OutputLost(output="o", reason="r"), c.OutputOpened(output="o"), c.PlaySafe(),
    ]
)  # fmt: skip


@given(st.lists(st.tuples(st.floats(0, 200), commands, st.none() | st.floats(0.2, 400)), max_size=8))
def test_nothing_sounds_that_was_to_be_silent_however_often_it_is_killed(
    steps: list[tuple[float, c.Command, float | None]],
) -> None:
    session = begun(plain_arc(cues=(every(1),)))
    for wait_s, command, gone_s in steps:
        session.after_s(wait_s)
        session.ask(command)
        if gone_s is not None:
            gone(session, gone_s)
            if session.state.flags & {"faded", "away", "stopping", "unheard"}:
                assert not any(gains(session, bus, 1).any() for bus in BUSES)
            assert "interrupted" not in session.state.flags
    assert differences(session.state, session.refolded()) == []


# ---- where it was, for clinics that prefer it


def waits(arc: Arc) -> Session:
    """A session that goes on where it was, begun."""
    session = Session(arc)
    session.give(c.SetResume(place="where_it_was"))
    session.give(c.Begin())
    return session.until(0)


ONE_TRACK = plain_arc(phases=(phase("One", 20, "long.ogg", intensity="2 6"), phase("Two", 10, "tide")))


def test_where_it_was_the_music_goes_on_in_mid_piece_and_the_arc_ends_so_much_later() -> None:
    session = waits(ONE_TRACK).at_min(12)
    before, score = session.state.score.clip_at(session.now), session.state.score
    wanted = session.state.lanes["intensity"]
    assert before is not None
    place = before.offset_at(session.now)
    gone(session, 300)
    after = session.state.score.clip_at(session.now)
    assert after is not None
    assert (session.now, after.source, after.offset_at(session.now)) == (17 * MINUTE, "long.ogg", place)
    assert session.state.score.frames == score.frames + 5 * MINUTE
    assert [phase.start_frame for phase in session.state.score.phases] == [0, 25 * MINUTE]
    text = next(event.outcome.text for event in session.events if event.kind == "waited")
    assert text.startswith("The arc waited 5 min and goes on where it was: Two now starts at 25:00, ends 35:00")
    back = session.events[-1].outcome.text
    assert back == "The player is back after 5:00, where it was: Two now starts at 25:00, ends 35:00; Long stays"
    for ahead in range(0, 10 * MINUTE, MINUTE // 2):
        assert session.state.lanes["intensity"].value(17 * MINUTE + ahead) == pytest.approx(
            wanted.value(12 * MINUTE + ahead)
        )
    assert gains(session)[0] == 0
    assert gains(session)[10 * SECOND] == 1


@pytest.mark.parametrize("gone_s", [1, 20, 900])
@pytest.mark.parametrize("at_s", [1, 30, 215, 230, 238, 240, 300, 705, 714, 719.9, 720, 1080, 1440, 1790, 1799])
def test_where_it_was_nothing_heard_is_altered_and_every_frame_is_covered(at_s: float, gone_s: float) -> None:
    """Also in the middle of a crossfade, and of the fade at the end."""
    music = (
        phase("One", 12, "one.ogg", "silence 60", "two.ogg"),
        phase("Two", 12, "three.ogg", "tide", overlap_s=20),
        phase("Three", 6.5, "hearth"),
    )
    session = waits(plain_arc(phases=music)).until(frames_from_s(at_s))
    old, lost = session.state.score, session.now
    gone(session, gone_s)
    score = session.state.score
    for clip in (clip for clip in old.clips if clip.start_frame < lost):
        kept = score.clip(clip.clip_id)
        assert kept is not None
        fading = clip.end_frame - clip.fade_out_frames < lost
        cut = clip.model_copy(update={"end_frame": lost, "fade_out_frames": 0})
        assert kept == (clip if fading or clip.end_frame <= lost else cut)
    assert all(score.clip_at(frame) is not None for frame in range(0, score.frames, SECOND // 2))
    assert score.frames == old.frames + frames_from_s(gone_s)
    assert len({clip.clip_id for clip in score.clips}) == len(score.clips)
    assert score.next_clip > max(clip.clip_id for clip in score.clips)
    ahead = [(clip.source, clip.start_frame - lost) for clip in old.clips if clip.start_frame >= lost]
    known = {clip.clip_id for clip in old.clips}
    moved = [(clip.source, clip.start_frame - session.now) for clip in score.clips
             if clip.start_frame >= session.now and clip.clip_id in known]  # fmt: skip
    assert ahead == moved


@pytest.mark.parametrize("wait", [c.Hold(), None])
def test_where_it_was_a_wait_goes_on_as_long_as_it_would_have(wait: c.Command | None) -> None:
    """Held, or before the dose: the arc has as much ahead after its release as it had."""
    session = waits(dose_arc()) if wait is None else waits(ONE_TRACK)
    session.until(2 * MINUTE)
    if wait is not None:
        session.give(wait)
    session.after_s(5)
    other = copy.deepcopy(session)
    gone(session, 120)
    go_on = c.Dose() if wait is None else c.Release()
    other.give(go_on)
    session.give(go_on)
    assert session.state.score.frames - session.now == other.state.score.frames - other.now


def test_where_it_was_reminders_and_the_dose_keep_their_times() -> None:
    session = waits(dose_arc(cues=(at(10, remind="Look"),))).until(12 * MINUTE)
    session.give(c.Dose())
    given = session.state.marks["dose_frame"]
    gone(session.at_min(15), 300).at_min(23)
    assert session.state.marks["dose_frame"] == session.state.marks["zero_frame"] == given
    assert [reminder.due_frame for reminder in session.state.reminders] == [given + 10 * MINUTE]


def test_where_it_was_nothing_waits_once_the_arc_is_over() -> None:
    session = waits(ONE_TRACK).at_min(29)
    session.give(c.SoftStop())
    gone(session.after_s(12), 60)
    assert session.state.word == "landed"
    assert "waited" not in [event.kind for event in session.events]
