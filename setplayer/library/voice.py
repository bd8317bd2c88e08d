"""How likely somebody sings or speaks: whether harmonics glide from pitch to pitch as voices do and keys do not.

From one moment to the next, spectra on an axis of log frequency match best without a shift where notes stand still,
and with one where all harmonics glide together (Sonnleitner, Niedermayer, Widmer and Schlüter, A simple and effective
spectral feature for speech detection in mixed audio signals, DAFx 2012). Modest: bowed strings glide too, a choir
hardly does, and music can cover a voice. How often it is wrong is in docs/music.md.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from setplayer.library.spectra import HOP, RATE, SPECTRA_A_SECOND

EVERY_BATCHES: Final = 4
"""It costs as much as all else together; a quarter of a piece is listened to, 5 s at a time."""

_WINDOW: Final = 2_048
_APART: Final = round(0.064 * SPECTRA_A_SECOND)
_LOWEST_HZ: Final = 500.0
_HIGHEST_HZ: Final = 3_500.0
_STEP_CENTS: Final = 25
_MOST_STEPS: Final = 4
_LEAST_ALIKE: Final = 0.7
_LEAST_BETTER: Final = 0.03
"""How much more alike the shifted spectra must be: less is the wavering of any sound."""

_HALF_LIKELY: Final = 0.07
"""With this share of gliding moments a voice is as likely as not: speech alone always has it, and of 340 instrumental
pieces every sixteenth (docs/music.md). Where words are to be avoided, a piece too few does less harm than a voice."""

_HEARD: Final = 10 ** (-60 / 20)

_HANN: Final = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)


def _log_axis() -> NDArray[np.float32]:
    """Shape (bins, steps): interpolates a spectrum at frequencies that are evenly spaced in pitch."""
    steps = np.arange(int(1200 * np.log2(_HIGHEST_HZ / _LOWEST_HZ) / _STEP_CENTS))
    places = _LOWEST_HZ * 2 ** (steps * _STEP_CENTS / 1200) * _WINDOW / RATE
    below = places.astype(int)
    axis = np.zeros((_WINDOW // 2 + 1, len(steps)), dtype=np.float32)
    axis[below, steps] = 1 - (places - below)
    axis[below + 1, steps] = places - below
    return axis


_AXIS: Final = _log_axis()


class VoiceMeter:
    """Counts gliding moments in a stream of batches of mono sound at spectra.RATE."""

    def __init__(self) -> None:
        self._batches = 0
        self._heard = 0
        self._gliding = 0

    def feed(self, sound: NDArray[np.float32]) -> None:
        """Take in the next batch; most are passed over."""
        self._batches += 1
        if (self._batches - 1) % EVERY_BATCHES or len(sound) < _WINDOW + _APART * HOP:
            return
        windows = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::HOP]
        loud = (np.abs(windows[:, :: _WINDOW // 64]).max(axis=1) > _HEARD)[:-_APART]
        gliding = _gliding(np.sqrt(np.abs(rfft(windows * _HANN)).astype(np.float32) @ _AXIS))
        self._heard += int(loud.sum())
        self._gliding += int((gliding & loud).sum())

    def likelihood(self) -> float:
        """From 0 to 1; 0 where nothing was heard."""
        share = self._gliding / max(self._heard, 1)
        return share / (share + _HALF_LIKELY)


def _gliding(spectra: NDArray[np.float32]) -> NDArray[np.bool_]:
    """For each spectrum that has one so much later, whether that is like it only when shifted."""
    level = spectra - spectra.mean(axis=1, keepdims=True)
    before, after = level[:-_APART, _MOST_STEPS:-_MOST_STEPS], level[_APART:]
    width = before.shape[1]
    alike = np.stack([_alike(before, after[:, at : at + width]) for at in range(2 * _MOST_STEPS + 1)])
    best = alike.max(axis=0)
    gliding: NDArray[np.bool_] = (best > _LEAST_ALIKE) & (best > alike[_MOST_STEPS] + _LEAST_BETTER)
    return gliding


def _alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosine between rows."""
    products = np.einsum("ij,ij->i", one, other)
    sizes = np.sqrt(np.einsum("ij,ij->i", one, one) * np.einsum("ij,ij->i", other, other))
    cosine: NDArray[np.float32] = products / np.maximum(sizes, np.float32(1e-6))
    return cosine
