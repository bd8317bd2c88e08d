"""Choosing tracks for an arc's picks: the arc and a library as a fit asks for them, and its answer as paths."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from setplayer.arc.model import Arc, Intensity, PickItem, PickRule, SilenceItem, SoundscapeItem, TrackItem
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
    Prefer,
    SilenceSlot,
    Slot,
    SoundscapeSlot,
    TrackSlot,
    Wish,
)
from setplayer.score.level import CEILING_DBTP, MAX_BOOST_DB
from setplayer.score.model import Picked
from setplayer.score.phases import Phases, placed

REACH: Final = 2.0
"""A piece that is further than this from every intensity that its phase wants is none of the candidates."""

VOICE: Final = 0.5
"""From this likelihood on, a piece counts as having voices."""

_LONGEST_PHASE_JOIN: Final = 10 * JOIN_FRAMES


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
    prefer: Prefer = "recorded",
    heard: Collection[str] = (),
) -> Choice:
    """Tracks for every pick of an arc, so that its phases end on time.

    `tracks` are all of the library by path; `heard` has content hashes that are not to be chosen, such as what a
    client has heard before. An arc without picks gets none.
    """
    picking = {n for n, phase in enumerate(arc.phases) if any(isinstance(i, PickItem) for i in phase.music)}
    if not picking:
        return Choice()
    usable = {path: track for path, track in tracks.items() if track.error is None and track.withdrawn is None}
    library = Library.of(piece_of(path, track) for path, track in usable.items())
    phases = _phases(Sources(arc, tracks), list(usable.values()))
    wish = Wish(phases, phases[0].start_frame, seed, prefer, avoid=frozenset(heard))
    plan = fit(library, wish)
    paths: dict[tuple[int, int], list[str]] = {}
    for one in plan.pieces:
        if one.item is not None and isinstance(arc.phases[one.phase].music[one.item], PickItem) and one.sha256:
            name = library.pieces[library.index[one.sha256]].name
            paths.setdefault((one.phase, one.item), []).append(name)
    picks = tuple(Picked(phase=phase, item=item, paths=tuple(found)) for (phase, item), found in paths.items())
    return Choice(picks, tuple(one for one in plan.missing if one.phase in picking))


def piece_of(path: str, track: Track) -> Piece:
    """A track as a fit sees it. One whose intensity is not known is taken for the middle, and no rule allows it."""
    loudest = None
    if track.integrated_lufs is not None:
        loudest = track.integrated_lufs + min(CEILING_DBTP - track.true_peak_dbtp, MAX_BOOST_DB)
    intensity = 5.0 if track.intensity is None else track.intensity
    return Piece(track.sha256, path, track.frames, intensity, loudest, track.artist)


def allowed(rule: PickRule, track: Track, wanted: Intensity) -> bool:
    """Whether a rule allows a track in a phase of this intensity. What is not known of a track does not fit."""
    aim = wanted if rule.intensity == "follow" else rule.intensity
    intensity, voice, tempo_bpm, tags = track.intensity, track.voice, track.tempo_bpm, set(track.tags)
    low, high = sorted((aim.start, aim.end))
    return (
        intensity is not None
        and low - REACH <= intensity <= high + REACH
        and tags >= set(rule.tags)
        and not tags & set(rule.avoid)
        and (rule.vocals == "any" or (voice is not None and (voice >= VOICE) == (rule.vocals == "only")))
        and (rule.tempo is None or (tempo_bpm is not None and rule.tempo.low_bpm <= tempo_bpm <= rule.tempo.high_bpm))
    )


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
            yield SoundscapeSlot(number)
        elif isinstance(item, SilenceItem):
            yield SilenceSlot(number, silence_length(item), silence_fade(item))
        elif isinstance(item, TrackItem):
            if track := sources.playable(item.path):
                yield TrackSlot(number, track.sha256)
        else:
            among = frozenset(t.sha256 for t in tracks if allowed(item.rule, t, phase.intensity))
            yield PickSlot(number, among, _own(item.rule))


def _own(rule: PickRule) -> tuple[float, float] | None:
    return None if rule.intensity == "follow" else (rule.intensity.start, rule.intensity.end)
