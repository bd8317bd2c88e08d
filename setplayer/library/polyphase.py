"""The interpolating filter for true peaks: four-fold, 48 taps in four phases, as in ITU-R BS.1770-4 Annex 2.

The annex asks for such a filter and prints one set of coefficients that would do, whose phases lie an eighth of a
sample beside the samples. This is libebur128's instead, a sinc under a Hann window whose first phase is the sample
itself: it reads the sines of EBU Tech 3341 within 0.1 dB where the printed one is up to 0.3 dB low
(docs/decisions/046).
"""

from typing import Final

import numpy as np

PHASES: Final = 4

_LENGTH: Final = 48
"""Taps of all phases together. The window's 49th value would be 0."""

_PLACES: Final = np.arange(_LENGTH) - _LENGTH // 2

TAPS: Final = (np.sinc(_PLACES / PHASES) * (0.5 + 0.5 * np.cos(2 * np.pi * _PLACES / _LENGTH))).reshape(-1, PHASES)
"""Shape (12, 4): tap, phase."""

MOST_GAIN: Final = float(np.abs(TAPS).sum(axis=0).max()) * 1.0001
"""No interpolated value exceeds this times the largest sample under the filter, rounding included."""
