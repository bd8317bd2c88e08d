"""The sound test: a soft tone on the left, then a higher one on the right."""

from typing import Final

import numpy as np

from setplayer.library.samples import Samples
from setplayer.units import SAMPLE_RATE, frames_from_s, gain_from_db

_HZ: Final = (440.0, 554.37)
_PEAK_DB: Final = -32.0
_TONE_S: Final = 1.2
_RAMP_S: Final = 0.4


def left_then_right() -> list[Samples]:
    """The two tones, each up from nothing and down again, with a pause after each."""
    frames, ramp = frames_from_s(_TONE_S), frames_from_s(_RAMP_S)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(ramp) / ramp)
    envelope = gain_from_db(_PEAK_DB) * np.concatenate([rise, np.ones(frames - 2 * ramp), rise[::-1]])
    parts = []
    for side, hz in enumerate(_HZ):
        tone = np.zeros((frames + ramp, 2), np.float32)
        tone[:frames, side] = envelope * np.sin(2 * np.pi * hz * np.arange(frames) / SAMPLE_RATE)
        parts.append(tone)
    return parts
