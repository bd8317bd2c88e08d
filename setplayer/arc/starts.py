"""Phases that say when they start: what the phases before them last, worked out when an arc is read.

A phase with `starts:` begins so long after 0:00, or after the start of a phase before it. The phase before it lasts
until there, and its own `length:` may be left out. What counts from the booster is only known in a session: until
then the phase lies where the lengths put it.
"""

from dataclasses import replace
from itertools import pairwise

from setplayer.arc import timeline
from setplayer.arc.fields import DAY, MINUTE
from setplayer.arc.outline import Outline
from setplayer.arc.timeline import BOOSTER, DOSE


def completed(outline: Outline) -> Outline:
    """The outline with the lengths that are left out, where the next phase says when it starts and that can be."""
    phases = list(outline.phases)
    starts: list[int | None] = [0]
    for index in range(1, len(phases)):
        before, overlap = phases[index - 1], phases[index].overlap_frames
        said, start = said_start(outline, index, starts), starts[-1]
        if before.length_frames is None and said is not None and start is not None and overlap is not None:
            lasts = said + overlap - start
            phases[index - 1] = before = replace(before, length_frames=lasts if can_last(lasts) else None)
        starts.append(_next_start(start, before.length_frames, overlap))
    return replace(outline, phases=tuple(phases))


def can_last(frames: int) -> bool:
    """Whether a phase can last so long."""
    return MINUTE // 2 <= frames <= DAY


def begun(outline: Outline) -> list[int | None]:
    """Start of every phase as far as lengths and overlaps are known."""
    starts: list[int | None] = [0]
    for before, phase in pairwise(outline.phases):
        starts.append(_next_start(starts[-1], before.length_frames, phase.overlap_frames))
    return starts


def _next_start(start: int | None, length: int | None, overlap: int | None) -> int | None:
    return None if start is None or length is None or overlap is None else start + length - overlap


def said_start(outline: Outline, index: int, starts: list[int | None]) -> int | None:
    """Frame from Begin at which a phase says that it starts, with the starts of the phases before it as far as known.

    None when it does not say so, when it counts from the booster, and while what it counts from is not known.
    """
    moment = outline.phases[index].starts
    if moment is None or moment[0] == BOOSTER:
        return None
    anchor, offset = moment
    if anchor in {None, DOSE}:
        zero = outline.lead_frames if outline.zero == "dose" else 0
        return None if zero is None else zero + offset
    target = anchored_to(outline, anchor or "")
    start = starts[target] if target is not None and target < index else None
    return None if start is None else start + offset


def anchored_to(outline: Outline, anchor: str) -> int | None:
    """Index of the phase that an anchor means, or None."""
    return timeline.phase_named(anchor, outline.names, outline.kinds)
