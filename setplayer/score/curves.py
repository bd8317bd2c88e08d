"""Values over time: the only way a gain or an intensity moves.

A `Lane` is a value at every frame: an initial value and `Move`s, each of which glides from where the lane is to a
new value and stays there. A lane is never set back from memory; whatever comes later starts from the value that the
lane has by then.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from setplayer.values import Value

Shape = Literal["linear", "linear-db", "equal-power", "raised-cosine", "fade-out"]

Floats = NDArray[np.float64]


def _linear(a: float, b: float, x: Floats) -> Floats:
    return a + (b - a) * x


def _linear_db(a: float, b: float, x: Floats) -> Floats:
    return a * (b / a) ** x


def _equal_power(a: float, b: float, x: Floats) -> Floats:
    # From and to nothing, as every crossfade goes, it is one sine: a third of the work.
    if a == 0.0:
        return b * np.sin(0.5 * np.pi * x)
    if b == 0.0:
        return a * np.cos(0.5 * np.pi * x)
    return np.sqrt((a * np.cos(0.5 * np.pi * x)) ** 2 + (b * np.sin(0.5 * np.pi * x)) ** 2)


def _raised_cosine(a: float, b: float, x: Floats) -> Floats:
    return b + (a - b) * (0.5 + 0.5 * np.cos(np.pi * x))


def _fade_out(a: float, b: float, x: Floats) -> Floats:
    return b + (a - b) * (1.0 - x) ** 4


SHAPES: Final[dict[Shape, Callable[[float, float, Floats], Floats]]] = {
    "linear": _linear,
    # Straight in decibels: a steady change of level. Both ends must be above 0.
    "linear-db": _linear_db,
    # The sum of powers of a curve up and its twin down is 1: for joining unrelated music.
    "equal-power": _equal_power,
    # No corner at either end: for ramps from silence.
    "raised-cosine": _raised_cosine,
    # Fourth power: half gone after a sixth of the time, no corner at the end. For the emergency fade.
    "fade-out": _fade_out,
}
"""Each shape as a function of (from, to, progress 0..1), vectorised over progress."""


class Move(Value):
    """From `start_frame` a lane glides from `from_value` to `to_value` over `frames`, and stays there."""

    start_frame: int
    frames: int
    from_value: float
    to_value: float
    shape: Shape

    @property
    def end_frame(self) -> int:
        """The first frame at which the lane is at `to_value`."""
        return self.start_frame + self.frames

    def values(self, frames: NDArray[np.int64]) -> Floats:
        """The value at each frame from `start_frame` on."""
        if self.from_value == self.to_value:
            return np.full(len(frames), self.to_value)
        progress = np.clip((frames - self.start_frame) / max(self.frames, 1), 0.0, 1.0)
        # Rounding would leave some shapes a hair beside at their end, and whether a value is worked out over a
        # stretch that holds the end or over one after it may not show in the samples.
        over = frames >= self.end_frame
        return np.where(over, self.to_value, SHAPES[self.shape](self.from_value, self.to_value, progress))


class Lane(Value):
    """A value at every frame. Moves are in order of their start; a later one takes over from an earlier one."""

    initial: float
    moves: tuple[Move, ...] = ()

    def value(self, frame: int) -> float:
        """The value at one frame."""
        return float(self.values(np.array([frame]))[0])

    def values(self, frames: NDArray[np.int64]) -> Floats:
        """The value at each of the frames, which are in rising order."""
        result = np.full(len(frames), self.initial)
        if len(frames) == 0:
            return result
        for number in range(max(self._move_at(int(frames[0])), 0), len(self.moves)):
            move = self.moves[number]
            first = int(np.searchsorted(frames, move.start_frame))
            if first == len(frames):
                break
            result[first:] = move.values(frames[first:])
        return result

    def constant(self, first_frame: int, end_frame: int) -> float | None:
        """The value over [first_frame, end_frame) where it is the same throughout, else None."""
        at = self._move_at(first_frame)
        if at + 1 < len(self.moves) and self.moves[at + 1].start_frame < end_frame:
            return None
        if at < 0:
            return self.initial
        move = self.moves[at]
        if move.end_frame <= first_frame or move.from_value == move.to_value:
            return move.to_value
        return None

    def target(self, frame: int) -> float:
        """Where the lane is, or is on its way to, at a frame."""
        at = self._move_at(frame)
        return self.moves[at].to_value if at >= 0 else self.initial

    @property
    def settled(self) -> float:
        """Where the lane ends up once everything planned has happened."""
        return self.moves[-1].to_value if self.moves else self.initial

    def glide(self, start_frame: int, frames: int, to_value: float, shape: Shape) -> Move:
        """The move that starts at a frame from the value the lane has there."""
        start = self.value(start_frame)
        if shape == "linear-db" and min(start, to_value) <= 0:
            shape = "raised-cosine"  # decibels cannot start from nothing
        return Move(start_frame=start_frame, frames=frames, from_value=start, to_value=to_value, shape=shape)

    def with_moves(self, moves: Iterable[Move]) -> "Lane":
        """The lane with new moves; whatever was planned from the first of them on is dropped."""
        new = tuple(moves)
        if not new:
            return self
        kept = bisect_left(self.moves, new[0].start_frame, key=lambda move: move.start_frame)
        return Lane(initial=self.initial, moves=self.moves[:kept] + new)

    def _move_at(self, frame: int) -> int:
        """Number of the move in force at a frame; -1 before the first."""
        return bisect_right(self.moves, frame, key=lambda move: move.start_frame) - 1


def fade(shape: Shape, frames: NDArray[Any], first_frame: int, length: int) -> Floats:
    """A curve from 0 to 1 over `length` frames that starts at `first_frame`; frames in rising or falling order."""
    progress = (frames - first_frame) / length
    ends = progress[[0, -1]] if len(progress) else progress
    if np.any(ends < 0.0) or np.any(ends > 1.0):
        progress = np.clip(progress, 0.0, 1.0)
    return SHAPES[shape](0.0, 1.0, progress)
