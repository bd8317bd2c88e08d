"""What making soundscapes costs: `python -m bench.soundscapes [NAME ...]`, one row for each at 1, 4, 7 and 10.

Time is the process's own, of three minutes from cold, on one core. Live it is the same work, spread over the time it
lasts. Other work on the machine, above all on a core's other half, shows: compare runs.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy: its idle threads count as our time

import sys
import time

import numpy as np
import numpy.typing as npt

from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.player import VoicePlayer
from setplayer.soundscape.recipe import ANCHORS, Recipe, at
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import CELL_FRAMES, SAMPLE_RATE

SECONDS = 180
SEED = 1


class Flat:
    """One intensity for ever."""

    def __init__(self, intensity: float):
        self.intensity = intensity

    def values(self, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return np.full(len(frames), self.intensity)


def notes_per_minute(recipe: Recipe, intensity: float, from_s: int, length_s: int) -> float:
    """How many notes begin."""
    cells = range(from_s * SAMPLE_RATE // CELL_FRAMES, (from_s + length_s) * SAMPLE_RATE // CELL_FRAMES)
    heard = 0
    for voice in recipe.voices:
        player = VoicePlayer(recipe, voice, SEED, 1)
        onsets = {onset for cell in cells for onset in player.onsets(cell)}
        begin, end = cells.start * CELL_FRAMES, cells.stop * CELL_FRAMES
        heard += sum(o.luck < at(voice.chance, intensity) for o in onsets if begin <= o.frame < end)
    return heard / (len(cells) * CELL_FRAMES / SAMPLE_RATE / 60)


def ms_per_second(recipe: Recipe, intensity: float) -> float:
    """Processor time of a second of sound."""
    here = Soundscape(recipe, SEED)
    begin = time.process_time()
    here.span(0, SECONDS * SAMPLE_RATE, Flat(intensity))
    return (time.process_time() - begin) * 1000 / SECONDS


def main(names: list[str]) -> None:
    recipes = shipped_recipes()
    print("soundscape    I  ms per s  x real time  live, of a core")
    for name in names or sorted(recipes):
        for intensity in ANCHORS:
            ms = ms_per_second(recipes[name], intensity)
            print(f"{name:12} {intensity:2.0f}  {ms:8.1f}  {1000 / ms:11.0f}  {ms / 1000:15.1%}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
