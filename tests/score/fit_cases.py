"""Libraries and phases made from a few numbers, and an exhaustive search to hold the fit against."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from setplayer.score.fit_library import Library
from setplayer.score.fit_model import FitPhase, PickSlot, Piece, Plan, Slot, TrackSlot, Wish
from setplayer.units import SAMPLE_RATE

S = SAMPLE_RATE


def piece(name: str, seconds: float, intensity: float = 3.0, artist: str = "", loudest: float | None = None) -> Piece:
    return Piece(name, name, round(seconds * S), intensity, loudest, artist)


def some_pieces(count: int, seed: int, shortest_s: float = 60) -> list[Piece]:
    """A library such as clinics have: lengths around 4.5 minutes, a few much longer, every intensity."""
    random = np.random.default_rng(seed)
    lengths = np.clip(np.exp(random.normal(np.log(270), 0.45, count)), shortest_s, 1500)
    return [
        piece(
            f"{random.integers(1 << 60):015x}",
            float(length),
            float(random.uniform(0, 8)),
            f"artist {random.integers(count // 5 + 1)}",
            float(random.normal(-16, 4)),
        )
        for length in lengths
    ]


def phases(*parts: tuple[float, float, float], slots: Sequence[Slot] = (PickSlot(0),)) -> tuple[FitPhase, ...]:
    """Phases of so many seconds, with the intensity at start and end."""
    found, start = [], 0
    for number, (seconds, first, last) in enumerate(parts):
        end = start + round(seconds * S)
        found.append(FitPhase(f"Phase {number}", start, end, (first, last), tuple(slots)))
        start = end
    return tuple(found)


def wish(parts: Iterable[FitPhase], **more: object) -> Wish:
    return Wish(tuple(parts), 0, **more)  # type: ignore[arg-type]


def squared_error(library: Library, asked: Wish, plan: Plan) -> float:
    """The integral of (intensity − wanted)² over time, as the plan really lies: each piece from join to join."""
    total = 0.0
    for number, phase in enumerate(asked.phases):
        own = [p for p in plan.pieces if p.phase == number]
        edges = [phase.start_frame, *((a.end_frame + b.start_frame) // 2 for a, b in pairwise(own)), phase.end_frame]
        for placed, (first, last) in zip(own, pairwise(edges), strict=True):
            if placed.sha256 is None:
                continue
            at = np.arange(first // S, last // S) + 0.5
            share = (at - phase.start_frame / S) / (phase.frames / S)
            wanted = phase.intensity[0] + (phase.intensity[1] - phase.intensity[0]) * share
            total += float(((library.pieces[library.index[placed.sha256]].intensity - wanted) ** 2).sum())
    return total


# ---- exhaustive search, on whole seconds: every choice of pieces, every order, every overlap of 8 to 20 s


def exhaustive(lengths: Sequence[int], ends: Sequence[int]) -> Iterator[list[list[int]]]:
    """Every list of pieces per phase whose joins out of phases can lie within 1.5 s of where the phases end.

    `lengths` are the pieces' and `ends` the phases', in seconds.
    """
    yield from _from({0}, (), lengths, ends, 0, [[]])


def _from(
    starts: set[int],
    used: tuple[int, ...],
    lengths: Sequence[int],
    ends: Sequence[int],
    phase: int,
    so_far: list[list[int]],
) -> Iterator[list[list[int]]]:
    for number, length in enumerate(lengths):
        if number in used:
            continue
        finishes = {start + length for start in starts}
        grown = [*so_far[:-1], [*so_far[-1], number]]
        landed = {
            end - overlap
            for end in finishes
            for overlap in range(8, 21)
            if abs(2 * end - overlap - 2 * ends[phase]) <= 3
        }
        if landed and phase + 1 == len(ends):
            yield grown
        elif landed:
            yield from _from(landed, (*used, number), lengths, ends, phase + 1, [*grown, []])
        if min(finishes) < ends[phase] + 20:
            after = {end - overlap for end in finishes for overlap in range(8, 21)}
            yield from _from(after, (*used, number), lengths, ends, phase, grown)


def named(*names: str) -> tuple[Slot, ...]:
    return tuple(TrackSlot(number, name) for number, name in enumerate(names))
