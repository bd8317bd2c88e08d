"""A session as the screen for records shows it: the arc as it went, and the timeline of everything, line by line."""

from collections.abc import Iterator
from typing import Final

from setplayer.engine.journal import Journal, noted
from setplayer.engine.office_view import RecordLine, RecordRow, RecordView, StepView
from setplayer.engine.record import Recorded, recorded
from setplayer.engine.view import EntryView
from setplayer.engine.views import Machine, make_view
from setplayer.keys.opening import Opener
from setplayer.log.session_file import SessionFile
from setplayer.review import lines
from setplayer.review.entries import Entry
from setplayer.review.model import BEFORE, Moment, Piece, Timeline
from setplayer.review.prompts import chosen_prompts
from setplayer.review.series import Series
from setplayer.review.sharing import Choice, Group, choices
from setplayer.review.timeline import build_timeline
from setplayer.session.state import State, evolve
from setplayer.words import _

_ORDER: Final[tuple[Group, ...]] = ("words", "own", "tags", "reasons", "more", "vitals")
"""In which order the classes of what can be shared are gone through; vitals, which hardly ever leave, come last."""


def record_of(file: SessionFile, opener: Opener, row: RecordRow, series: Series) -> RecordView:
    """A session with everything that was entered, and what came after it in its client's records.

    What is sealed to the opener stays so. Raises Fault.
    """
    entries = list(recorded(file, opener))
    state, journal = State(), Journal()
    for entry in entries:
        state = evolve(state, entry.event)
        journal = noted(journal, entry.event, entry.seq)
    view = make_view(state, journal, state.frame, Machine(session_id=file.session_id))
    everything = _timeline(file, entries, series, everything=True)
    shared = _timeline(file, entries, series, everything=False)
    rows = [Entry(entry.seq, entry.stamp, entry.event) for entry in entries]
    return RecordView(
        row=row,
        phases=view.phases,
        curve=view.curve,
        moments=tuple((at, kind) for _seq, at, kind in journal.moments),
        zero_frame=view.zero_frame,
        dose_marked=view.dose_marked,
        frame=min(state.frame, view.end_frame),
        end_frame=view.end_frame,
        lines=tuple(_lines(everything, shared)),
        sealed=any(entry.event.sealed for entry in entries) or series.sealed,
        entries=tuple(_entry(one) for one in sorted(choices(rows), key=lambda one: _ORDER.index(one.group))),
        leaves=tuple(line.model_copy(update={"shared": False}) for line in _lines(shared, shared)),
        prompts=chosen_prompts(rows),
        steps=steps_of(series),
    )


def steps_of(series: Series) -> tuple[StepView, ...]:
    """A client's steps for the screen: those that are open first."""
    return tuple(
        StepView(session=one.said.session_id, seq=one.said.seq, text=one.said.text,
                 day=one.said.when.date().isoformat(), done=one.done is not None)
        for one in sorted(series.steps, key=lambda one: one.done is not None)
    )  # fmt: skip


def _entry(one: Choice) -> EntryView:
    return EntryView(seq=one.seq, frame=one.frame, kind=one.kind, text=one.text, shared=one.shared)


def client_page(file: SessionFile, opener: Opener, series: Series) -> tuple[Timeline, list[Entry]] | None:
    """What the client's page of a session is made from, and its events; None while words are sealed. Raises Fault."""
    entries = list(recorded(file, opener))
    if series.sealed or any(entry.event.sealed for entry in entries):
        return None
    rows = [Entry(entry.seq, entry.stamp, entry.event) for entry in entries]
    return _timeline(file, entries, series, everything=False), rows


def _timeline(file: SessionFile, entries: list[Recorded], series: Series, *, everything: bool) -> Timeline:
    rows = [(entry.seq, entry.stamp, entry.event) for entry in entries]
    since = series.since(file.session_id, everything=everything)
    return build_timeline(rows, everything=everything, head=file.head, session_id=file.session_id, since=since)


def _lines(timeline: Timeline, client: Timeline) -> Iterator[RecordLine]:
    """The lines of a timeline, and which of them the client's page shows."""
    shared = {(one.at_s, one.kind, one.text) for one in client.moments}
    if timeline.intention:
        yield RecordLine(kind="heading", text=_("Intention"))
        yield RecordLine(kind="moment", text=timeline.intention, shared=True)
    yield from _part(timeline, BEFORE, _before(timeline), None, shared)
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
    yield from _since(timeline, client)


def _since(timeline: Timeline, client: Timeline) -> Iterator[RecordLine]:
    """What came after the session, and the steps that are open."""
    if timeline.since.later:
        yield RecordLine(kind="heading", text=_("Since then"))
    for later in timeline.since.later:
        yield RecordLine(
            kind="moment", text=f"{lines.later(later)}: {later.text}", shared=later in client.since.later
        )
    if timeline.since.steps:
        yield RecordLine(kind="heading", text=_("Steps that are open"))
    for step in timeline.since.steps:
        yield RecordLine(kind="moment", text=step.text, beside=step.day, shared=step in client.since.steps)


def _before(timeline: Timeline) -> str:
    return _("What was talked about") if timeline.kind == "integration" else _("Before the music")


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
