"""Phases as they lie in a session, and how a re-timing moves them.

Every function here gives the phases anew; none looks at pieces. `current` is always the phase begun last. A skipped
phase keeps its place in the list with no length.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Final

import numpy as np

from setplayer.arc.model import Arc
from setplayer.arc.sharing import shared
from setplayer.score.curves import Move
from setplayer.score.model import PlacedPhase
from setplayer.units import frames_from_s

Phases = tuple[PlacedPhase, ...]

WAIT_FRAMES: Final = frames_from_s(24 * 3600)
"""How far a phase that waits (a hold, or for the dose) is placed ahead: longer than any session."""

LEAST_PHASE_FRAMES: Final = frames_from_s(30)
"""No phase of an arc is designed shorter than this, and pressing leaves it as much."""

COLOUR_GLIDE_FRAMES: Final = frames_from_s(30)
"""Over how long intensity glides where one phase hands over to another; over their overlap, where that is longer."""


def placed(arc: Arc) -> Phases:
    """The phases as the arc has them, from Begin."""
    return tuple(
        PlacedPhase(
            name=phase.name,
            kind=phase.kind,
            start_frame=start,
            end_frame=start + phase.length_frames,
            intensity_start=phase.intensity.start,
            intensity_end=phase.intensity.end,
        )
        for phase, start in zip(arc.phases, arc.starts_frames, strict=True)
    )


def with_end(phases: Phases, current: int, end_frame: int) -> Phases:
    """The phases when the current one ends at a frame; those after it follow, and none before it outlasts it."""
    delta = end_frame - phases[current].end_frame
    moved = phases[current].model_copy(update={"end_frame": end_frame})
    before = (p.model_copy(update={"end_frame": min(p.end_frame, end_frame)}) for p in phases[:current])
    return (*before, moved, *(_shifted(phase, delta) for phase in phases[current + 1 :]))


def scaled(phases: Phases, current: int, now: int, end_frame: int, soonest: int) -> Phases:
    """The phases when all that is ahead of `now` is stretched or pressed so that the arc ends at a frame.

    Pressing takes from what each has beyond its least (`soonest_finish`); `soonest` is as there.
    """
    old = knots(phases, current, now)
    lengths = [after - before for before, after in pairwise(old)]
    least = least_lengths(lengths, now, soonest) if end_frame < old[-1] else [0] * len(lengths)
    share = (end_frame - now - sum(least)) / max(sum(lengths) - sum(least), 1)
    new = [keep + round((length - keep) * share) for keep, length in zip(least, lengths, strict=True)]
    moved = [*accumulate(new[:-1], initial=now), end_frame]

    def at(frame: int) -> int:
        return frame if frame <= now else round(float(np.interp(frame, old, moved)))

    return tuple(
        phase.model_copy(update={"start_frame": at(phase.start_frame), "end_frame": at(phase.end_frame)})
        for phase in phases
    )


def soonest_finish(phases: Phases, current: int, now: int, soonest: int) -> int:
    """The earliest frame to which the arc's end can be pressed without skipping a phase.

    The current phase may end at `soonest`; every later one keeps 30 s, or what it has if that is less.
    """
    lengths = [after - before for before, after in pairwise(knots(phases, current, now))]
    return now + sum(least_lengths(lengths, now, soonest))


def knots(phases: Phases, current: int, now: int) -> list[int]:
    """Now, where each phase ahead starts, and where the arc ends."""
    ahead = [phase.start_frame for phase in phases[current + 1 :] if _length(phase) > 0]
    return [now, *ahead, max(phase.end_frame for phase in phases)]


def least_lengths(lengths: Sequence[int], now: int, soonest: int) -> list[int]:
    """The least that pressing leaves of what is ahead, from one knot to the next."""
    return [min(lengths[0], soonest - now), *(min(length, LEAST_PHASE_FRAMES) for length in lengths[1:])]


def jumped(phases: Phases, current: int, target: int, frame: int) -> Phases:
    """The phases when the current one ends at a frame and the target follows; those between are skipped."""
    ended = with_end(phases, current, frame)[: current + 1]
    skipped = tuple(_emptied(phase, frame) for phase in phases[current + 1 : target])
    delta = frame - phases[target].start_frame
    return ended + skipped + tuple(_shifted(phase, delta) for phase in phases[target:])


def stretched(phases: Phases, now: int, current: int, rooms: Mapping[int, int], adds_frames: int) -> Phases:
    """The phases when those named, as far as they are not over, are lengthened in all by `adds_frames`.

    `rooms` has by the number of each how much longer it may become: together they take no more than that. What is
    added is shared in proportion to what each has left.
    """
    left = {n: phases[n].end_frame - max(now, phases[n].start_frame) for n in rooms if n >= current}
    left = {n: length for n, length in left.items() if length > 0}
    shares = shared(list(left.values()), [(0, rooms[n]) for n in left], adds_frames)
    for n, share in zip(left, shares, strict=True):
        phases = with_end(phases, n, phases[n].end_frame + share)
    return phases


def _shifted(phase: PlacedPhase, delta: int) -> PlacedPhase:
    return phase.model_copy(update={"start_frame": phase.start_frame + delta, "end_frame": phase.end_frame + delta})


def _emptied(phase: PlacedPhase, frame: int) -> PlacedPhase:
    return phase.model_copy(update={"start_frame": frame, "end_frame": frame})


def intensity_moves(phases: Phases, from_value: float, now: int) -> tuple[Move, ...]:
    """How the wanted intensity goes on from `now`, where it is `from_value`.

    It goes straight to where the phase in progress ends, and along each later phase's line, gliding from one phase to
    the next. So a re-timing never makes it jump, and a phase that waits keeps the intensity it has. A corner nearer
    than half a glide is passed over: where the curve lies has nothing to do with where a re-timing found it.
    """
    moves: list[Move] = []
    start, value, soonest = now, from_value, now + COLOUR_GLIDE_FRAMES // 2
    corners = _corners(phases)
    ahead = [(frame, to_value) for frame, to_value in corners if frame >= soonest]
    for frame, to_value in ahead or [(soonest, corners[-1][1])]:
        if frame > start:
            moves.append(
                Move(start_frame=start, frames=frame - start, from_value=value, to_value=to_value, shape="linear")
            )
            start, value = frame, to_value
    return tuple(moves)


def _corners(phases: Phases) -> list[tuple[int, float]]:
    """Corners of the planned intensity: frame and value."""
    live = [phase for phase in phases if phase.end_frame > phase.start_frame]
    corners = []
    for before, after in pairwise(live):
        overlap = before.end_frame - after.start_frame
        middle = (before.end_frame + after.start_frame) // 2
        half = min(max(COLOUR_GLIDE_FRAMES, overlap), _length(before), _length(after)) // 2
        corners.append((middle - half, _along(before, middle - half)))
        corners.append((middle + half, _along(after, middle + half)))
    corners.append((live[-1].end_frame, live[-1].intensity_end))
    return corners


def _length(phase: PlacedPhase) -> int:
    return phase.end_frame - phase.start_frame


def _along(phase: PlacedPhase, frame: int) -> float:
    share = min(max((frame - phase.start_frame) / max(_length(phase), 1), 0.0), 1.0)
    return phase.intensity_start + (phase.intensity_end - phase.intensity_start) * share
