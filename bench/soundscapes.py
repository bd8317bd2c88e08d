"""What the soundscapes measure: `python -m bench.soundscapes [NAME ...]` prints one row for each at I 1, 4, 7 and 10.

LUFS, range and true peak are ffmpeg's (ebur128) over three minutes, when ffmpeg is there. Time is the process's own,
of a second soundscape that renders the same three minutes from cold: run it with OPENBLAS_NUM_THREADS=1 for one core.
"""

import re
import shutil
import subprocess
import sys
import time

import numpy as np
import numpy.typing as npt

from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.player import VoicePlayer
from setplayer.soundscape.recipe import Recipe, at
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import CELL_FRAMES, SAMPLE_RATE

SECONDS = 180
SEED = 1
WINDOW = 16_384


class Flat:
    """One intensity for ever."""

    def __init__(self, intensity: float):
        self.intensity = intensity

    def values(self, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return np.full(len(frames), self.intensity)


def loudness(sound: npt.NDArray[np.float32]) -> tuple[float, float, float]:
    """Integrated LUFS, range in LU and true peak in dBTP by ffmpeg; not-a-number without it."""
    if not shutil.which("ffmpeg"):
        return float("nan"), float("nan"), float("nan")
    source = ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", "-"]
    command = ["ffmpeg", "-hide_banner", "-nostats", *source, "-af", "ebur128=peak=true", "-f", "null", "-"]
    ran = subprocess.run(command, input=sound.tobytes(), capture_output=True, check=True)
    summary = ran.stderr.decode(errors="replace").rpartition("Summary")[2]
    integrated, wide, peak = (
        re.search(label, summary) for label in (r"I:\s+(\S+)", r"LRA:\s+(\S+)", r"Peak:\s+(\S+)")
    )
    return tuple(float(found[1]) if found else float("nan") for found in (integrated, wide, peak))


def centroid_hz(sound: npt.NDArray[np.float32]) -> float:
    """Mean frequency of the amplitude spectrum."""
    mono = sound.mean(axis=1)
    blocks = mono[: len(mono) // WINDOW * WINDOW].reshape(-1, WINDOW) * np.kaiser(WINDOW, 16)
    size = np.abs(np.fft.rfft(blocks)).mean(axis=0)
    return float(np.sum(size * np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE)) / np.sum(size))


def notes_per_minute(recipe: Recipe, intensity: float) -> float:
    """How many notes begin."""
    cells, heard = SECONDS * SAMPLE_RATE // CELL_FRAMES, 0
    for voice in recipe.voices:
        player = VoicePlayer(recipe, voice, SEED, 1)
        slots = {o.slot for c in range(cells) for o in player.onsets(c) if o.luck < at(voice.chance, intensity)}
        heard += len(slots)
    return heard / (cells * CELL_FRAMES / SAMPLE_RATE / 60)


def main(names: list[str]) -> None:
    recipes = shipped_recipes()
    print("soundscape    I   LUFS  LRA   dBTP  centroid Hz  notes/min  ms per s  x real time")
    for name in names or sorted(recipes):
        for intensity in (1, 4, 7, 10):
            here = Soundscape(recipes[name], SEED)
            begin = time.process_time()
            sound = here.span(0, SECONDS * SAMPLE_RATE, Flat(intensity))
            ms = (time.process_time() - begin) * 1000 / SECONDS
            integrated, wide, peak = loudness(sound)
            print(
                f"{name:12} {intensity:2}  {integrated:5.1f} {wide:4.1f}  {peak:5.1f}  {centroid_hz(sound):11.0f}"
                f"  {notes_per_minute(recipes[name], intensity):9.0f}  {ms:8.1f}  {1000 / ms:11.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
