"""A soundscape heard before a client does: how loud it is at each intensity, its peak, and how fast it is made."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from setplayer.engine.sounds import loudness_of
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipe import ANCHORS, Recipe
from setplayer.soundscape.shapes import Float32s, Float64s, Frames, rise
from setplayer.units import CELL_FRAMES, SAMPLE_RATE

ROOT_HZ: Final = 73.42
"""The D that every soundscape that ships is tuned to."""

MEANT_LUFS: Final = (-27.2, -24.8, -22.4, -20.0)
"""How loud a soundscape is meant to be at the intensities of ANCHORS; those that ship stray by about 1 LU."""

_MOST_LOUDER_LU: Final = 3.0
_MOST_SOFTER_LU: Final = 6.0  # one that hardly follows intensity is this much softer at its fullest, as hearth is
_LEAST_SPEED: Final = 15.0  # with as much again for crossfades, and a slower computer
_FROM_FRAME: Final = 60 * SAMPLE_RATE
_HEARD_FRAMES: Final = 20 * SAMPLE_RATE

Report = Callable[[int, int], object]


@dataclass(frozen=True)
class Course:
    """Intensity that runs in a straight line over a number of frames, and stays."""

    first: float
    last: float
    frames: int

    def values(self, frames: Frames) -> Float64s:
        """The intensity at each of these frames."""
        return self.first + (self.last - self.first) * (frames / max(self.frames, 1)).clip(0.0, 1.0)


@dataclass(frozen=True)
class Heard:
    """What a meter says of a soundscape at one intensity."""

    intensity: float
    lufs: float | None
    """None where there was only silence."""
    true_peak_dbtp: float
    times_real: float
    """Seconds of sound made in a second of one core."""


def heard(recipe: Recipe, report: Report) -> tuple[Heard, ...]:
    """Twenty seconds of a soundscape at each of ANCHORS, from a minute after its beginning."""
    return tuple(_heard(recipe, intensity, number, report) for number, intensity in enumerate(ANCHORS))


def _heard(recipe: Recipe, intensity: float, number: int, report: Report) -> Heard:
    soundscape, flat = Soundscape(recipe, seed=1), Course(intensity, intensity, 1)
    soundscape.span(_FROM_FRAME - 1, 1, flat)  # what is kept from cell to cell is made by now
    before = time.process_time()
    made = soundscape.span(_FROM_FRAME, _HEARD_FRAMES, flat)
    took_s = max(time.process_time() - before, 1e-3)
    found = loudness_of(made)
    report(number + 1, len(ANCHORS))
    return Heard(intensity, found.integrated_lufs, found.true_peak_dbtp, _HEARD_FRAMES / SAMPLE_RATE / took_s)


def warnings(recipe: Recipe, measured: tuple[Heard, ...]) -> Iterator[tuple[str, str]]:
    """What its author should look at again: a key of the recipe, and a sentence about it."""
    if abs(recipe.root_hz - ROOT_HZ) > 0.01:
        yield "root_hz", f"those that ship have {ROOT_HZ:g}; a crossfade between them and this one is out of tune"
    level = "level_db" if recipe.lufs is None else "lufs"
    for one, meant in zip(measured, MEANT_LUFS, strict=True):
        at = f"at intensity {one.intensity:g}"
        if one.lufs is None:
            yield "voices", f"{at} nothing was heard for {_HEARD_FRAMES // SAMPLE_RATE} s; give a voice more chance"
        elif (off := one.lufs - meant) > _MOST_LOUDER_LU:
            yield level, f"{at} it is {off:.0f} LU louder than those that ship; lower it by about {off:.0f}"
        elif off < -_MOST_SOFTER_LU:
            yield level, f"{at} it is {-off:.0f} LU softer than those that ship; raise it by about {-off:.0f}"
    slowest = min(one.times_real for one in measured)
    if slowest < _LEAST_SPEED:
        wanted = f"{_LEAST_SPEED:.0f} times are wanted"
        yield "voices", f"this computer makes it only {slowest:.0f} times as fast as it is heard, and {wanted}"


def made(recipe: Recipe, seed: int, course: Course, *, fade_s: float) -> Iterator[tuple[int, Float32s]]:
    """A soundscape from its first frame over a course, as (first frame, samples), faded in and out over `fade_s`."""
    soundscape, fade_frames = Soundscape(recipe, seed), fade_s * SAMPLE_RATE
    for first in range(0, course.frames, CELL_FRAMES):
        samples = soundscape.span(first, min(CELL_FRAMES, course.frames - first), course)
        frames = np.arange(first, first + len(samples))
        gains = rise(frames / fade_frames) * rise((course.frames - 1 - frames) / fade_frames)
        yield first, samples * gains[:, None].astype(np.float32)
