"""A look-ahead true-peak limiter that costs nothing while the music stays below the ceiling.

The gain that each sample may have follows from its true peak, between samples too (four-fold interpolation of
ITU-R BS.1770-4 Annex 2). A sliding minimum holds it over the look-ahead, a straight line in decibels lets it rise
again, and a sliding mean rounds it. The sound is delayed by exactly what detection and window need (`DELAY_FRAMES`):
one sample less, and a peak would pass by 0.05 dB.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.library.polyphase import MOST_GAIN, TAPS
from setplayer.library.samples import Samples
from setplayer.units import SAMPLE_RATE, gain_from_db

CEILING_DBTP: Final = -1.0

_TARGET: Final = gain_from_db(CEILING_DBTP - 0.1)
"""A tenth of a decibel below: four-fold interpolation itself can miss that much of a peak."""

_WINDOW: Final = 240
"""Frames of look-ahead, 5 ms: the gain moves over no less, which keeps it from being heard."""

_REACH: Final = len(TAPS) // 2
"""An interpolated peak belongs to the samples this far on either side of it."""

_HOLD: Final = _WINDOW + 2 * _REACH
"""Frames over which a peak holds the gain down."""

DELAY_FRAMES: Final = _WINDOW - 1 + 2 * _REACH
"""By how much the sound comes out later than it went in."""

_RELEASE_DB_PER_FRAME: Final = 20.0 / SAMPLE_RATE

_HISTORY: Final = len(TAPS) - 1


def _silence(frames: int) -> Samples:
    return np.zeros((frames, 2), np.float32)


@dataclass
class Limiter:
    """Explicit state of one limiter; `process` takes blocks of any size and gives as many frames, delayed."""

    _delayed: Samples = field(default_factory=lambda: _silence(DELAY_FRAMES))
    _heard: Samples = field(default_factory=lambda: _silence(_HISTORY))
    _wanted_db: NDArray[np.float64] = field(default_factory=lambda: np.zeros(_HOLD - 1))
    _released_db: float = 0.0
    _gains_db: NDArray[np.float64] = field(default_factory=lambda: np.zeros(_WINDOW - 1))
    _quiet_frames: int = _HOLD + _WINDOW

    def process(self, block: Samples) -> Samples:
        """The next frames, limited, DELAY_FRAMES late."""
        count = len(block)
        waiting = np.concatenate((self._delayed, block))
        out, self._delayed = waiting[:count], waiting[count:]
        heard = np.concatenate((self._heard, block))
        self._heard = heard[-_HISTORY:]
        if float(np.abs(heard).max(initial=0.0)) * MOST_GAIN <= _TARGET:
            self._quiet_frames += count
            if self._idle():
                return out
            wanted = np.zeros(count)
        else:
            self._quiet_frames = 0
            wanted = _wanted_db(heard, count)
        gain_db = self._smoothed(self._released(self._held(wanted)))
        return out * (10.0 ** (gain_db / 20.0)).astype(np.float32)[:, None]

    def _idle(self) -> bool:
        """Whether nothing that was heard can still hold the gain down; it then forgets its rounding errors."""
        if self._quiet_frames < _HOLD + _WINDOW or self._released_db < 0.0 or self._gains_db.min() < 0.0:
            return False
        self._wanted_db[:] = 0.0
        return True

    def _held(self, wanted_db: NDArray[np.float64]) -> NDArray[np.float64]:
        """The least of the last _HOLD values at each frame, by windows that double."""
        span = np.concatenate((self._wanted_db, wanted_db))
        self._wanted_db = span[-(_HOLD - 1) :].copy()
        width = 1
        while width < _HOLD:
            step = min(width, _HOLD - width)
            span = np.minimum(span[step:], span[:-step])
            width += step
        return span

    def _released(self, held_db: NDArray[np.float64]) -> NDArray[np.float64]:
        """Down at once, up by a straight line in decibels."""
        rise = np.arange(1, len(held_db) + 1) * _RELEASE_DB_PER_FRAME
        gain = np.minimum.accumulate(np.minimum(held_db - rise, self._released_db)) + rise
        self._released_db = min(float(gain[-1]), 0.0)
        return np.asarray(np.minimum(gain, 0.0))

    def _smoothed(self, gain_db: NDArray[np.float64]) -> NDArray[np.float64]:
        """The mean of the last _WINDOW values at each frame."""
        span = np.concatenate((self._gains_db, gain_db))
        self._gains_db = span[-(_WINDOW - 1) :].copy()
        sums = np.concatenate(([0.0], np.cumsum(span)))
        return np.asarray(np.minimum((sums[_WINDOW:] - sums[:-_WINDOW]) / _WINDOW, 0.0))


def _wanted_db(heard: Samples, count: int) -> NDArray[np.float64]:
    """The gain in decibels that each frame's true peak asks for, at most 0; it reads the frames before too."""
    frames = np.lib.stride_tricks.sliding_window_view(heard, len(TAPS), axis=0)
    between = np.abs(frames @ TAPS.astype(np.float32)).max(axis=(1, 2))
    peak = np.maximum(between, np.abs(heard[_HISTORY:]).max(axis=1))[:count]
    room = np.minimum(1.0, _TARGET / np.maximum(peak.astype(np.float64), 1e-9))
    return np.asarray(20.0 * np.log10(room))
