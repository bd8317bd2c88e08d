"""`python -m bench.decoding [--runs N]`: reading a file of each format as 48 kHz float stereo, beside ffmpeg.

Half an hour of a soundscape in every format, at 48 and at 44.1 kHz, which both then resample with soxr. Each reading
is a process of its own, in turn, N times; medians count. The start of our interpreter is among them, and told.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import Cost, cost_of
from bench.music import Rising
from setplayer.audio.outputs import FileOutput, kind_of
from setplayer.library.decode import CHUNK_FRAMES, TrackStream
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import SAMPLE_RATE

_LENGTH_S = 1_800
_MADE_S = 600
"""So much is made, and repeated."""
_RATES = (48_000, 44_100)
_ENCODERS = {
    "mp3": ["-c:a", "libmp3lame", "-b:a", "192k"],
    "flac": ["-c:a", "flac"],
    "ogg": ["-c:a", "libvorbis", "-q:a", "6"],
    "opus": ["-c:a", "libopus", "-b:a", "128k"],
    "m4a": ["-c:a", "aac", "-b:a", "192k"],
    "wav": ["-c:a", "pcm_s16le"],
    "aiff": ["-c:a", "pcm_s16be"],
}
_START = "import bench.decoding"
_ONLY_48_KHZ = {"opus"}


def measure(runs: int) -> None:
    """Print how long each format takes, by us and by ffmpeg."""
    if not shutil.which("ffmpeg"):
        print("\nffmpeg is not installed, and decoding was left out.")
        return
    print(f"\nDecoding {_LENGTH_S // 60} minutes to 48 kHz float stereo, medians of {runs} runs\n")
    print(f"{'':14}  ours : ffmpeg, wall    CPU  memory   here: ours wall s  CPU s   ffmpeg wall s  CPU s")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        source = work / "source.flac"
        _make(source)
        start = Cost.median([cost_of([sys.executable, "-c", _START], work) for _ in range(runs)])
        for kind in _ENCODERS:
            for rate in _RATES[: 1 if kind in _ONLY_48_KHZ else 2]:
                file = _encoded(source, kind, rate)
                print(f"{kind} {rate / 1000:g} kHz".ljust(14), _told(*_costs(file, rate, work, runs)), flush=True)
                file.unlink()
    print(
        f"Of ours, starting Python and its modules takes {start.wall_s:.2f} s, {start.cpu_s:.2f} s of the processors."
    )


def _make(path: Path) -> None:
    soundscape = Soundscape(shipped_recipes()["tide"], 1)
    with FileOutput(path, kind_of(path)) as output:
        for second in range(0, _MADE_S, 10):
            output.write(soundscape.span(second * SAMPLE_RATE, 10 * SAMPLE_RATE, Rising(_MADE_S)))


def _encoded(source: Path, kind: str, rate: int) -> Path:
    path = source.with_name(f"{rate}.{kind}")
    again = ["-stream_loop", str(_LENGTH_S // _MADE_S - 1)]
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        *again,
        "-i",
        str(source),
        "-ar",
        str(rate),
        *_ENCODERS[kind],
        str(path),
    ]
    subprocess.run(command, check=True)
    return path


def _costs(file: Path, rate: int, work: Path, runs: int) -> tuple[Cost, Cost]:
    resampled = [] if rate == SAMPLE_RATE else ["-af", f"aresample={SAMPLE_RATE}:resampler=soxr"]
    theirs = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(file), *resampled, "-f", "f32le", "-y", "/dev/null"]
    commands = [[sys.executable, "-m", "bench.decoding", "--read", str(file)], theirs]
    costs: list[list[Cost]] = [[], []]
    for _ in range(runs):
        for of_one, command in zip(costs, commands, strict=True):
            of_one.append(cost_of(command, work))
    return Cost.median(costs[0]), Cost.median(costs[1])


def _told(ours: Cost, theirs: Cost) -> str:
    shares = f"{ours.wall_s / theirs.wall_s:20.2f}  {ours.cpu_s / theirs.cpu_s:5.2f}"
    shares += f"  {ours.peak_bytes / theirs.peak_bytes:6.2f}"
    return f"{shares}   {ours.wall_s:17.2f}  {ours.cpu_s:5.2f}   {theirs.wall_s:13.2f}  {theirs.cpu_s:5.2f}"


def _read(path: Path) -> None:
    with TrackStream(path) as stream:
        while len(stream.read(CHUNK_FRAMES)):
            pass


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.decoding", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each file is read (5)")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        _read(given.read)
    else:
        measure(given.runs)


if __name__ == "__main__":
    main()
