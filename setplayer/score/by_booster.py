"""Phases that start by the booster: where they come to lie once it is given.

The phase before one lasts until there, within its range and never shorter than what has been played allows. A phase
that has begun stays, and so does one that was skipped.
"""

from setplayer.arc.model import Arc
from setplayer.arc.timeline import BOOSTER
from setplayer.score.phases import LEAST_PHASE_FRAMES, Phases, with_end
from setplayer.score.ranges import ranges_of
from setplayer.units import SAMPLE_RATE, duration


def starting_by_booster(arc: Arc, phases: Phases, current: int) -> dict[int, int]:
    """How long after the booster each phase starts that counts from it and is still to come, by its number."""
    return {
        number: phase.starts.offset_frames
        for number, phase in enumerate(arc.phases)
        if phase.starts is not None and phase.starts.anchor == BOOSTER
        if number > current and phases[number].end_frame > phases[number].start_frame
    }


def started_by_booster(arc: Arc, phases: Phases, current: int, given: int, soonest: int) -> Phases:
    """The phases when the booster was given at a frame; the current one ends at `soonest` at the earliest."""
    for number, offset in starting_by_booster(arc, phases, current).items():
        before = max(n for n in range(number) if phases[n].end_frame > phases[n].start_frame)
        start, length = phases[before].start_frame, phases[before].end_frame - phases[before].start_frame
        overlap = max(phases[before].end_frame - phases[number].start_frame, 0)
        reach = ranges_of(arc)[before].around(length)
        earlier = [phase.end_frame + overlap for phase in phases[:before]]
        played = soonest if before == current else 0
        least = max(start + max(reach.least, min(length, LEAST_PHASE_FRAMES)), played, *earlier)
        most = max(start + reach.most, least)
        phases = with_end(phases, before, min(max(given + offset + overlap, least), most))
    return phases


def off_by(arc: Arc, phases: Phases, current: int, given: int) -> str:
    """Which phases do not start when they say, as words that follow what was done; empty when all do."""
    told = []
    for number, offset in starting_by_booster(arc, phases, current).items():
        late = phases[number].start_frame - given - offset
        if abs(late) >= SAMPLE_RATE:
            word = "later" if late > 0 else "sooner"
            told.append(f"{phases[number].name} {duration(abs(late))} {word} than it says")
    return f", {' and '.join(told)}" if told else ""
