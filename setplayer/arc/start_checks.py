"""Checks of what phases may last, and of when they say that they start."""

from collections.abc import Iterator

from setplayer.arc.fields import DAY, MINUTE
from setplayer.arc.outline import Outline
from setplayer.arc.problem import Problem, anchor_words, no_phase
from setplayer.arc.starts import anchored_to, begun, said_start
from setplayer.arc.timeline import BOOSTER, DOSE
from setplayer.faults import shown
from setplayer.strict_yaml import Path
from setplayer.units import duration


def ranges(outline: Outline) -> Iterator[Problem]:
    """Bounds that contradict each other or the length."""
    for index, phase in enumerate(outline.phases):
        length, least, most = phase.length_frames, phase.at_least_frames, phase.at_most_frames
        path = ("phases", index)
        if least is not None and most is not None and least > most:
            yield Problem((*path, "at least"), f"this is longer than 'at most'; write at most '{duration(most)}'")
        elif length is None or _says_start(outline, index + 1):
            continue  # its length follows from the next phase, where the fault is told
        elif least is not None and least > length:
            yield Problem((*path, "at least"), f"this is longer than the phase; write at most '{duration(length)}'")
        elif most is not None and most < length:
            yield Problem((*path, "at most"), f"this is shorter than the phase; write at least '{duration(length)}'")


def _says_start(outline: Outline, index: int) -> bool:
    """Whether there is a phase of this index that says when it starts, in a way that reading can place."""
    starts = outline.phases[index].starts if index < len(outline.phases) else None
    return starts is not None and starts[0] != BOOSTER


def said_starts(outline: Outline) -> Iterator[Problem]:
    """Starts that count from nothing, or to which the phase before cannot last."""
    starts, words = begun(outline), anchor_words(outline)
    for index, phase in enumerate(outline.phases):
        if phase.starts is None:
            continue
        path = ("phases", index, "starts")
        if index == 0:
            yield Problem(path, "the first phase starts at Begin; remove 'starts'")
        elif faults := list(_start_anchor(outline, index, words, path)):
            yield from faults
        elif (said := said_start(outline, index, starts)) is not None:
            yield from _lasts_until(outline, index, said, starts[index - 1])


def _start_anchor(outline: Outline, index: int, words: list[str] | None, path: Path) -> Iterator[Problem]:
    """What is wrong with what a phase's start counts from."""
    anchor, offset = outline.phases[index].starts or (None, 0)
    if anchor == BOOSTER:
        if offset < 0:
            yield Problem(path, "no booster is known of before it is given; write 'booster' or 'booster + 5 min'")
    elif anchor == DOSE:
        yield from no_dose(path, outline)
    elif anchor is not None and words is not None:
        target = anchored_to(outline, anchor)
        if target is None:
            yield Problem(path, no_phase(anchor, words))
        elif target >= index:
            yield Problem(path, f"a phase starts by one before it, and {shown(anchor)} is not; name an earlier one")


def no_dose(path: Path, outline: Outline) -> Iterator[Problem]:
    """Whether what counts from the dose is in an arc that does not wait for one."""
    if outline.zero == "begin":
        yield Problem(path, "this arc waits for no dose; write 'zero: dose', or count from 0:00 as in '12 min'")


def _lasts_until(outline: Outline, index: int, said: int, start: int | None) -> Iterator[Problem]:
    """Whether the phase before one that starts at frame `said` can last until there."""
    before, overlap = outline.phases[index - 1], outline.phases[index].overlap_frames
    if start is None or overlap is None:
        return
    path, lasts = ("phases", index, "starts"), said + overlap - start
    name = shown(before.name or "")
    least, most = before.at_least_frames or MINUTE // 2, before.at_most_frames or DAY
    if said <= start:
        yield Problem(path, f"this is {duration(start - said)} before {name} starts; write a later time")
    elif lasts < least:
        few = f"{name} would last {duration(lasts)} until there, and it lasts at least {duration(least)}"
        yield Problem(path, f"{few}; write a later time")
    elif lasts > most:
        much = f"{name} would last {duration(lasts)} until there, and it lasts at most {duration(most)}"
        yield Problem(path, f"{much}; write an earlier time")
    elif before.length_frames not in {None, lasts}:
        text = f"the next phase starts so that this one lasts {duration(lasts)}; write that, or remove this line"
        yield Problem(("phases", index - 1, "length"), text)
