"""How loud a recording is, measured while it streams by.

Integrated loudness by ITU-R BS.1770-4 with both gates, momentary and short-term loudness by EBU Tech 3341,
loudness range by EBU Tech 3342, true peak by BS.1770-4 Annex 2. Windows begin with the recording and end before it
does: none is filled up with silence.
"""

import math
from array import array
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import sosfilt

from setplayer.library.peaks import PeakMeter
from setplayer.library.track import SILENT_DBTP

_ABSOLUTE_GATE_LUFS: Final = -70.0
_RELATIVE_GATE_LU: Final = -10.0
_RANGE_GATE_LU: Final = -20.0
_RANGE_SHARES: Final = (0.10, 0.95)

_STEPS_A_HOP: Final = 10
"""A hop is 100 ms, by which gating blocks move on; a step is 10 ms, fine enough for maxima to be exact to 0.1 LU."""

_MOMENTARY_HOPS: Final = 4
_SHORT_TERM_HOPS: Final = 30

_SUDDEN_LU: Final = 12.0
"""So much louder than anything in the 3 s before: as a door that slams, and far more than a note that begins."""

_SUDDEN_BELOW_LU: Final = 3.0
"""What becomes loud but stays further than this below the piece's own loudness startles nobody."""

_SILENT_BELOW_LU: Final = 30.0
"""What is further below the piece's own loudness is silence to the ear, however silent."""

_SUDDEN_APART_HOPS: Final = 100
_MOST_SUDDEN: Final = 16

_RANGE_EVERY_HOPS: Final = 10
"""The loudness range looks at short-term loudness once a second, as libebur128 does (docs/decisions/045)."""


@dataclass(frozen=True)
class Loudness:
    """What a meter heard."""

    integrated_lufs: float | None
    """None when nothing was above the absolute gate of -70 LUFS for 400 ms."""

    range_lu: float
    """0 when nothing was above the gates for 3 s."""

    max_momentary_lufs: float | None
    """The loudest 400 ms; None when there were none, or only digital silence."""

    max_short_term_lufs: float | None
    """The loudest 3 s; None when there were none, or only digital silence."""

    true_peak_dbtp: float
    """The larger of the true peak and the largest sample; SILENT_DBTP for digital silence."""


class LoudnessMeter:
    """Measures a stream of one or two channels, which count equally (BS.1770-4, Table 3).

    A recording is measured as it sounds here: mono counts on both sides once it has been made stereo.
    """

    def __init__(self, sample_rate: int, channels: int = 2):
        self._filter = k_weighting(sample_rate)
        self._filter_state = np.zeros((len(self._filter), channels, 2))
        self._step_frames = round(sample_rate / (10 * _STEPS_A_HOP))
        self._pending = np.zeros(0)
        self._hops = array("d")
        self._momentary = _Loudest(_MOMENTARY_HOPS * _STEPS_A_HOP)
        self._short_term = _Loudest(_SHORT_TERM_HOPS * _STEPS_A_HOP)
        self._peak = PeakMeter(channels)

    def feed(self, samples: NDArray[np.float32]) -> None:
        """Take in `samples`, shape (frames, channels), full scale ±1.0, finite."""
        if not len(samples):
            return
        by_channel = np.ascontiguousarray(samples.T)
        self._feed_power(by_channel)
        self._peak.feed(by_channel)

    def result(self) -> Loudness:
        """What was heard so far; more may be fed afterwards."""
        peak = self._peak.result()
        return Loudness(
            integrated_lufs=_integrated(self._means(_MOMENTARY_HOPS)),
            range_lu=_range(self._means(_SHORT_TERM_HOPS)[::_RANGE_EVERY_HOPS]),
            max_momentary_lufs=_lufs_or_none(self._momentary.power),
            max_short_term_lufs=_lufs_or_none(self._short_term.power),
            true_peak_dbtp=max(20 * math.log10(peak), SILENT_DBTP) if peak > 0 else SILENT_DBTP,
        )

    def short_term_lufs(self) -> NDArray[np.float64]:
        """Short-term loudness so far, for plots: value k is that of the 3 s from k tenths of a second on.

        Minus infinity in digital silence. Shorter than the recording by 29 values, since windows are whole.
        """
        with np.errstate(divide="ignore"):
            series: NDArray[np.float64] = _lufs(self._means(_SHORT_TERM_HOPS))
        return series

    def sudden_frames(self) -> tuple[int, ...]:
        """Where it becomes loud all at once, in frames: the first of each 10 s, of the first sixteen.

        400 ms that are 12 LU louder than any in the 3 s before them, and about as loud as the whole or louder. The
        first seconds are none: a piece begins in a crossfade.
        """
        momentary = self._means(_MOMENTARY_HOPS)
        whole = _integrated(momentary)
        if whole is None or len(momentary) <= _SHORT_TERM_HOPS:
            return ()
        with np.errstate(divide="ignore"):
            loudness = np.maximum(_lufs(momentary), whole - _SILENT_BELOW_LU)
        before = _sliding_max(loudness, _SHORT_TERM_HOPS - _MOMENTARY_HOPS + 1)
        after = loudness[_SHORT_TERM_HOPS:]
        risen = (after - before[: len(after)] >= _SUDDEN_LU) & (after >= whole - _SUDDEN_BELOW_LU)
        found: list[int] = []
        for hop in (np.flatnonzero(risen) + _SHORT_TERM_HOPS).tolist():
            if not found or hop - found[-1] >= _SUDDEN_APART_HOPS:
                found.append(hop)
        end = _MOMENTARY_HOPS - 1  # a window that has just become loud ends in what is loud
        return tuple((hop + end) * _STEPS_A_HOP * self._step_frames for hop in found[:_MOST_SUDDEN])

    def _feed_power(self, by_channel: NDArray[np.float32]) -> None:
        weighted, state = sosfilt(self._filter, by_channel.astype(np.float64), axis=1, zi=self._filter_state)
        # Fading towards zero for ever would end in numbers so small that processors take them slowly.
        state[np.abs(state) < 1e-30] = 0.0
        self._filter_state = state
        power = np.concatenate([self._pending, np.einsum("cn,cn->n", weighted, weighted)])
        hop_frames = _STEPS_A_HOP * self._step_frames
        whole = len(power) // hop_frames * hop_frames
        self._pending = power[whole:]
        steps = power[:whole].reshape(-1, self._step_frames).mean(axis=1)
        self._hops.extend(steps.reshape(-1, _STEPS_A_HOP).mean(axis=1))
        self._momentary.feed(steps)
        self._short_term.feed(steps)

    def _means(self, hops: int) -> NDArray[np.float64]:
        """Mean power of every whole window of so many hops."""
        return _sliding_mean(np.array(self._hops), hops)


class _Loudest:
    """The largest mean power of any `length` steps in a row."""

    def __init__(self, length: int):
        self.power = 0.0
        self._length = length
        self._recent = np.zeros(0)

    def feed(self, steps: NDArray[np.float64]) -> None:
        joined = np.concatenate([self._recent, steps])
        self._recent = joined[max(0, len(joined) - self._length + 1) :]
        self.power = max([self.power, *_sliding_mean(joined, self._length)])


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


def _sliding_mean(power: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    if len(power) < length:
        return np.zeros(0)
    means: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(power, length).mean(axis=1)
    return means


def _sliding_max(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    largest: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(values, length).max(axis=1)
    return largest


def _lufs(power: Any) -> Any:
    return -0.691 + 10 * np.log10(power)


def _lufs_or_none(power: float) -> float | None:
    return float(_lufs(power)) if power > 0 else None


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
    gated = np.sort(heard[heard >= heard.mean() * 10 ** (_RANGE_GATE_LU / 10)])
    # The standard's own listing rounds halves up to the next value.
    low, high = (gated[math.floor((len(gated) - 1) * share + 0.5)] for share in _RANGE_SHARES)
    return float(_lufs(high) - _lufs(low))
