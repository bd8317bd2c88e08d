"""Checks that concern more than one value of an arc: overlaps, names, anchors, the total.

Each takes an `Outline`, so none trips over a value that is itself at fault.
"""

from collections.abc import Callable, Iterator

from setplayer.arc import timeline
from setplayer.arc.fields import DAY
from setplayer.arc.outline import Outline, PhaseOutline
from setplayer.arc.problem import Problem, anchor_words, no_phase
from setplayer.arc.quantities import parse_moment
from setplayer.arc.start_checks import no_dose, ranges, said_starts
from setplayer.arc.timeline import BOOSTER, DOSE, KINDS
from setplayer.faults import shown
from setplayer.strict_yaml import Path
from setplayer.units import clock, duration


def problems(outline: Outline) -> list[Problem]:
    """Everything in the arc that does not fit together; faults and warnings."""
    checks: tuple[Callable[[Outline], Iterator[Problem]], ...] = (
        _names,
        ranges,
        said_starts,
        _overlaps,
        _silences,
        _total_and_lead,
        _booster,
        _cue_shapes,
        _cue_moments,
    )
    return [problem for check in checks for problem in check(outline)]


def _names(outline: Outline) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, phase in enumerate(outline.phases):
        path = ("phases", index, "name")
        if phase.name is None:
            continue
        if phase.name in seen:
            yield Problem(path, f"there are two phases called {shown(phase.name)}; give each its own name")
        seen.add(phase.name)
        if phase.name == BOOSTER:
            yield Problem(path, "'booster' means the second dose; give the phase another name")
        elif phase.name == DOSE:
            yield Problem(path, "'dose' means 0:00; give the phase another name")
        elif not _is_plain_anchor(phase.name):
            yield Problem(path, f"{shown(phase.name)} reads as a time; give the phase a name that does not")


def _is_plain_anchor(name: str) -> bool:
    try:
        return parse_moment(name) == (name, 0)
    except ValueError:
        return False


def _overlaps(outline: Outline) -> Iterator[Problem]:
    for index, phase in enumerate(outline.phases):
        overlap, path = phase.overlap_frames, ("phases", index, "overlap")
        if not overlap:
            continue
        if index == 0:
            yield Problem(path, "the first phase has none before it to overlap; remove 'overlap'")
            continue
        before = outline.phases[index - 1]
        if phase.length_frames is not None and overlap > phase.length_frames:
            yield Problem(
                path, f"the overlap is longer than the phase; write at most '{duration(phase.length_frames)}'"
            )
        elif before.length_frames is not None and overlap >= before.length_frames:
            most = duration(before.length_frames)
            yield Problem(path, f"the overlap is as long as the phase before; write less than '{most}'")
        elif (
            before.length_frames is not None
            and before.overlap_frames is not None
            and before.overlap_frames + overlap > before.length_frames
        ):
            most = duration(max(0, before.length_frames - before.overlap_frames))
            yield Problem(path, f"three phases would overlap at once; write at most '{most}'")


def _silences(outline: Outline) -> Iterator[Problem]:
    for index, phase in enumerate(outline.phases):
        for item, (length, fade) in phase.silences.items():
            path = ("phases", index, "music", item)
            if length is None:
                continue
            if phase.length_frames is not None and length > phase.length_frames:
                most = duration(phase.length_frames)
                yield Problem((*path, "silence"), f"the silence is longer than its phase; write at most '{most}'")
            if fade is not None and fade > length:
                text = f"the fade is longer than the silence; write at most '{duration(length)}'"
                yield Problem((*path, "fade"), text)


def _starts(outline: Outline) -> tuple[int, ...] | None:
    """Start of every phase, then the end of the arc; None while a length or an overlap is unknown."""
    lengths = [phase.length_frames for phase in outline.phases if phase.length_frames is not None]
    overlaps = [phase.overlap_frames for phase in outline.phases if phase.overlap_frames is not None]
    if not outline.phases or not len(lengths) == len(overlaps) == len(outline.phases):
        return None
    starts = timeline.starts(lengths, overlaps)
    return (*starts, starts[-1] + lengths[-1])


def _total_and_lead(outline: Outline) -> Iterator[Problem]:
    starts = _starts(outline)
    if starts and starts[-1] > DAY:
        yield Problem(("phases",), f"the phases last {duration(starts[-1])} together; an arc lasts at most 24 h")
    if not outline.lead_frames:
        return
    if outline.zero == "begin":
        yield Problem(("lead",), "only an arc from the dose has a lead; write 'zero: dose', or remove 'lead'")
    elif starts and outline.lead_frames > starts[-1]:
        most = duration(starts[-1])
        yield Problem(("lead",), f"the lead is longer than the arc; write at most '{most}'")


def _booster(outline: Outline) -> Iterator[Problem]:
    words = anchor_words(outline)
    if words is None or not outline.booster_to:
        return
    for index, target in enumerate(outline.booster_to):
        if target is not None and target not in words and target not in KINDS:
            yield Problem(("booster", "to", index), no_phase(target, words))
    if all(target in KINDS and target not in words for target in outline.booster_to):
        text = f"none of these is in the arc; name at least one of {', '.join(dict.fromkeys(words))}"
        yield Problem(("booster", "to"), text)

    room = [_room(phase) for phase in outline.phases if {phase.name, phase.kind} & set(outline.booster_to)]
    adds, most = outline.booster_adds_frames, sum(room)
    if adds is not None and room and most < adds:
        text = f"these phases become {duration(most)} longer at most, by their 'at most'; write that, or more there"
        yield Problem(("booster", "adds"), text, "warning")


def _room(phase: PhaseOutline) -> int:
    """How much longer a phase may become."""
    known = phase.length_frames is not None and phase.at_most_frames is not None
    return (phase.at_most_frames or 0) - (phase.length_frames or 0) if known else DAY


def _knows_booster(outline: Outline) -> bool:
    return outline.booster_to is not None or any((phase.starts or ("",))[0] == BOOSTER for phase in outline.phases)


def _cue_shapes(outline: Outline) -> Iterator[Problem]:
    for index, cue in enumerate(outline.cues):
        path = ("cues", index)
        keys = cue.keys
        if keys is None:
            continue
        if {"at", "every"} <= keys:
            yield Problem((*path, "every"), "a cue has 'at' or 'every', not both; make two cues of it")
        elif not {"at", "every"} & keys:
            yield Problem(path, "the cue does not say when; write 'at: 12 min' or 'every: 15 min'")
        if "remind" in keys and {"do", "sound"} & keys:
            yield Problem((*path, "remind"), "a cue sounds or reminds, not both; make two cues of it")
        elif not {"do", "remind"} & keys:
            yield Problem(path, "the cue does nothing; write 'do: chime', 'do: voice' or 'remind: ...'")
        elif cue.do == "voice" and "sound" not in keys:
            yield Problem(path, "a voice needs its file; write 'sound: FILE'")


def _cue_moments(outline: Outline) -> Iterator[Problem]:
    words, starts = anchor_words(outline), _starts(outline)
    for index, cue in enumerate(outline.cues):
        if (
            cue.do is not None
            and cue.every_frames is not None
            and starts is not None
            and outline.lead_frames is not None
        ):
            yield from _too_seldom(("cues", index, "every"), cue.every_frames, starts[-1] - _zero(outline))
        if cue.at is None:
            continue
        anchor, offset = cue.at
        path = ("cues", index, "at")
        if anchor == BOOSTER:
            if not _knows_booster(outline):
                yield Problem(path, "this arc has no booster; write one like 'booster: {adds: 15 min, to: [peak]}'")
        elif anchor == DOSE:
            yield from no_dose(path, outline)
        elif anchor is not None and words is not None and anchor not in words:
            yield Problem(path, no_phase(anchor, words))
        elif starts is not None and outline.lead_frames is not None and (anchor is None or words is not None):
            yield from _outside(path, _frame(outline, anchor, starts) + offset, starts[-1])


def _frame(outline: Outline, anchor: str | None, starts: tuple[int, ...]) -> int:
    """Frame from Begin of an anchor that is known to exist."""
    if anchor is None:
        return _zero(outline)
    index = timeline.phase_named(anchor, outline.names, outline.kinds)
    return starts[index or 0]


def _zero(outline: Outline) -> int:
    return (outline.lead_frames or 0) if outline.zero == "dose" else 0


def _too_seldom(path: Path, every: int, rest: int) -> Iterator[Problem]:
    # A reminder goes on with the session; a sound ends with the arc.
    if every > rest:
        text = f"the arc is over {duration(rest)} after 0:00, before this sounds once; write at most that"
        yield Problem(path, text, "warning")


def _outside(path: Path, frame: int, total: int) -> Iterator[Problem]:
    if not 0 <= frame <= total:
        where = "before Begin" if frame < 0 else f"after the arc's end at {clock(total)}"
        yield Problem(path, f"this cue falls {where} and will not happen; move it", "warning")
