"""`python -m bench.shipped_arcs [NAME ...]`: does every arc that ships pass the check, and render as it should?

Each is checked and rendered to FLAC by the command line, one at a time, and measured by ffmpeg, which shares nothing
with us: its length to the frame, its loudness, its true peak (never above −1 dBTP), and every 5 s or more below
−60 dBFS, which nothing may have that no `silence:` asks for. All twenty are 43 hours of sound: an hour of a busy
processor, and 2 GB of disk for the longest.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av

from setplayer.arc.model import Arc, SilenceItem
from setplayer.engine.prepare import read, shipped_arcs
from setplayer.units import SAMPLE_RATE, clock

HIGHEST_DBTP = -1.0
TOLERANCE_DB = 0.05
"""ffmpeg prints a tenth."""

SILENCE_S = 5.0
SILENCE_DB = -60
JOIN_S = 20.0
"""How far fades and the ends of a session reach into what is heard as silence."""

_SETPLAYER = [sys.executable, "-c", "from setplayer.cli import main; main()"]
_CHAIN = f"ebur128=peak=true,silencedetect=noise={SILENCE_DB}dB:d={SILENCE_S}"


@dataclass(frozen=True)
class Heard:
    """A rendered arc as ffmpeg measured it; silences as (start, end) in seconds."""

    frames: int
    lufs: float
    range_lu: float
    peak_dbtp: float
    silences_s: tuple[tuple[float, float], ...]


def rendered(name: str, folder: Path) -> Path:
    """The arc, checked and rendered. Raises CalledProcessError when either fails."""
    output = folder / f"{name}.flac"
    data = ["--data", str(folder / "data")]
    for words in (["check", name], ["render", name, "-o", str(output), "--seed", "1"]):
        subprocess.run([*_SETPLAYER, *words, *data], check=True, stdout=subprocess.DEVNULL)
    return output


def heard(path: Path) -> Heard:
    """What is in a rendered file."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-i", str(path), "-af", _CHAIN, "-f", "null", "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    with av.open(str(path)) as file:
        frames = file.streams.audio[0].duration or 0
    starts = [max(float(at), 0.0) for at in re.findall(r"silence_start: (\S+)", printed)]
    ends = [float(at) for at in re.findall(r"silence_end: (\S+)", printed)]
    return Heard(
        frames,
        _last(r"I:\s+(\S+) LUFS", printed),
        _last(r"LRA:\s+(\S+) LU", printed),
        _last(r"Peak:\s+(\S+) dBFS", printed),
        tuple(zip(starts, ends, strict=True)),
    )


def _last(pattern: str, text: str) -> float:
    return float(re.findall(pattern, text)[-1])


def asked_for(arc: Arc) -> list[tuple[float, float]]:
    """Where the arc wants silence, in seconds: in phases of silence alone."""
    edges = [frame / SAMPLE_RATE for frame in (*arc.starts_frames, arc.total_frames)]
    return [
        (start, end)
        for phase, (start, end) in zip(arc.phases, pairwise(edges), strict=True)
        if all(isinstance(item, SilenceItem) for item in phase.music)
    ]


def faults(arc: Arc, found: Heard) -> list[str]:
    """What is wrong with a rendered arc, in words."""
    told = []
    if found.frames != arc.total_frames:
        told.append(f"lasts {found.frames} frames; the arc says {arc.total_frames}")
    if found.peak_dbtp > HIGHEST_DBTP + TOLERANCE_DB:
        told.append(f"reaches {found.peak_dbtp} dBTP")
    wanted = asked_for(arc)
    for start, end in found.silences_s:
        if not any(low - JOIN_S <= start and end <= high + JOIN_S for low, high in wanted):
            told.append(f"is silent from {start:.1f} s to {end:.1f} s")
    return told


def tell(name: str, arc: Arc, found: Heard) -> bool:
    """Print a line of the table, and what is wrong below it; whether nothing is."""
    silent = ", ".join(f"{start:.0f}-{end:.0f} s" for start, end in found.silences_s) or "none"
    print(
        f"{name:22}{clock(found.frames):>9}{found.lufs:8.1f}{found.range_lu:7.1f}{found.peak_dbtp:8.1f}  {silent}",
        flush=True,
    )
    told = faults(arc, found)
    for text in told:
        print(f"  WRONG: it {text}")
    return not told


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.shipped_arcs", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of arcs that ship; all of them unless named")
    given = parser.parse_args()
    print(f"{'':22}{'length':>9}{'LUFS':>8}{'LRA':>7}{'dBTP':>8}  silent for {SILENCE_S:.0f} s", flush=True)
    good = True
    for name in given.names or shipped_arcs():
        with tempfile.TemporaryDirectory() as folder:
            good &= tell(name, read(name).reading.arc, heard(rendered(name, Path(folder))))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
