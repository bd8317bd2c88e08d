"""What was done to the music in a session, how long it lasted, and why, in words for its client."""

from collections.abc import Sequence
from typing import Final

from setplayer.review.clean import clean_line
from setplayer.review.course import Course
from setplayer.review.entries import Afterthoughts, Entry
from setplayer.review.model import Change
from setplayer.review.words import ENDING, LASTING, change_words, number
from setplayer.session.events import Event
from setplayer.units import s_from_frames

_REASONS: Final = {"client asked": "you asked for it", "not this piece again": "this piece was not right for you"}


def changes_of(
    entries: Sequence[Entry], course: Course, later: Afterthoughts, *, everything: bool
) -> tuple[Change, ...]:
    """What was done to the music, in order of time. What ends a change that lasts is told with that change."""
    found: dict[int, Change] = {}
    level_db = 0.0
    for seq, _, event in entries:
        ended = event.kind != "landed" and _end(found, event)
        kind = _kind(event)
        text = "" if seq in later.attached else change_words(kind, event.request, level_db)
        level_db = number(event.request.get("db"), level_db) if kind == "level" else level_db
        part = course.part(seq, event.frame)
        if not text or part < 0 or (ended and kind in ENDING) or (kind in LASTING and _is_on(found, kind)):
            continue
        undone = later.undone_frame.get(seq)
        found[seq] = Change(
            at_s=s_from_frames(event.frame),
            part=part,
            kind=kind,
            text=text,
            why=_why(later.reasons.get(seq), later, everything=everything),
            detail=clean_line(event.outcome.text) if everything and event.outcome.score else "",
            undone_s=None if undone is None else s_from_frames(undone),
        )
    return tuple(sorted(found.values(), key=lambda change: change.at_s))


def _kind(event: Event) -> str:
    """What the event did. Taking back the end of a silence is a silence again; a reason alone does nothing."""
    if event.kind == "undo":
        return next((kind for kind, flag in LASTING.items() if flag in event.outcome.flags_on), "undo")
    if event.kind == "why" and event.outcome.score is None:
        return ""
    return event.kind


def _end(found: dict[int, Change], event: Event) -> bool:
    """End what the event ends; whether there was anything."""
    off = event.outcome.flags_off
    over = [seq for seq, change in found.items() if LASTING.get(change.kind) in off and change.until_s is None]
    for seq in over:
        found[seq] = found[seq].model_copy(update={"until_s": s_from_frames(event.frame)})
    return bool(over)


def _is_on(found: dict[int, Change], kind: str) -> bool:
    """Whether it lasts already: the second press of a fade is the same fade."""
    return any(change.kind == kind and change.until_s is None for change in found.values())


def _why(reason: Entry | None, later: Afterthoughts, *, everything: bool) -> str:
    if reason is None or not (everything or reason.seq in later.shared):
        return ""
    given = clean_line(reason.event.request.get("reason"))
    return _REASONS.get(given, given)
