"""Arcs to measure with: short tracks in one long chain of crossfades, and a steady tone."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np

from bench.music import made_files, own_files
from setplayer.audio.outputs import FileOutput, kind_of
from setplayer.units import SAMPLE_RATE

TONE_HZ = 1_000
TONE_PEAK = 0.1
TONE_MINUTES = 10


def write_arc(path: Path, files: Sequence[str], length_s: int, overlap_s: int) -> None:
    """A phase for each file; each overlaps the one before it, which is a crossfade as long."""
    lines = ["arc: Bench", "phases:"]
    for number, name in enumerate(files):
        lines += [f"  - name: Part {number + 1}", "    kind: peak", f"    length: {length_s} s", "    intensity: 4"]
        lines += [f"    overlap: {overlap_s} s"] if number else []
        lines += ["    music:", f"      - track: '{name}'"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def decks(music: Path | None, work: Path, length_s: int) -> tuple[Path, list[str]]:
    """A folder with ten tracks of that length, and their names: made ones, or the beginnings of a person's own."""
    if music is None:
        return made_files(length_s)
    folder = work / "decks"
    folder.mkdir()
    names = []
    for number, name in enumerate(own_files(music)):
        names.append(f"{number:02}{Path(name).suffix}")
        _begin_of(music / name, folder / names[-1], length_s)
    return folder, names


def _begin_of(path: Path, shorter: Path, length_s: int) -> None:
    """The packets of a file's first seconds, as they are."""
    with av.open(str(path)) as source, av.open(str(shorter), "w") as target:
        stream = source.streams.audio[0]
        copy = target.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is None or float(packet.dts * (stream.time_base or 0)) >= length_s:
                break
            packet.stream = copy
            target.mux(packet)


def tone(work: Path) -> tuple[Path, Path]:
    """An arc of one steady tone, and the library with it. A tone's level tells where a gain begins to move."""
    library, arc = work / "tone", work / "tone.yaml"
    if library.exists():
        return arc, library
    library.mkdir()
    sound = TONE_PEAK * np.sin(2 * np.pi * TONE_HZ * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
    second = np.repeat(sound.astype(np.float32)[:, None], 2, axis=1)
    with FileOutput(library / "tone.flac", kind_of(library / "tone.flac")) as output:
        for _ in range(60 * TONE_MINUTES):
            output.write(second)
    write_arc(arc, ["tone.flac"], 60 * TONE_MINUTES - 1, 0)
    return arc, library
