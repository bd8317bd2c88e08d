"""What was noted, given, changed and left out in a session, in words for its client."""

from collections.abc import Sequence
from typing import Any, Final

from setplayer.review.clean import clean, clean_line, nice_name
from setplayer.review.course import Course
from setplayer.review.entries import Afterthoughts, Correction, Entry, moment_frame
from setplayer.review.model import Change, LeftOut, Moment
from setplayer.review.words import (
    CLOSED_BY,
    FOR_THE_THERAPIST,
    GIVEN,
    WRITTEN,
    aside_words,
    change_words,
    framed,
    number,
    written_words,
)
from setplayer.session.events import PLAYER
from setplayer.units import s_from_frames

_REASONS: Final = {"client asked": "you asked for it", "not this piece again": "this piece was not right for you"}


def moments_of(
    entries: Sequence[Entry], course: Course, later: Afterthoughts, *, everything: bool
) -> tuple[Moment, ...]:
    """What was noted and given, as corrected later; what was not shared is left out unless everything is shown."""
    found = []
    for entry in entries:
        seq, _, event = entry
        shown = everything or seq in later.shared
        correction = later.corrections.get(seq, Correction())
        text = _moment_words(entry, correction, shown=shown)
        if text is None:
            continue
        frame = moment_frame(event) if correction.frame is None else correction.frame
        found.append(
            Moment(
                at_s=s_from_frames(frame),
                part=course.part(seq, frame),
                kind=event.kind,
                text=text,
                who=clean_line(event.actor) if later.several_people and event.actor != PLAYER else "",
            )
        )
    return tuple(sorted(found, key=lambda moment: moment.at_s))


def _moment_words(entry: Entry, correction: Correction, *, shown: bool) -> str | None:
    """The words of an entry on this timeline, or None if it has no place there."""
    event = entry.event
    content: dict[str, Any] = event.content if correction.content is None else correction.content
    if event.kind in GIVEN:
        amount = clean_line(content.get("amount"))
        return f"{GIVEN[event.kind]}: {amount}" if amount and shown else GIVEN[event.kind]
    if not shown:
        return None
    if event.kind in WRITTEN:
        corrected = correction.content is not None
        words = clean(content.get("text")) if corrected else written_words(event.kind, content)
        return framed(event.kind, words)
    if event.kind in FOR_THE_THERAPIST:
        return aside_words(event.kind, event.request, clean(content.get("reason")))
    return None


def changes_of(
    entries: Sequence[Entry], course: Course, later: Afterthoughts, *, everything: bool
) -> tuple[Change, ...]:
    """What was done to the music. What ends a span (the music came back) closes the line of what began it."""
    found: dict[int, Change] = {}
    level_db = 0.0
    for seq, _, event in entries:
        at_s = s_from_frames(event.frame)
        if _close(found, CLOSED_BY.get(event.kind, ()), at_s) or _goes_on(found, event.kind):
            continue
        text = change_words(event.kind, event.request, level_db)
        level_db = number(event.request.get("db"), level_db) if event.kind == "level" else level_db
        if not text or course.part(seq, event.frame) < 0:
            continue
        undone = later.undone_frame.get(seq)
        found[seq] = Change(
            at_s=at_s,
            part=course.part(seq, event.frame),
            kind=event.kind,
            text=text,
            why=_why(later.reasons.get(seq), later, everything=everything),
            detail=clean(event.outcome.text) if everything else "",
            undone_s=None if undone is None else s_from_frames(undone),
        )
    return tuple(sorted(found.values(), key=lambda change: change.at_s))


def _close(found: dict[int, Change], openers: tuple[str, ...], at_s: float) -> bool:
    """Whether something open was closed."""
    open_now = [seq for seq, change in found.items() if change.kind in openers and _is_open(change, at_s)]
    for seq in open_now:
        found[seq] = found[seq].model_copy(update={"until_s": at_s})
    return bool(open_now)


def _goes_on(found: dict[int, Change], kind: str) -> bool:
    """Whether this begins what has begun already: the second press of a fade is the same fade."""
    openers = {opener for openers in CLOSED_BY.values() for opener in openers}
    return kind in openers and any(
        c.kind == kind and c.until_s is None and c.undone_s is None for c in found.values()
    )


def _is_open(change: Change, at_s: float) -> bool:
    return change.until_s is None and (change.undone_s is None or change.undone_s > at_s)


def _why(reason: Entry | None, later: Afterthoughts, *, everything: bool) -> str:
    if reason is None or not (everything or reason.seq in later.shared):
        return ""
    given = clean_line(reason.event.request.get("reason"))
    return _REASONS.get(given, given)


def faults_of(entries: Sequence[Entry], course: Course) -> tuple[LeftOut, ...]:
    """What could not be played, in the order in which it was found."""
    return tuple(
        _left_out(entry, course) for entry in entries if entry.event.kind in ("piece_failed", "piece_left_out")
    )


def _left_out(entry: Entry, course: Course) -> LeftOut:
    event = entry.event
    source = clean_line(event.request.get("source"))
    title = clean_line(event.request.get("title")) or nice_name(source) or "A piece"
    failed = event.kind == "piece_failed"
    return LeftOut(
        at_s=s_from_frames(event.frame) if course.part(entry.seq, event.frame) >= 0 else None,
        title=title,
        text=f"“{title}” could not be played to its end" if failed else f"“{title}” was left out",
        reason=clean_line(event.request.get("reason")),
    )
