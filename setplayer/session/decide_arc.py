"""Deciding what re-times the arc: extending, holding, moving on, and going back.

While the arc waits (a hold, or for the dose), the phase that waits is placed far ahead. Every re-timing works on the
phases as they would lie if the wait ended now (`awake`), and `retimed` puts the wait back where it still is.
"""

from collections.abc import Collection

from setplayer.score.chain import JOIN_FRAMES
from setplayer.score.model import Clip, Score
from setplayer.score.phases import WAIT_FRAMES, Phases, intensity_moves, jumped, soonest_finish, with_end
from setplayer.score.place import OPEN_END, resumable, retime
from setplayer.score.ranges import finished, left_ranges, ranges_of
from setplayer.score.soonest import soonest_end, soonest_next
from setplayer.session import commands as c
from setplayer.session.events import Outcome
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.session.words import consequence, in_words
from setplayer.units import duration, frames_from_s


def awake(state: State, now: int) -> Phases:
    """The phases as they would lie if the arc stopped waiting now. Refused once the arc is over."""
    phases, marks = state.score.phases, state.marks
    if now >= state.score.frames:
        raise Refused("the arc is over")
    if "held" in state.flags:
        return with_end(phases, marks["hold_phase"], max(now + marks["hold_left"], soonest_end(state.score, now)))
    if "waiting" in state.flags:
        return with_end(phases, marks["dose_phase"], zero_by_now(state, now) + marks["dose_left"])
    return phases


def zero_by_now(state: State, now: int) -> int:
    """Where 0:00 lies at the earliest while the arc waits for the dose."""
    return max(now, state.marks["zero_planned"])


def soonest(state: State, now: int, phases: Phases | None = None) -> int:
    """The earliest frame at which the current phase may end: a phase that waits for the dose ends after 0:00."""
    waits_here = "waiting" in state.flags and state.score.phase_at(now) == state.marks["dose_phase"]
    return soonest_end(state.score, zero_by_now(state, now) if waits_here else now, phases)


def retimed(
    state: State,
    now: int,
    phases: Phases,
    *,
    stops: Collection[str] = (),
    starts: Collection[str] = (),
    leave: bool = False,
    lasts_until: int = OPEN_END,
    resume: Clip | None = None,
) -> Outcome:
    """What it comes to when the phases lie as given. `stops` and `starts` name waits that end and begin with this."""
    marks: dict[str, int] = {}
    waits = (state.flags - set(stops)) | set(starts)
    waiting = None
    if "held" in waits:
        waiting = Score(phases=phases).phase_at(now) if "held" in starts else state.marks["hold_phase"]
        marks = {"hold_phase": waiting, "hold_left": phases[waiting].end_frame - now}
    elif "waiting" in waits:
        waiting = state.marks["dose_phase"]
        zero = state.marks["zero_planned"] + phases[waiting].start_frame - state.score.phases[waiting].start_frame
        left = phases[waiting].end_frame - max(now, zero)
        marks = {"zero_planned": zero, "zero_frame": zero, "dose_left": left}
    if waiting is not None:
        phases = with_end(phases, waiting, phases[waiting].end_frame + WAIT_FRAMES)
    score = retime(state.sources, state.score, now, phases, leave=leave, lasts_until=lasts_until, resume=resume)
    moves = intensity_moves(phases, state.lanes["intensity"].value(now), now)
    found = consequence(state, score, now) if waiting is None else None  # while it waits, no time can be named
    return Outcome(
        score=state.score.change_to(score),
        moves={"intensity": moves} if moves else {},
        marks=marks,
        flags_on=tuple(starts),
        flags_off=tuple(flag for flag in stops if flag in state.flags),
        text=in_words(found) if found is not None else "",
        consequence=found,
    )


def _named(outcome: Outcome, name: str, inverse: c.Inverse | None = None) -> Outcome:
    text = f"{name}: {outcome.text}" if outcome.text else name
    return outcome.model_copy(update={"text": text, "inverse": inverse})


def extend(state: State, command: c.Extend, now: int) -> Outcome:
    """The current phase becomes longer, also beyond the range that the arc gives it."""
    before = awake(state, now)
    current = state.score.phase_at(now)
    after = with_end(before, current, before[current].end_frame + frames_from_s(command.minutes * 60))
    text = f"Extended {command.minutes:g} min{_ranges_left(state, before, after)}"
    return _named(retimed(state, now, after), text, _back(state, now, before, after))


def shorten(state: State, command: c.Shorten, now: int) -> Outcome:
    """The current phase becomes shorter, down to what has been played and also below its range."""
    before = awake(state, now)
    current, earliest = state.score.phase_at(now), soonest(state, now)
    old_end = before[current].end_frame
    if old_end <= earliest:
        raise Refused(f"{before[current].name} is ending already")
    end = max(old_end - frames_from_s(command.minutes * 60), earliest)
    after = with_end(before, current, end)
    text = f"Shortened {duration(old_end - end)}{_ranges_left(state, before, after)}"
    return _named(retimed(state, now, after), text, _back(state, now, before, after))


def next_phase(state: State, command: c.NextPhase, now: int) -> Outcome:
    """The next phase begins now, by a crossfade."""
    before = awake(state, now)
    current, frame = state.score.phase_at(now), soonest_next(now)
    target = next((n for n in range(current + 1, len(before)) if before[n].end_frame > before[n].start_frame), None)
    if target is None:
        raise Refused(f"{before[current].name} is the last phase; soft stop ends the music")
    if before[target].start_frame <= frame:
        raise Refused(f"{before[target].name} is beginning already")
    after = jumped(before, current, target, frame)
    stops = tuple(flag for flag in _waits_left(state, target) if flag in state.flags)
    outcome = retimed(state, now, after, stops=stops)
    if "waiting" in stops:  # from here on the arc lies as though the dose had been given then
        zero = zero_by_now(state, now) + after[target].start_frame - before[target].start_frame
        outcome = outcome.model_copy(update={"marks": {**outcome.marks, "zero_frame": zero}})
    back = _back(state, now, before, after, left=True, waits=stops)
    return _named(outcome, f"On to {before[target].name}{_ranges_left(state, before, after)}", back)


def _waits_left(state: State, target: int) -> tuple[str, ...]:
    """The waits that moving on to a phase ends."""
    past_zero = target > state.marks.get("dose_phase", target)
    return ("held", "waiting", "dose due") if past_zero else ("held",)


def finish_by(state: State, command: c.FinishBy, now: int) -> Outcome:
    """What is ahead is stretched or pressed so that the arc ends at a time, within its ranges where they allow it."""
    if command.minutes is None:
        raise Refused("no clock is at hand that tells the time of day; say in how many minutes")
    if "waiting" in state.flags:
        raise Refused("the arc waits for the dose; mark it first")
    if "held" in state.flags:
        raise Refused("the phase is held; release it first")
    before = awake(state, now)
    current, end = state.score.phase_at(now), now + frames_from_s(command.minutes * 60)
    is_last = all(phase.end_frame == phase.start_frame for phase in before[current + 1 :])
    earliest = soonest_end(state.score, now) if is_last else soonest_next(now)
    if end < (least := soonest_finish(before, current, now, earliest)):
        raise Refused(f"what is ahead takes at least {duration(least - now)}; soft stop ends the music in 10 s")
    assert state.arc is not None
    after = finished(before, current, now, end, earliest, ranges_of(state.arc))
    when = f"by {command.by}" if command.by else f"in {command.minutes:g} min"
    text = f"Finishing {when}{_ranges_left(state, before, after)}"
    return _named(retimed(state, now, after), text, _back(state, now, before, after))


def _ranges_left(state: State, before: Phases, after: Phases) -> str:
    assert state.arc is not None
    return left_ranges(state.arc, before, after)


def hold(state: State, command: c.Hold, now: int) -> Outcome:
    """The arc waits in the current phase."""
    if "waiting" in state.flags:
        raise Refused("the arc waits for the dose already")
    if "held" in state.flags:
        raise Refused("the phase is held already")
    present, current = awake(state, now), state.score.phase_at(now)
    end = max(present[current].end_frame, soonest_end(state.score, now))
    outcome = retimed(state, now, with_end(present, current, end), starts=("held",))
    return outcome.model_copy(update={"text": f"{present[current].name} is held", "inverse": c.Release()})


def release(state: State, command: c.Release, now: int) -> Outcome:
    """The arc goes on after a hold."""
    if "held" not in state.flags:
        raise Refused("nothing is held")
    return _named(retimed(state, now, awake(state, now), stops=("held",)), "Released", c.Hold())


# ---- going back


def _back(
    state: State, now: int, before: Phases, after: Phases, *, left: bool = False, waits: tuple[str, ...] = ()
) -> c.Retime:
    """The command that puts the phases back, and goes back to the piece that sounds now."""
    moves = tuple(
        (old.start_frame - new.start_frame, old.end_frame - new.end_frame)
        for old, new in zip(before, after, strict=True)
    )
    return c.Retime(
        phase=state.score.phase_at(now),
        moves=moves,
        clip=_sounding(state, now).clip_id,
        left=left,
        waits=waits,
        frame=now,
    )


def back_to_piece(state: State, now: int) -> c.Retime:
    """The command that moves no phase and goes back to the piece that sounds now."""
    return _back(state, now, state.score.phases, state.score.phases, left=True)


def _sounding(state: State, now: int) -> Clip:
    clip = state.score.clip_at(now)
    assert clip is not None  # the score covers every frame of the arc
    return clip


def put_back(state: State, command: c.Retime, now: int) -> Outcome:
    """Phases go back to where they were; the music too, where the piece that was left has enough left to play."""
    present, current = awake(state, now), state.score.phase_at(now)
    name = present[command.phase].name
    if current < command.phase:
        raise Refused(f"{name} has not begun")
    restored = _restored(state, present, command, now)
    if not _goes_back(restored, command.phase, current, now):
        if current > command.phase:
            restored = _ahead_restored(present, restored, current, name)
        restored = with_end(restored, current, max(restored[current].end_frame, soonest(state, now, restored)))
    return retimed(state, now, restored, starts=command.waits, resume=_piece_left(state, command, now))


def _restored(state: State, present: Phases, command: c.Retime, now: int) -> Phases:
    """The phases as they would lie by now, had the command not been given."""
    phases = tuple(
        phase.model_copy(update={"start_frame": phase.start_frame + start, "end_frame": phase.end_frame + end})
        for phase, (start, end) in zip(present, command.moves, strict=True)
    )
    if not command.waits:
        return phases
    begun = zero_by_now(state, command.frame) if "waiting" in command.waits else command.frame
    waited = max(now, begun) - begun
    return with_end(phases, command.phase, phases[command.phase].end_frame + waited)


def _goes_back(restored: Phases, phase: int, current: int, now: int) -> bool:
    """Whether an earlier phase than the current one is entered again, for longer than a crossfade."""
    there = Score(phases=restored).phase_at(now)
    return there == phase < current and restored[phase].end_frame >= now + JOIN_FRAMES


def _ahead_restored(present: Phases, restored: Phases, current: int, name: str) -> Phases:
    """The lengths of what is ahead as they were, when the phase in which they were changed is over.

    Refused where nothing ahead had been changed but its start.
    """
    ahead = list(zip(present[current:], restored[current:], strict=True))
    starts = {new.start_frame - old.start_frame for old, new in ahead}
    ends = {new.end_frame - old.end_frame for old, new in ahead}
    if len(starts | ends) == 1:
        raise Refused(f"{name} would be over by now")
    here = present[current].model_copy(update={"end_frame": restored[current].end_frame})
    return (*present[:current], here, *restored[current + 1 :])


def _piece_left(state: State, command: c.Retime, now: int) -> Clip | None:
    """The clip to go back to: the one that was left, unless it sounds or ended as it would have anyway."""
    clip, sounding = state.score.clip(command.clip), _sounding(state, now)
    if clip is None or clip.clip_id == sounding.clip_id:
        return None
    if not command.left and not sounding.phase > command.phase >= clip.phase:
        return None
    if not any(start or end for start, end in command.moves) and not resumable(state.sources, clip, now):
        raise Refused(f"{clip.title} cannot be gone back to by now")
    return clip
