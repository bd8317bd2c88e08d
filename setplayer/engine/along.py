"""What a front draws along the arc's curve: the pieces as they lie by now, and the cues that are ahead. Pure."""

from collections.abc import Iterator

from setplayer.arc.model import Arc, Cue
from setplayer.arc.timeline import BOOSTER
from setplayer.engine.view import CueView, StretchView
from setplayer.score.phases import Phases
from setplayer.score.plot_real import intensity_of
from setplayer.session.state import State


def stretches(state: State, phases: Phases) -> tuple[StretchView, ...]:
    """The pieces of an arc whose phases lie as given, each until the next begins; each moves with its phase.

    What only comes while a phase waits, for as long as nobody knows, is left out.
    """
    moved = [
        (clip, clip.start_frame + phases[clip.phase].start_frame - state.score.phases[clip.phase].start_frame)
        for clip in sorted(state.score.clips, key=lambda clip: clip.start_frame)
    ]
    known = [(clip, start) for clip, start in moved if start < phases[clip.phase].end_frame]
    starts = [start for _, start in known]
    return tuple(
        StretchView(
            kind=clip.kind,
            start_frame=start,
            end_frame=min([start + clip.end_frame - clip.start_frame, *starts[number + 1 : number + 2]]),
            intensity=intensity_of(clip, state.tracks),
        )
        for number, (clip, start) in enumerate(known)
    )


def cues_ahead(state: State, phases: Phases, frame: int) -> tuple[CueView, ...]:
    """The cues after a frame and before the arc's end, in order. While it waits, as if it went on at once."""
    arc = state.arc
    if arc is None or not phases or "closed" in state.flags:
        return ()
    zero = _zero(state, arc, frame)
    end = max(phase.end_frame for phase in phases)
    found = [
        CueView(frame=at, kind=cue.do or "reminder")
        for number, cue in enumerate(arc.cues)
        if cue.every_frames is not None or number not in state.cues_done
        for at in _times(cue, arc, state, phases, zero, end)
        if frame < at < end
    ]
    return tuple(sorted(found, key=lambda cue: (cue.frame, cue.kind)))


def _zero(state: State, arc: Arc, frame: int) -> int:
    if "begun" not in state.flags:
        return arc.zero_at_frames
    if "waiting" in state.flags:
        return max(state.marks["zero_planned"], frame)
    return state.marks["zero_frame"]


def _times(cue: Cue, arc: Arc, state: State, phases: Phases, zero: int, end: int) -> Iterator[int]:
    if cue.every_frames is not None:
        yield from range(zero + cue.every_frames, end, cue.every_frames)
    elif cue.at is not None and cue.at.anchor is None:
        yield zero + cue.at.offset_frames
    elif cue.at is not None and cue.at.anchor == BOOSTER:
        if "booster_frame" in state.marks:
            yield state.marks["booster_frame"] + cue.at.offset_frames
    elif cue.at is not None and (phase := arc.phase_for(cue.at.anchor or "")) is not None:
        yield phases[phase].start_frame + cue.at.offset_frames
