"""`python -m bench.fit [--runs N]`: how well and how fast pieces are fitted, against a greedy choice.

Libraries are made up: 100, 1 000 and 10 000 pieces around 4.5 minutes long, of intensities from 0 to 8. Arcs are an
hour in six phases, and the shape of a published programme of six hours (81, 131 and 151 minutes). The greedy choice
takes the unused piece nearest to the wanted intensity, and, once that would outlast the phase, of those within 1.5
steps the one that ends nearest to the phase's end. Errors are at phase ends (worst of all plans, and mean) and of
intensity (root of the mean square); `jumps` are neighbours more than 5 LU apart. Re-fits begin in the middle of an
hour's plan, which is lengthened or pressed.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from setplayer.score.fit import fit, refit
from setplayer.score.fit_library import Library
from setplayer.score.fit_model import FitPhase, PickSlot, Piece, Placed, Plan, TrackSlot, Wish
from setplayer.score.level import target_lufs
from setplayer.units import SAMPLE_RATE as S

HOUR = ((10, 2, 2), (5, 2, 4), (10, 4, 6), (20, 6, 7), (10, 5, 3), (5, 2, 1))
PROGRAMME = ((81, 1, 4), (131, 4, 7), (151, 6, 1))
JOIN = 12 * S
COUNTS = (100, 1_000, 10_000)


def made_up(count: int, seed: int) -> Library:
    random = np.random.default_rng(seed)
    lengths = np.clip(np.exp(random.normal(np.log(270), 0.45, count)), 48, 2400)
    return Library.of(
        Piece(
            sha256=f"{random.integers(1 << 60):015x}",
            name=f"{number}.flac",
            frames=round(float(length) * S),
            intensity=float(random.uniform(0, 8)),
            loudest_lufs=float(random.normal(-16, 4)),
            artist=f"artist {random.integers(count // 5)}",
        )
        for number, length in enumerate(lengths)
    )


def asked(shape: Sequence[tuple[int, int, int]], seed: int) -> Wish:
    phases, start = [], 0
    for minutes, first, last in shape:
        end = start + minutes * 60 * S
        phases.append(FitPhase(f"Phase {len(phases)}", start, end, (first, last), (PickSlot(0),)))
        start = end
    return Wish(tuple(phases), 0, seed=seed)


def greedy(library: Library, wish: Wish) -> list[Placed]:
    """Piece after piece, the nearest in intensity; the last of a phase by its length."""
    placed: list[Placed] = []
    unused = np.ones(len(library.pieces), bool)
    at = 0
    for number, phase in enumerate(wish.phases):
        while at < phase.end_frame - 30 * S and unused.any():
            share = (at - phase.start_frame) / phase.frames
            wanted = 100 * (phase.intensity[0] + (phase.intensity[1] - phase.intensity[0]) * max(share, 0))
            ends = at + library.frames - JOIN // 2
            away = np.where(unused, np.abs(library.intensity - wanted), np.inf)
            if ends[int(np.argmin(away))] > phase.end_frame:
                near = unused & (away < 150) if (away < 150).any() else unused
                away = np.where(near, np.abs(ends - phase.end_frame), np.inf)
            best = int(np.argmin(away))
            unused[best] = False
            end = at + int(library.frames[best])
            placed.append(Placed(number, 0, library.pieces[best].sha256, at, end))
            at = end - JOIN
    return placed


@dataclass(frozen=True)
class Quality:
    """Of one plan: errors at phase ends in seconds, intensity error, jumps in level, pieces."""

    ends_s: list[float]
    intensity: float
    jumps: int
    pieces: int


def quality(library: Library, wish: Wish, placed: Sequence[Placed]) -> Quality:
    ends, squares, seconds = [], 0.0, 0
    middles = [(a.end_frame + b.start_frame) // 2 for a, b in pairwise(placed)]
    edges = [wish.start_frame, *middles, wish.phases[-1].end_frame]
    levels = []
    for one, first, last in zip(placed, edges, edges[1:], strict=False):
        phase = wish.phases[one.phase]
        at = np.arange(first // S, last // S) + 0.5
        share = np.clip((at - phase.start_frame / S) / (phase.frames / S), 0, 1)
        wanted = phase.intensity[0] + (phase.intensity[1] - phase.intensity[0]) * share
        piece = library.pieces[library.index[one.sha256]] if one.sha256 else None
        if piece:
            squares, seconds = squares + float(((piece.intensity - wanted) ** 2).sum()), seconds + len(at)
            levels.append(
                min(target_lufs(float(wanted[len(wanted) // 2])), piece.loudest_lufs or 0) if len(at) else None
            )
    for number, phase in enumerate(wish.phases):
        last = [n for n, one in enumerate(placed) if one.phase == number]
        here = edges[last[-1] + 1] if last and last[-1] + 1 < len(placed) else placed[-1].end_frame - JOIN // 2
        final = number + 1 == len(wish.phases)
        ends.append(0.0 if final and placed[-1].end_frame >= phase.end_frame else (here - phase.end_frame) / S)
    jumps = sum(a is not None and b is not None and abs(a - b) > 5 for a, b in pairwise(levels))
    return Quality(ends, (squares / max(seconds, 1)) ** 0.5, jumps, len(placed))


def told(name: str, found: Sequence[Quality], times_s: Sequence[float]) -> None:
    ends = [abs(end) for one in found for end in one.ends_s]
    error = statistics.mean(one.intensity for one in found)
    jumps, pieces = (statistics.mean(values) for values in zip(*((q.jumps, q.pieces) for q in found), strict=True))
    print(
        f"{name:28} {max(ends):8.1f} {statistics.mean(ends):7.2f} {error:10.2f} {jumps:6.1f} {pieces:7.1f}"
        f" {statistics.median(times_s) * 1000:8.0f} {max(times_s) * 1000:8.0f}"
    )


def compare(count: int, name: str, shape: Sequence[tuple[int, int, int]], runs: int) -> None:
    fits, choices, times, greedy_times = [], [], [], []
    for seed in range(runs):
        library, wish = made_up(count, seed), asked(shape, seed)
        begin = time.perf_counter()
        plan = fit(library, wish)
        times.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        chosen = greedy(library, wish)
        greedy_times.append(time.perf_counter() - begin)
        fits.append(quality(library, wish, plan.pieces))
        choices.append(quality(library, wish, chosen))
        if not plan.fits:
            print(f"  seed {seed}: {'; '.join(map(str, plan.missing)) or 'cut'}")
    told(f"{count:6} {name}, fitted", fits, times)
    told(f"{count:6} {name}, greedy", choices, greedy_times)


def underway(plan: Plan, wish: Wish, adds_s: int) -> tuple[Wish, Plan]:
    """The plan from its middle on, the phase in progress so much longer."""
    now = plan.pieces[len(plan.pieces) // 2]
    adds = adds_s * S
    current = replace(
        wish.phases[now.phase],
        end_frame=wish.phases[now.phase].end_frame + adds,
        slots=(TrackSlot(0, now.sha256 or ""), PickSlot(0)),
    )
    later = [
        replace(phase, start_frame=phase.start_frame + adds, end_frame=phase.end_frame + adds)
        for phase in wish.phases[now.phase + 1 :]
    ]
    heard = tuple(p.sha256 for p in plan.pieces if p.sha256 and p.start_frame < now.start_frame)
    ahead = [replace(p, phase=p.phase - now.phase) for p in plan.pieces if p.start_frame > now.start_frame]
    asked_now = Wish((current, *later), now.start_frame, seed=wish.seed, played=heard)
    return asked_now, replace(plan, pieces=tuple(ahead))


def refits(count: int, name: str, shape: Sequence[tuple[int, int, int]], runs: int) -> None:
    times, kept, ahead, late, not_fitted = [], 0, 0, 0.0, 0
    for seed in range(runs):
        library, wish = made_up(count, seed), asked(shape, seed)
        plan = fit(library, wish)
        for adds_s in (-120, -30, -5, 5, 30, 120, 300, 600):
            changed, before = underway(plan, wish, adds_s)
            begin = time.perf_counter()
            again = refit(library, changed, before, changed=[0])
            times.append(time.perf_counter() - begin)
            old = {p.sha256 for p in before.pieces}
            kept, ahead = kept + len(old & {p.sha256 for p in again.pieces}), ahead + len(old)
            late = max(late, max(abs(miss) for miss in again.misses) / S)
            not_fitted += not again.fits
    print(
        f"{count:6} {name}: median {statistics.median(times) * 1000:.0f} ms, slowest {max(times) * 1000:.0f} ms,"
        f" {100 * kept / max(ahead, 1):.1f} % of the pieces ahead kept, worst end {late:.1f} s,"
        f" {not_fitted} of {len(times)} bridged or cut"
    )


def tell(runs: int, counts: Sequence[int] = COUNTS) -> None:
    """Both tables, of libraries of so many pieces."""
    print(f"\nFits, {runs} libraries and seeds of each kind; times are the median and the slowest\n")
    heads = "worst s", "mean s", "intensity", "jumps", "pieces", "ms", "most ms"
    print(
        f"{'':28} {heads[0]:>8} {heads[1]:>7} {heads[2]:>10} {heads[3]:>6} {heads[4]:>7} {heads[5]:>8} {heads[6]:>8}"
    )
    for count in counts:
        compare(count, "1 h", HOUR, runs)
        compare(count, "6 h", PROGRAMME, runs)
    print("\nRe-fits")
    for count in counts:
        refits(count, "1 h", HOUR, max(runs // 2, 1))
        refits(count, "6 h", PROGRAMME, max(runs // 2, 1))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.fit", description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="libraries and seeds of each kind (20)")
    tell(parser.parse_args().runs)


if __name__ == "__main__":
    main()
