"""Time and level in the units of the engine, and the words people read them in.

Inside, a moment is a whole number of frames at `SAMPLE_RATE`; people see minutes and seconds.
"""

import math
from typing import Final

SAMPLE_RATE: Final = 48_000
"""Frames per second of everything that is mixed."""

BLOCK_FRAMES: Final = 2_048
"""Frames in one absolute block of sound: block k holds frames [k * BLOCK_FRAMES, (k + 1) * BLOCK_FRAMES)."""

CELL_FRAMES: Final = 65_536
"""Frames in one absolute cell of a soundscape."""


def frames_from_s(seconds: float) -> int:
    """Nearest whole frame."""
    return round(seconds * SAMPLE_RATE)


def s_from_frames(frames: int) -> float:
    """Seconds, unrounded."""
    return frames / SAMPLE_RATE


def gain_from_db(level_db: float) -> float:
    """Amplitude factor of a level in decibels."""
    return float(10.0 ** (level_db / 20.0))


def db_from_gain(gain: float) -> float:
    """Level in decibels of an amplitude factor; minus infinity for 0."""
    return 20.0 * math.log10(gain) if gain > 0 else -math.inf


def clock(frames: int) -> str:
    """A moment as people read it: `4:05`, `1:04:05`, `−0:30` before zero. Rounded down to the second."""
    seconds = abs(frames) // SAMPLE_RATE
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"−{text}" if frames < 0 and text != "0:00" else text


def duration(frames: int) -> str:
    """A length as arc files write it: `12 min`, `90 s`, `1 h 30 min`, `2 min 30 s`. Rounded to the second."""
    total = round(frames / SAMPLE_RATE)
    hours, minutes, seconds = total // 3600, total // 60 % 60, total % 60
    parts = [f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if n]
    return " ".join(parts) or "0 s"
