"""`python -m bench.mixing [--music DIR] [--minutes M]`: how long mixing and limiting a block takes while it plays.

Two decks crossfade without end for an hour, as in `bench.live`; blocks are made at most twenty times as fast as they
play, so that decoding, on its own thread, is ahead of them as it is in a session. A block lasts 43 ms.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.limiter import begun
from bench.live.tracks import decks, write_arc
from setplayer.audio.limiter import Limiter
from setplayer.audio.mixer import Mixer
from setplayer.engine.prepare import prepare
from setplayer.session.due import fall_due, next_due
from setplayer.session.state import State, evolve
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE

_TRACK_S, _CROSSFADE_S = 60, 30
_FASTER = 20
_MOST_PHASES = 60
"""An arc has no more."""


def measure(music: Path | None, minutes: int) -> None:
    """Play so many minutes of the session, and print how long its blocks took."""
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        folder, names = decks(music, work, _TRACK_S)
        times = 1 + minutes * 60 // (_TRACK_S - _CROSSFADE_S)
        arc = work / "decks.yaml"
        taken: list[tuple[float, float]] = []
        for first in range(0, times, _MOST_PHASES):
            wanted = [names[number % len(names)] for number in range(first, min(first + _MOST_PHASES, times))]
            write_arc(arc, wanted, _TRACK_S, _CROSSFADE_S)
            prepared = prepare(str(arc), folder, work / "cache.db")
            mixer = Mixer(prepared.sources(1), 1.0)
            taken += _taken(mixer, begun(prepared, 0.0), len(wanted) * (_TRACK_S - _CROSSFADE_S))
            mixer.close()
    _tell(np.array(taken))


def _taken(mixer: Mixer, state: State, seconds: int) -> list[tuple[float, float]]:
    """Seconds of the clock and of this thread's processor time for each block."""
    limiter, taken = Limiter(), []
    for index in range(seconds * SAMPLE_RATE // BLOCK_FRAMES):
        begin_s, begin_cpu_s = time.perf_counter(), time.thread_time()
        for _ in mixer.failures(state, index):
            raise SystemExit("A track could not be played.")
        while (due := next_due(state)) is not None and due.frame < (index + 1) * BLOCK_FRAMES:
            state = evolve(state, fall_due(state, due))
        limiter.process(mixer.block(state, index))
        mixer.let_go(index * BLOCK_FRAMES)
        taken.append((time.perf_counter() - begin_s, time.thread_time() - begin_cpu_s))
        time.sleep(max(BLOCK_FRAMES / SAMPLE_RATE / _FASTER - taken[-1][0], 0.0))
    return taken


def _tell(taken: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    minutes = len(taken) * BLOCK_FRAMES / SAMPLE_RATE / 60
    print(f"\nMixing and limiting a block of {BLOCK_FRAMES} frames, two decks at a time, {minutes:.0f} minutes\n")
    print(f"{'':26}  {'p50':>9}  {'p99':>9}  {'p99.9':>9}  {'longest':>9}  of a block's length at p99.9")
    block_s = BLOCK_FRAMES / SAMPLE_RATE
    for name, seconds in zip(("by the clock", "by this thread's own time"), taken.T, strict=True):
        figures = np.percentile(seconds, (50, 99, 99.9, 100))
        print(
            f"{name:26}" + "".join(f"  {1e3 * value:6.2f} ms" for value in figures) + f"  {figures[2] / block_s:.1%}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.mixing", description=__doc__)
    parser.add_argument("--music", type=Path, help="a folder with at least ten music files of yours")
    parser.add_argument("--minutes", type=int, default=60, help="of the session (60)")
    given = parser.parse_args()
    measure(given.music, given.minutes)


if __name__ == "__main__":
    main()
