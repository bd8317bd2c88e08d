"""Where pieces may start, and where they do.

Overlaps of neighbours may have any length between two bounds, so the starts that a piece can have form an interval,
which is carried forward exactly. Once the pieces are chosen, one overlap per join is set from the end backwards.
Times are frames from the start of the phase.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from setplayer.score.fit_library import Ints
from setplayer.score.fit_model import SHORTEST_JOIN
from setplayer.score.fit_prices import TOLERANCE


@dataclass(frozen=True)
class Link:
    """A piece of a chain: how long it may last, whether it closes its phase, and bounds of the join into it."""

    phase: int
    least: int
    most: int
    join_least: int
    join_most: int
    closes: bool


@dataclass(frozen=True)
class Lie:
    """Where a piece lies in its phase, and what is cut off its end."""

    start: int
    end: int
    cut: int = 0


def is_set(join: tuple[int, int]) -> bool:
    """Whether a crossfade out of a phase lies where it lies: what ends early shortens it, what ends late is cut."""
    return join[0] == join[1]


def landing(frames: int, join: tuple[int, int]) -> tuple[int, int]:
    """Between which frames a phase's last piece must end, so that the middle of the join out of it is on time."""
    if is_set(join):
        early = min(2 * TOLERANCE, max(join[0] - SHORTEST_JOIN, 0))
        return frames + join[0] - join[0] // 2 - early, frames + join[0] - join[0] // 2 + 2 * TOLERANCE
    return frames - TOLERANCE + join[0] // 2, frames + TOLERANCE + join[1] // 2


def starts_after(end_low: Ints, end_high: Ints, frames: int, join: tuple[int, int]) -> tuple[Ints, Ints]:
    """Earliest and latest start of the next phase's first piece, from that phase's start.

    The closing piece can end anywhere from `end_low` to `end_high`, some of which must be within `landing`; one that
    ends later than that is cut, and then the join lies around the phase's end.
    """
    least, most = join
    if is_set(join):
        there = np.full_like(end_low, -(most // 2))
        return there, there
    first, last = landing(frames, join)
    cut = end_low > last
    end_low, end_high = np.maximum(end_low, first), np.minimum(end_high, last)
    early, late = frames - TOLERANCE, frames + TOLERANCE
    end = np.clip(early + most // 2, end_low, end_high)  # the end that allows the earliest start
    low = np.maximum(end - most, 2 * early - end) - frames
    end = np.clip(late + least // 2, end_low, end_high)  # and the latest
    high = np.minimum(end - least, 2 * late - end) - frames
    return np.where(cut, -(most // 2), low), np.where(cut, -(least // 2), high)


def set_joins(
    links: Sequence[Link], start: int, phases: Sequence[tuple[int, tuple[int, int]]]
) -> tuple[list[Lie], list[int]]:
    """Where each piece lies, and by how much each phase's last join misses its end.

    `start` is where the first piece starts; `phases` has length and bounds of the closing join of each phase.
    """
    reach: list[tuple[Link, int, int]] = []
    low = high = start
    for link in links:
        if reach and not reach[-1][0].closes:
            low, high = low - link.join_most, high - link.join_least
        reach.append((link, low, high))
        low, high = low + link.least, high + link.most
        if link.closes:
            frames, join = phases[link.phase]
            lows, highs = starts_after(np.array(low), np.array(high), frames, join)
            low, high = int(lows), int(highs)
    lies, misses = [], []
    following = min(max(-(sum(phases[-1][1]) // 4), low), high)
    for number in range(len(reach) - 1, -1, -1):
        link, low, high = reach[number]
        if link.closes:
            lie, miss = _closing(link, low, high, following, phases[link.phase])
            misses.append(miss)
        else:
            after, after_low, after_high = reach[number + 1]
            slack = (low + link.least, high + link.most)
            # the same share of the slack at every join of a phase
            share = (slack[1] - slack[0]) * (following - after_low) // max(after_high - after_low, 1)
            end = _within(slack[0] + share, following + after.join_least, following + after.join_most)
            lie = Lie(_start(link, low, high, end), end)
        lies.append(lie)
        following = lie.start
    return lies[::-1], misses[::-1]


def _closing(link: Link, low: int, high: int, following: int, phase: tuple[int, tuple[int, int]]) -> tuple[Lie, int]:
    """A phase's last piece: the middle of the join out of it lies as near the phase's end as it can."""
    frames, (least, most) = phase
    following += frames
    if is_set(phase[1]):
        return _set_close(link, low, high, frames, least)
    first = max(following + least, 2 * (frames - TOLERANCE) - following)
    last = min(following + most, 2 * (frames + TOLERANCE) - following)
    cut = low + link.least > landing(frames, phase[1])[1]
    if not cut:
        first, last = max(first, low + link.least), min(last, high + link.most)
    end = _within(2 * frames - following, first, last)
    natural = low + link.least if cut else end
    start = low if cut else _start(link, low, high, end)
    return Lie(start, end, natural - end), (end + following) // 2 - frames


def _set_close(link: Link, low: int, high: int, frames: int, join: int) -> tuple[Lie, int]:
    """A last piece, where the crossfade out of its phase lies where it lies."""
    wanted = frames + join - join // 2
    if low + link.least > landing(frames, (join, join))[1]:
        return Lie(low, wanted, low + link.least - wanted), 0
    end = _within(wanted, low + link.least, high + link.most)
    return Lie(_start(link, low, high, end), end), min(end - wanted, 0) // 2


def _start(link: Link, low: int, high: int, end: int) -> int:
    """Where a piece that ends at a frame starts: what stretches, in the middle of where it can."""
    first, last = max(low, end - link.most), min(high, end - link.least)
    return (first + last) // 2


def _within(value: int, least: int, most: int) -> int:
    return min(max(value, least), most)
