"""Chance that can be looked up anywhere: a counter-based generator instead of a sequence."""

import zlib
from typing import Final

import numpy as np
import numpy.typing as npt

_HALF: Final = 2**32
_WORD: Final = 2**64 - 1


def uniforms(seed: int, name: str, index: int, count: int, stream: int = 0) -> npt.NDArray[np.float64]:
    """`count` numbers in [0, 1) that belong to (seed, name, index, stream) and to nothing else.

    `index` counts slots, from −2³² up. It sits in a high word of the counter: in the lowest one neighbouring
    slots would share one stream, shifted by four draws. `random_raw`, unlike `Generator`, is stable over
    NumPy's versions.
    """
    # As arrays: NumPy would take a list with a number above 2⁶³ as floats and lose its last bits.
    key = np.array([seed & _WORD, zlib.crc32(name.encode())], np.uint64)
    counter = np.array([0, 0, index + _HALF, stream], np.uint64)
    raw = np.random.Philox(key=key, counter=counter).random_raw(count)
    return np.asarray(raw >> np.uint64(11), np.float64) * 2.0**-53
