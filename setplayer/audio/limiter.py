"""A look-ahead true-peak limiter that costs nothing while the music stays below the ceiling.

What is 9 dB below it has no peak above it, however its samples follow each other, and is not looked at twice. Louder
moments are interpolated; only where one asks for it does a gain move.

The gain that each sample may have follows from its true peak, between samples too (`true_peak`). A sliding minimum
holds it over the look-ahead, a straight line in decibels lets it rise again, and a sliding mean rounds it. The sound
is delayed by exactly what detection and window need (`DELAY_FRAMES`): one sample less, and a peak would pass.

Gains are counted in whole steps (`_STEP_DB`), so that sums and minima are exact and the samples do not depend on how
the sound is cut into blocks.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.audio.true_peak import LENGTH, MOST_GAIN, peaks
from setplayer.library.samples import Samples
from setplayer.units import SAMPLE_RATE, gain_from_db

CEILING_DBTP: Final = -1.0

_TARGET: Final = gain_from_db(CEILING_DBTP - 0.6)
"""A little below: of noise and tones beyond 20 kHz, eight-fold interpolation was seen to miss half a decibel."""

HARMLESS: Final = _TARGET / MOST_GAIN
"""Samples up to here have no true peak above the target, however they follow each other."""

_WINDOW: Final = 240
"""Frames of look-ahead, 5 ms: the gain moves over no less, which keeps it from being heard."""

_REACH: Final = LENGTH // 2
"""An interpolated peak belongs to the samples this far on either side of it."""

_HOLD: Final = _WINDOW + 2 * _REACH
"""Frames over which a peak holds the gain down."""

DELAY_FRAMES: Final = _WINDOW - 1 + 2 * _REACH
"""By how much the sound comes out later than it went in."""

_STEPS_PER_FRAME: Final = 4_096
"""By how many steps the gain may rise from one frame to the next."""

_STEP_DB: Final = 20.0 / SAMPLE_RATE / _STEPS_PER_FRAME
"""The gain rises by 20 dB a second."""

_HISTORY: Final = LENGTH - 1

Steps = NDArray[np.int64]


def _silence(frames: int) -> Samples:
    return np.zeros((frames, 2), np.float32)


def _no_steps(frames: int) -> Steps:
    return np.zeros(frames, np.int64)


@dataclass
class Limiter:
    """Explicit state of one limiter; `process` takes blocks of any size and gives as many frames, delayed."""

    _delayed: Samples = field(default_factory=lambda: _silence(DELAY_FRAMES))
    _wanted: Steps = field(default_factory=lambda: _no_steps(_HOLD - 1))
    _gains: Steps = field(default_factory=lambda: _no_steps(_WINDOW - 1))
    _released: int = 0
    at_rest: bool = True
    """Nothing that was heard holds the gain down any more."""

    def snapshot(self) -> "Limiter":
        """Another limiter in the same state: blocks can be processed again from here."""
        return Limiter(self._delayed, self._wanted, self._gains, self._released, self.at_rest)

    def process(self, block: Samples) -> Samples:
        """The next frames, limited, DELAY_FRAMES late."""
        count = len(block)
        waiting = np.concatenate((self._delayed, block))
        out, self._delayed = waiting[:count], waiting[count:]
        heard = waiting[-(count + _HISTORY) :]
        wanted = _wanted(heard) if count else None
        if count == 0 or (wanted is None and self.at_rest):
            return out
        held = self._hold(_no_steps(count) if wanted is None else wanted)
        steps = self._smooth(self._release(held))
        self.at_rest = self._released == 0 and not self._wanted.any() and not self._gains.any()
        gain = 10.0 ** (steps * (_STEP_DB / _WINDOW / 20.0))
        return out * gain.astype(np.float32)[:, None]

    def _hold(self, wanted: Steps) -> Steps:
        """The least of the last _HOLD values at each frame, by windows that double."""
        span = np.concatenate((self._wanted, wanted))
        self._wanted = span[-(_HOLD - 1) :].copy()
        width = 1
        while width < _HOLD:
            step = min(width, _HOLD - width)
            span = np.minimum(span[step:], span[:-step])
            width += step
        return span

    def _release(self, held: Steps) -> Steps:
        """Down at once, up by a straight line in decibels."""
        rise = np.arange(1, len(held) + 1) * _STEPS_PER_FRAME
        gain = np.minimum.accumulate(np.minimum(held - rise, self._released)) + rise
        gain = np.minimum(gain, 0)
        self._released = int(gain[-1])
        return gain

    def _smooth(self, gain: Steps) -> Steps:
        """The sum of the last _WINDOW values at each frame."""
        span = np.concatenate((self._gains, gain))
        self._gains = span[-(_WINDOW - 1) :].copy()
        sums = np.concatenate((_no_steps(1), np.cumsum(span)))
        return np.asarray(sums[_WINDOW:] - sums[:-_WINDOW])


def _wanted(heard: Samples) -> Steps | None:
    """The gain that each frame's true peak asks for, at most 0; None where that is 0 throughout.

    It reads the frames before too.
    """
    if max(float(heard.max()), -float(heard.min())) <= HARMLESS:
        return None
    found = peaks(heard, _TARGET)
    if float(found.max()) <= _TARGET:
        return None
    room_db = 20.0 * np.log10(np.minimum(1.0, _TARGET / np.maximum(found, _TARGET)))
    return np.floor(room_db / _STEP_DB).astype(np.int64)
