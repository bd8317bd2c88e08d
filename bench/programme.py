"""`python -m bench.programme [--quick]`: a published programme of six hours, rendered and listened to again.

60 tracks in phases of 81, 131 and 151 minutes (`tests/score/published_programme.py`), each a tone of a pitch of its
own, are scanned and rendered as fast as it goes. What was rendered is then listened to: in the middle of every track,
and where it is alone at both of its ends, the loudest pitch must be its own. `--quick` renders the first phase alone.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import setplayer  # noqa: F401  before NumPy, whose threads it tames

# isort: split

import av
import numpy as np
from numpy.typing import NDArray

from bench.offline import render
from setplayer.audio.outputs import FileOutput, kind_of
from setplayer.engine.prepare import prepare
from setplayer.library.decode import TrackStream
from setplayer.score.chain import Sources
from setplayer.score.model import Score
from setplayer.score.place import place
from setplayer.units import SAMPLE_RATE, clock
from tests.score.published_programme import Part, programme

_LOWEST_HZ = 200.0
_STEP_HZ = 15.0
_LISTENED_FRAMES = SAMPLE_RATE
_PEAK = 0.1


def pitch_hz(number: int) -> float:
    return _LOWEST_HZ + _STEP_HZ * number


def make_music(folder: Path, parts: Iterable[Part]) -> None:
    """Each track as a tone of its own pitch, at 48 kHz and to the frame as long as it should be."""
    tracks = [track for part in parts for track in part.tracks]
    for number, (name, seconds) in enumerate(tracks):
        second = _PEAK * np.sin(2 * np.pi * pitch_hz(number) * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
        sound = np.repeat(second[:, np.newaxis], 2, axis=1).astype(np.float32)
        with FileOutput(folder / name, kind_of(folder / name)) as output:
            for _ in range(seconds):
                output.write(sound)


def write_arc(path: Path, parts: Iterable[Part]) -> None:
    lines = ["arc: A published programme of six hours", "phases:"]
    for part, intensity in zip(parts, ("1 -> 4", "4 -> 7", "6 -> 1"), strict=False):
        lines += [f"  - name: {part.name}", "    kind: peak", f"    length: {part.seconds} s"]
        lines += [
            f"    intensity: {intensity}",
            "    music:",
            *(f"      - track: '{name}'" for name, _ in part.tracks),
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def wrong(score: Score, names: list[str], path: Path) -> list[str]:
    """Where another pitch sounds than should."""
    found = []
    wanted: list[tuple[int, str]] = []
    for clip in score.clips:
        first = clip.start_frame + clip.fade_in_frames
        last = clip.end_frame - clip.fade_out_frames - _LISTENED_FRAMES
        wanted += [(at, clip.source) for at in (first, (first + last) // 2, last)]
    with TrackStream(path) as stream:
        at = 0
        for frame, source in sorted(wanted):
            at += _passed_over(stream, frame - at)
            sound = stream.read(_LISTENED_FRAMES)
            at += len(sound)
            heard = loudest_hz(sound[:, 0])
            if abs(heard - pitch_hz(names.index(source))) > _STEP_HZ / 3:
                found.append(f"at {clock(frame)} {source} should sound, and {heard:.0f} Hz does")
    return found


def _passed_over(stream: TrackStream, frames: int) -> int:
    left = frames
    while left > 0:
        left -= len(stream.read(min(left, 1 << 16)))
    return frames


def loudest_hz(sound: NDArray[np.float32]) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)[int(spectrum.argmax())])


def run(work: Path, parts: tuple[Part, ...]) -> bool:
    """Make, scan, place, render and listen; whether it plays as written."""
    names = [name for part in parts for name, _ in part.tracks]
    music, arc, cache, output = work / "music", work / "arc.yaml", work / "cache.db", work / "programme.flac"
    music.mkdir()
    took = [time.perf_counter()]
    make_music(music, parts)
    write_arc(arc, parts)
    took.append(time.perf_counter())
    prepared = prepare(str(arc), music, cache)
    took.append(time.perf_counter())
    score = place(Sources(prepared.arc, prepared.catalogue.tracks))
    render(music, arc, cache, output)
    took.append(time.perf_counter())
    with av.open(str(output)) as file:
        frames = file.streams.audio[0].duration or 0
    faults = wrong(score, names, output)
    whole = [clip for clip in score.clips if clip.length_frames == prepared.catalogue.tracks[clip.source].frames]
    in_order = [clip.source for clip in score.clips] == names
    made, scanned, rendered = (after - before for before, after in pairwise(took))
    print(f"\nA programme of {clock(score.frames)}: {len(score.clips)} tracks heard, {len(whole)} of them whole")
    print(f"in their order: {in_order}; total {frames} frames, {frames - score.frames} too many")
    print(f"wrong when listened to in {3 * len(score.clips)} places: {len(faults)}")
    print("\n".join(faults), end="\n" if faults else "")
    print(f"Made in {made:.0f} s, scanned in {scanned:.0f} s, rendered in {rendered:.0f} s: "
          f"{score.frames / SAMPLE_RATE / rendered:.0f} times as fast as it plays")  # fmt: skip
    return in_order and not faults and frames == score.frames and len(whole) == len(names)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.programme", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the first phase alone")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        good = run(Path(work), programme()[: 1 if given.quick else None])
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
