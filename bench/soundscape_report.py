"""What soundscapes measure beside recordings: `python -m bench.soundscape_report PAGE [--recordings DIR]`.

Writes the tables to PAGE (Markdown), and beside it in `pictures/soundscapes/` one picture of each soundscape's
spectrum while intensity rises from 1 to 10, drawn by ffmpeg. Recordings are measured alike; only figures are kept.
"""

import argparse
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.soundscape_measures import Measures, Sound, measure
from bench.soundscapes import SEED, Flat, notes_per_minute
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipe import ANCHORS, Recipe
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import SAMPLE_RATE

_EACH_S = 100
_RISE_S = 180
_HEADINGS = (
    "what",
    "I",
    "notes/min",
    "LUFS",
    "LRA",
    "within 2 LU",
    "dBTP",
    "centroid Hz",
    "flux",
    "two pitches",
    "correlation",
    "mono dB",
    "60/150/400/1k/2.5k/6k Hz, dB",
)


class _Rise:
    """From 1 to 10 in the length of a picture."""

    def values(self, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return 1.0 + 9.0 * np.clip(frames / (_RISE_S * SAMPLE_RATE), 0.0, 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.soundscape_report", description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--recordings", type=Path)
    parser.add_argument("--minutes", type=int, default=20, help="How long the search for likeness is.")
    given = parser.parse_args()
    pictures = given.page.parent / "pictures" / "soundscapes"
    pictures.mkdir(parents=True, exist_ok=True)
    rows, alike = [_HEADINGS, ("---",) * len(_HEADINGS)], []
    for name, recipe in shipped_recipes().items():
        for intensity in ANCHORS:
            made = Soundscape(recipe, SEED).span(0, _EACH_S * SAMPLE_RATE, Flat(intensity))
            notes = notes_per_minute(recipe, intensity)
            rows.append(_row(name, f"{intensity:g}", f"{notes:.0f}", measure(made)))
        _draw(Soundscape(recipe, SEED).span(0, _RISE_S * SAMPLE_RATE, _Rise()), pictures / f"{name}.png")
        alike.append(_alike(name, recipe, given.minutes))
        print(alike[-1], flush=True)
    for path in sorted(given.recordings.iterdir()) if given.recordings else []:
        rows.append(_row(path.stem, "", "", measure(_decoded(path))))
    given.page.write_text(_page(rows, alike, given.minutes), encoding="utf-8")


def _row(what: str, intensity: str, notes: str, m: Measures) -> tuple[str, ...]:
    return (
        what,
        intensity,
        notes,
        f"{m.lufs:.1f}",
        f"{m.range_lu:.1f}",
        f"{m.near:.0%}",
        f"{m.peak_dbtp:.1f}",
        f"{m.centroid_hz:.0f}",
        f"{m.flux:.0f}",
        f"{m.two_pitches:.0%}",
        f"{m.correlation:.2f}",
        f"{m.mono_db:.1f}",
        "/".join(f"{band:.0f}" for band in m.bands_db),
    )


def _alike(name: str, recipe: Recipe, minutes: int) -> tuple[str, ...]:
    """Likeness to itself later, and direct current, at intensity 5."""
    m = measure(Soundscape(recipe, SEED).span(0, minutes * 60 * SAMPLE_RATE, Flat(5.0)))
    return name, f"{m.again:.2f}", f"{m.again_wave:.2f}", f"{m.near:.0%}", f"{m.dc_db:.0f}", f"{m.correlation:.2f}"


def _draw(sound: Sound, path: Path) -> None:
    source = ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", "-"]
    drawn = "volume=20dB,showspectrumpic=s=720x240:mode=combined:scale=log:fscale=log:start=50:stop=8000:legend=0"
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        *source,
        "-lavfi",
        drawn,
        "-frames:v",
        "1",
        "-pix_fmt",
        "pal8",
        str(path),
    ]
    subprocess.run(command, input=sound.tobytes(), check=True)


def _decoded(path: Path) -> Sound:
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32).reshape(-1, 2)


def _page(rows: list[tuple[str, ...]], alike: list[tuple[str, ...]], minutes: int) -> str:
    names = [name for name, *_ in alike]
    table = ("what", "envelope", "wave", "within 2 LU", "DC dBFS", "correlation")
    return "\n".join(
        [
            "# Soundscapes, measured",
            "",
            f"Written by `python -m bench.soundscape_report`; docs/soundscapes.md says what it means. Seed {SEED}, "
            f"{_EACH_S} s each; rows without an intensity are recordings by people.",
            "",
            *map(_line, rows),
            "",
            f"Likeness to itself 10 s and more later over {minutes} minutes at intensity 5:",
            "",
            *map(_line, [table, ("---",) * len(table), *alike]),
            "",
            f"Spectra from 50 to 8 000 Hz while intensity rises from 1 to 10 in {_RISE_S} s:",
            "",
            *(f"![{name}](pictures/soundscapes/{name}.png) {name}\n" for name in names),
        ]
    )


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
