"""Where something happens in a recording of the steady tone."""

import numpy as np

from bench.live.recording import Sound
from bench.live.tracks import TONE_HZ
from setplayer.units import SAMPLE_RATE

_PERIOD = SAMPLE_RATE // TONE_HZ
_QUARTER = _PERIOD // 4
_SILENT = 1e-6
_BEFORE = SAMPLE_RATE * 15 // 1000
_SLOPE_DB_PER_S = 2.0
"""No gain changes its course by less when a cue asks for it: unduck rises by 5 dB/s, the others move faster."""


def level(sound: Sound) -> Sound:
    """The tone's amplitude at each frame, from it and the frame a quarter of a period later: shorter by that."""
    return np.hypot(sound[:-_QUARTER], sound[_QUARTER:])


def turns(sound: Sound, *, down: bool) -> int | None:
    """The first frame from which the level goes down (or up) more steeply than it did in the first 15 ms."""
    amplitude = np.maximum(level(sound), _SILENT)
    slope_db = 20 * np.log10(amplitude[_PERIOD:] / amplitude[:-_PERIOD])
    change_db = slope_db - np.median(slope_db[:_BEFORE])
    found = np.flatnonzero((-change_db if down else change_db) > _SLOPE_DB_PER_S * _PERIOD / SAMPLE_RATE)
    return int(found[0]) + _PERIOD if len(found) else None


def sounds_again(sound: Sound) -> tuple[int, int] | None:
    """The first frame after the longest silence, and the first after it at half the level of before; None without."""
    amplitude = level(sound)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], amplitude <= _SILENT, [0])).astype(np.int8)))
    runs = edges.reshape(-1, 2)  # from the first silent frame to the first that is not
    if not len(runs):
        return None
    begin, first = runs[np.argmax(runs[:, 1] - runs[:, 0])]
    half = np.flatnonzero(amplitude[first:] > np.median(amplitude[:begin]) / 2) if begin else np.empty(0)
    return (int(first), int(first + half[0])) if len(half) else None


def told(name: str, seconds: list[float], unit_ms: bool = True) -> str:
    """A line: p50, p99 and the longest of some times."""
    factor, unit = (1000.0, "ms") if unit_ms else (1.0, "s")
    figures = (factor * float(np.percentile(seconds, share)) for share in (50, 99, 100))
    form = "7.0f" if unit_ms else "7.2f"
    return f"{name:44}" + "".join(f"  {value:{form}} {unit}" for value in figures) + f"  {len(seconds):5}"


HEADER = f"{'':44}  {'p50':>10}  {'p99':>{10 - 1}}  {'longest':>9}  times"
