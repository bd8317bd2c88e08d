"""How loud it was, and how much of that an ear may have: formulas, without any input or output.

Levels of samples are A-weighted decibels of the mean square of both channels; 0 dB is a mean square of 1.0. What they
are in a room in dBA, only a meter can tell: a calibration's offset is added.
"""

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE, duration, frames_from_s
from setplayer.values import Value

ALLOWED_DBA: Final = 80.0
ALLOWED_S: Final = 40 * 3600.0
"""A week's allowance: 80 dBA for 40 hours, half the time for each 3 dB more (WHO/ITU H.870, 2018, for adults)."""

WARN_DBA: Final = 75.0
MOST_DBA: Final = 80.0
"""What a session warns at, and never exceeds (field.md, "Hearing and level")."""

_QUIET_DB: Final = -150.0


class Exposure(Value):
    """A stretch of sound on one output: its mean level and that of its loudest second, as samples.

    `offset_db` makes dBA of them; None where the output was not calibrated.
    """

    seconds: float
    level_db: float
    loudest_db: float
    offset_db: float | None = None


def a_weighting(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """The gain of A-weighting at frequencies above 0 Hz: IEC 61672-1:2013, annex E; 1.0 at 1 kHz."""
    squared = hz**2
    below = (squared + 20.6**2) * np.sqrt((squared + 107.7**2) * (squared + 737.9**2)) * (squared + 12194.0**2)
    return np.asarray(10 ** (2.0 / 20) * 12194.0**2 * squared**2 / below)


_WINDOW: Final = np.hanning(BLOCK_FRAMES + 1)[:-1, np.newaxis].astype(np.float32)
_HZ: Final = np.linspace(0.0, SAMPLE_RATE / 2, BLOCK_FRAMES // 2 + 1)
_WEIGHTS: Final = a_weighting(_HZ) ** 2 * 2 / BLOCK_FRAMES**2 / float(np.mean(_WINDOW**2)) / 2


def mean_square(block: NDArray[np.float32]) -> float:
    """The A-weighted mean square of a block, shape (BLOCK_FRAMES, 2), averaged over both channels.

    Through a Hann window, lest the bass leaks to where the ear is keener; its loss is made up for, which is right on
    the average of many blocks. Within 0.2 dB of the curve from 100 Hz up.
    """
    spectrum = np.fft.rfft(block * _WINDOW, axis=0)
    return float(_WEIGHTS @ (spectrum.real**2 + spectrum.imag**2).sum(axis=1))


def decibels(square: float) -> float:
    """A mean square in decibels."""
    return 10 * math.log10(square) if square > 10 ** (_QUIET_DB / 10) else _QUIET_DB


def allowance(level_dba: float, seconds: float) -> float:
    """The share of a week's allowance that so long at a level takes; 1.0 is all of it."""
    return float(seconds / ALLOWED_S * 10 ** ((level_dba - ALLOWED_DBA) / 10))


def in_words(exposures: Iterable[Exposure]) -> str:
    """What a session's exposures come to, for people; empty when nothing was heard."""
    heard = [exposure for exposure in exposures if exposure.seconds > 0]
    if not heard:
        return ""
    known = [(e.seconds, e.level_db + e.offset_db) for e in heard if e.offset_db is not None]
    if not known:
        return "Hearing: not calibrated"
    seconds = sum(length for length, _ in known)
    level = 10 * math.log10(sum(length * 10 ** (dba / 10) for length, dba in known) / seconds)
    share = 100 * allowance(level, seconds)
    over = duration(frames_from_s(round(seconds / 60) * 60 if seconds >= 120 else round(seconds)))
    of_week = f"{share:.1f} %" if share >= 0.1 else "under 0.1 %"
    rest = "" if len(known) == len(heard) else "; another output was not calibrated"
    return f"Hearing: {level:.0f} dBA on average over {over}, {of_week} of a week's allowance (WHO/ITU H.870){rest}"
