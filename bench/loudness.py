"""`python -m bench.loudness [DIR] [--runs N]`: how loud music is by us, libebur128 and ffmpeg, and what that costs.

First every file of the folder is measured by all three, and the largest differences are told: libebur128 hears the
very samples that we hear, ffmpeg decodes for itself and prints tenths. Then the whole folder is scanned, cold, by us
and by each peer, in turn, N times; medians count. Peers read one file after another, as they do when given a folder,
and then two at a time, as we do. Without a folder ten pieces are made.
"""

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import setplayer  # noqa: F401  before NumPy, whose threads it tames

# isort: split

import numpy as np
from numpy.typing import NDArray

from bench.measure import Cost, cost_of
from bench.music import made_files
from setplayer.faults import Fault
from setplayer.library.cache import ScanCache
from setplayer.library.decode import CHUNK_FRAMES, TrackStream
from setplayer.library.loudness import LoudnessMeter
from setplayer.library.paths import find_music
from setplayer.library.scan import scan
from setplayer.units import SAMPLE_RATE
from tests.library import ebur128_reference

Figures = tuple[float, float, float]
"""LUFS, LU, dBTP."""

UNITS = ("LUFS", "LU", "dBTP")


def sound_of(path: Path, meter: LoudnessMeter) -> Iterator[NDArray[np.float32]]:
    """The decoded samples, which our meter hears on their way to another."""
    with TrackStream(path) as stream:
        while len(samples := stream.read(CHUNK_FRAMES)):
            meter.feed(samples)
            yield samples


def by_us_and_libebur128(path: Path) -> tuple[Figures, Figures | None]:
    meter, lib = LoudnessMeter(SAMPLE_RATE), ebur128_reference.library()
    theirs = None
    if lib is None:
        for _ in sound_of(path, meter):
            pass
    else:
        heard = ebur128_reference.heard_by(lib, sound_of(path, meter))
        theirs = heard.integrated_lufs, heard.range_lu, heard.true_peak_dbtp
    ours = meter.result()
    loudness = -np.inf if ours.integrated_lufs is None else ours.integrated_lufs
    return (loudness, ours.range_lu, ours.true_peak_dbtp), theirs


def by_ffmpeg(path: Path) -> Figures | None:
    if shutil.which("ffmpeg") is None:
        return None
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = printed[printed.rindex("Summary:") :]
    found = [re.search(rf"{name}:\s+(-?[\d.]+|-inf)", summary) for name in ("I", "LRA", "Peak")]
    integrated, in_lu, peak = (float(figure[1]) if figure else np.nan for figure in found)
    return integrated, in_lu, peak


def compare(folder: Path, names: list[str]) -> None:
    """A line for each file, and the largest differences."""
    print(f"{'':28}          ours              libebur128             ffmpeg")
    print(f"{'':28}" + f"{'LUFS':>8}{'LU':>7}{'dBTP':>7}" * 3)
    apart: dict[str, list[tuple[float, str, str]]] = {"libebur128": [], "ffmpeg": []}
    for name in names:
        try:
            ours, theirs = by_us_and_libebur128(folder / name)
        except Fault as fault:
            print(fault)
            continue
        others = {"libebur128": theirs, "ffmpeg": by_ffmpeg(folder / name)}
        print(f"{name[:27]:28}" + "".join(_columns(figures) for figures in (ours, *others.values())), flush=True)
        for who, figures in others.items():
            # What has no loudness at all is told by each in words of its own.
            if figures is not None and np.isfinite(ours[0]):
                apart[who] += [(abs(a - b), u, name) for a, b, u in zip(ours, figures, UNITS, strict=True)]
    for who, differences in apart.items():
        for unit in UNITS:
            if of_unit := [difference for difference in differences if difference[1] == unit]:
                most, _, name = max(of_unit)
                print(f"At most {most:.3f} {unit} from {who}, in {name}")


def _columns(figures: Figures | None) -> str:
    return f"{'-':>8}{'-':>7}{'-':>7}" if figures is None else f"{figures[0]:8.2f}{figures[1]:7.2f}{figures[2]:7.2f}"


def contenders(folder: Path, names: list[str], work: Path) -> dict[str, list[str]]:
    """The command of each contender, by what it is called."""
    files = [str(folder / name) for name in names]
    ffmpeg = "ffmpeg -nostdin -v error -i {} -af ebur128=peak=true -f null -"
    found = {"setplayer": [sys.executable, "-m", "bench.loudness", str(folder), "--scan-into", str(work / "cold.db")]}
    for program, one in (("ffmpeg", ffmpeg), ("loudgain", "loudgain -q {}")):
        if shutil.which(program):
            found[program] = ["sh", "-ec", "; ".join(one.format(shlex.quote(file)) for file in files)]
            found[f"{program}, two at a time"] = [
                "xargs",
                "-0",
                "-a",
                str(work / "files"),
                "-P2",
                "-I{}",
                *one.split(),
            ]
    (work / "files").write_bytes(b"".join(file.encode() + b"\0" for file in files))
    return found


def race(folder: Path, names: list[str], runs: int) -> None:
    """The cost of scanning the folder; the contenders take turns, so that a busy moment meets them all."""
    names = _read_by_all(folder, names)
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        costs: dict[str, list[Cost]] = {}
        for _ in range(runs):
            for name, command in contenders(folder, names, work).items():
                costs.setdefault(name, []).append(cost_of(command, work))
                for left in work.glob("cold.db*"):
                    left.unlink()
    medians = {name: Cost.median(of_one) for name, of_one in costs.items()}
    ours = medians["setplayer"]
    print(f"\nScanning {len(names)} files, medians of {runs} runs\n")
    print(f"{'':26}against ours: wall    CPU   here: wall s   CPU s     MB")
    for name, cost in medians.items():
        shares = f"{cost.wall_s / ours.wall_s:18.2f} {cost.cpu_s / ours.cpu_s:6.2f}"
        print(f"{name:26}{shares}{cost.wall_s:15.1f}{cost.cpu_s:8.1f}{cost.peak_bytes / 1e6:7.0f}")
    for peer in {"ffmpeg", "loudgain"} - medians.keys():
        print(f"{peer} is not installed and was left out.")


def _read_by_all(folder: Path, names: list[str]) -> list[str]:
    """The files without those of a format that loudgain cannot read here; each that is left out is told."""
    left = names
    for suffix in sorted({Path(name).suffix for name in names}) if shutil.which("loudgain") else ():
        first = next(name for name in names if name.endswith(suffix))
        if subprocess.run(["loudgain", "-q", str(folder / first)], capture_output=True, check=False).returncode:
            print(f"loudgain cannot read {suffix} here; such files are left out of the race.")
            left = [name for name in left if not name.endswith(suffix)]
    return left


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.loudness", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="a folder with music files")
    parser.add_argument("--runs", type=int, default=5, help="how often each contender scans (5); 0 only compares")
    parser.add_argument("--scan-into", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    folder, names = (given.folder, sorted(find_music(given.folder))) if given.folder else made_files()
    if given.scan_into:
        with ScanCache(given.scan_into) as cache:
            scan(folder, names, cache)
        return
    compare(folder, names)
    if given.runs:
        race(folder, names, given.runs)


if __name__ == "__main__":
    main()
