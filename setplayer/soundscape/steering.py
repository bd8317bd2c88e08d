"""The level that keeps a soundscape as loud as it is meant to be, whatever notes meet by chance.

The power of the last second and a third, weighted nearly as loudness is (ITU-R BS.1770), sets the gain: slow
enough for a struck note to be heard as struck, quick enough for the three seconds of short-term loudness. It
looks only back, so that a change of intensity alters nothing before it; and no state runs on, as all it needs
is the cell before.
"""

from typing import Final

import numpy as np

from setplayer.soundscape.shapes import Float32s, Float64s, Frames, lines
from setplayer.units import CELL_FRAMES

_BLOCK: Final = 1_024
_BLOCKS: Final = CELL_FRAMES // _BLOCK
_BOX: Final = _BLOCKS // 2
_WHOLE: Final = 2.0**40
"""Powers are whole numbers at this scale, so that they can be summed in any order."""
_LEAST_POWER: Final = 3e-5
"""Where there is almost nothing, nothing is lifted further."""

# K-weighting within half a decibel for music that lies below 8 kHz. What is left of a wave in means over 256
# frames is the bass, of which it takes off up to two thirds; differences over four frames are the highs, which
# it lifts.
_BASS_FRAMES: Final = 256
_BASS_SHARE: Final = 0.65
_HIGH_LAG: Final = 4
_HIGH_SHARE: Final = 0.45
_OFFSET_LU: Final = 0.691


def block_powers(sound: Float32s) -> Frames:
    """Weighted power of each block of 1 024 frames of a cell (2, CELL_FRAMES): both ears, in whole numbers."""
    bass = sound.reshape(2, _BLOCKS, -1, _BASS_FRAMES).mean(axis=3, dtype=np.float64)
    blocks = sound.reshape(2, _BLOCKS, _BLOCK)
    highs = blocks[..., _HIGH_LAG:] - blocks[..., :-_HIGH_LAG]
    power = np.square(blocks, dtype=np.float64).mean(axis=2)
    power += _HIGH_SHARE * np.square(highs, dtype=np.float64).mean(axis=2) - _BASS_SHARE * (bass**2).mean(axis=2)
    return np.asarray(np.rint(power.sum(axis=0) * _WHOLE), np.int64)


def steady(before: Frames, here: Frames) -> Float32s:
    """The gain of each frame of a cell that makes 0 LUFS of it, from the powers of the cell before and of this one.

    A line over [g, g + 1 024) runs from what the blocks before g − 1 024 say to what those before g say.
    """
    known = np.concatenate([before, here[:-1]])
    # A box twice over is a triangle; sums of whole numbers are the same wherever they begin.
    mean = _boxed(_boxed(known)) / (_WHOLE * _BOX * _BOX)
    gains: Float64s = 10.0 ** (_OFFSET_LU / 20.0) / np.sqrt(np.maximum(mean, _LEAST_POWER))
    return lines(gains, _BLOCK)


def _boxed(powers: Frames) -> Frames:
    """Sums of `_BOX` neighbours."""
    upto = np.concatenate([[0], np.cumsum(powers)])
    return np.asarray(upto[_BOX:] - upto[:-_BOX])
