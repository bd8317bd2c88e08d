"""Where a recording is quiet by itself: its authored silences, quiet openings and endings.

So that whoever listens at the end of the chain can tell a silence of the music from a fault of the player.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.library.samples import Samples
from setplayer.units import SAMPLE_RATE

QUIET_PEAK: Final = 10 ** (-60 / 20)
"""A block is quiet when no sample of it reaches this: −60 dBFS, on either side."""

BLOCK_FRAMES: Final = SAMPLE_RATE // 10
"""Blocks of 100 ms, counted from the recording's first frame; the last may be shorter."""

SHORTEST_FRAMES: Final = SAMPLE_RATE
"""Rests of less than a second are part of every music."""

MOST_STRETCHES: Final = 64
"""A hostile file could have tens of thousands; of more than these the longest are kept."""

_TAIL: Final = 256
"""Frames at the end of what is fed that are looked at first: there music is nearly always heard."""

Stretch = tuple[int, int]
"""First frame and the frame after the last, at 48 kHz from the recording's beginning."""


class QuietFinder:
    """Finds the stretches of at least a second in which every block of 100 ms stays below −60 dBFS."""

    def __init__(self) -> None:
        self._frames = 0
        self._pending: Samples = np.empty((0, 2), dtype=np.float32)
        self._stretches: list[Stretch] = []
        self._fed = 0
        self._first_heard: int | None = None
        self._heard_until = 0

    @property
    def leading_frames(self) -> int:
        """Frames before the first that is not quiet: all of them when none is."""
        return self._fed if self._first_heard is None else self._first_heard

    @property
    def trailing_frames(self) -> int:
        """Frames after the last that is not quiet: all of them when none is."""
        return self._fed - self._heard_until

    def feed(self, samples: Samples) -> None:
        """Take in the next `samples`, full scale ±1.0, finite."""
        self._find_edges(samples)
        sound = np.concatenate([self._pending, samples])
        blocks, left = divmod(len(sound), BLOCK_FRAMES)
        self._pending = sound[len(sound) - left :].copy()
        by_block = sound[: len(sound) - left].reshape(blocks, 2 * BLOCK_FRAMES)
        for quiet in _are_quiet(by_block):
            self._count(BLOCK_FRAMES, quiet)

    def result(self) -> tuple[Stretch, ...]:
        """The stretches in order, once everything has been fed."""
        if len(self._pending):
            self._count(len(self._pending), bool(_are_quiet(self._pending.reshape(1, -1))[0]))
            self._pending = self._pending[:0]
        long_enough = [stretch for stretch in self._stretches if _length(stretch) >= SHORTEST_FRAMES]
        return tuple(sorted(sorted(long_enough, key=_length, reverse=True)[:MOST_STRETCHES]))

    def _find_edges(self, samples: Samples) -> None:
        begin, self._fed = self._fed, self._fed + len(samples)
        tail = _is_heard(samples[: -_TAIL - 1 : -1])
        if self._first_heard is not None and tail.any():
            self._heard_until = self._fed - int(tail.argmax())
            return
        if not len(samples) or _are_quiet(samples.reshape(1, -1))[0]:
            return
        if self._first_heard is None:
            self._first_heard = begin + int(_is_heard(samples).argmax())
        self._heard_until = self._fed - int(_is_heard(samples[::-1]).argmax())

    def _count(self, frames: int, quiet: bool) -> None:
        begin, self._frames = self._frames, self._frames + frames
        if not quiet:
            return
        if self._stretches and self._stretches[-1][1] == begin:
            begin = self._stretches.pop()[0]
        self._stretches.append((begin, self._frames))


def _length(stretch: Stretch) -> int:
    return stretch[1] - stretch[0]


def _is_heard(samples: Samples) -> NDArray[np.bool_]:
    """For each frame whether it reaches QUIET_PEAK on either side."""
    heard: NDArray[np.bool_] = np.abs(samples) >= QUIET_PEAK
    # NumPy takes ten times as long to reduce rows of two.
    return heard[:, 0] | heard[:, 1]


def _are_quiet(blocks: Samples) -> list[bool]:
    """For each row whether it stays below QUIET_PEAK."""
    loudest = np.maximum(blocks.max(axis=1), -blocks.min(axis=1))
    quiet: list[bool] = (loudest < QUIET_PEAK).tolist()
    return quiet
