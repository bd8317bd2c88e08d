"""What a sound's peak is between its samples, for the limiter: eight-fold, and flat far beyond 20 kHz.

A meter need only read as ITU-R BS.1770-4 says, whose four-fold filter misses up to 1 dB of a hostile signal. Here
nothing may be missed; that it costs more does not count, since it is asked only where samples are loud.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.library.samples import Samples

PHASES: Final = 8
LENGTH: Final = 48
"""Taps in each phase."""

_ROUNDNESS: Final = 4.0
"""Kaiser's β: 0.1 dB of ripple, flat to 22.7 kHz."""

_SAMPLE_STEPS: Final = 2.0**23
_TAP_STEPS: Final = 2.0**24
"""Samples up to 4 and taps up to 1 in such steps: their sums stay below 2^53, and so are exact in any order."""


def _taps() -> NDArray[np.float64]:
    """Shape (LENGTH, PHASES): a windowed sinc for each eighth of a sample; phase 0 is the sample itself."""
    window = np.kaiser(LENGTH * PHASES + 1, _ROUNDNESS)
    places = np.arange(LENGTH)[:, None] - LENGTH // 2 + 1 - np.arange(PHASES) / PHASES
    taps = np.sinc(places) * window[np.rint((places + LENGTH / 2) * PHASES).astype(int)]
    return np.asarray(np.rint(taps / taps.sum(axis=0) * _TAP_STEPS) / _TAP_STEPS)


_TAPS: Final = _taps()

MOST_GAIN: Final = float(np.abs(_TAPS).sum(axis=0).max())
"""No interpolated value exceeds this times the largest sample under the filter."""


def peaks(samples: Samples) -> NDArray[np.float64]:
    """The largest magnitude in the middle of each LENGTH frames in a row, both channels together.

    It lies between frames LENGTH / 2 − 1 and LENGTH / 2 of them. Shape (len(samples) − LENGTH + 1,). Its bits do not
    depend on what else is asked for with it.
    """
    whole = np.rint(samples * _SAMPLE_STEPS) / _SAMPLE_STEPS
    windows = np.lib.stride_tricks.sliding_window_view(whole.astype(np.float64), LENGTH, axis=0)
    between = np.abs(windows.reshape(-1, LENGTH) @ _TAPS).max(axis=1)
    return np.asarray(between.reshape(-1, 2).max(axis=1))
