"""Deciding what re-times the arc: extending, holding, moving on, and going back.

While the arc waits (a hold, or for the dose), the phase that waits is placed far ahead. Every re-timing works on the
phases as they would lie if the wait ended now (`awake`), and `retimed` puts the wait back where it still is.
"""

from collections.abc import Collection

from setplayer.score.model import Clip
from setplayer.score.phases import WAIT_FRAMES, Phases, intensity_moves, jumped, scaled, with_end
from setplayer.score.place import JOIN_FRAMES, retime, soonest_end
from setplayer.session import commands as c
from setplayer.session.events import Outcome
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.session.words import consequence
from setplayer.units import duration, frames_from_s


def awake(state: State, now: int) -> Phases:
    """The phases as they would lie if the arc stopped waiting now."""
    phases, marks = state.score.phases, state.marks
    if "held" in state.flags:
        return with_end(phases, marks["hold_phase"], now + marks["hold_left"])
    if "waiting" in state.flags:
        return with_end(phases, marks["dose_phase"], max(now, marks["zero_planned"]) + marks["dose_left"])
    return phases


def retimed(
    state: State,
    now: int,
    phases: Phases,
    *,
    stops: Collection[str] = (),
    leave: bool = False,
    resume: Clip | None = None,
) -> Outcome:
    """What it comes to when the phases lie as given. `stops` names the waits that end with this."""
    marks: dict[str, int] = {}
    waits = state.flags - set(stops)
    if "held" in waits:
        phase = state.marks["hold_phase"]
        marks["hold_left"] = phases[phase].end_frame - now
        phases = with_end(phases, phase, phases[phase].end_frame + WAIT_FRAMES)
    elif "waiting" in waits:
        phase = state.marks["dose_phase"]
        if state.score.phase_at(now) < phase:
            marks["zero_planned"] = phases[phase].end_frame - state.marks["dose_left"]
        else:
            marks["dose_left"] = phases[phase].end_frame - max(now, state.marks["zero_planned"])
        phases = with_end(phases, phase, phases[phase].end_frame + WAIT_FRAMES)
    score = retime(state.sources, state.score, now, phases, leave=leave, resume=resume)
    moves = intensity_moves(phases, state.lanes["intensity"].value(now), now)
    waiting = "held" in waits or "waiting" in waits
    return Outcome(
        score=state.score.change_to(score),
        moves={"intensity": moves} if moves else {},
        marks=marks,
        flags_off=tuple(flag for flag in stops if flag in state.flags),
        text="" if waiting else consequence(state, score, now),
    )


def _going_back(state: State, now: int, before: Phases, after: Phases) -> c.Retime:
    """The command that puts the phases back, and goes back to the piece that sounds now."""
    current = state.score.phase_at(now)
    sounding = state.score.clip_at(now)
    moves = tuple(
        (old.start_frame - new.start_frame, old.end_frame - new.end_frame)
        for old, new in zip(before[current:], after[current:], strict=True)
    )
    return c.Retime(phase=current, moves=moves, resume_clip=sounding.clip_id if sounding else None)


def _named(outcome: Outcome, name: str, inverse: c.Retime | None = None) -> Outcome:
    text = f"{name}: {outcome.text}" if outcome.text else name
    return outcome.model_copy(update={"text": text, "inverse": inverse})


def extend(state: State, command: c.Extend, now: int) -> Outcome:
    """The current phase becomes longer."""
    before = awake(state, now)
    current = state.score.phase_at(now)
    after = with_end(before, current, before[current].end_frame + frames_from_s(command.minutes * 60))
    name = f"Extended {command.minutes:g} min"
    return _named(retimed(state, now, after), name, _going_back(state, now, before, after))


def shorten(state: State, command: c.Shorten, now: int) -> Outcome:
    """The current phase becomes shorter, down to what has been played."""
    before = awake(state, now)
    current = state.score.phase_at(now)
    old_end, soonest = before[current].end_frame, soonest_end(state.score, now)
    if old_end <= soonest:
        raise Refused(f"{before[current].name} is ending already")
    end = max(old_end - frames_from_s(command.minutes * 60), soonest)
    after = with_end(before, current, end)
    name = f"Shortened {duration(old_end - end)}"
    return _named(retimed(state, now, after), name, _going_back(state, now, before, after))


def next_phase(state: State, command: c.NextPhase, now: int) -> Outcome:
    """The next phase begins now, by a crossfade."""
    before = awake(state, now)
    current = state.score.phase_at(now)
    target = next((n for n in range(current + 1, len(before)) if before[n].end_frame > before[n].start_frame), None)
    if target is None:
        raise Refused(f"{before[current].name} is the last phase; soft stop ends the music")
    after = jumped(before, current, target, soonest_end(state.score, now))
    stops = {"held"} | ({"waiting", "dose due"} if target > state.marks.get("dose_phase", target) else set())
    outcome = retimed(state, now, after, stops=stops)
    return _named(outcome, f"On to {before[target].name}", _going_back(state, now, before, after))


def finish_by(state: State, command: c.FinishBy, now: int) -> Outcome:
    """What is ahead is stretched or pressed so that the arc ends at a time."""
    if "waiting" in state.flags:
        raise Refused("the arc waits for the dose; mark it first")
    before = awake(state, now)
    current, soonest = state.score.phase_at(now), soonest_end(state.score, now)
    end = now + frames_from_s(command.minutes * 60)
    after = scaled(before, now, end)
    if after[current].end_frame < soonest < end:
        after = scaled(with_end(before, current, soonest), soonest, end)
    if end <= soonest:
        raise Refused("there is not enough time left to end calmly; soft stop ends the music in 10 s")
    outcome = retimed(state, now, after)
    return _named(outcome, f"Finishing in {command.minutes:g} min", _going_back(state, now, before, after))


def hold(state: State, command: c.Hold, now: int) -> Outcome:
    """The arc waits in the current phase."""
    if "waiting" in state.flags:
        raise Refused("the arc waits for the dose already")
    if "held" in state.flags:
        raise Refused("the phase is held already")
    current = state.score.phase_at(now)
    end = max(state.score.phases[current].end_frame, soonest_end(state.score, now))
    phases = with_end(state.score.phases, current, end + WAIT_FRAMES)
    outcome = retimed(state, now, phases)
    return outcome.model_copy(
        update={
            "flags_on": ("held",),
            "marks": {"hold_phase": current, "hold_left": end - now},
            "text": f"{phases[current].name} is held",
            "inverse": c.Release(),
        }
    )


def release(state: State, command: c.Release, now: int) -> Outcome:
    """The arc goes on after a hold."""
    if "held" not in state.flags:
        raise Refused("nothing is held")
    outcome = retimed(state, now, awake(state, now), stops={"held"})
    return outcome.model_copy(update={"text": f"Released: {outcome.text}", "inverse": c.Hold()})


def put_back(state: State, command: c.Retime, now: int) -> Outcome:
    """Phases go back to where they were; the music too, where the piece that was left has enough left to play."""
    present = awake(state, now)
    first, current = command.phase, state.score.phase_at(now)
    restored = present[:first] + tuple(
        phase.model_copy(update={"start_frame": phase.start_frame + start, "end_frame": phase.end_frame + end})
        for phase, (start, end) in zip(present[first:], command.moves, strict=True)
    )
    if current == first:
        soonest = soonest_end(state.score, now)
        if restored[first].end_frame < soonest:
            restored = with_end(present, first, soonest)
        return retimed(state, now, restored)
    if restored[first].end_frame < now + JOIN_FRAMES:
        raise Refused(f"{present[first].name} would be over by now")
    left = None if command.resume_clip is None else state.score.clip(command.resume_clip)
    return retimed(state, now, restored, resume=left)
