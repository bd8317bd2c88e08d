"""Choosing tracks for an arc's picks: the arc and a library as a fit asks for them, and its answer as paths."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from setplayer.arc.model import Arc, PickItem, PickRule, SilenceItem, SoundscapeItem, TrackItem
from setplayer.arc.model import Phase as ArcPhase
from setplayer.library.track import Track
from setplayer.score.chain import JOIN_FRAMES, SHORTEST_JOIN_FRAMES, Sources, elements, silence_fade, silence_length
from setplayer.score.fit import fit
from setplayer.score.fit_library import Library
from setplayer.score.fit_model import (
    FitPhase,
    Missing,
    PickSlot,
    Piece,
    Plan,
    SilenceSlot,
    Slot,
    SoundscapeSlot,
    TrackSlot,
    Wish,
)
from setplayer.score.level import CEILING_DBTP, MAX_BOOST_DB
from setplayer.score.model import Picked
from setplayer.score.phases import Phases, placed
from setplayer.score.pick_rules import demands

_LONGEST_PHASE_JOIN: Final = 10 * JOIN_FRAMES


@dataclass(frozen=True)
class Heard:
    """What a client knows from earlier sessions, by content hash."""

    pieces: frozenset[str] = frozenset()
    """Heard before: chosen again only in phases that nothing else fills."""
    unwanted: frozenset[str] = frozenset()
    """What is not wanted, heard before or not: never chosen."""


@dataclass(frozen=True)
class Choice:
    """The tracks chosen for an arc's picks, and what the library lacks for them."""

    picks: tuple[Picked, ...] = ()
    missing: tuple[Missing, ...] = ()


def choose(
    arc: Arc,
    tracks: Mapping[str, Track],
    *,
    seed: int,
    heard: Heard | None = None,
    avoid: frozenset[str] = frozenset(),
) -> Choice:
    """Tracks for every pick of an arc, so that its phases end on time.

    `tracks` are all of the library by path. `seed` counts where the arc has none of its own. An arc without picks
    gets none. `avoid` has tracks of the arc and soundscapes that are not played.
    """
    picking = {n for n, phase in enumerate(arc.phases) if any(isinstance(i, PickItem) for i in phase.music)}
    if not picking:
        return Choice()
    pieces = usable(tracks)
    library = Library.of(piece_of(path, track) for path, track in pieces.items())
    phases = _phases(Sources(arc, tracks, avoid), list(pieces.values()))
    known = heard or Heard()
    wish = Wish(
        phases,
        phases[0].start_frame,
        seed if arc.picks.seed is None else arc.picks.seed,
        arc.picks.prefer,
        avoid=known.unwanted,
        heard=known.pieces if arc.picks.new else frozenset(),
    )
    plan = fit(library, _new_only(wish, but=()))
    if wish.heard and (short := _short(arc, plan)):
        plan = fit(library, _new_only(wish, but=short))
    paths: dict[tuple[int, int], list[str]] = {}
    for phase, item, sha256 in _picked(arc, plan):
        paths.setdefault((phase, item), []).append(library.pieces[library.index[sha256]].name)
    picks = tuple(Picked(phase=phase, item=item, paths=tuple(found)) for (phase, item), found in paths.items())
    return Choice(picks, tuple(one for one in plan.missing if one.phase in picking))


def usable(tracks: Mapping[str, Track]) -> dict[str, Track]:
    """The tracks that can and may be played, by path."""
    return {path: track for path, track in tracks.items() if track.error is None and track.withdrawn is None}


def _picked(arc: Arc, plan: Plan) -> list[tuple[int, int, str]]:
    """Phase, item and hash of every piece of a plan that was picked."""
    return [
        (one.phase, one.item, one.sha256)
        for one in plan.pieces
        if one.item is not None and one.sha256 and isinstance(arc.phases[one.phase].music[one.item], PickItem)
    ]


def _short(arc: Arc, plan: Plan) -> set[int]:
    """The phases that a plan bridges, or in which it leaves a pick empty."""
    filled = {(phase, item) for phase, item, _ in _picked(arc, plan)}
    empty = {
        number
        for number, phase in enumerate(arc.phases)
        for item_number, item in enumerate(phase.music)
        if isinstance(item, PickItem) and (number, item_number) not in filled
    }
    return empty | {one.phase for one in plan.missing}


def _new_only(wish: Wish, *, but: Collection[int]) -> Wish:
    """The wish in which nothing that was heard is picked but in some phases."""
    if not wish.heard:
        return wish
    phases = tuple(
        phase if number in but else replace(phase, slots=tuple(_new_slot(slot, wish.heard) for slot in phase.slots))
        for number, phase in enumerate(wish.phases)
    )
    return replace(wish, phases=phases)


def _new_slot(slot: Slot, heard: frozenset[str]) -> Slot:
    return replace(slot, among=slot.among - heard) if isinstance(slot, PickSlot) and slot.among is not None else slot


def piece_of(path: str, track: Track) -> Piece:
    """A track as a fit sees it. One whose intensity is not known is taken for the middle, and no rule allows it."""
    loudest = None
    if track.integrated_lufs is not None:
        loudest = track.integrated_lufs + min(CEILING_DBTP - track.true_peak_dbtp, MAX_BOOST_DB)
    intensity = 5.0 if track.intensity is None else track.intensity
    return Piece(track.sha256, path, track.frames, intensity, loudest, track.artist)


def _phases(sources: Sources, tracks: Sequence[Track]) -> tuple[FitPhase, ...]:
    """The arc's phases from the middle of the crossfade into each to the middle of the one out of it."""
    lies = placed(sources.arc)
    middles = [lies[0].start_frame, *_middles(lies), lies[-1].end_frame]
    joins = [*(_join(sources, lies, after) for after in range(1, len(lies))), 0]
    return tuple(
        FitPhase(
            name=phase.name,
            start_frame=middles[number],
            end_frame=middles[number + 1],
            intensity=(phase.intensity.start, phase.intensity.end),
            slots=tuple(_slots(sources, phase, tracks)),
            join=(joins[number], joins[number]),
        )
        for number, phase in enumerate(sources.arc.phases)
    )


def _middles(lies: Phases) -> list[int]:
    return [(before.end_frame + after.start_frame) // 2 for before, after in pairwise(lies)]


def _join(sources: Sources, lies: Phases, after: int) -> int:
    """How long the crossfade into a phase is, as `place` lays it."""
    first = sources.arc.phases[after].music[:1]
    fade = elements(sources, after)[0].fade if first and isinstance(first[0], SilenceItem) else None
    overlap = lies[after - 1].end_frame - lies[after].start_frame
    usual = min(overlap, _LONGEST_PHASE_JOIN) if overlap >= SHORTEST_JOIN_FRAMES else JOIN_FRAMES
    return usual if fade is None else fade


def _slots(sources: Sources, phase: ArcPhase, tracks: Sequence[Track]) -> Iterable[Slot]:
    for number, item in enumerate(phase.music):
        if isinstance(item, SoundscapeItem):
            if item.name not in sources.avoid:
                yield SoundscapeSlot(number)
        elif isinstance(item, SilenceItem):
            yield SilenceSlot(number, silence_length(item), silence_fade(item))
        elif isinstance(item, TrackItem):
            if track := sources.playable(item.path):
                yield TrackSlot(number, track.sha256)
        else:
            asked = demands(item.rule, phase.intensity)
            among = frozenset(t.sha256 for t in tracks if all(demand.met_by(t) for demand in asked))
            yield PickSlot(number, among, _own(item.rule))


def _own(rule: PickRule) -> tuple[float, float] | None:
    return None if rule.intensity == "follow" else (rule.intensity.start, rule.intensity.end)
