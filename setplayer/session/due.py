"""What time alone brings about: pieces and phases begin, cues fall due, the arc ends. Pure.

`next_due` names the next frame at which something happens by itself. `fall_due` gives its event. Whoever keeps time
asks again after each event, since an event may change what comes next.
"""

from collections.abc import Iterator
from typing import Any

from setplayer.arc.model import Arc, Cue, Moment
from setplayer.arc.timeline import BOOSTER
from setplayer.score.model import Clip
from setplayer.session.decide_music import over_while_grounding
from setplayer.session.decide_sounds import sounded
from setplayer.session.events import Event, Outcome
from setplayer.session.gestures import SOFT_STOP_FRAMES
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.values import Value


class Due(Value):
    """Something that happens by itself at a frame; of several at one frame the lowest order comes first."""

    frame: int
    order: int
    kind: str
    number: int = 0


def next_due(state: State) -> Due | None:
    """The next thing that happens by itself, or None when nothing does any more."""
    if "begun" not in state.flags or "closed" in state.flags:
        return None
    return min(_dues(state), key=lambda due: (due.frame, due.order, due.number), default=None)


def next_reminder(state: State) -> tuple[int, str] | None:
    """The frame and the words of the reminder that falls due next; None where none is known."""
    if state.arc is None or "begun" not in state.flags or "closed" in state.flags:
        return None
    reminders = [(due.frame, state.arc.cues[due.number].remind or "") for due in _cues(state)]
    return min(((frame, text) for frame, text in reminders if text and frame > state.frame), default=None)


def fall_due(state: State, due: Due) -> Event:
    """The event of something that is due, at its frame or, when that has passed, at the state's."""
    frame = max(due.frame, state.frame)
    match due.kind:
        case "piece_began" | "piece_ended":
            clip = state.score.clip(due.number)
            assert clip is not None
            return Event(kind=due.kind, frame=frame, request=_about(clip))
        case "phase_began":
            phase = state.score.phases[due.number]
            return Event(
                kind=due.kind,
                frame=frame,
                request={"phase": due.number, "name": phase.name, "kind": phase.kind},
            )
        case "dose_due":
            return Event(kind=due.kind, frame=frame, outcome=Outcome(flags_on=("dose due",), text="The dose is due"))
        case "soft_stop":
            return Event(kind=due.kind, frame=frame, outcome=over_while_grounding(state, frame))
        case "landed":
            return Event(
                kind=due.kind,
                frame=frame,
                outcome=Outcome(flags_on=("landed",), flags_off=("stopping",), text="The music has ended"),
            )
        case _:
            return _cue_event(state, due, frame)


def _dues(state: State) -> Iterator[Due]:
    if "landed" in state.flags:
        yield from _still_open(state)
    else:
        yield from _pieces(state)
        yield from _phases(state)
        if "waiting" in state.flags and "dose due" not in state.flags:
            yield Due(frame=state.marks["zero_planned"], order=2, kind="dose_due")
        if "stopping" in state.flags:
            yield Due(frame=state.marks["stopping_at"] + SOFT_STOP_FRAMES, order=5, kind="landed")
        elif "grounding" in state.flags and "arc_over_at" not in state.marks:
            yield Due(frame=state.score.frames, order=5, kind="soft_stop")
        else:
            yield Due(frame=_silent_from(state), order=5, kind="landed")
    yield from _cues(state)


def _pieces(state: State) -> Iterator[Due]:
    """Pieces beginning and ending; not those that came and went while the music had ended."""
    sounding = state.pieces_begun - state.pieces_ended
    for clip in state.score.clips:
        if clip.clip_id in sounding:
            yield Due(frame=clip.end_frame, order=0, kind="piece_ended", number=clip.clip_id)
        elif clip.clip_id not in state.pieces_begun and clip.end_frame > state.frame:
            yield Due(frame=clip.start_frame, order=1, kind="piece_began", number=clip.clip_id)


def _still_open(state: State) -> Iterator[Due]:
    """Pieces that had not come to their end when the music ended."""
    for clip_id in state.pieces_begun - state.pieces_ended:
        yield Due(frame=state.frame, order=1, kind="piece_ended", number=clip_id)


def _silent_from(state: State) -> int:
    """Where the arc has ended and nothing else sounds. Grounding music that was brought back goes on."""
    return max([state.score.frames, *(voice.end_frame for voice in state.voices)])


def _phases(state: State) -> Iterator[Due]:
    """The phase that is the current one and that the record does not know as such, else the next one's beginning."""
    phases, current = state.score.phases, state.score.phase_at(state.frame)
    if state.phase != current:
        yield Due(frame=phases[current].start_frame, order=0, kind="phase_began", number=current)
        return
    for number, phase in enumerate(phases):
        if phase.start_frame > state.frame and phase.end_frame > phase.start_frame:
            yield Due(frame=phase.start_frame, order=0, kind="phase_began", number=number)


def _about(clip: Clip) -> dict[str, Any]:
    return {
        "clip_id": clip.clip_id,
        "phase": clip.phase,
        "kind": clip.kind,
        "source": clip.source,
        "title": clip.title,
        "artist": clip.artist,
        "sha256": clip.sha256,
        "offset_frames": clip.offset_frames,
    }


# ---- cues


def _cues(state: State) -> Iterator[Due]:
    """Cues that have a place by now and have not been dealt with; each with its first time not yet dealt with."""
    if state.arc is None:
        return
    for number, cue in enumerate(state.arc.cues):
        done = state.cues_done.get(number)
        frame = _once(state, state.arc, cue.at) if cue.at is not None else _again(state, cue, done)
        if frame is not None and (cue.every_frames is not None or done is None):
            yield Due(frame=frame, order=4, kind="cue", number=number)


def _once(state: State, arc: Arc, at: Moment) -> int | None:
    """Where a cue lies by now; None where that is not known yet."""
    if at.anchor is None:
        if "waiting" in state.flags and at.offset_frames >= 0:
            return None
        return state.marks["zero_frame"] + at.offset_frames
    if at.anchor == BOOSTER:
        given = state.marks.get("booster_frame")
        return None if given is None else given + at.offset_frames
    phase = arc.phase_for(at.anchor)
    return None if phase is None else state.score.phases[phase].start_frame + at.offset_frames


def _again(state: State, cue: Cue, done: int | None) -> int | None:
    """Where a repeated cue lies next: at its own times from 0:00, whatever becomes of the phases.

    When 0:00 moves, its times move too, and none comes twice. A sound ends with the arc, a reminder with the session.
    """
    assert cue.every_frames is not None
    if "waiting" in state.flags:
        return None
    zero = state.marks["zero_frame"]
    times = 1 if done is None else max((done - zero) // cue.every_frames + 1, 1)
    frame = zero + times * cue.every_frames
    return frame if cue.remind is not None or frame < state.score.frames else None


def _cue_event(state: State, due: Due, frame: int) -> Event:
    assert state.arc is not None
    cue = state.arc.cues[due.number]
    request: dict[str, Any] = {"cue": due.number, "due_frame": due.frame}
    missed = _missed(state, due)
    if cue.remind is not None:
        kind = "cue_missed" if missed else "reminder_due"
        return Event(
            kind=kind, frame=frame, request={**request, "text": cue.remind}, outcome=Outcome(text=cue.remind)
        )
    request |= {"do": cue.do, "sound": cue.sound}
    if missed:
        return Event(kind="cue_missed", frame=frame, request=request, outcome=Outcome(text=f"{cue.sound} had passed"))
    if state.silence_asked_for or "grounding" in state.flags:
        text = f"{cue.sound} kept silent"
        return Event(kind="cue_withheld", frame=frame, request=request, outcome=Outcome(text=text))
    try:
        outcome = sounded(state, cue.do or "chime", cue.sound or "", frame)
    except Refused as reason:
        return Event(kind="cue_withheld", frame=frame, request=request, outcome=Outcome(text=str(reason)))
    return Event(kind="cue_played", frame=frame, request=request, outcome=outcome)


def _missed(state: State, due: Due) -> bool:
    """Whether a cue had passed before it had a place, or hung on a phase that was skipped."""
    assert state.arc is not None
    at = state.arc.cues[due.number].at
    phase = state.arc.phase_for(at.anchor) if at is not None and at.anchor is not None else None
    if phase is not None and state.score.phases[phase].end_frame == state.score.phases[phase].start_frame:
        return True
    return due.frame < state.frame
