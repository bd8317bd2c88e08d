"""A session as the screen for records shows it: the arc as it went, and the timeline of everything, line by line."""

from collections.abc import Iterator

from setplayer.engine.journal import Journal, noted
from setplayer.engine.office_view import RecordLine, RecordRow, RecordView
from setplayer.engine.record import Recorded, recorded
from setplayer.engine.views import Machine, make_view
from setplayer.keys.opening import Opener
from setplayer.log.session_file import SessionFile
from setplayer.review import lines
from setplayer.review.model import BEFORE, Moment, Piece, Timeline
from setplayer.review.timeline import build_timeline
from setplayer.session.state import State, evolve
from setplayer.words import _


def record_of(file: SessionFile, opener: Opener, row: RecordRow) -> RecordView:
    """A session with everything that was entered; what is sealed to the opener stays so. Raises Fault."""
    entries = list(recorded(file, opener))
    state, journal = State(), Journal()
    for entry in entries:
        state = evolve(state, entry.event)
        journal = noted(journal, entry.event, entry.seq)
    view = make_view(state, journal, state.frame, Machine(session_id=file.session_id))
    everything, shared = _timeline(file, entries, everything=True), _timeline(file, entries, everything=False)
    return RecordView(
        row=row,
        phases=view.phases,
        curve=view.curve,
        moments=tuple((at, kind) for _seq, at, kind in journal.moments),
        zero_frame=view.zero_frame,
        dose_marked=view.dose_marked,
        end_frame=view.end_frame,
        lines=tuple(_lines(everything, {(one.at_s, one.kind, one.text) for one in shared.moments})),
        sealed=any(entry.event.sealed for entry in entries),
    )


def client_page(file: SessionFile, opener: Opener) -> Timeline | None:
    """What the client's page of a session is made from; None while words are sealed to the opener. Raises Fault."""
    entries = list(recorded(file, opener))
    if any(entry.event.sealed for entry in entries):
        return None
    return _timeline(file, entries, everything=False)


def _timeline(file: SessionFile, entries: list[Recorded], *, everything: bool) -> Timeline:
    rows = [(entry.seq, entry.stamp, entry.event) for entry in entries]
    return build_timeline(rows, everything=everything, head=file.head, session_id=file.session_id)


def _lines(timeline: Timeline, shared: set[tuple[float, str, str]]) -> Iterator[RecordLine]:
    if timeline.intention:
        yield RecordLine(kind="heading", text=_("Intention"))
        yield RecordLine(kind="moment", text=timeline.intention, shared=True)
    yield from _part(timeline, BEFORE, _("Before the music"), None, shared)
    for number, phase in enumerate(timeline.phases):
        yield from _part(timeline, number, phase.name, phase.start_s, shared)
    yield from _part(timeline, timeline.after, _("After the music"), None, shared)
    if timeline.faults or timeline.breaks or timeline.hearing:
        yield RecordLine(kind="heading", text=_("The sound"))
    for fault in timeline.faults:
        yield RecordLine(kind="fault", text=fault.text, beside=fault.reason, at_s=fault.at_s)
    for gap in timeline.breaks:
        yield RecordLine(kind="fault", text=gap.text, at_s=gap.at_s)
    if timeline.hearing:
        yield RecordLine(kind="fault", text=timeline.hearing)


def _part(
    timeline: Timeline, part: int, heading: str, at_s: float | None, shared: set[tuple[float, str, str]]
) -> Iterator[RecordLine]:
    """A part of the session under its heading: what began to sound and what happened, in order of time."""
    pieces = timeline.began_in(part) if 0 <= part < max(timeline.after, 1) else ()
    happened = [*pieces, *timeline.happened(part)]
    if not happened and at_s is None:
        return
    yield RecordLine(kind="heading", text=heading, at_s=at_s)
    for one in sorted(happened, key=lambda one: one.start_s if isinstance(one, Piece) else one.at_s):
        if isinstance(one, Piece):
            kind = "silence" if one.kind == "silence" else "music"
            yield RecordLine(kind=kind, text=one.title, beside=lines.by_whom(one), at_s=one.start_s)
        else:
            moment = isinstance(one, Moment)
            yield RecordLine(
                kind="moment" if moment else "change",
                text=lines.said(one),
                beside=lines.beside(one),
                at_s=one.at_s,
                shared=moment and (one.at_s, one.kind, one.text) in shared,
            )
