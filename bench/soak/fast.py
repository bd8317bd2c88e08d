"""A session of hours as fast as it renders: how long it takes, how memory grows, and whether it is the same again.

`python -m bench.soak.fast MUSIC ARC CACHE` is one such run in a process of its own; it prints one line of JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.live.processes import memory
from bench.soak.arcs import write_arc
from bench.soak.readings import growth
from bench.soak.report import MOST_GROWTH_MB_PER_H
from setplayer.audio.outputs import NullOutput
from setplayer.engine.prepare import prepare
from setplayer.engine.rehearse import rehearse
from setplayer.library.paths import find_music
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.session.commands import Open
from setplayer.units import SAMPLE_RATE

_LOOK_S = 60
"""Of the session: how often memory is read."""


@dataclass(frozen=True)
class Run:
    """One run. Memory is of the process, in bytes, at each _LOOK_S of the session."""

    wall_s: float
    cpu_s: float
    session_s: float
    sha256: str
    rss_bytes: list[int]


def fast(work: Path, length_s: int, music: Path | None, runs: int = 2) -> bool:
    """Render so often, and print it; whether every run gave the same samples."""
    library = music or work / "nothing"
    library.mkdir(exist_ok=True)
    arc, cache = work / "fast.yaml", work / "cache.db"
    write_arc(arc, length_s, sorted(find_music(library)))
    prepare(str(arc), library, cache)
    print(f"{length_s / 3600:g} h as fast as it renders, {'tracks of ' + str(music) if music else 'soundscapes'}")
    found = []
    for _ in range(runs):
        line = [sys.executable, "-m", "bench.soak.fast", str(library), str(arc), str(cache)]
        found.append(Run(**json.loads(subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True).stdout)))
        _tell(found[-1])
    same = len({run.sha256 for run in found}) == 1
    print(f"  {'good' if same else 'BAD '}  The samples of {runs} runs: {'the same' if same else 'different'}.")
    return same


def _tell(run: Run) -> None:
    print(
        f"        {run.session_s / 3600:.2f} h in {run.wall_s:.0f} s, {run.session_s / run.wall_s:.0f} times as fast "
        f"as it plays, {run.cpu_s:.0f} s of processor time. SHA-256 {run.sha256[:16]}",
        flush=True,
    )
    found = growth([(number + 1.0) * _LOOK_S for number in range(len(run.rss_bytes))], run.rss_bytes)
    if found is not None:
        good = "good" if found.mb_per_h < MOST_GROWTH_MB_PER_H else "BAD "
        print(f"  {good}  {found} At most {max(run.rss_bytes) / 1e6:.0f} MB.", flush=True)


def _run(music: Path, arc: Path, cache: Path) -> Run:
    prepared = prepare(str(arc), music, cache)
    sizes: list[int] = []

    def look(frame: int, end: int) -> None:
        if frame >= (len(sizes) + 1) * _LOOK_S * SAMPLE_RATE:
            sizes.append(memory(os.getpid())[0])

    with (
        tempfile.TemporaryDirectory(dir=arc.parent) as folder,
        SessionFile.create(Path(folder) / "fast.session", "fastaaaa", SystemClock()) as file,
    ):
        begin_s, begin_cpu_s = time.perf_counter(), time.process_time()
        made = rehearse(prepared, [], file, NullOutput(), Open(kind="rehearsal", seed=1), look)
        took_s, took_cpu_s = time.perf_counter() - begin_s, time.process_time() - begin_cpu_s
    return Run(took_s, took_cpu_s, made.frames / SAMPLE_RATE, made.sha256, sizes)


if __name__ == "__main__":
    print(json.dumps(asdict(_run(*map(Path, sys.argv[1:])))))
