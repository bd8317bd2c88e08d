"""What a sound's peak is between its samples, for the limiter: eight-fold, and flat far beyond 20 kHz.

A meter need only read as ITU-R BS.1770-4 says, whose four-fold filter misses up to 1 dB of one hostile signal and
reads 2 dB more of another. Here nothing may be missed, and no meter be contradicted: its phases are looked at, too.
Peaks are looked for only where samples are loud enough, so that music which stays below the ceiling pays for its
loudest moments alone.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.library import polyphase
from setplayer.library.samples import Samples

_EIGHTHS: Final = np.arange(8) / 8
_QUARTERS: Final = np.arange(1, polyphase.PHASES) / polyphase.PHASES
_PLACES: Final = np.concatenate([_EIGHTHS, _QUARTERS])
"""Where between two samples each phase lies: ours, and the meter's."""

LENGTH: Final = 48
"""Taps in each phase."""

_ROUNDNESS: Final = 4.0
"""Kaiser's β: 0.1 dB of ripple, flat to 22.7 kHz."""

_SAMPLE_STEPS: Final = 2.0**23
_TAP_STEPS: Final = 2.0**24
"""Samples up to 4 and taps up to 1 in such steps: their sums stay below 2^53, and so are exact in any order."""

_SPAN: Final = 16
"""Frames that are interpolated, or passed over, together: LENGTH is a multiple of it."""


def _taps() -> NDArray[np.float64]:
    """Shape (LENGTH, phases): a windowed sinc for each eighth of a sample, phase 0 the sample itself; the meter's."""
    window = np.kaiser(LENGTH * len(_EIGHTHS) + 1, _ROUNDNESS)
    places = np.arange(LENGTH)[:, None] - LENGTH // 2 + 1 - _EIGHTHS
    ours = np.sinc(places) * window[np.rint((places + LENGTH / 2) * len(_EIGHTHS)).astype(int)]
    around = (LENGTH - len(polyphase.TAPS)) // 2
    meters = np.pad(polyphase.TAPS[::-1, 1:], ((around, around), (0, 0)))
    return np.asarray(np.rint(np.hstack([ours / ours.sum(axis=0), meters]) * _TAP_STEPS) / _TAP_STEPS)


def _span_taps(taps: NDArray[np.float64]) -> NDArray[np.float64]:
    """The taps for each frame of a span, so that a span is one row of a product; shape (…, phases × _SPAN)."""
    shifted = np.zeros((_SPAN + LENGTH - 1, len(_PLACES), _SPAN))
    for frame in range(_SPAN):
        shifted[frame : frame + LENGTH, :, frame] = taps
    return shifted.reshape(_SPAN + LENGTH - 1, -1)


def _bending(taps: NDArray[np.float64]) -> float:
    """Between two samples, the most by which a value can pass the larger of all, as a multiple of the largest bend.

    A bend is a second difference. Taken off the straight line between the two samples, each phase is summed by parts
    twice: Abel's summation. What is left at the ends is below 0.2 % of the largest slope, and in `_SLACK`.
    """
    off = taps.copy()
    off[LENGTH // 2 - 1] -= 1.0 - _PLACES
    off[LENGTH // 2] -= _PLACES
    return float(np.abs(off.cumsum(axis=0).cumsum(axis=0)[:-2]).sum(axis=0).max())


_TAPS: Final = _taps()
_SPAN_TAPS: Final = _span_taps(_TAPS)
_BENDING: Final = _bending(_TAPS)
_SLACK: Final = 1.005

MOST_GAIN: Final = float(np.abs(_TAPS).sum(axis=0).max()) * 1.0001
"""No interpolated value exceeds this times the largest sample under the filter."""


def peaks(samples: Samples, least: float = 0.0) -> NDArray[np.float64]:
    """The largest magnitude in the middle of each LENGTH frames in a row, both channels together.

    It lies between frames LENGTH / 2 − 1 and LENGTH / 2 of them. Shape (len(samples) − LENGTH + 1,). A peak up to
    `least` may read as 0; the bits of one above it do not depend on what else is asked for with it.
    """
    count = len(samples) - LENGTH + 1
    if _most(samples) <= least:
        return np.zeros(count)
    spans = -(-count // _SPAN)
    padded = np.zeros((2, (spans + LENGTH // _SPAN) * _SPAN), np.float32)
    padded[:, : len(samples)] = samples.T
    channels, places = np.nonzero(_most_under(padded) > least)
    if not len(channels):
        return np.zeros(count)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _SPAN + LENGTH - 1, axis=1)[:, ::_SPAN]
    found = np.zeros((2, spans, _SPAN))
    found[channels, places] = _interpolated(windows[channels, places])
    return np.asarray(found.max(axis=0).ravel()[:count])


def _most(samples: Samples) -> float:
    """What no interpolated magnitude exceeds.

    Music moves slowly against the sample rate, and so bends little: its peaks stay close to its samples.
    """
    bends = samples[2:] - 2.0 * samples[1:-1] + samples[:-2]
    return _SLACK * _largest(samples) + _BENDING * _largest(bends)


def _largest(values: Samples) -> float:
    return max(float(values.max()), -float(values.min()))


def _most_under(padded: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same for each span; shape (channels, spans)."""
    bends = np.zeros_like(padded)
    bends[:, 1:-1] = np.abs(padded[:, 2:] - 2.0 * padded[:, 1:-1] + padded[:, :-2])
    return _SLACK * _largest_under(np.abs(padded)) + _BENDING * _largest_under(bends)


def _largest_under(sizes: NDArray[np.float32]) -> NDArray[np.float32]:
    """The largest of what the filter meets within each span, and perhaps of a frame beyond."""
    by_span = sizes.reshape(len(sizes), -1, _SPAN).max(axis=2)
    under = np.lib.stride_tricks.sliding_window_view(by_span, LENGTH // _SPAN + 1, axis=1)
    return np.asarray(under.max(axis=2))


def _interpolated(windows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The largest interpolated magnitude at each frame of spans; shape (spans, _SPAN)."""
    whole = np.rint(windows * _SAMPLE_STEPS).astype(np.float64) / _SAMPLE_STEPS
    between = whole @ _SPAN_TAPS
    return np.asarray(np.abs(between, out=between).reshape(-1, len(_PLACES), _SPAN).max(axis=1))
