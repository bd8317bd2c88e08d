"""The true peak of a stream: the largest value of its fourfold interpolation (ITU-R BS.1770-4 Annex 2)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.library.polyphase import MOST_GAIN, TAPS

_SPAN: Final = 32
"""Samples that are interpolated, or passed over, together: of 16, 32 and 64 the quickest."""

_HISTORY: Final = len(TAPS) - 1


def _spread(taps: NDArray[np.float64]) -> NDArray[np.float32]:
    """The filter as a matrix: a row of _HISTORY + _SPAN samples times it is _SPAN samples interpolated fourfold."""
    matrix = np.zeros((_HISTORY + _SPAN, _SPAN, taps.shape[1]), dtype=np.float32)
    for sample in range(_SPAN):
        matrix[sample : sample + len(taps), sample] = taps[::-1]
    return matrix.reshape(len(matrix), -1)


_MATRIX: Final = _spread(TAPS)


class PeakMeter:
    """Follows the true peak of a stream of any number of channels."""

    def __init__(self, channels: int):
        self._recent = np.zeros((channels, _HISTORY), dtype=np.float32)
        self._peak = 0.0

    def feed(self, by_channel: NDArray[np.float32]) -> None:
        """Take in samples of shape (channels, n), finite."""
        self._recent, self._peak = _peak_over(np.concatenate([self._recent, by_channel], axis=1), self._peak)

    def result(self) -> float:
        """The larger of the true peak and the largest sample so far, as an amplitude; more may be fed afterwards."""
        # After the end there is silence, and enough of it brings everything that is waiting through the filter.
        return _peak_over(np.pad(self._recent, ((0, 0), (0, _HISTORY + _SPAN))), self._peak)[1]


def _peak_over(samples: NDArray[np.float32], peak: float) -> tuple[NDArray[np.float32], float]:
    """What of `samples`, shape (channels, n), must come before the next ones, and the peak so far.

    Spans too quiet to hold a new peak are passed over.
    """
    spans = (samples.shape[1] - _HISTORY) // _SPAN
    if not spans:
        return samples, peak
    whole = samples[:, : _HISTORY + spans * _SPAN]
    loudest = _largest_under(whole, spans)
    peak = max(peak, float(loudest.max()))
    candidates = loudest * MOST_GAIN > peak
    if candidates.any():
        windows = np.lib.stride_tricks.sliding_window_view(whole, _HISTORY + _SPAN, axis=1)[:, ::_SPAN]
        fourfold = windows[candidates] @ _MATRIX
        peak = max(peak, float(fourfold.max()), -float(fourfold.min()))
    return samples[:, spans * _SPAN :], peak


def _largest_under(samples: NDArray[np.float32], spans: int) -> NDArray[np.float32]:
    """The largest magnitude within each span and the history before it, shape (channels, spans)."""
    size = np.abs(samples)
    within = size[:, _HISTORY:].reshape(len(samples), spans, _SPAN).max(axis=2)
    before = np.concatenate([size[:, :_HISTORY].max(axis=1)[:, np.newaxis], within[:, :-1]], axis=1)
    largest: NDArray[np.float32] = np.maximum(within, before)
    return largest
