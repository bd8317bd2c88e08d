"""What others do the same with: the ffmpeg and sox programs and pydub, on the same files, with the same crossfade."""

import importlib.util
import itertools
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.offline import CROSSFADE_S
from setplayer.units import SAMPLE_RATE

_CODECS = {
    ".wav": ["-c:a", "pcm_s24le"],
    ".flac": ["-c:a", "flac", "-sample_fmt", "s32", "-bits_per_raw_sample", "24"],
}


def missing() -> list[str]:
    """Peers that are not installed."""
    found = {
        "ffmpeg": shutil.which("ffmpeg"),
        "sox": shutil.which("sox"),
        "pydub": importlib.util.find_spec("pydub"),
    }
    return [name for name, there in found.items() if not there]


def ffmpeg_command(files: Sequence[Path], output: Path, *, louder_db: float = 0.0) -> list[str]:
    """A chain of equal-power crossfades, written with 24 bits at our rate; made louder, through its limiter."""
    inputs = [part for file in files for part in ("-i", str(file))]
    fade = f"acrossfade=d={CROSSFADE_S}:c1=qsin:c2=qsin"
    joins = [
        f"[{'a' if n > 1 else ''}{n - 1}{'' if n > 1 else ':a'}][{n}:a]{fade}[a{n}]" for n in range(1, len(files))
    ]
    last = f"a{len(files) - 1}"
    if louder_db:
        joins.append(f"[{last}]volume={louder_db}dB,alimiter=limit=-1dB:level=false[loud]")
        last = "loud"
    chain = ["-filter_complex", ";".join(joins), "-map", f"[{last}]"]
    return [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        *inputs,
        *chain,
        "-ar",
        str(SAMPLE_RATE),
        *_CODECS[output.suffix],
        str(output),
    ]


def sox_command(files: Sequence[Path], lengths_s: Sequence[float], output: Path) -> list[str]:
    """The same by sox, which splices what it has strung together."""
    ends = itertools.accumulate(lengths_s[:-1])
    splices = [f"{end_s:.3f},{CROSSFADE_S / 2}" for end_s in ends]
    return ["sox", *map(str, files), "-b", "24", str(output), "splice", "-q", *splices, "rate", str(SAMPLE_RATE)]


def pydub_command(files: Sequence[Path], output: Path) -> list[str]:
    """The same by pydub, which writes 16 bits at the files' own rate."""
    return [sys.executable, "-m", "bench.peers", str(output), *map(str, files)]


def _by_pydub(output: str, *files: str) -> None:
    from pydub import AudioSegment  # noqa: PLC0415  # only this process needs it

    joined = AudioSegment.from_file(files[0])
    for file in files[1:]:
        joined = joined.append(AudioSegment.from_file(file), crossfade=1000 * CROSSFADE_S)
    joined.export(output, format="wav")


if __name__ == "__main__":
    _by_pydub(*sys.argv[1:])
