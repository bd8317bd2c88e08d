"""Ten tracks to bench with: a person's own, or ten that are made once from the bundled soundscapes."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame

from bench.offline import CROSSFADE_S
from setplayer.library.paths import find_music
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import CELL_FRAMES, SAMPLE_RATE

TRACKS = 10
ARC_S = 3_600
_TRACK_S = (ARC_S + (TRACKS - 1) * CROSSFADE_S) // TRACKS + 1
_RATE = 44_100


class Rising:
    """An intensity that goes up and down once in a track."""

    def __init__(self, length_s: int):
        self.frames = length_s * SAMPLE_RATE

    def values(self, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return 5.0 - 4.0 * np.cos(2 * np.pi * frames / self.frames)


def own_files(folder: Path) -> list[str]:
    """The first ten music files of a folder, by name. Raises SystemExit where there are fewer."""
    files = sorted(find_music(folder))[:TRACKS]
    if len(files) < TRACKS:
        raise SystemExit(f"{folder}: ten music files are needed, and here are {len(files)}; give another folder.")
    return files


def made_files(length_s: int = _TRACK_S) -> tuple[Path, list[str]]:
    """A folder with ten MP3 files of our soundscapes, made when they are not there yet, and their names."""
    folder = Path(tempfile.gettempdir()) / (
        "setplayer-bench-music-1" + (f"-{length_s}s" if length_s != _TRACK_S else "")
    )
    folder.mkdir(exist_ok=True)
    names = [f"{number:02}.mp3" for number in range(TRACKS)]
    recipes = [recipe for _, recipe in sorted(shipped_recipes().items())]
    for number, name in enumerate(names):
        if not (folder / name).exists():
            print(f"Making track {number + 1} of {TRACKS} ...", flush=True)
            _make(folder / name, Soundscape(recipes[number % len(recipes)], seed=number), length_s)
    return folder, names


def _make(path: Path, soundscape: Soundscape, length_s: int) -> None:
    unfinished = path.with_suffix(".unfinished")
    with av.open(str(unfinished), "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=_RATE, layout="stereo", bit_rate=192_000)
        for cell in range(-(-length_s * SAMPLE_RATE // CELL_FRAMES)):
            sound = np.ascontiguousarray(soundscape.cell(cell, Rising(length_s)))
            frame = AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="stereo")
            frame.sample_rate = SAMPLE_RATE
            frame.pts = cell * CELL_FRAMES
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    unfinished.rename(path)


def length_s(frames: Sequence[int]) -> int:
    """How long tracks of these lengths last together, joined by crossfades, in whole seconds."""
    return (sum(frames) - (len(frames) - 1) * CROSSFADE_S * SAMPLE_RATE) // SAMPLE_RATE
