"""What an arc's author should know of its picks and a library: what is missing, unsatisfied or scarce."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from setplayer.arc.fields import did_you_mean
from setplayer.arc.model import Arc, PickItem, PickRule, SilenceItem, SoundscapeItem, TrackItem
from setplayer.faults import shown
from setplayer.library.track import Track
from setplayer.score.chain import silence_length
from setplayer.score.fit_model import LEAST_PIECE, Missing, SoundscapeSlot
from setplayer.score.pick_rules import Demand, demands, tagged
from setplayer.score.picks import Choice, usable
from setplayer.units import duration, frames_from_s

ENOUGH: Final = 1.5
"""So many times the music that picks need lets phases end on time, and sessions differ (decision 065)."""


@dataclass(frozen=True, order=True)
class Advice:
    """A sentence about a phase, or about one item of its music."""

    phase: int
    item: int | None
    text: str


def advice(arc: Arc, tracks: Mapping[str, Track], choices: Sequence[Choice]) -> list[Advice]:
    """All there is to say of an arc's picks, when seeds made these choices from the tracks by path."""
    pieces = list(usable(tracks).values())
    hopeless = list(_unsatisfied(arc, pieces))
    lacks = list(_lacks(arc, choices, {(one.phase, one.item) for one in hopeless}))
    told = {one.phase for one in (*hopeless, *lacks)}
    scarce = list(_scarce(arc, tracks, told))
    return [*hopeless, *lacks, *scarce, *_misspelt(arc, pieces)]


def lacking(arc: Arc, choices: Sequence[Choice]) -> list[Advice]:
    """What is missing in the phases that have picks, and the picks that were left empty, merged over choices."""
    return list(_lacks(arc, choices, set()))


def picks_of(arc: Arc) -> list[tuple[int, int, PickRule]]:
    """Every pick of an arc: its phase, its place in the music list, its rule."""
    return [
        (number, item_number, item.rule)
        for number, phase in enumerate(arc.phases)
        for item_number, item in enumerate(phase.music)
        if isinstance(item, PickItem)
    ]


def _lacks(arc: Arc, choices: Sequence[Choice], but: set[tuple[int, int | None]]) -> Iterator[Advice]:
    """Merged over choices: the longest of what is missing, and with how many of the seeds it is."""
    missing: dict[int, list[Missing]] = {}
    for choice in choices:
        for one in choice.missing:
            missing.setdefault(one.phase, []).append(one)
    for phase, found in sorted(missing.items()):
        text = str(max(found, key=lambda one: one.frames))
        yield Advice(phase, _only_pick(arc, phase), text + _share(len(found), len(choices)))
    empty = Counter(place for choice in choices for place in _empty(arc, choice))
    for (phase, item), times in sorted(empty.items()):
        if phase not in missing and (phase, item) not in but:
            text = f"nothing that this pick allows fits into {arc.phases[phase].name}"
            yield Advice(phase, item, text + _share(times, len(choices)))


def _share(times: int, seeds: int) -> str:
    return f" (in {times} of {seeds} seeds)" if seeds > 1 else ""


def _only_pick(arc: Arc, phase: int) -> int | None:
    """The one pick of a phase that has one."""
    items = [item for number, item, _ in picks_of(arc) if number == phase]
    return items[0] if len(items) == 1 else None


def _empty(arc: Arc, choice: Choice) -> list[tuple[int, int]]:
    filled = {(one.phase, one.item) for one in choice.picks}
    return [(phase, item) for phase, item, _ in picks_of(arc) if (phase, item) not in filled]


def _unsatisfied(arc: Arc, pieces: Sequence[Track]) -> Iterator[Advice]:
    """The picks that no piece satisfies, and why."""
    for phase, item, rule in picks_of(arc):
        asked = [_LONG_ENOUGH, *demands(rule, arc.phases[phase].intensity)]
        if (reason := _why_none(asked, pieces)) is not None:
            yield Advice(phase, item, f"nothing satisfies this pick: {reason}; other music or the bed plays")


_LONG_ENOUGH: Final = Demand(
    f"of {duration(LEAST_PIECE)} or more", f"lasts {duration(LEAST_PIECE)}", lambda track: track.frames >= LEAST_PIECE
)


def _why_none(asked: Sequence[Demand], pieces: Sequence[Track]) -> str | None:
    """Which demand leaves no piece: one that does so by itself, else the first that does so after those before it."""
    if not pieces:
        return "the library has no piece that can be played"
    for demand in asked:
        if not any(map(demand.met_by, pieces)):
            return f"no piece of the library {demand.verb}{_near(demand, pieces)}"
    left, such = list(pieces), list[str]()
    for demand in asked:
        met = [piece for piece in left if demand.met_by(piece)]
        if not met:
            return f"no piece {' and '.join(such)} {demand.verb}"
        if len(met) < len(left):
            such.append(demand.such)
        left = met
    return None


def _near(demand: Demand, pieces: Sequence[Track]) -> str:
    """The tag that was probably meant, where a demand is for one."""
    return did_you_mean(demand.tag, _tags(pieces)) if demand.tag else ""


def _tags(pieces: Sequence[Track]) -> set[str]:
    return {tag for piece in pieces for tag in piece.tags}


def _misspelt(arc: Arc, pieces: Sequence[Track]) -> Iterator[Advice]:
    """Tags to avoid that no piece has, where one is nearly like them: a slip of the pen would let music through."""
    tags = _tags(pieces)
    for phase, item, rule in picks_of(arc):
        for tag in rule.avoid:
            near = did_you_mean(tag, tags)
            if near and not any(tagged(piece, tag) for piece in pieces):
                yield Advice(phase, item, f"no piece of the library has the tag {shown(tag)}{near}")


def _scarce(arc: Arc, tracks: Mapping[str, Track], told: set[int]) -> Iterator[Advice]:
    """Where picks have less to choose from than `ENOUGH` times what they need: each phase, else all together."""
    may: dict[int, dict[str, int]] = {}  # lengths by content: two files with one content are one piece
    named = {track.sha256 for path in _named(arc) if (track := tracks.get(path)) is not None}
    pieces = [track for track in usable(tracks).values() if track.sha256 not in named]
    for phase, _, rule in picks_of(arc):
        asked = [_LONG_ENOUGH, *demands(rule, arc.phases[phase].intensity)]
        fitting = {one.sha256: one.frames for one in pieces if all(demand.met_by(one) for demand in asked)}
        may[phase] = may.get(phase, {}) | fitting
    needs = {phase: _needed(arc, phase, tracks) for phase in may}
    scarce = [phase for phase in may if sum(may[phase].values()) < ENOUGH * needs[phase]]
    for phase in scarce:
        if phase not in told:
            text = _too_little(f"of {arc.phases[phase].name}", sum(may[phase].values()), needs[phase])
            yield Advice(phase, _only_pick(arc, phase), text)
    together = {sha256: frames for fitting in may.values() for sha256, frames in fitting.items()}
    has, need = sum(together.values()), sum(needs.values())
    if not scarce and not told and has < ENOUGH * need:
        phase, item, _ = picks_of(arc)[0]
        yield Advice(phase, item, _too_little("of all phases together", has, need))


def _named(arc: Arc) -> list[str]:
    return [item.path for phase in arc.phases for item in phase.music if isinstance(item, TrackItem)]


def _too_little(whose: str, has: int, need: int) -> str:
    return (
        f"the picks {whose} need {_minutes(need)} and have {_minutes(has)} to choose from; "
        f"with {_minutes(round(ENOUGH * need))} or more, phases end on time and sessions differ"
    )


def _minutes(frames: int) -> str:
    return f"{max(1, round(frames / frames_from_s(60)))} min"


def _needed(arc: Arc, phase: int, tracks: Mapping[str, Track]) -> int:
    """How much of a phase's time its picks fill, where soundscapes sound as short as they may."""
    needed = arc.phases[phase].length_frames
    for item in arc.phases[phase].music:
        if isinstance(item, SilenceItem):
            needed -= silence_length(item)
        elif isinstance(item, SoundscapeItem):
            needed -= SoundscapeSlot(0).least_frames
        elif isinstance(item, TrackItem) and (track := tracks.get(item.path)) is not None:
            needed -= track.frames
    return max(needed, 0)
