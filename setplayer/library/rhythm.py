"""Onsets and tempo, from how spectra change."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.library.spectra import SPECTRA_A_SECOND, Row

_LEAST_RISE_DB: Final = 0.5
"""How far an onset must stand above the mean around it, over all bands together."""

_AROUND: Final = round(0.1 * SPECTRA_A_SECOND)
"""Spectra on either side of an onset that it is compared with: 100 ms, as in librosa's `onset_detect`."""

_TEMPO_WINDOW: Final = round(12 * SPECTRA_A_SECOND)
_SPREAD: Final = np.hanning(9)[1:-1]
"""Without it, a beat that lies between two spectra would be like itself only every second time."""

_SLOWEST_BPM: Final = 40.0
_FASTEST_BPM: Final = 200.0
_USUAL_BPM: Final = 110.0
_OCTAVES: Final = 1.0
"""People hear the beat near a preferred tempo: a normal curve over log tempo (D. Ellis, Beat tracking by dynamic
programming, Journal of New Music Research, 2007)."""

_LEAST_BEAT: Final = 0.18
"""Below this autocorrelation of onset strength nothing comes again regularly, and there is no tempo."""

_REGULAR_ONSETS_A_SECOND: Final = 0.4
"""With fewer onsets than this nobody taps a foot."""


def onset_strength(bands_db: NDArray[np.float32], before: NDArray[np.float32]) -> Row:
    """How much rises from one spectrum to the next, in dB, the mean of all bands.

    Spectral flux of log power in mel bands, against the loudest of three neighbouring bands of the spectrum before:
    vibrato is then no onset (Böck and Widmer, DAFx 2013; librosa's `onset_strength` with `max_size=3`). `before` is
    the spectrum before the first, of shape (BANDS,).
    """
    earlier = np.concatenate([before[None], bands_db[:-1]])
    widest = earlier.copy()
    np.maximum(widest[:, 1:], earlier[:, :-1], out=widest[:, 1:])
    np.maximum(widest[:, :-1], earlier[:, 1:], out=widest[:, :-1])
    strength: Row = np.maximum(bands_db - widest, 0).mean(axis=1)
    return strength


def onsets(strength: Row) -> int:
    """How many onsets there are: peaks that stand out from the 200 ms around them."""
    if len(strength) < 2 * _AROUND + 1:
        return 0
    padded = np.pad(strength, _AROUND)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)
    peaks = (strength >= around.max(axis=1)) & (strength > around.mean(axis=1) + _LEAST_RISE_DB)
    return int(peaks.sum())


def tempo_bpm(strength: Row) -> float | None:
    """The tempo most people would tap, from 40 to 200 beats per minute; None where there is no beat.

    Autocorrelation of onset strength in windows of 12 s, weighted towards the preferred tempo (Ellis 2007, librosa's
    `tempo`). Half or double the tempo somebody else would tap is a usual mistake of all such measures.
    """
    if len(strength) < _TEMPO_WINDOW or onsets(strength) * SPECTRA_A_SECOND < _REGULAR_ONSETS_A_SECOND * len(
        strength
    ):
        return None
    similar = _autocorrelation(strength)
    lags = np.arange(len(similar))
    with np.errstate(divide="ignore"):
        bpm = 60 * SPECTRA_A_SECOND / lags
    likely = np.exp(-0.5 * (np.log2(bpm / _USUAL_BPM) / _OCTAVES) ** 2)
    is_peak = np.r_[False, (similar[1:-1] > similar[:-2]) & (similar[1:-1] >= similar[2:]), False]
    wanted = is_peak & (bpm >= _SLOWEST_BPM) & (bpm <= _FASTEST_BPM) & (similar >= _LEAST_BEAT)
    if not wanted.any():
        return None
    lag = int(np.where(wanted, similar * likely, 0).argmax())
    return float(60 * SPECTRA_A_SECOND / _finer(similar, lag))


def _autocorrelation(strength: Row) -> NDArray[np.float64]:
    """By lag, the mean over windows of what onset strength has in common with itself: 1 at lag 0."""
    spread = np.convolve(strength, _SPREAD, mode="same")
    windows = np.lib.stride_tricks.sliding_window_view(spread, _TEMPO_WINDOW)[:: _TEMPO_WINDOW // 2].astype(float)
    windows = windows - windows.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(windows, 2 * _TEMPO_WINDOW)) ** 2
    summed = np.fft.irfft(power.sum(axis=0))[: round(60 * SPECTRA_A_SECOND / _SLOWEST_BPM) + 2]
    if summed[0] <= 0:
        return np.zeros(len(summed))
    # Fewer products overlap at long lags.
    similar: NDArray[np.float64] = summed / summed[0] * _TEMPO_WINDOW / (_TEMPO_WINDOW - np.arange(len(summed)))
    return similar


def _finer(similar: NDArray[np.float64], lag: int) -> float:
    """The top of the parabola through a peak and its neighbours."""
    before, top, after = similar[lag - 1 : lag + 2]
    bend = before - 2 * top + after
    return lag + (0.5 * (before - after) / bend if bend else 0.0)
