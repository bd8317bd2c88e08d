"""The interpolating filter of ITU-R BS.1770-4 Annex 2: four-fold, 48 taps, for true peaks."""

from typing import Final

import numpy as np

_HALF: Final = (
    np.array(
        [
            [14, -239, -155, -68],
            [90, 240, 271, 122],
            [-161, -424, -477, -218],
            [272, 730, 832, 390],
            [-487, -1364, -1641, -838],
            [1125, 3810, 6388, 7964],
        ],
        dtype=np.float64,
    )
    / 8192.0
)
"""The first six taps of phases 0 to 3, in steps of 1/8192; the other six are the same backwards, in phases 3 to 0."""

TAPS: Final = np.concatenate([_HALF, _HALF[::-1, ::-1]])
"""Shape (12, 4): tap, phase."""

MOST_GAIN: Final = float(np.abs(TAPS).sum(axis=0).max())
"""No interpolated value exceeds this times the largest sample under the filter."""
