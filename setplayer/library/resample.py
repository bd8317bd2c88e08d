"""Resampling to 48 kHz in cells that lie fast in the file, so that a sample depends on nothing but where it is.

A resampler that is restarted in mid-stream never gives the bits of one that ran on. Here every cell of two seconds
is resampled by itself, with enough of the file on either side that nothing of its edges is left: the samples are
within −120 dBFS of those of one long stream (the last bit of a float32), and any cell can be had without those
before it.
"""

from collections.abc import Iterator
from math import ceil, gcd
from typing import Final, NamedTuple

import numpy as np
import soxr

from setplayer.library.samples import Samples, checked
from setplayer.units import SAMPLE_RATE

_CELL_S: Final = 2
"""Whole seconds, so that at every rate a cell begins on a sample of both rates."""

_CONTEXT_S: Final = 0.05
"""Of the file on either side of a cell: at 8 kHz 0.01 s leaves −87 dB of its edges, 0.02 s nothing."""

_QUALITY: Final = "HQ"
"""20-bit precision. VHQ costs a third more and differs by less than any lossy file's own noise."""


class Window(NamedTuple):
    """A cell with what lies on either side of it, at the file's rate."""

    samples: Samples
    lead: int
    """Frames at 48 kHz that come out before the cell's own."""
    due: int
    """Frames at 48 kHz of the cell."""


class Cells:
    """The cells of a file at one rate, in Hz. One thread at a time may resample."""

    def __init__(self, rate: int):
        self._rate = rate
        self._length = _CELL_S * rate
        unit = rate // gcd(rate, SAMPLE_RATE)
        self._context = ceil(_CONTEXT_S * rate / unit) * unit
        self._resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 2, dtype="float32", quality=_QUALITY)

    def holding(self, frame: int) -> tuple[int, int]:
        """The cell that a frame at 48 kHz lies in, and which of its frames that is."""
        return divmod(frame, _CELL_S * SAMPLE_RATE)

    def begins(self, cell: int) -> int:
        """The first frame of the file, at its own rate, that a cell is made from."""
        return max(0, cell * self._length - self._context)

    def windows(self, chunks: Iterator[Samples], cell: int) -> Iterator[Window]:
        """Windows from a cell on, from the file's samples from `begins(cell)` to its end."""
        held, held_from = np.empty((0, 2), np.float32), self.begins(cell)
        while True:
            first, end = cell * self._length, (cell + 1) * self._length
            parts, frames = [held], len(held)
            while held_from + frames < end + self._context and (chunk := next(chunks, None)) is not None:
                parts.append(chunk)
                frames += len(chunk)
            held = np.concatenate(parts)
            known = held_from + frames
            if known <= first:
                return
            due = min(end, known) * SAMPLE_RATE // self._rate - first * SAMPLE_RATE // self._rate
            lead = (first - held_from) * SAMPLE_RATE // self._rate
            yield Window(held[: end + self._context - held_from], lead, due)
            cell += 1
            held, held_from = held[self.begins(cell) - held_from :], self.begins(cell)

    def resampled(self, window: Window) -> Samples:
        """A cell's frames at 48 kHz."""
        self._resampler.clear()
        sound = checked(self._resampler.resample_chunk(window.samples, last=True))
        cell = sound[window.lead : window.lead + window.due]
        # soxr rounds the length of a file's end to the nearest frame.
        return cell if len(cell) == window.due else np.pad(cell, ((0, window.due - len(cell)), (0, 0)))
