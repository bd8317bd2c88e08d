"""`python -m bench [PART ...] [--music DIR] [--runs N] [--quick]`: what setplayer costs, beside others, as ratios.

Parts, all of them unless named: `decoding` (each format, beside ffmpeg), `rendering` (beside ffmpeg, sox and pydub),
`limiter` (with it and without), `scan` (a fresh library, beside loudgain and ffmpeg), `fit` (beside a greedy choice),
`mixing` (the time of a block), `soundscapes` (`bench.soundscapes`: made at each intensity, on one core), `log`
(commits, checking the chain), `live` (`bench.live`: the playing engine beside Liquidsoap and MPD, cues, recovery),
`kiosk` (what fronts cost untouched, the kiosk's start and its presses), `page` (the client's page of a long day: its
weight, and how long it takes to open).

Rendering is an arc of ten tracks joined by nine crossfades, which is an hour unless `--music` names other tracks.
Each contender runs in a process of its own, all of them in turn, N times; medians count. Our renders have the
true-peak limiter in place, even out loudness and keep the session's record, which peers do not.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import decoding, fit, limiter, log, loudness, mixing, page
from bench.live import __main__ as live
from bench.measure import Cost, cost_of
from bench.music import length_s, made_files, own_files
from bench.offline import LOUDER, write_arc
from bench.peers import ffmpeg_command, missing, pydub_command, sox_command
from setplayer.engine.prepare import prepare
from setplayer.units import SAMPLE_RATE

PARTS = ("decoding", "rendering", "limiter", "scan", "fit", "mixing", "soundscapes", "log", "live", "kiosk", "page")

OURS = [sys.executable, "-m", "bench.offline"]


def contenders(music: Path, names: list[str], lengths_s: list[float], work: Path) -> dict[str, list[str]]:
    """The command of each contender, by what it is called."""
    arc, cache = str(work / "arc.yaml"), str(work / "cache.db")
    fresh = str(work / "fresh.db")
    files = [music / name for name in names]
    found = {
        "ffmpeg to WAV": ffmpeg_command(files, work / "out.wav"),
        "setplayer to WAV": [*OURS, "render", str(music), arc, cache, str(work / "out.wav")],
        "  with measuring": [*OURS, "render", str(music), arc, fresh, str(work / "out.wav")],
        "  measuring alone": [*OURS, "scan", str(music), arc, fresh],
        "sox to WAV": sox_command(files, lengths_s, work / "out.wav"),
        "pydub to WAV": pydub_command(files, work / "out.wav"),
        "ffmpeg to FLAC": ffmpeg_command(files, work / "out.flac"),
        "setplayer to FLAC": [*OURS, "render", str(music), arc, cache, str(work / "out.flac")],
        "ffmpeg limited": ffmpeg_command(files, work / "out.wav", louder_db=LOUDER.db),
        "setplayer limited": [*OURS, "louder", str(music), arc, cache, str(work / "out.wav")],
    }
    return {name: command for name, command in found.items() if name.partition(" ")[0] not in missing()}


def measured(commands: dict[str, list[str]], work: Path, runs: int) -> dict[str, Cost]:
    """The median cost of each contender; they take turns, so that a busy moment meets them all."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for run in range(runs):
        for name, command in commands.items():
            print(f"Run {run + 1} of {runs}: {name.strip()} ...", file=sys.stderr, flush=True)
            costs[name].append(cost_of(command, work))
            for left in (*work.glob("out.*"), *work.glob("fresh.db*")):
                left.unlink()
    return {name: Cost.median(of_one) for name, of_one in costs.items()}


def tell(costs: dict[str, Cost]) -> None:
    """The table: each contender against ffmpeg doing the same; figures of this machine at the end."""
    print(f"{'':19}  against ffmpeg: wall    CPU  memory   here: wall s   CPU s     MB")
    for name, cost in costs.items():
        kind = next((kind for kind in ("to FLAC", "limited") if name.endswith(kind)), "to WAV")
        peer = costs.get(f"ffmpeg {kind}")
        ratios = f"{'-':>20}  {'-':>5}  {'-':>6}"
        if peer is not None:
            shares = cost.wall_s / peer.wall_s, cost.cpu_s / peer.cpu_s, cost.peak_bytes / peer.peak_bytes
            ratios = f"{shares[0]:20.2f}  {shares[1]:5.2f}  {shares[2]:6.2f}"
        print(f"{name:19}  {ratios}   {cost.wall_s:12.1f}  {cost.cpu_s:6.1f}  {cost.peak_bytes / 1e6:5.0f}")


def rendering(given_music: Path | None, runs: int) -> None:
    """The hour of crossfades, by us and by others."""
    music, names = (given_music, own_files(given_music)) if given_music else made_files()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_arc(work / "arc.yaml", names, 60)
        tracks = prepare(str(work / "arc.yaml"), music, work / "cache.db").catalogue.tracks
        frames = [tracks[name].frames for name in names]
        lasts_s = length_s(frames)
        write_arc(work / "arc.yaml", names, lasts_s)
        costs = measured(contenders(music, names, [count / SAMPLE_RATE for count in frames], work), work, runs)
    print(f"\n{len(names)} tracks, {lasts_s / 60:.0f} minutes, medians of {runs} runs")
    print(f"'limited': {LOUDER.db:+g} dB, so that the limiter is at work; ffmpeg's looks at samples alone\n")
    tell(costs)
    for name in missing():
        print(f"\n{name} is not installed and was left out; 'make bench-peers' installs what Debian has.")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all unless named")
    parser.add_argument("--music", type=Path, help="a folder with at least ten music files of yours")
    parser.add_argument("--runs", type=int, default=5, help="how often each contender runs (5)")
    parser.add_argument(
        "--quick", action="store_true", help="one run, small libraries, short readings of the live player"
    )
    given = parser.parse_args()
    if unknown := [part for part in given.parts if part not in PARTS]:
        parser.error(f"there is no part '{unknown[0]}'; the parts are {', '.join(PARTS)}")
    runs = 1 if given.quick else given.runs
    folder, names = (given.music, own_files(given.music)) if given.music else made_files()
    do = {
        "decoding": lambda: decoding.measure(runs),
        "rendering": lambda: rendering(given.music, runs),
        "limiter": lambda: limiter.tell(folder, names, runs),
        "scan": lambda: loudness.race(folder, names, runs),
        "fit": lambda: fit.tell(2, (100, 1_000)) if given.quick else fit.tell(20),
        "mixing": lambda: mixing.measure(given.music, 5 if given.quick else 60),
        "soundscapes": lambda: subprocess.run([sys.executable, "-m", "bench.soundscapes"], check=True),
        "log": lambda: log.measure(runs, quick=given.quick),
        "live": lambda: live.run(("playing", "recovery", "cues"), given.music, quick=given.quick),
        "kiosk": lambda: live.run(("fronts", "kiosk"), given.music, quick=given.quick),
        "page": lambda: page.measure(runs),
    }
    for part in given.parts or PARTS:
        do[part]()
        sys.stdout.flush()


if __name__ == "__main__":
    main()
