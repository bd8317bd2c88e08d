"""Deciding what begins a session and what the medicine's marks do to its arc.

With `zero: dose` the arc waits at 0:00, inside the phase that holds it, until the dose is marked. An early mark moves
on by a crossfade; a late one ("4 min ago") moves only what has not been played.
"""

from typing import Final

from setplayer.arc.model import Arc
from setplayer.score.avoiding import replaced
from setplayer.score.by_booster import off_by, started_by_booster, starting_by_booster
from setplayer.score.chain import JOIN_FRAMES
from setplayer.score.model import PlacedPhase
from setplayer.score.phases import (
    WAIT_FRAMES,
    Phases,
    intensity_moves,
    jumped,
    placed,
    stretched,
    with_end,
)
from setplayer.score.place import place, retime
from setplayer.score.ranges import ranges_of, rooms
from setplayer.score.soonest import soonest_end, soonest_next
from setplayer.session import commands as c
from setplayer.session.decide_arc import awake, retimed, soonest
from setplayer.session.events import Outcome
from setplayer.session.gestures import OPENING_FRAMES, glide
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.session.words import ago
from setplayer.units import clock, duration, frames_from_s

_MARKS: Final = ("booster", *(f"device_{number}" for number in range(1, c.DEVICES + 1)), "infusion_end")
"""What is marked beside the dose; each has its frame and its entry."""


def choose_arc(state: State, command: c.ChooseArc, now: int) -> Outcome:
    """The arc, placed on what is known of its tracks, without what the client asked not to hear."""
    tracks = {track.path: track for track in command.materials.tracks}
    avoid = frozenset(command.avoid) - set(command.kept)
    chosen = State(arc=command.arc, materials=command.materials, tracks=tracks, avoid=avoid)
    score = place(chosen.sources)
    return Outcome(
        arc=command.arc,
        arc_text=command.arc_text,
        materials=command.materials,
        score=state.score.change_to(score),
        avoid=tuple(sorted(avoid)),
        replaced=replaced(chosen.sources, score, command.kept),
        text=f"{command.arc.name}, {clock(score.frames)}",
    )


def begin(state: State, command: c.Begin, now: int) -> Outcome:
    """The music starts. An arc with `zero: dose` is laid out to wait at 0:00."""
    arc = state.arc
    if arc is None:
        raise Refused("no arc is chosen")
    phases, marks, flags = placed(arc), {"zero_frame": 0}, ["begun"]
    score, text = state.score, f"Begun: the arc lasts {duration(state.score.frames)}"
    if arc.zero == "dose":
        # Where 0:00 is a phase's very start, the one before it waits: nothing of the medicine begins undosed.
        phase, zero = state.score.phase_at(max(arc.lead_frames - 1, 0)), arc.lead_frames
        marks = {
            "dose_phase": phase,
            "zero_planned": zero,
            "zero_frame": zero,
            "dose_left": phases[phase].end_frame - zero,
        }
        flags.append("waiting")
        phases = with_end(phases, phase, phases[phase].end_frame + WAIT_FRAMES)
        score = retime(state.sources, state.score, 0, phases)
        text = f"Begun: the arc waits for the dose{f' after {duration(zero)}' if zero else ''}"
    moves = glide(state, "opening", 0, OPENING_FRAMES, 1.0, "raised-cosine")
    moves["intensity"] = intensity_moves(phases, phases[0].intensity_start, 0)
    if not state.music_wanted:  # silent before the first sample can be heard
        moves |= glide(state, "silence", 0, 1, 0.0, "raised-cosine")
        flags.append("silent")
        text += ", without music"
    change = state.score.change_to(score)
    return Outcome(score=change, moves=moves, marks=marks, flags_on=tuple(flags), text=text)


def dose(state: State, command: c.Dose, now: int) -> Outcome:
    """The dose was given: 0:00 of an arc with `zero: dose`."""
    given = _when(now, command.minutes_ago)
    marks = {"dose_frame": given, "dose_marked_at": now, "dose_entry": state.seq + 1}
    text = f"Dose {ago(command.minutes_ago)}"
    if state.arc is None or state.arc.zero != "dose" or now >= state.score.frames:
        return Outcome(marks=marks, text=text)
    after = _anchored(state, now, given)
    outcome = retimed(state, now, after, stops=("waiting", "dose due"))
    marks |= {**outcome.marks, "zero_frame": given}
    text = f"{text}: {outcome.text}" if outcome.text else text
    return outcome.model_copy(update={"marks": marks, "text": text, "reanchors": True})


def _anchored(state: State, now: int, given: int) -> Phases:
    """The phases when 0:00 was at a frame, whether they waited for it or hung on another before.

    Only what has not been played moves. Phases that would be over are skipped by a crossfade, and the phase that
    comes then ends where it should; a phase that is held stays, with a crossfade's length of it at least.
    """
    present, current = awake(state, now), state.score.phase_at(now)
    if "waiting" in state.flags:
        first = state.marks["dose_phase"]
        end = given + state.marks["dose_left"]
    else:
        first = current
        end = present[current].end_frame + given - state.marks["zero_frame"]
    nominal = with_end(present, first, end)
    frame = soonest_next(now)
    target = max([first, *(n for n, phase in enumerate(nominal) if phase.start_frame < frame and _lasts(phase))])
    if target <= current or "held" in state.flags:
        return with_end(present, current, max(nominal[current].end_frame, soonest_end(state.score, now)))
    moved = jumped(present, current, target, frame)
    return with_end(moved, target, max(nominal[target].end_frame, frame + JOIN_FRAMES))


def _lasts(phase: PlacedPhase) -> bool:
    return phase.end_frame > phase.start_frame


def moved_mark(state: State, entry: int, minutes_ago: float, now: int) -> Outcome:
    """What it comes to when an earlier entry was at another time. Only marks of the medicine change anything."""
    marks = state.marks
    given = {f"{mark}_frame": _when(now, minutes_ago) for mark in _MARKS if marks.get(f"{mark}_entry") == entry}
    if marks.get("dose_entry") == entry:
        outcome = dose(state, c.Dose(minutes_ago=minutes_ago), now)
        return outcome.model_copy(update={"marks": {**outcome.marks, **given, "dose_entry": entry}})
    if marks.get("booster_entry") == entry and state.arc is not None and now < state.score.frames:
        before = awake(state, now)
        if starting_by_booster(state.arc, before, state.score.phase_at(now)):
            return _by_booster(state, now, given["booster_frame"], before, given, ago(minutes_ago))
    return Outcome(marks=given, text=ago(minutes_ago) if given else "")


def _when(now: int, minutes_ago: float) -> int:
    """The frame of so many minutes ago. Refused before Begin."""
    frame = now - frames_from_s(minutes_ago * 60)
    if frame < 0:
        raise Refused(f"the session began only {clock(now)} ago")
    return frame


def booster(state: State, command: c.GiveBooster, now: int) -> Outcome:
    """A booster was given: the phases that the arc names become longer, and those that start by it are moved."""
    given = _when(now, command.minutes_ago)
    marks = {"booster_frame": given, "booster_marked_at": now, "booster_entry": state.seq + 1}
    text = f"Booster {ago(command.minutes_ago)}"
    if state.arc is None or not state.arc.knows_booster:
        return Outcome(marks=marks, text=f"{text}: this arc adds nothing for one")
    if now >= state.score.frames:
        return Outcome(marks=marks, text=f"{text}: the arc is over")
    before, current = awake(state, now), state.score.phase_at(now)
    longer = _lengthened(state.arc, before, current, now)
    if not longer and not starting_by_booster(state.arc, before, current):
        return Outcome(marks=marks, text=f"{text}: {_too_late(state.arc)}")
    after, short = before, ""
    if state.arc.booster is not None and longer:
        adds = state.arc.booster.adds_frames
        after = stretched(before, now, current, longer, adds)
        added = after[-1].end_frame - before[-1].end_frame
        short = f", {duration(added)} longer and not {duration(adds)} by the phases' ranges" if added < adds else ""
    return _by_booster(state, now, given, after, marks, f"{text}{short}")


def _lengthened(arc: Arc, phases: Phases, current: int, now: int) -> dict[int, int]:
    """By the number of each phase that a booster lengthens, how much longer it may become.

    A phase before one that starts by the booster lasts until there instead.
    """
    if arc.booster is None:
        return {}
    until_there = {number - 1 for number in starting_by_booster(arc, phases, current)}
    to = arc.booster.to
    named = {n for n, phase in enumerate(arc.phases) if phase.name in to or phase.kind in to} - until_there
    which = [n for n in sorted(named) if n >= current and phases[n].end_frame > max(now, phases[n].start_frame)]
    return rooms(phases, which, ranges_of(arc))


def _too_late(arc: Arc) -> str:
    return "the phases it would stretch are over" if arc.booster else "the phases it would move have begun"


def _by_booster(state: State, now: int, given: int, phases: Phases, marks: dict[str, int], text: str) -> Outcome:
    """What it comes to when the booster was given at a frame and the phases lie as given but for those it starts."""
    assert state.arc is not None
    current = state.score.phase_at(now)
    after = started_by_booster(state.arc, phases, current, given, soonest(state, now, phases))
    outcome = retimed(state, now, after)
    if outcome.text:  # while the arc waits, no time can be named
        text = f"{text}{off_by(state.arc, after, current, given)}: {outcome.text}"
    return outcome.model_copy(update={"marks": {**outcome.marks, **marks}, "text": text, "reanchors": True})


def numbered(state: State, command: c.DeviceGiven) -> c.DeviceGiven:
    """The command with the number of its device: the first that is not marked. Refused where all of them are."""
    if command.device is not None:
        return command
    left = [n for n in range(1, c.DEVICES + 1) if f"device_{n}_frame" not in state.marks]
    if not left:
        raise Refused(f"all {c.DEVICES} devices are marked; correct one, or say which was given again")
    return command.model_copy(update={"device": left[0]})


def device_given(state: State, command: c.DeviceGiven, now: int) -> Outcome:
    """A nasal device was given. The first is the dose of an arc that waits for one."""
    number = command.device
    marked = _marked(state, now, command.minutes_ago, f"device_{number}", f"Device {number} given")
    if number != 1 or "waiting" not in state.flags:
        return marked
    outcome = dose(state, c.Dose(minutes_ago=command.minutes_ago), now)
    text = outcome.text.replace("Dose", "Device 1 given", 1)
    return outcome.model_copy(update={"marks": {**outcome.marks, **marked.marks}, "text": text})


def infusion_end(state: State, command: c.InfusionEnd, now: int) -> Outcome:
    """The infusion ended."""
    return _marked(state, now, command.minutes_ago, "infusion_end", "Infusion ended")


def _marked(state: State, now: int, minutes_ago: float, mark: str, name: str) -> Outcome:
    marks = {f"{mark}_frame": _when(now, minutes_ago), f"{mark}_entry": state.seq + 1}
    return Outcome(marks=marks, text=f"{name} {ago(minutes_ago)}")
