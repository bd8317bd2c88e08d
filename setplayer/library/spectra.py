"""A recording as a row of short spectra, while it streams by: what its features are measured from.

Mono at 24 kHz, Hann windows of 1 024 samples every 512 (43 ms, 47 times a second), and of each the power in mel
bands, the level and the spectral centroid. Above 12 kHz there is too little of any music to change a feature, and
half the rate is half the work.
"""

from array import array
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft  # of many short rows more than three times as fast as numpy.fft

from setplayer.library.samples import Samples
from setplayer.units import SAMPLE_RATE

Row = NDArray[np.float32]

RATE: Final = SAMPLE_RATE // 2
"""Hz at which spectra are taken."""

HOP: Final = 512
"""Samples at RATE from one spectrum to the next."""

SPECTRA_A_SECOND: Final = RATE / HOP

WINDOW: Final = 1_024

FLOOR_DB: Final = -70.0
"""Bands below this count as this, relative to a sine at full scale: dither and hiss have no onsets."""

BANDS: Final = 40

_BATCH: Final = 256
"""Spectra that are taken together: large enough for NumPy, small enough for the processor's cache."""

_LOWEST_HZ: Final = 40.0
_HIGHEST_HZ: Final = 11_500.0

_HALVING: Final = np.array([1, 3, 3, 1], dtype=np.float32) / 8
"""Lets 3 dB less through at 6 kHz and 35 dB less of what would fold down to 4 kHz: enough for features."""

_HANN: Final = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
_SCALE: Final = np.float32(2 / _HANN.sum())
_BINS_HZ: Final = np.fft.rfftfreq(WINDOW, 1 / RATE).astype(np.float32)


def _mel(hz: float) -> float:
    """O'Shaughnessy, Speech Communication (1987)."""
    return float(2595 * np.log10(1 + hz / 700))


def _mel_bands() -> NDArray[np.float32]:
    """Triangular bands, evenly spaced in mel, shape (bins, BANDS)."""
    edges = 700 * (10 ** (np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), BANDS + 2) / 2595) - 1)
    rising = (_BINS_HZ[:, None] - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - _BINS_HZ[:, None]) / np.diff(edges)[1:]
    bands = np.maximum(0, np.minimum(rising, falling))
    # The lowest triangles lie between two bins and would hold nothing.
    for band in np.flatnonzero(bands.sum(axis=0) < 1e-6):
        bands[np.abs(_BINS_HZ - edges[band + 1]).argmin(), band] = 1
    return bands.astype(np.float32)


_MEL: Final = _mel_bands()


@dataclass(frozen=True)
class Spectra:
    """Some spectra in a row, in order: always as many but at the end, however the samples came."""

    sound: NDArray[np.float32]
    """The samples that they were taken from."""

    bands_db: NDArray[np.float32]
    """Shape (spectra, BANDS): power in mel bands, at least FLOOR_DB."""
    level_db: Row
    """The whole spectrum's power, at least FLOOR_DB."""
    centroid_hz: Row
    """The mean frequency, weighted by magnitude (as librosa's `spectral_centroid`); 0 for digital silence."""


class SpectrumTaker:
    """Turns a stream of samples at 48 kHz into spectra."""

    def __init__(self) -> None:
        self._waiting = np.empty(0, dtype=np.float32)
        self._parts: list[NDArray[np.float32]] = []
        self._odd = np.empty(0, dtype=np.float32)
        self._held = 0

    def feed(self, samples: Samples) -> list[Spectra]:
        """Take in `samples`; what came of them and those before, a batch at a time."""
        mono = np.concatenate([self._odd, (samples[:, 0] + samples[:, 1]) * np.float32(0.5)])
        pairs = max((len(mono) - 2) // 2, 0)
        self._odd = mono[2 * pairs :]
        if pairs:
            self._parts.append(_halved(mono, pairs))
            self._held += pairs
        if self._held < WINDOW + (_BATCH - 1) * HOP:
            return []
        return self._taken(_BATCH)

    def finish(self) -> list[Spectra]:
        """The last spectra; the end is filled up with silence."""
        self._parts.append(np.zeros(WINDOW, dtype=np.float32))
        return self._taken(1)

    def _taken(self, unit: int) -> list[Spectra]:
        sound = np.concatenate([self._waiting, *self._parts])
        count = ((len(sound) - WINDOW) // HOP + 1) // unit * unit
        self._waiting, self._parts = sound[count * HOP :], []
        self._held = len(self._waiting)
        windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]
        batches = [(at, min(at + _BATCH, count)) for at in range(0, count, _BATCH)]
        return [_spectra(windows[at:end], sound[at * HOP : (end - 1) * HOP + WINDOW]) for at, end in batches]


class Growing:
    """Numbers that become more while a recording streams by."""

    def __init__(self) -> None:
        self._numbers = array("f")

    def extend(self, numbers: NDArray[np.float32]) -> None:
        """Add numbers at the end."""
        self._numbers.frombytes(np.ascontiguousarray(numbers, dtype=np.float32).tobytes())

    def row(self) -> Row:
        """All of them, in order."""
        return np.array(self._numbers, dtype=np.float32)


def _halved(mono: NDArray[np.float32], pairs: int) -> NDArray[np.float32]:
    """`pairs` samples at half the rate."""
    even, odd = mono[0 : 2 * pairs + 2 : 2], mono[1 : 2 * pairs + 2 : 2]
    a, b = _HALVING[0], _HALVING[1]
    halved: NDArray[np.float32] = a * (even[:pairs] + odd[1 : pairs + 1]) + b * (odd[:pairs] + even[1 : pairs + 1])
    return halved


def _spectra(windows: NDArray[np.float32], sound: NDArray[np.float32]) -> Spectra:
    spectrum = rfft(windows * _HANN)
    power = ((spectrum.real**2 + spectrum.imag**2) * _SCALE**2).astype(np.float32, copy=False)
    magnitude = np.sqrt(power)
    total = magnitude.sum(axis=1)
    centroid = np.divide(magnitude @ _BINS_HZ, total, out=np.zeros_like(total), where=total > 1e-9)
    return Spectra(sound, _db(power @ _MEL), _db(power.sum(axis=1)), centroid)


def _db(power: NDArray[np.float32]) -> NDArray[np.float32]:
    floor = np.float32(10 ** (FLOOR_DB / 10))
    level: NDArray[np.float32] = np.float32(10) * np.log10(np.maximum(power, floor))
    return level
