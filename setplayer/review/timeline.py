"""A session as the client reads it: one frozen value, made from the session's events and from nothing else."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from setplayer.review.changes import changes_of
from setplayer.review.clean import clean, clean_line
from setplayer.review.course import Course, course_of
from setplayer.review.curve import intensity_curve, lane_of
from setplayer.review.entries import Afterthoughts, Correction, Entry, Stamp, afterthoughts, until_end
from setplayer.review.happenings import faults_of, moments_of
from setplayer.review.model import Change, Piece, Point, SessionKind, Since, Timeline, TimelinePhase
from setplayer.review.pieces import pieces_of
from setplayer.review.sound import breaks_of, hearing_of
from setplayer.review.words import ERASED, SEALED, SILENT
from setplayer.session.events import PLAYER, Event
from setplayer.units import s_from_frames

_KINDS: Final[dict[str, SessionKind]] = {"rehearsal": "rehearsal", "integration": "integration"}
_TITLES: Final[dict[SessionKind, str]] = {
    "session": "Your session", "rehearsal": "A rehearsal", "integration": "An integration session",
}  # fmt: skip
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def build_timeline(
    entries: Iterable[tuple[int, Stamp, Event]],
    *,
    everything: bool = False,
    head: str = "",
    session_id: str = "",
    since: Since | None = None,
) -> Timeline:
    """The timeline of a session's events, given in the order of its file as (seq, stamp, event).

    Of what the therapist wrote down and measured only what was shared is there, unless `everything` is asked for (the
    therapist's own view) or the session was a rehearsal. `head` is the head of the record's chain, to be printed;
    `since` is what came after the session (`review.series`).
    """
    rows = [Entry(*row) for row in entries]
    events = [row.event for row in rows]
    course = course_of(rows)
    later = afterthoughts(rows)
    opened = course.opened.event.request if course.opened else {}
    kind = _KINDS.get(str(opened.get("kind")), "session")
    everything = everything or kind == "rehearsal"
    changes = changes_of(rows, course, later, everything=everything)
    pieces = pieces_of(rows, course)
    when = _when(course.begun or course.opened)
    return Timeline(
        title=_TITLES[kind],
        kind=kind,
        everything=everything,
        session_id=session_id,
        day=when and when.date(),
        began=f"{when.hour}:{when.minute:02}" if when and course.begun else "",
        length_s=s_from_frames(course.end_frame),
        arc=clean_line(course.arc.name) if course.arc else "",
        client_code=clean_line(opened.get("client")),
        guides=_guides(rows),
        intention=_intention(rows, later),
        phases=_phases(course),
        pieces=pieces,
        moments=moments_of(rows, course, later, everything=everything),
        changes=changes,
        faults=faults_of(rows, course),
        breaks=breaks_of(rows, course),
        hearing=hearing_of(events),
        curve=intensity_curve(
            course.phases, lane_of(events, "intensity"), lane_of(events, "fuller"), course.end_frame
        ),
        silences_s=_silences(changes, pieces, s_from_frames(course.end_frame)),
        zero_s=_zero_s(course),
        head=clean_line(head),
        since=since or Since(),
    )


def _phases(course: Course) -> tuple[TimelinePhase, ...]:
    about = {phase.name: phase.about for phase in course.arc.phases} if course.arc else {}
    return tuple(
        TimelinePhase(
            name=clean_line(phase.name),
            kind=phase.kind,
            about=clean_line(about.get(phase.name, "")),
            start_s=s_from_frames(phase.start_frame),
            end_s=s_from_frames(phase.end_frame),
            intensity_start=phase.intensity_start,
            intensity_end=phase.intensity_end,
        )
        for phase in course.phases
    )


def _silences(changes: Sequence[Change], pieces: Sequence[Piece], length_s: float) -> tuple[Point, ...]:
    """Stretches in which nothing sounded on purpose, in order and without overlaps: from, to."""
    spans = [(piece.start_s, piece.end_s) for piece in pieces if piece.kind == "silence"]
    for change in changes:
        if change.kind in SILENT:
            spans.append((change.at_s, length_s if change.until_s is None else change.until_s))
    merged: list[Point] = []
    for first, end in sorted((first, min(end, length_s)) for first, end in spans if min(end, length_s) > first):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return tuple(merged)


def _intention(rows: Sequence[Entry], later: Afterthoughts) -> str:
    """The intention as it stood last, in the client's own words; it was written for this page."""
    for seq, _, event in reversed(rows):
        if event.kind == "intention":
            content, sealed = later.corrections.get(seq, Correction()).of(event)
            return SEALED if sealed else clean(content.get("text")) or ERASED
    return ""


def _zero_s(course: Course) -> float | None:
    if course.zero_frame is None or course.arc is None or course.arc.zero != "dose":
        return None
    return s_from_frames(course.zero_frame)


def _guides(rows: Sequence[Entry]) -> tuple[str, ...]:
    codes = dict.fromkeys(clean_line(row.event.actor) for row in until_end(rows))
    return tuple(code for code in codes if code not in (PLAYER, ""))


def _when(entry: Entry | None) -> datetime | None:
    """The day and the time of day, where the session was."""
    if entry is None:
        return None
    try:
        return _EPOCH + timedelta(microseconds=entry.stamp.wall_us, minutes=entry.stamp.utc_offset_min)
    except OverflowError:  # an altered file; `verify` is where that is said
        return None
