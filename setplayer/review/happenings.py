"""What was noted and given in a session, and what was left out of it, in words for its client."""

from collections.abc import Sequence
from typing import Final

from setplayer.review.clean import clean, clean_line, nice_name
from setplayer.review.course import Course
from setplayer.review.entries import Afterthoughts, Correction, Entry, moment_frame
from setplayer.review.model import LeftOut, Moment
from setplayer.review.words import (
    FOR_THE_THERAPIST,
    GIVEN,
    SEALED,
    WRITTEN,
    aside_words,
    framed,
    written_words,
)
from setplayer.session.events import PLAYER
from setplayer.units import s_from_frames


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
    content, sealed = correction.of(event)
    if event.kind in GIVEN:
        amount = clean_line(content.get("amount"))
        return f"{GIVEN[event.kind]}: {amount}" if amount and shown else GIVEN[event.kind]
    if not shown:
        return None
    if event.kind in WRITTEN and sealed:
        return SEALED if event.kind == "quote" else framed(event.kind, SEALED)
    if event.kind in WRITTEN:
        corrected = correction.content is not None
        words = clean(content.get("text")) if corrected else written_words(event.kind, content)
        return framed(event.kind, words)
    if event.kind in FOR_THE_THERAPIST:
        reminder = event.outcome.text if event.kind.startswith("reminder") else ""
        reason = SEALED if sealed else clean_line(content.get("reason"))
        return aside_words(event.kind, event.request, reminder, reason)
    return None


_LEFT_OUT: Final = {
    "piece_failed": "“{}” could not be played to its end",
    "piece_left_out": "“{}” was left out",
    "stand_in": "“{}” was not heard, and something else played instead",
}


def faults_of(entries: Sequence[Entry], course: Course) -> tuple[LeftOut, ...]:
    """What could not be played, in the order in which it was found."""
    return tuple(_left_out(entry, course) for entry in entries if entry.event.kind in _LEFT_OUT)


def _left_out(entry: Entry, course: Course) -> LeftOut:
    event = entry.event
    source = clean_line(event.request.get("source"))
    title = clean_line(event.request.get("title")) or nice_name(source) or "A piece"
    return LeftOut(
        at_s=s_from_frames(event.frame) if course.part(entry.seq, event.frame) >= 0 else None,
        title=title,
        text=_LEFT_OUT[event.kind].format(title),
        reason=clean_line(event.request.get("reason")),
    )
