"""`python -m bench.limiter [--music DIR] [--runs N]`: what the limiter costs, as a ratio of rendering without it.

A session of ten tracks, evened out as they are in a clinic, is mixed block by block with the limiter and without, in
turn, N times. It is told how often the limiter had to look closely, and how often it moved the gain, which is what
'idle' means. Then the same at +6 dB, the most that a therapist can ask for unless preparation allowed less.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from bench.music import length_s, made_files, own_files
from bench.offline import write_arc
from setplayer.audio import limiter
from setplayer.audio.limiter import Limiter
from setplayer.audio.mixer import Mixer
from setplayer.engine.prepare import Prepared, prepare
from setplayer.session import commands as c
from setplayer.session.decide import decide
from setplayer.session.events import Event
from setplayer.session.state import State, evolve
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE

_BEGIN_BLOCK = 30 * SAMPLE_RATE // BLOCK_FRAMES
"""After the opening, and after the level has been raised."""


_LONGEST_S = 900


def begun(prepared: Prepared, level_db: float) -> State:
    """The session at Begin, its level raised from then on."""
    state = State()
    for command in (c.Open(kind="rehearsal", seed=1), prepared.command(), c.Begin(), c.Level(db=level_db)):
        decided = decide(state, command, 0)
        if not isinstance(decided, Event):
            raise SystemExit(decided.reason)
        state = evolve(state, decided)
    return state


def rendered_s(prepared: Prepared, state: State, blocks: int, the_limiter: Limiter | None) -> float:
    """Seconds of processor time for so many blocks: decoding, mixing and, where there is one, the limiter."""
    mixer = Mixer(prepared.sources(state.seed))
    begin = time.process_time()
    for index in range(_BEGIN_BLOCK, _BEGIN_BLOCK + blocks):
        block = mixer.block(state, index)
        mixer.let_go(index * BLOCK_FRAMES)
        if the_limiter is not None:
            the_limiter.process(block)
    taken_s = time.process_time() - begin
    mixer.close()
    return taken_s


def at_work(prepared: Prepared, state: State, blocks: int) -> tuple[float, float]:
    """The share of blocks that are loud enough to be looked at, and of those in which the gain moves."""
    mixer, the_limiter = Mixer(prepared.sources(state.seed)), Limiter()
    looked = moved = 0
    for index in range(_BEGIN_BLOCK, _BEGIN_BLOCK + blocks):
        block = mixer.block(state, index)
        mixer.let_go(index * BLOCK_FRAMES)
        looked += float(abs(block).max()) > limiter.HARMLESS
        the_limiter.process(block)
        moved += not the_limiter.at_rest
    mixer.close()
    return looked / blocks, moved / blocks


def tell(music: Path, names: list[str], runs: int) -> None:
    """The table."""
    with tempfile.TemporaryDirectory() as folder:
        arc, cache = Path(folder) / "arc.yaml", Path(folder) / "cache.db"
        write_arc(arc, names, 60)
        lasts_s = length_s([t.frames for t in prepare(str(arc), music, cache).catalogue.tracks.values()])
        write_arc(arc, names, lasts_s)
        prepared = prepare(str(arc), music, cache)
    blocks = min(lasts_s - 60, _LONGEST_S) * SAMPLE_RATE // BLOCK_FRAMES
    print(f"{blocks * BLOCK_FRAMES / SAMPLE_RATE / 60:.0f} minutes of {len(names)} tracks, medians of {runs} runs\n")
    print(f"{'':14}  with : without   looked at   gain moved   here: with s   without s")
    for level_db in (0.0, 6.0):
        state = begun(prepared, level_db)
        looked, moved = at_work(prepared, state, blocks)
        pairs = [
            (rendered_s(prepared, state, blocks, Limiter()), rendered_s(prepared, state, blocks, None))
            for _ in range(runs)
        ]
        ratio = statistics.median(one / other for one, other in pairs)
        one, other = (statistics.median(taken) for taken in zip(*pairs, strict=True))
        print(
            f"level {level_db:+.0f} dB{'':3} {ratio:15.3f}  {looked:10.1%}  {moved:11.1%}  {one:13.2f}  {other:10.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.limiter", description=__doc__)
    parser.add_argument("--music", type=Path, help="a folder with at least ten music files of yours")
    parser.add_argument("--runs", type=int, default=5, help="how often each is rendered (5)")
    given = parser.parse_args()
    music, names = (given.music, own_files(given.music)) if given.music else made_files()
    tell(music, names, given.runs)


if __name__ == "__main__":
    main()
