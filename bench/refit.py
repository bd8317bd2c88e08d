"""`python -m bench.refit [--pieces N] [--cues N]`: re-fits in a session that plays in real time.

A made-up library (10 000 pieces unless told), an arc of six hours in three phases with a pick each. A cue every
2.5 s: extend, shorten, finish by, next piece, undo. Told are how long choosing takes, what a cue and a turn cost the
thread that keeps time, when the answer has taken effect, and the least that the output had queued: with nothing
chosen again, as it is, and with the fit on a thread of the player, which is why it has a process of its own.
"""

import argparse
import contextlib
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from setplayer.audio.clocked import ClockedOutput
from setplayer.audio.mixer import Mixer
from setplayer.audio.outputs import FileOutput, NullOutput, kind_of
from setplayer.engine.fitting import Fitter, FitterProcess
from setplayer.engine.journal import Journal
from setplayer.engine.keeper import Keeper
from setplayer.engine.live import Live
from setplayer.engine.music_at_hand import MusicAtHand
from setplayer.engine.prepare import Prepared, prepare
from setplayer.engine.refitting import Refitting
from setplayer.library.cache import FileStamp, ScanCache
from setplayer.library.track import Track
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.score.ahead import Ahead, Chosen
from setplayer.session import commands as c
from setplayer.session.state import State
from setplayer.units import SAMPLE_RATE

TURN_S = 0.08
CUES: Sequence[c.Command] = (
    c.Extend(minutes=5), c.Shorten(minutes=7), c.FinishBy(minutes=240), c.NextPiece(), c.Undo(), c.Extend(minutes=2),
    c.Fuller(), c.FinishBy(minutes=200), c.Softer(),
)  # fmt: skip


class OnAThread:
    """The fit where the sound is made."""

    def __init__(self, music: MusicAtHand):
        self._music = music
        self._answer: tuple[Ahead, Chosen | None] | None = None
        self.busy = False
        self.times_s: list[float] = []

    def ask(self, ahead: Ahead) -> None:
        self.busy = True
        threading.Thread(target=self._work, args=(ahead,), daemon=True).start()

    def _work(self, ahead: Ahead) -> None:
        begin = time.perf_counter()
        self._answer = ahead, self._music.chosen(ahead)
        self.times_s.append(time.perf_counter() - begin)

    def take(self) -> tuple[Ahead, Chosen | None] | None:
        answer, self._answer = self._answer, None
        if answer is not None:
            self.busy = False
        return answer

    def close(self) -> None: ...


def recording(path: Path, seconds: int) -> Path:
    with FileOutput(path, kind_of(path)) as output:
        second = np.random.default_rng(1).normal(0, 0.1, (SAMPLE_RATE, 2)).astype(np.float32)
        for _ in range(seconds):
            output.write(second)
    return path


def library(folder: Path, count: int) -> None:
    """So many links to one recording, which the scan's cache has as pieces of their own."""
    music = folder / "music"
    one = recording(folder / "one.flac", 1200)
    music.mkdir()
    random = np.random.default_rng(1)
    lengths_s = np.clip(np.exp(random.normal(np.log(270), 0.45, count)), 48, 1200)
    with ScanCache(folder / "library.db") as scans:
        for number, length_s in enumerate(lengths_s.tolist()):
            path = music / f"{number}.flac"
            os.link(one, path)
            track = Track(
                path=path.name, sha256=f"{random.integers(1 << 60):064x}", frames=round(length_s * SAMPLE_RATE),
                sample_rate=48_000, channels=2, integrated_lufs=float(random.normal(-18, 3)), range_lu=5.0,
                true_peak_dbtp=-1.0, title=f"Piece {number}", artist=f"artist {number % (count // 5 + 1)}",
                intensity=float(random.uniform(0, 8)),
            )  # fmt: skip
            scans.put(music, track, FileStamp.of(path))


def arc(path: Path) -> Path:
    lines = ["arc: Six hours", "phases:"]
    for name, minutes, wanted in (("One", 81, "1 -> 4"), ("Two", 131, "4 -> 7"), ("Three", 151, "6 -> 1")):
        lines += [f"  - name: {name}", "    kind: peak", f"    length: {minutes} min", f"    intensity: {wanted}"]
        lines += ["    music:", "      - pick: {intensity: follow}"]
    path.write_text("\n".join(lines) + "\n")
    return path


def play(prepared: Prepared, file: Path, make: Callable[[], Fitter | None], cues: int) -> None:
    keeper = Keeper(SessionFile.create(file, "bench", FakeClock()))
    output = ClockedOutput(NullOutput(), time.monotonic, name="nothing")
    live = Live(State(), Journal(), keeper, output)
    live.give(c.Open(kind="session", seed=7))
    live.give(prepared.command(7))
    live.give(c.Begin())
    live.start(Mixer(prepared.sources(7), 0.25), 0)
    refits = Refitting(live, make)
    queued: list[int] = []
    looks: list[float] = []
    gives: list[float] = []
    answers: list[float] = []

    def turn() -> None:
        time.sleep(TURN_S)
        queued.append(live.queue_ms)
        live.fill()
        begin = time.perf_counter()
        refits.look()
        looks.append(time.perf_counter() - begin)

    def turns(seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            turn()

    turns(12)
    queued.clear()
    looks.clear()
    for number in range(cues):
        command = CUES[number % len(CUES)]
        begin = time.perf_counter()
        refits.before(command)
        live.give(command)
        gives.append(time.perf_counter() - begin)
        given, until = time.monotonic(), time.monotonic() + 2.5
        score, told = live.state.score, False
        refits.look()
        while time.monotonic() < until:
            if live.state.score is not score and not told:
                answers.append(time.monotonic() - given)
                told = True
            turn()
    refits.close()
    beds = sum(clip.kind == "bed" for clip in live.state.score.clips)
    print(f"  a cue takes {_ms(gives)}, a look in each turn {_ms(looks)}")
    if answers:
        print(
            f"  {len(answers)} of {cues} cues changed what is ahead, which took {_ms(answers)}; {beds} beds are left"
        )
    print(f"  queued: {min(queued)} ms at least, {statistics.median(queued):.0f} in the middle", flush=True)
    live.close()
    keeper.close()


def _ms(times_s: Sequence[float]) -> str:
    return f"{1000 * statistics.median(times_s):.1f} ms in the middle, {1000 * max(times_s):.1f} at most"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.refit", description=__doc__)
    parser.add_argument("--pieces", type=int, default=10_000, help="pieces of the library (10 000)")
    parser.add_argument("--cues", type=int, default=18, help="cues given (18)")
    given = parser.parse_args()
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -11)  # as the engine
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library(folder, given.pieces)
        prepared = prepare(str(arc(folder / "arc.yaml")), folder / "music", folder / "library.db")
        begin = time.perf_counter()
        music = MusicAtHand(folder / "music", folder / "library.db")
        print(f"{given.pieces} pieces are read from the scan's cache in {time.perf_counter() - begin:.1f} s")
        print("Nothing is chosen again")
        play(prepared, folder / "nothing.session", lambda: None, given.cues)
        print("In a process of its own")
        fitter = FitterProcess(folder / "music", folder / "library.db", lambda: None)
        play(prepared, folder / "process.session", lambda: fitter, given.cues)
        print("On a thread of the player")
        thread = OnAThread(music)
        play(prepared, folder / "thread.session", lambda: thread, given.cues)
        print(f"  choosing takes {_ms(thread.times_s)}")


if __name__ == "__main__":
    main()
