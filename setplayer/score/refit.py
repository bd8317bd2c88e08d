"""Choosing the music ahead again, in a session whose phases lie otherwise than when it was chosen.

What sounds stays, and whatever is named stays in its order; as few of the chosen pieces change as can be. A session
goes on without this: its pieces keep their order, and the bed fills what they leave.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from setplayer.arc.model import PickItem, SilenceItem
from setplayer.score.ahead import Ahead, Chosen
from setplayer.score.candidates import Candidates
from setplayer.score.chain import silence_fade, silence_length
from setplayer.score.fit import refit
from setplayer.score.fit_model import (
    FitPhase,
    PickSlot,
    Placed,
    Plan,
    SilenceSlot,
    Slot,
    SoundscapeSlot,
    TrackSlot,
    Wish,
)
from setplayer.score.lies import Lies
from setplayer.score.model import Picked
from setplayer.score.picks import Heard

_NO_ITEM: Final = -1
"""The slot of a piece that the player added."""


def chosen_again(
    candidates: Candidates, ahead: Ahead, gone: frozenset[str] = frozenset(), known: Heard | None = None
) -> Chosen | None:
    """What is chosen now, or None where nothing need be, or can be, chosen otherwise.

    `gone` has hashes of candidates that cannot be played any more; `known` is what the client heard before.
    """
    known = known or Heard()
    lies = Lies(ahead, gone)
    if not any(lies.picks_of(number) for number in lies.numbers):
        return None
    off = {place for place, number in enumerate(lies.numbers) if lies.is_off(number)}
    if not off and not ahead.afresh and ahead.leaves_at is None:
        return None
    library = candidates.library(ahead.tracks)
    old = lies.chosen_ahead()
    planned = {one.sha256 for one in old}
    heard = [clip.sha256 for clip in lies.begun if clip.sha256 and clip.sha256 not in planned]
    again = known.pieces - planned if ahead.arc.picks.new else frozenset()
    wish = Wish(
        phases=tuple(_fit_phase(candidates, lies, place) for place in range(len(lies.numbers))),
        start_frame=lies.start_frame,
        seed=ahead.seed,
        played=tuple(heard),
        prefer=ahead.arc.picks.prefer,
        avoid=_unwanted(candidates, ahead) | gone | known.unwanted,
        heard=again,
    )
    before = Plan(tuple(old), (), (), (), 0)
    changed = set(range(len(lies.numbers))) if ahead.afresh else off | {0}
    afresh = ahead.afresh or lies.on_the_bed  # the bed would fill any phase
    plan = refit(library, replace(wish, avoid=wish.avoid | again), before, sorted(changed), afresh=afresh)
    if again and not plan.fits:
        plan = refit(library, wish, before, sorted(changed), afresh=afresh)
    return _chosen(candidates, lies, old, plan)


def _fit_phase(candidates: Candidates, lies: Lies, place: int) -> FitPhase:
    number, begins = lies.numbers[place], lies.begins(place)
    line, join = lies.wanted(number), lies.join(place)
    return FitPhase(
        name=lies.ahead.score.phases[number].name,
        start_frame=begins,
        end_frame=max(lies.ends(place), begins + 1),
        intensity=(lies.along(number, line, begins) if not place else line.start, line.end),
        slots=(*_sounding(lies, place), *_slots(candidates, lies, place)),
        join=(join, join),
    )


def _sounding(lies: Lies, place: int) -> Iterator[Slot]:
    """What stays is the first slot of the first phase."""
    clip = lies.stays
    if place or lies.ahead.leaves_at is not None:
        return
    item = _NO_ITEM if clip.item is None else clip.item
    what = None if clip.item is None else lies.ahead.arc.phases[clip.phase].music[clip.item]
    if clip.sha256 is not None:
        yield TrackSlot(item, clip.sha256)
    elif isinstance(what, SilenceItem):
        yield SilenceSlot(item, silence_length(what), silence_fade(what))
    else:
        yield SoundscapeSlot(item)


def _slots(candidates: Candidates, lies: Lies, place: int) -> Iterator[Slot]:
    number = lies.numbers[place]
    music, wanted = lies.ahead.arc.phases[number].music, lies.wanted(number)
    rest = {element.item: element for element in lies.rest(number)}
    for item in lies.items(number):
        what = music[item]
        if isinstance(what, PickItem):
            rule = lies.rule(what.rule)
            own = None if rule.intensity == "follow" else rule.intensity
            begins = own and lies.along(number, own, lies.begins(place))
            yield PickSlot(item, candidates.among(rule, wanted), None if own is None else (begins or 0.0, own.end))
        elif isinstance(what, SilenceItem):
            yield SilenceSlot(item, silence_length(what), silence_fade(what))
        elif (element := rest.get(item)) is not None:
            yield TrackSlot(item, element.track.sha256) if element.track else SoundscapeSlot(item)


def _unwanted(candidates: Candidates, ahead: Ahead) -> frozenset[str]:
    """The hashes of what is not to be chosen."""
    known = {track.path: track.sha256 for track in ahead.tracks}
    avoided = (known.get(path) or candidates.content(path) for path in ahead.avoid)
    return frozenset(sha256 for sha256 in avoided if sha256)


def _chosen(candidates: Candidates, lies: Lies, old: Sequence[Placed], plan: Plan) -> Chosen | None:
    """The plan as picks; None where they are what they were."""
    named = {track.sha256: track.path for track in reversed(lies.ahead.tracks)}
    picks = {(one.phase, one.item): one.paths for one in lies.ahead.picks}
    tracks, same = [], True
    for place, number in enumerate(lies.numbers):
        for item in lies.picks_of(number):
            hashes = [one.sha256 for one in plan.pieces if (one.phase, one.item) == (place, item) and one.sha256]
            hashes = [sha256 for sha256 in hashes if sha256 != lies.stays.sha256]
            same &= hashes == [one.sha256 for one in old if (one.phase, one.item) == (place, item)]
            for sha256 in hashes:
                if sha256 not in named and (track := candidates.track(sha256)) is not None:
                    tracks.append(track)
                    named[sha256] = track.path
            picks[number, item] = (*_begun(lies, number, item), *(named[sha256] for sha256 in hashes))
    if same:
        return None
    made = (Picked(phase=phase, item=item, paths=paths) for (phase, item), paths in sorted(picks.items()) if paths)
    return Chosen(picks=tuple(made), tracks=tuple(tracks))


def _begun(lies: Lies, number: int, item: int) -> list[str]:
    """The pieces of a pick that have sounded in the phase in progress, each where it sounded last."""
    if number != lies.stays.phase:
        return []
    sounded = [clip.source for clip in lies.begun if (clip.phase, clip.item) == (number, item)]
    return list(dict.fromkeys(reversed(sounded)))[::-1]
