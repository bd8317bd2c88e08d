"""Choosing pieces, their order and their overlaps so that every phase ends on time.

The objective: every phase ends within 2 s of its time wherever the candidates allow it; among such plans the least
sum of squared intensity error over time, a price per join, and prices for jumps in level and for an artist who comes
again too soon (`fit_prices`). Where no choice ends on time, a soundscape bridges to the phase's end, and only where
even that cannot be (what the arc names runs long) the last piece is faded away early.

Everything is whole numbers, and pieces are sorted by content hash, so that one seed means one plan on every machine.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

import numpy as np

from setplayer.score.fit_joins import Link, set_joins
from setplayer.score.fit_library import Ints, Library
from setplayer.score.fit_model import LONGEST_JOIN, FitPhase, Missing, PickSlot, Placed, Plan, Slot, TrackSlot, Wish
from setplayer.score.fit_options import Options, options_of
from setplayer.score.fit_search import Search, begun
from setplayer.score.fit_tables import PhaseTables

_CANDIDATES: Final = 400
_WORK: Final = 40_000
"""Partial plans times pieces that a step looks at: few pieces are searched wider."""

_WIDEST: Final = 20_000
_LIVE_WIDTH: Final = 24
_LIVE_CANDIDATES: Final = 120


def fit(library: Library, wish: Wish) -> Plan:
    """The plan for a wish. The same library, wish and version give the same plan.

    Where nothing fits at first and not everything was tried, the search is repeated with more plans side by side,
    unless what does not fit are phases for which all that may sound is too short.
    """
    width = int(np.clip(_WORK // max(len(library.pieces), 1), 64, 1000))
    tables = _tables(library, wish, _CANDIDATES)
    plan, thorough = _searched(library, wish, tables, width)
    hopeless = {number for number, table in enumerate(tables) if _is_too_short(table)}
    while (
        not (plan.troubled <= hopeless or thorough) and width * len(library.pieces) <= _WORK and width * 8 <= _WIDEST
    ):
        width *= 8
        wider, thorough = _searched(library, wish, tables, width)
        plan = min(plan, wider, key=lambda one: one.price)
    return plan


def _is_too_short(table: PhaseTables) -> bool:
    """Whether a phase is longer than everything together that it may have, but the bridge."""
    return int(table.options.high[:-1].sum()) < table.phase.frames - LONGEST_JOIN


def refit(library: Library, wish: Wish, before: Plan, changed: Sequence[int], *, afresh: bool = False) -> Plan:
    """The plan for what is ahead of a moment, with as little changed as possible.

    The wish's first phase is the one in progress, from its own start on, and its first slot what sounds now.
    `before` has the pieces ahead as they were, by the numbers of the wish's phases; `changed` says which phases
    lie otherwise now. First the same pieces with other overlaps are tried, unless `afresh` says that something
    else is wanted by now; then new ones where a phase has changed; then everywhere.
    """
    every = set(range(len(wish.phases)))
    old = [[piece for piece in before.pieces if piece.phase == number] for number in sorted(every)]
    kept = replace(wish, keep=tuple(tuple(piece.sha256 or "" for piece in pieces) for pieces in old))
    stages = [set(changed), every] if afresh else [set[int](), set(changed), every]
    for free in stages if set(changed) != every else stages[:-1]:
        pinned = [
            phase if number in free else _pinned(phase, old[number]) for number, phase in enumerate(wish.phases)
        ]
        asked = replace(kept, phases=tuple(pinned))
        plan, _ = _searched(library, asked, _tables(library, asked, _LIVE_CANDIDATES), _LIVE_WIDTH)
        if plan.fits or (free and plan.troubled <= free):  # what is free and does not fit is not helped by the rest
            break
    return plan


def _pinned(phase: FitPhase, old: Sequence[Placed]) -> FitPhase:
    """A phase whose picks are the pieces that they were."""
    slots: list[Slot] = []
    for slot in phase.slots:
        if isinstance(slot, PickSlot):
            slots += [TrackSlot(slot.item, piece.sha256) for piece in old if piece.item == slot.item and piece.sha256]
        else:
            slots.append(slot)
    return replace(phase, slots=tuple(slots))


def _tables(library: Library, wish: Wish, count: int) -> list[PhaseTables]:
    """The tables of every phase. What is named or was played is not picked, nor what is not wanted."""
    named = [slot.sha256 for phase in wish.phases for slot in phase.slots if isinstance(slot, TrackSlot)]
    usable = np.ones(len(library.pieces), bool)
    usable[[library.index[h] for h in (*named, *wish.played, *wish.avoid) if h in library.index]] = False
    return [
        PhaseTables(phase, options_of(library, phase, number, wish, usable, count))
        for number, phase in enumerate(wish.phases)
    ]


def _searched(library: Library, wish: Wish, tables: Sequence[PhaseTables], width: int) -> tuple[Plan, bool]:
    """The best plan that a search of this width finds, and whether it tried everything."""
    played = [int(library.artist[library.index[h]]) for h in wish.played if h in library.index]
    beam = begun(wish.start_frame - wish.phases[0].start_frame, played)
    search = Search(len(library.pieces), width, np.zeros(0, np.int64))
    for table in tables:
        beam = search.through(beam, table)
    best = int(np.argmin(beam.price))
    return _planned(
        library, wish, tables, beam.path[best][beam.path[best] >= 0], int(beam.price[best])
    ), search.thorough


def _planned(library: Library, wish: Wish, tables: Sequence[PhaseTables], path: Ints, price: int) -> Plan:
    """The plan of a path through all phases' options."""
    ends = [*accumulate(len(table.options.slot) for table in tables)]
    phases = np.searchsorted(ends, path, side="right")
    columns = [int(number) - (ends[phase - 1] if phase else 0) for number, phase in zip(path, phases, strict=True)]
    chosen = [(int(phase), tables[phase].options, column) for phase, column in zip(phases, columns, strict=True)]
    links = _links(chosen)
    bounds = [(phase.frames, phase.join) for phase in wish.phases]
    lies, misses = set_joins(links, wish.start_frame - wish.phases[0].start_frame, bounds)
    placed, cuts, missing = [], [0] * len(bounds), []
    for (number, options, column), lie in zip(chosen, lies, strict=True):
        phase = wish.phases[number]
        slot, piece = int(options.slot[column]), int(options.piece[column])
        bridge = slot == len(phase.slots)
        item = None if bridge else phase.slots[slot].item
        sha256 = library.pieces[piece].sha256 if piece >= 0 else None
        placed.append(Placed(number, item, sha256, phase.start_frame + lie.start, phase.start_frame + lie.end))
        cuts[number] = max(cuts[number], lie.cut)
        if bridge:
            gap = min(lie.end - lie.start - sum(phase.join) // 2, phase.frames)
            low, high = sorted(phase.intensity)
            missing.append(Missing(number, phase.name, max(gap, 1), low, high))
    return Plan(tuple(placed), tuple(misses), tuple(cuts), tuple(missing), price)


def _links(chosen: Sequence[tuple[int, Options, int]]) -> list[Link]:
    """The chain of a path: how long each piece may last, and how it may join the one before it."""
    links = []
    for number, (phase, options, column) in enumerate(chosen):
        closes = number + 1 == len(chosen) or chosen[number + 1][0] != phase
        least, most = int(options.join_least[column]), int(options.join_most[column])
        cap = int(options.cap[column])
        if number and chosen[number - 1][0] == phase:
            _, _, before = chosen[number - 1]
            cap = min(cap, int(options.cap[before]))
            if options.after[before]:
                least = most = int(options.after[before])
        least, most = min(least, cap), min(most, cap)
        links.append(Link(phase, int(options.low[column]), int(options.high[column]), least, most, closes))
    return links
