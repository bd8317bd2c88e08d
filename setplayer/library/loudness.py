"""How loud a recording is, measured while it streams by.

Integrated loudness by ITU-R BS.1770-4 with both gates, loudness range by EBU Tech 3342, true peak by the
filter of BS.1770-4 Annex 2.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import sosfilt, upfirdn

from setplayer.library.polyphase import MOST_GAIN, TAPS
from setplayer.library.track import SILENT_DBTP

_ABSOLUTE_GATE_LUFS: Final = -70.0
_RELATIVE_GATE_LU: Final = -10.0
_RANGE_GATE_LU: Final = -20.0
_RANGE_PERCENT: Final = (10.0, 95.0)

_HOPS_A_SECOND: Final = 10
_MOMENTARY_HOPS: Final = 4
_SHORT_TERM_HOPS: Final = 30

_FILTER: Final = TAPS.ravel().astype(np.float32)
_HISTORY: Final = len(TAPS) - 1

_SPAN: Final = 64
"""Samples that are interpolated, or passed over, together."""


@dataclass(frozen=True)
class Loudness:
    """What a meter heard."""

    integrated_lufs: float | None
    """None when nothing was above the absolute gate of -70 LUFS for 400 ms."""

    range_lu: float
    """0 when nothing was above the gates for 3 s."""

    true_peak_dbtp: float
    """The larger of the true peak and the largest sample; SILENT_DBTP for digital silence."""


class LoudnessMeter:
    """Measures a stream of one or two channels, which count equally (BS.1770-4, Table 3).

    A recording is measured as it sounds here: mono counts on both sides once it has been made stereo.
    """

    def __init__(self, sample_rate: int, channels: int = 2):
        self._filter = k_weighting(sample_rate)
        self._filter_state = np.zeros((len(self._filter), channels, 2))
        self._hop_frames = round(sample_rate / _HOPS_A_SECOND)
        self._pending = np.zeros(0)
        self._hops: list[NDArray[np.float64]] = []
        self._recent = np.zeros((channels, _HISTORY), dtype=np.float32)
        self._peak = 0.0

    def feed(self, samples: NDArray[np.float32]) -> None:
        """Take in `samples`, shape (frames, channels), full scale ±1.0, finite."""
        if not len(samples):
            return
        by_channel = np.ascontiguousarray(samples.T)
        self._feed_power(by_channel)
        self._recent, self._peak = _peak_over(np.concatenate([self._recent, by_channel], axis=1), self._peak)

    def result(self) -> Loudness:
        """What was heard so far; more may be fed afterwards."""
        power = np.concatenate([np.zeros(0), *self._hops])
        # After the end there is silence, and enough of it brings everything that is waiting through the filter.
        _, peak = _peak_over(np.pad(self._recent, ((0, 0), (0, _HISTORY + _SPAN))), self._peak)
        return Loudness(
            integrated_lufs=_integrated(_sliding_mean(power, _MOMENTARY_HOPS)),
            range_lu=_range(_sliding_mean(power, _SHORT_TERM_HOPS)),
            true_peak_dbtp=max(20 * math.log10(peak), SILENT_DBTP) if peak > 0 else SILENT_DBTP,
        )

    def _feed_power(self, by_channel: NDArray[np.float32]) -> None:
        weighted, state = sosfilt(self._filter, by_channel.astype(np.float64), axis=1, zi=self._filter_state)
        # Fading towards zero for ever would end in numbers so small that processors take them slowly.
        state[np.abs(state) < 1e-30] = 0.0
        self._filter_state = state
        power = np.concatenate([self._pending, np.einsum("cn,cn->n", weighted, weighted)])
        whole = len(power) // self._hop_frames * self._hop_frames
        self._hops.append(power[:whole].reshape(-1, self._hop_frames).mean(axis=1))
        self._pending = power[whole:]


def k_weighting(sample_rate: int) -> NDArray[np.float64]:
    """The two filters of BS.1770-4 Annex 1 as second-order sections, for any rate.

    The standard lists coefficients for 48 kHz only; these are the analogue prototypes behind them, taken
    through the bilinear transform (the constants of libebur128; B. De Man, Evaluation of implementations of
    the EBU R128 loudness measurement, AES 2018).
    """
    shelf_hz, shelf_db, shelf_q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k = math.tan(math.pi * shelf_hz / sample_rate)
    high = 10 ** (shelf_db / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / shelf_q + k * k
    shelf = [
        (high + band * k / shelf_q + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - band * k / shelf_q + k * k) / a0,
        1.0,
        2 * (k * k - 1) / a0,
        (1 - k / shelf_q + k * k) / a0,
    ]
    cut_hz, cut_q = 38.13547087602444, 0.5003270373238773
    k = math.tan(math.pi * cut_hz / sample_rate)
    a0 = 1 + k / cut_q + k * k
    cut = [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / cut_q + k * k) / a0]
    return np.array([shelf, cut])


def _sliding_mean(power: NDArray[np.float64], hops: int) -> NDArray[np.float64]:
    if len(power) < hops:
        return np.zeros(0)
    means: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(power, hops).mean(axis=1)
    return means


def _lufs(power: Any) -> Any:
    return -0.691 + 10 * np.log10(power)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _integrated(momentary: NDArray[np.float64]) -> float | None:
    """BS.1770-4 equations 5 to 7: the mean of what is above -70 LUFS and above 10 LU below that mean."""
    heard = momentary[momentary > _power(_ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return None
    gated = heard[heard > heard.mean() * 10 ** (_RELATIVE_GATE_LU / 10)]
    return float(_lufs(gated.mean()))


def _range(short_term: NDArray[np.float64]) -> float:
    """EBU Tech 3342: from the 10th to the 95th percentile of what is above -70 LUFS and -20 LU."""
    heard = short_term[short_term >= _power(_ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return 0.0
    gated = heard[heard >= heard.mean() * 10 ** (_RANGE_GATE_LU / 10)]
    low, high = np.percentile(_lufs(gated), _RANGE_PERCENT, method="nearest")
    return float(high - low)


def _peak_over(samples: NDArray[np.float32], peak: float) -> tuple[NDArray[np.float32], float]:
    """What of `samples`, shape (channels, n), must come before the next ones, and the true peak so far.

    Spans too quiet to hold a new peak are passed over. The loudest goes first: it raises the bar for the others.
    """
    spans = (samples.shape[1] - _HISTORY) // _SPAN
    if not spans:
        return samples, peak
    whole = samples[:, : _HISTORY + spans * _SPAN]
    windows = np.lib.stride_tricks.sliding_window_view(whole, _SPAN + _HISTORY, axis=1)[:, ::_SPAN]
    loudest = _largest_under(whole, spans)
    first = np.unravel_index(loudest.argmax(), loudest.shape)
    peak = max(peak, float(loudest[first]))
    if loudest[first] * MOST_GAIN > peak:
        peak = max(peak, _interpolated_peak(windows[first][np.newaxis]))
    loudest[first] = 0.0
    candidates = loudest * MOST_GAIN > peak
    if candidates.any():
        peak = max(peak, _interpolated_peak(windows[candidates]))
    return samples[:, spans * _SPAN :], peak


def _largest_under(samples: NDArray[np.float32], spans: int) -> NDArray[np.float32]:
    """The largest magnitude within each span and the history before it, shape (channels, spans)."""
    size = np.abs(samples)
    within = size[:, _HISTORY:].reshape(len(samples), spans, _SPAN).max(axis=2)
    before = np.concatenate([size[:, :_HISTORY].max(axis=1)[:, np.newaxis], within[:, :-1]], axis=1)
    largest: NDArray[np.float32] = np.maximum(within, before)
    return largest


def _interpolated_peak(windows: NDArray[np.float32]) -> float:
    """The largest value of the fourfold interpolation where the filter lies within a window, shape (k, n)."""
    fourfold = upfirdn(_FILTER, windows, up=4, axis=1)
    return float(np.abs(fourfold[:, 4 * _HISTORY : -4 * _HISTORY or None]).max())
