"""How full the music was, as it went: the phases' intensity, and the live steps fuller or softer."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from setplayer.review.model import Point
from setplayer.score.curves import Lane
from setplayer.score.model import PlacedPhase
from setplayer.session.events import Event
from setplayer.units import s_from_frames

MAX_INTENSITY: Final = 10.0


def lane_of(events: Iterable[Event], name: str) -> Lane | None:
    """The lane of that name as the events moved it, or None if none did."""
    lane: Lane | None = None
    for event in events:
        if moves := event.outcome.moves.get(name):
            lane = (lane or Lane(initial=moves[0].from_value)).with_moves(moves)
    return lane


def intensity_curve(
    phases: Sequence[PlacedPhase], wanted: Lane | None, fuller: Lane | None, end_frame: int
) -> tuple[Point, ...]:
    """Corners of a piecewise straight line as (seconds from Begin, intensity 0 to 10), from 0 to the end.

    `wanted` is the lane of the phases' intensity as it was played, `fuller` what was added to it. A session that kept
    no such lane has the straight lines of its `phases`, which have a length and are in order.
    """
    if not phases or end_frame <= 0:
        return ()
    corners = {0, end_frame}
    for lane in (wanted, fuller):
        corners |= {frame for move in (lane.moves if lane else ()) for frame in (move.start_frame, move.end_frame)}
    if wanted is None:
        corners |= {frame for phase in phases for frame in (phase.start_frame, phase.end_frame)}
    # Just before a corner and at it: a step stays a step.
    frames = sorted({f for corner in corners for f in (corner - 1, corner) if 0 <= f <= end_frame})
    base = wanted.values(np.array(frames)) if wanted else [along(phases[current(phases, f)], f) for f in frames]
    added = fuller.values(np.array(frames)) if fuller else np.zeros(len(frames))
    levels = np.clip(np.asarray(base) + added, 0.0, MAX_INTENSITY)
    return tuple((s_from_frames(frame), float(level)) for frame, level in zip(frames, levels, strict=True))


def current(phases: Sequence[PlacedPhase], frame: int) -> int:
    """Number of the phase begun last at a frame; the first before any has."""
    return max(bisect_right(phases, frame, key=lambda phase: phase.start_frame) - 1, 0)


def along(phase: PlacedPhase, frame: int) -> float:
    """The phase's intensity at a frame, on its straight line."""
    length = max(phase.end_frame - phase.start_frame, 1)
    share = min(max((frame - phase.start_frame) / length, 0.0), 1.0)
    return phase.intensity_start + (phase.intensity_end - phase.intensity_start) * share
