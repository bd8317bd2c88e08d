"""Random commands at random times: whatever is done, a session stays whole."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from session_cases import SECOND, Session, at, begun, differences, every, minutes, phase, plain_arc

from setplayer.arc.model import Arc, Booster
from setplayer.score.model import Score
from setplayer.score.phases import WAIT_FRAMES
from setplayer.session import commands as c
from setplayer.session.events import Event, Refusal
from setplayer.session.lanes import SessionIntensity
from setplayer.session.state import State, evolve

CUES: Final = (
    at(-1),
    at(3),
    every(4, "Blood pressure"),
    every(7),
    at(1, "Peak"),
    at(-0.5, "return", "Stay near"),
    at(2, "booster"),
)


def arcs() -> list[Arc]:
    """With ranges; of soundscapes; of tracks and silences with overlaps; one that waits in its last phase."""
    booster = Booster(adds_frames=minutes(5), to=("onset", "Peak"))
    cues = tuple(cue for cue in CUES)
    overlapping = (
        phase("Arriving", 3, "one.ogg", kind="pre-onset", intensity="2 2"),
        phase("Opening", 4, "silence 40", "two.ogg", kind="onset", overlap_s=45),
        phase("Peak", 6, "three.ogg", "drone", "long.ogg", overlap_s=10, intensity="6 7"),
        phase("Still", 1, "silence 60"),
        phase("Home", 5, "broken.ogg", "tide", kind="return", overlap_s=30, intensity="2 1"),
    )
    with_ranges = (
        phase("Arriving", 3, "tide", kind="pre-onset", intensity="2 2", at_least_min=3, at_most_min=3),
        phase("Opening", 6, "two.ogg", kind="onset", overlap_s=45, at_least_min=2, at_most_min=9),
        phase("Peak", 6, "long.ogg", overlap_s=10, at_least_min=5, after_booster_min=2),
        phase("Again", 5, "drone", overlap_s=60, at_most_min=7, after_booster_min=9),
        phase("Home", 5, "tide", kind="return", overlap_s=30, intensity="2 1"),
    )
    return [
        plain_arc(booster=booster, cues=cues, phases=with_ranges, zero="dose", lead_frames=minutes(2)),
        plain_arc(booster=booster, cues=cues),
        plain_arc(booster=booster, cues=cues, zero="dose", lead_frames=minutes(5)),
        plain_arc(booster=booster, cues=cues, phases=overlapping, zero="dose", lead_frames=minutes(3)),
        plain_arc(booster=booster, cues=cues, phases=overlapping, zero="dose", lead_frames=minutes(16)),
    ]


ARCS: Final = arcs()

GIVEN_OFTEN: Final[list[st.SearchStrategy[c.Command]]] = [
    st.builds(c.Extend, minutes=st.sampled_from([0.05, 0.5, 2, 10])),
    st.builds(c.Shorten, minutes=st.sampled_from([0.05, 0.5, 2, 10, 100])),
    st.builds(c.FinishBy, minutes=st.sampled_from([0.01, 0.3, 1, 3, 10, 60, 240])),
    st.builds(c.Dose, minutes_ago=st.sampled_from([0, 0, 0, 0.5, 4, 12])),
    st.builds(c.GiveBooster, minutes_ago=st.sampled_from([0, 3])),
    st.builds(c.Correct, entry=st.integers(1, 30), minutes_ago=st.sampled_from([0, 2, 6])),
    st.builds(c.Level, db=st.sampled_from([-40.0, -6.0, 0.0, 3.0])),
    st.builds(c.Why, reason=st.sampled_from(["client asked", "not this piece again"])),
    st.builds(c.Chime, sound=st.sampled_from(["bowl", "bell", "gone"])),
    st.builds(c.PieceFailed, clip_id=st.integers(1, 12), playable_until_frame=st.integers(0, minutes(20)),
              reason=st.just("it is damaged")),
    st.sampled_from(
        [c.NextPhase(), c.Hold(), c.Release(), c.NextPiece(), c.Fuller(), c.Softer(), c.Duck(), c.Unduck(),
         c.Silence(), c.Music(), c.Grounding(), c.ReturnToArc(), c.Away(), c.Back(), c.FadeNow(), c.BringBack(),
         c.Undo(), c.Undo(), c.Undo(), c.NextPhase(), c.NextPiece()]
    ),
    st.sampled_from([c.SoftStop(), c.BringBack(), c.FadeNow(), c.ReminderDone(), c.Note(text="x"), c.End()]),
]  # fmt: skip

WAITS_S: Final = st.sampled_from([0, 0, 0.1, 1, 2.5, 5, 6.5, 11, 20, 45, 100, 200, 500])

STEPS: Final = st.lists(st.tuples(WAITS_S, st.one_of(GIVEN_OFTEN)), min_size=1, max_size=25)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(ARCS) - 1), STEPS)
def test_whatever_is_done_the_session_stays_whole(arc: int, steps: Sequence[tuple[float, c.Command]]) -> None:
    session = begun(ARCS[arc])
    for wait_s, command in steps:
        if "closed" in session.state.flags:
            break
        session.after_s(wait_s)
        before = session.state
        decided = session.ask(command)
        if isinstance(decided, Refusal):
            assert session.state is before
            assert decided.reason.endswith(".")
            assert " is not possible: " in decided.reason
        else:
            changes_nothing_before(before, session.state, decided)
        stays_whole(session)
    session.after_s(1)
    assert differences(session.refolded(), session.state) == []
    assert all(a.frame <= b.frame for a, b in pairwise(session.events))
    nothing_automatic_sounded_in_silence(session)
    pieces_begin_and_end_once(session)


def stays_whole(session: Session) -> None:
    state, score = session.state, session.state.score
    covers_every_frame_ahead(score, session.now)
    phases_follow_each_other(score)
    if session.now < score.frames:
        latest = [n for n, p in enumerate(score.phases) if p.start_frame <= session.now]
        assert score.phase_at(session.now) == latest[-1]
    assert ("held" in state.flags) + ("waiting" in state.flags) <= 1
    if state.flags & {"held", "waiting"}:
        assert score.frames > session.now + WAIT_FRAMES / 2
    else:
        assert score.frames < 100 * minutes(60)
    numbers = [clip.clip_id for clip in score.clips]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) < score.next_clip
    voices = [voice.voice_id for voice in state.voices]
    assert len(set(voices)) == len(voices)


def covers_every_frame_ahead(score: Score, now: int) -> None:
    if now >= score.frames:
        return
    reached = now
    for clip in score.clips:
        assert clip.length_frames > 0
        assert 0 <= clip.fade_out_frames <= clip.length_frames
        if clip.end_frame > now:
            assert clip.start_frame <= reached
            reached = max(reached, clip.end_frame)
    assert reached == score.frames


def phases_follow_each_other(score: Score) -> None:
    live = [phase for phase in score.phases if phase.end_frame > phase.start_frame]
    for one, other in pairwise(live):
        assert one.start_frame < other.start_frame <= one.end_frame


def changes_nothing_before(before: State, after: State, event: Event) -> None:
    """Every lane is what it was before the event and goes on from there, and so does every clip and voice."""
    now = event.frame
    for name, lane in before.lanes.items():
        new = after.lanes[name]
        frames = np.arange(max(now - 3, 0), now)
        assert np.array_equal(new.values(frames), lane.values(frames))
        assert abs(new.value(now) - lane.value(now)) < 1e-9
    first = max(now - 2 * SECOND, 0)
    frames = np.arange(first, now + 1, 479)
    frames = np.append(frames, now)
    wanted = SessionIntensity(before.lanes).values(frames)
    assert np.allclose(SessionIntensity(after.lanes).values(frames), wanted)
    parts = {("clip", clip.clip_id): clip for clip in before.score.clips}
    new_parts = {("clip", clip.clip_id): clip for clip in after.score.clips}
    for key, clip in parts.items():
        if clip.start_frame > now or clip.end_frame <= now:
            continue
        new_clip = new_parts[key]
        assert (new_clip.start_frame, new_clip.offset_frames, new_clip.fade_in_frames, new_clip.gain_db) == (
            clip.start_frame, clip.offset_frames, clip.fade_in_frames, clip.gain_db,
        )  # fmt: skip
        if event.kind != "piece_failed":
            assert abs(faded(new_clip, now) - faded(clip, now)) < 1e-4
    for key, new_clip in new_parts.items():
        if key not in parts and new_clip.start_frame <= now:
            assert new_clip.fade_in_frames > 0 or now == 0
            assert new_clip.start_frame == now


def faded(part: object, frame: int) -> float:
    """How much of a clip or voice its fade out leaves at a frame, 0 to 1, taking the power of a quarter sine."""
    end, fade = part.end_frame, part.fade_out_frames  # type: ignore[attr-defined]
    if frame >= end:
        return 0.0
    return 1.0 if fade == 0 or frame <= end - fade else float(np.sin(0.5 * np.pi * (end - frame) / fade))


def nothing_automatic_sounded_in_silence(session: Session) -> None:
    state = State()
    for event in session.events:
        if event.kind == "cue_played":
            assert not state.silence_asked_for
            assert "grounding" not in state.flags
        state = evolve(state, event)


def pieces_begin_and_end_once(session: Session) -> None:
    sounding: set[int] = set()
    for event in session.events:
        if event.kind == "piece_began":
            assert event.request["clip_id"] not in sounding
            sounding.add(event.request["clip_id"])
        elif event.kind == "piece_ended":
            sounding.remove(event.request["clip_id"])
    if "landed" in session.state.flags:
        assert not sounding
