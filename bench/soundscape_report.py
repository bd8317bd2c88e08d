"""What soundscapes measure beside recordings: `python -m bench.soundscape_report PAGE [--recordings DIR]`.

Writes everything of PAGE (Markdown) after its line `<!-- measured -->`, and beside it in `pictures/soundscapes/` two
pictures of each soundscape: its spectrum while intensity rises from 1 to 10, and its loudness and likeness to itself
over twenty minutes. Recordings are measured alike; only figures of them are kept.
"""

import argparse
import itertools
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.soundscape_curves import curves
from bench.soundscape_measures import Measures, OverTime, Sound, measure, over_time
from bench.soundscape_spectrum import spectrum
from bench.soundscapes import SEED, Flat, notes_per_minute
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipe import ANCHORS, Recipe, at
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import SAMPLE_RATE

_MARK = "<!-- measured -->"
_FROM_S, _EACH_S = 260, 120
"""Half of it before a section's end at 320 s, where harmony travels, and half after."""
_RISE_S = 180
_LONG_INTENSITY = 5.0

_RANGES: tuple[tuple[str, Callable[[Measures], float], str], ...] = (
    ("centroid, Hz", lambda m: m.centroid_hz, ".0f"),
    ("flux", lambda m: m.flux, ".0f"),
    ("two strongest pitches", lambda m: m.two_pitches, ".0%"),
    ("correlation of the ears", lambda m: m.correlation, ".2f"),
    ("60 to 150 Hz, dB", lambda m: m.bands_db[0], ".0f"),
    ("150 to 400 Hz, dB", lambda m: m.bands_db[1], ".0f"),
    ("400 to 1 000 Hz, dB", lambda m: m.bands_db[2], ".0f"),
    ("1 to 2.5 kHz, dB", lambda m: m.bands_db[3], ".0f"),
    ("2.5 to 6 kHz, dB", lambda m: m.bands_db[4], ".0f"),
    ("6 to 16 kHz, dB", lambda m: m.bands_db[5], ".0f"),
    ("loudness range, LU", lambda m: m.range_lu, ".1f"),
)


@dataclass(frozen=True)
class _Row:
    name: str
    intensity: float
    notes: float
    measures: Measures


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
    paths = sorted(given.recordings.iterdir()) if given.recordings else []
    recordings: dict[str, tuple[Measures, OverTime]] = {}
    for path in paths:
        sound = _decoded(path)
        recordings[path.stem] = measure(sound), over_time(sound)
    rows: list[_Row] = []
    long: dict[str, OverTime] = {}
    for name, recipe in shipped_recipes().items():
        rows += [_row(recipe, intensity) for intensity in ANCHORS]
        rising = Soundscape(recipe, SEED).span(0, _RISE_S * SAMPLE_RATE, _Rise())
        (pictures / f"{name}.png").write_bytes(spectrum(rising))
        sound = Soundscape(recipe, SEED).span(0, given.minutes * 60 * SAMPLE_RATE, Flat(_LONG_INTENSITY))
        long[name] = over_time(sound, _target(recipe, _LONG_INTENSITY))
        picture = curves(long[name].short_lufs, _target(recipe, _LONG_INTENSITY), long[name].again)
        (pictures / f"{name}.svg").write_text(picture, encoding="utf-8")
        print(f"{name}: measured", flush=True)
    prose = given.page.read_text(encoding="utf-8").partition(_MARK)[0]
    parts = [_by_intensity(rows), _over_time(long, given.minutes), _pictures(list(long))]
    if recordings:
        parts.append(_beside(rows, recordings))
    given.page.write_text(prose + _MARK + "\n\n" + "\n\n".join(parts) + "\n", encoding="utf-8")


def _target(recipe: Recipe, intensity: float) -> float | None:
    return None if recipe.lufs is None else at(recipe.lufs, intensity)


def _row(recipe: Recipe, intensity: float) -> _Row:
    made = Soundscape(recipe, SEED).span(_FROM_S * SAMPLE_RATE, _EACH_S * SAMPLE_RATE, Flat(intensity))
    notes = notes_per_minute(recipe, intensity, _FROM_S, _EACH_S)
    return _Row(recipe.name, intensity, notes, measure(made, _target(recipe, intensity)))


def _decoded(path: Path) -> Sound:
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32).reshape(-1, 2)


def _by_intensity(rows: list[_Row]) -> str:
    heads = ("soundscape", "I", "notes/min", "LUFS", "near", "dBTP", "centroid Hz", "flux", "two pitches")
    heads += ("correlation", "mono dB", "DC dBFS", "60/150/400/1k/2.5k/6k Hz, dB")
    lines = [
        (
            row.name,
            f"{row.intensity:g}",
            f"{row.notes:.0f}",
            f"{m.lufs:.1f}",
            f"{m.near:.1%}",
            f"{m.peak_dbtp:.1f}",
            f"{m.centroid_hz:.0f}",
            f"{m.flux:.0f}",
            f"{m.two_pitches:.0%}",
            f"{m.correlation:.2f}",
            f"{m.mono_db:.1f}",
            f"{m.dc_db:.0f}",
            "/".join(f"{band:.0f}" for band in m.bands_db),
        )
        for row in rows
        for m in (row.measures,)
    ]
    return (
        f'### Against intensity\n\nTwo minutes from {_FROM_S} s on at each intensity I, seed {SEED}. "Near" is the '
        'share of the time in which short-term loudness is within 2 LU of its target; "mono" what one loudspeaker '
        f"loses; bands are relative to everything.\n\n{_table(heads, lines)}\n\n{_monotone(rows)}"
    )


def _monotone(rows: list[_Row]) -> str:
    """Which soundscapes do not rise with intensity at every step, and in what."""
    figures: tuple[tuple[str, Callable[[_Row], float]], ...] = (
        ("loudness", lambda row: row.measures.lufs),
        ("notes", lambda row: row.notes),
        ("centroid", lambda row: row.measures.centroid_hz),
        ("flux", lambda row: row.measures.flux),
    )
    broken = [
        f"{what} of `{name}`"
        for what, of in figures
        for name, own in itertools.groupby(rows, lambda row: row.name)
        if any(of(more) <= of(less) for less, more in itertools.pairwise(list(own)))
    ]
    if not broken:
        return "Loudness, notes, centroid and flux rise with intensity at every step, in every soundscape."
    return f"Loudness, notes, centroid and flux rise with intensity at every step, but for {', '.join(broken)}."


def _over_time(long: dict[str, OverTime], minutes: int) -> str:
    heads = ("soundscape", "near", "likeness of the envelope", "of the wave", "DC dBFS")
    lines = [
        (
            name,
            f"{m.near:.1%}",
            f"{m.most_again:.2f}",
            f"{m.most_again_wave:.2f}",
            f"{m.dc_db:.0f}",
        )
        for name, m in long.items()
    ]
    return (
        f"### Over {minutes} minutes\n\nAt intensity {_LONG_INTENSITY:g}. Likeness is the greatest autocorrelation "
        "between 10 s and half the length.\n\n"
        f"{_table(heads, lines)}"
    )


def _pictures(names: list[str]) -> str:
    head = (
        f"### Pictures\n\nAbove, the spectrum from 50 to 8 000 Hz while intensity rises from 1 to 10 in {_RISE_S} s. "
        "Below, short-term loudness (the band is 2 LU around the target) and autocorrelation of the envelope (the "
        "band ends at 0.3) over the twenty minutes."
    )
    shown = (f"`{n}`\n\n![{n}](pictures/soundscapes/{n}.png)\n\n![{n}](pictures/soundscapes/{n}.svg)" for n in names)
    return "\n\n".join([head, *shown])


def _beside(rows: list[_Row], recordings: dict[str, tuple[Measures, OverTime]]) -> str:
    heads = ("recording", *(what for what, _, _ in _RANGES), "likeness")
    lines = [
        (name, *(format(of(m), form) for _, of, form in _RANGES), f"{over.most_again:.2f}")
        for name, (m, over) in recordings.items()
    ]
    outside = [line for what, of, form in _RANGES if (line := _outside(what, of, form, rows, recordings))]
    return (
        f"### Beside recordings by people\n\n{_table(heads, lines)}\n\nWhere ours lie outside the range of these:\n\n"
        + "\n".join(outside)
    )


def _outside(
    what: str,
    of: Callable[[Measures], float],
    form: str,
    rows: list[_Row],
    recordings: dict[str, tuple[Measures, OverTime]],
) -> str:
    """One line on those outside, or nothing."""
    values = [of(m) for m, _ in recordings.values()]
    low, high = min(values), max(values)
    found = []
    for name, own in itertools.groupby(rows, lambda row: row.name):
        away = [
            f"{of(row.measures):{form}} at {row.intensity:g}" for row in own if not low <= of(row.measures) <= high
        ]
        found += [f"`{name}` ({', '.join(away)})"] if away else []
    return f"* {what} (theirs {low:{form}} to {high:{form}}): {'; '.join(found)}" if found else ""


def _table(heads: tuple[str, ...], lines: list[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, ("---",) * len(heads), *lines))


if __name__ == "__main__":
    main()
