"""The plain tone bed: the last link of the chain that is never silent. No file, no recipe, nothing that can
fail."""

from typing import Final

import numpy as np

from setplayer.soundscape.shapes import Float32s, turn_steps, turns_at
from setplayer.units import SAMPLE_RATE

# (pitch in Hz, gain, start in turns, place from −1 left to 1 right): an open fifth on the soundscapes' own D.
# Pairs about a tenth of a hertz apart come and go slowly, which keeps it from being a test tone.
_PARTIALS: Final = (
    (73.42, 0.026, 0.00, 0.0),
    (110.13, 0.017, 0.31, 0.0),
    (146.84, 0.024, 0.17, -0.5),
    (146.93, 0.020, 0.62, 0.5),
    (220.26, 0.015, 0.45, 0.6),
    (220.39, 0.010, 0.08, -0.6),
    (293.68, 0.006, 0.77, -0.4),
    (293.75, 0.0045, 0.26, 0.4),
    (440.52, 0.002, 0.53, 0.3),
)
_HZ, _GAIN, _START, _PLACE = np.array(_PARTIALS).T
_STEPS: Final = turn_steps(_HZ, SAMPLE_RATE)
_EARS: Final = _GAIN[:, None] * np.sqrt(np.array([1.0 - _PLACE, 1.0 + _PLACE]).T)
_WORD: Final = 2**64


def tone_bed(first_frame: int, count: int) -> Float32s:
    """The frames [first_frame, first_frame + count) of the bed, shape (count, 2); about −28 LUFS.

    In closed form from the absolute frame, so that any span fits any other without a seam, after any time.
    No sample exceeds −16 dBFS.
    """
    frames = np.uint64(first_frame % _WORD) + np.arange(max(count, 0), dtype=np.uint64)
    made = np.zeros((2, len(frames)), np.float32)
    for step, start, ears in zip(_STEPS, _START, _EARS.astype(np.float32), strict=True):
        made += ears[:, None] * np.sin((2.0 * np.pi * (turns_at(frames, step) + start)).astype(np.float32))
    return np.ascontiguousarray(made.T)
