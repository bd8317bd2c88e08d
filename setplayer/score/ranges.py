"""How long each phase of an arc may be by itself, and stretching and pressing within that.

Whatever is ahead gives way within its range first. Only when a therapist asks for more than the ranges allow are they
left, by what is needed. A phase that lies outside of its range already is not drawn back into it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import gt
from typing import Final

from setplayer.arc.model import Arc
from setplayer.arc.sharing import shared
from setplayer.score.model import PlacedPhase
from setplayer.score.phases import WAIT_FRAMES, Phases, knots, least_lengths, scaled
from setplayer.units import duration


@dataclass(frozen=True)
class Range:
    """The least and the most that a phase lasts by itself, in frames."""

    least: int = 0
    most: int = WAIT_FRAMES

    def outside(self, phase: PlacedPhase) -> tuple[int, int]:
        """By how much a phase is too short, and by how much too long; a skipped one is neither."""
        length = phase.end_frame - phase.start_frame
        return (max(self.least - length, 0), max(length - self.most, 0)) if length else (0, 0)

    def around(self, length: int) -> "Range":
        """The range, widened so that a length lies in it."""
        return Range(min(self.least, length), max(self.most, length))


Ranges = Sequence[Range]

FREE: Final = Range()


def ranges_of(arc: Arc) -> Ranges:
    """The ranges of an arc's phases, in order."""
    return tuple(
        Range(phase.at_least_frames or FREE.least, phase.at_most_frames or FREE.most) for phase in arc.phases
    )


def finished(phases: Phases, current: int, now: int, end_frame: int, soonest: int, ranges: Ranges) -> Phases:
    """The phases when all that is ahead of `now` is stretched or pressed so that the arc ends at a frame.

    Phases share what it takes in proportion, within their ranges, and their overlaps stay as they are. Only what goes
    beyond that is taken from or given to all of them alike, as `scaled` does it. `soonest` is as there.
    """
    at = knots(phases, current, now)
    gaps = [after - before for before, after in pairwise(at)]
    live = [current, *(n for n in range(current + 1, len(phases)) if _length(phases[n]) > 0)]
    overlaps = [phases[n].end_frame - knot for n, knot in zip(live, at[1:], strict=True)]
    floors = least_lengths(gaps, now, soonest)
    bounds = []
    for place, n in enumerate(live):
        reach = ranges[n].around(_length(phases[n]))
        fixed = overlaps[place] + (now - phases[n].start_frame if place == 0 else 0)
        before = overlaps[place - 1] if place else _still_overlapping(phases, current, now)
        least = min(max(reach.least - fixed, floors[place], before), gaps[place])
        bounds.append((least, max(reach.most - fixed, gaps[place])))
    wanted = end_frame - now
    target = min(max(wanted, sum(least for least, _ in bounds)), sum(most for _, most in bounds))
    moved = list(accumulate(shared(gaps, bounds, target), initial=now))
    ends = [knot + overlap for knot, overlap in zip(moved[1:], overlaps, strict=True)]
    result = _moved(phases, dict(zip(at[1:], moved[1:], strict=True)), dict(zip(live, ends, strict=True)))
    return result if target == wanted else scaled(result, current, now, end_frame, soonest)


def _moved(phases: Phases, starts: Mapping[int, int], ends: Mapping[int, int]) -> Phases:
    """The phases with new starts by the old ones, and new ends by number. A skipped phase ends where it starts."""
    result = []
    for number, phase in enumerate(phases):
        start = starts.get(phase.start_frame, phase.start_frame)
        end = ends.get(number, phase.end_frame if _length(phase) else start)
        result.append(phase.model_copy(update={"start_frame": start, "end_frame": end}))
    return tuple(result)


def _still_overlapping(phases: Phases, current: int, now: int) -> int:
    """For how long phases before the current one go on."""
    return max([phase.end_frame - now for phase in phases[:current]] + [0])


def rooms(phases: Phases, which: Sequence[int], ranges: Ranges) -> dict[int, int]:
    """How much longer each of some phases may become."""
    return {n: max(ranges[n].most - _length(phases[n]), 0) for n in which}


def left_ranges(arc: Arc, before: Phases, after: Phases) -> str:
    """What a re-timing does to the ranges of phases, as words that follow what was done; empty when it keeps them."""
    told = [
        _told(arc, number)
        for number, reach in enumerate(ranges_of(arc))
        if any(map(gt, reach.outside(after[number]), reach.outside(before[number])))
    ]
    return f", outside the range of {' and '.join(told)}" if told else ""


def _told(arc: Arc, number: int) -> str:
    phase = arc.phases[number]
    bounds = (("at least", phase.at_least_frames), ("at most", phase.at_most_frames))
    said = ", ".join(f"{word} {duration(frames)}" for word, frames in bounds if frames)
    return f"{phase.name} ({said})" if said else phase.name


def _length(phase: PlacedPhase) -> int:
    return phase.end_frame - phase.start_frame
