"""What a client's records say together: sessions, what came after each, and the steps they want to take.

It is read anew each time from the session files, so there is no second place in which a step is open or done.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from setplayer.engine.record import Recorded, recorded
from setplayer.keys.opening import Opener
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store, Summary
from setplayer.review.clean import clean_line
from setplayer.review.entries import Afterthoughts, Correction, Entry, afterthoughts
from setplayer.review.lines import day_s
from setplayer.review.model import Later, OnLine, OpenStep, Since
from setplayer.review.saved_journal import days_after, written_at
from setplayer.review.words import ERASED, LATER, SEALED
from setplayer.values import Value

STEP_DONE: Final = "step_done"
"""The event that ticks a step off, or with `done` false no longer; `entry` is the step's number."""

_READ: Final = ("insight", "step", "note", STEP_DONE, "journal", "share", "correct")
_AFTER_MUSIC: Final = ("journal", "share", "correct")
"""What is read of a session with music, whose own notes are on its own timeline."""

OpenerOf = Callable[[SessionFile], Opener]


class Point(Value):
    """Something of a client's, by its moment. `kind` is `session`, `integration` or an event's.

    `session_id` and `seq` are its file and its number there. `after` is the session that it came after, `days` how
    many days. `known` says that its words can be read.
    """

    when: datetime
    kind: str
    session_id: str
    seq: int = 0
    text: str = ""
    after: str = ""
    days: int = 0
    shared: bool = False
    known: bool = True


class Step(Value):
    """A step that a client wants to take: said on a day, and on another ticked off."""

    said: Point
    done: datetime | None = None


class Series(Value):
    """Everything of a client's, in order of time."""

    points: tuple[Point, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def sealed(self) -> bool:
        """Whether there are words that nobody gave the key to."""
        return any(point.text == SEALED for point in self.points)

    @property
    def open_steps(self) -> tuple[Step, ...]:
        """Those that are not ticked off."""
        return tuple(step for step in self.steps if step.done is None)

    def since(self, session_id: str, *, everything: bool = False) -> Since:
        """What came after a session, for its timeline: what is shared, or everything."""
        shown = [point for point in self.points if everything or (point.shared and point.known)]
        steps = [step.said for step in self.open_steps if step.said in shown]
        return Since(
            later=tuple(
                Later(days=point.days, kind=point.kind, text=point.text)
                for point in shown
                if point.after == session_id and point.kind in LATER
            ),
            steps=tuple(OpenStep(day=day_s(step.when), text=step.text) for step in steps),
            line=self.line(session_id),
        )

    def line(self, session_id: str = "") -> tuple[OnLine, ...]:
        """Sessions and insights by their days, without a word of theirs."""
        return tuple(
            OnLine(
                day=point.when.date().isoformat(),
                kind="insight" if LATER.get(point.kind) == "insight" else "session" if point.kind == "session"
                else "integration",
                here=point.kind in ("session", "integration") and point.session_id == session_id,
            )
            for point in self.points
            if point.kind in ("session", "integration") or LATER.get(point.kind) == "insight"
        )  # fmt: skip


def series_of(data: Path, client: str, opener_of: OpenerOf) -> Series:
    """A client's records. Nobody's are told together: without a code there is nothing. Raises Fault."""
    kept = [one for one in Store(data).summaries() if client and one.client_code == client and _counts(one)]
    points: list[Point] = []
    ticked: dict[tuple[str, int], datetime | None] = {}
    for summary in kept:
        with SessionFile.open(summary.path) as file:
            points += _read(file, summary, opener_of(file), ticked)
    points = _after_sessions(sorted(points, key=lambda point: point.when))
    steps = (Step(said=point, done=ticked.get((point.session_id, point.seq))) for point in points)
    return Series(points=tuple(points), steps=tuple(step for step in steps if step.said.kind == "step"))


def _counts(summary: Summary) -> bool:
    return summary.kind != "rehearsal" and summary.opened is not None and not summary.state.startswith("unreadable")


def _read(
    file: SessionFile, summary: Summary, opener: Opener, ticked: dict[tuple[str, int], datetime | None]
) -> Iterator[Point]:
    began = datetime.fromisoformat(summary.opened or "")
    yield Point(
        when=began, kind=summary.kind, session_id=file.session_id, text=clean_line(summary.arc or ""), shared=True
    )
    kinds = _READ if summary.kind == "integration" else _AFTER_MUSIC
    rows = list(recorded(file, opener, kinds))
    later = afterthoughts([Entry(one.seq, one.stamp, one.event) for one in rows])
    said: dict[int, Point] = {}
    for row in rows:
        point = _point(file.session_id, row, began, later)
        if point is None:
            continue
        if row.event.kind == STEP_DONE and (step := said.get(_number(row.event.request.get("entry")))) is not None:
            done = row.event.request.get("done") is not False
            ticked[file.session_id, step.seq] = point.when if done else None
            if done:
                yield point.model_copy(update={"text": step.text, "shared": step.shared, "known": step.known})
        elif row.event.kind != STEP_DONE:
            said[row.seq] = point
            yield point


def _point(session_id: str, row: Recorded, began: datetime, later: Afterthoughts) -> Point | None:
    event = row.event
    if event.kind not in LATER:
        return None
    when = written_at(event.request, row.stamp).astimezone(began.tzinfo)
    content, sealed = later.corrections.get(row.seq, Correction()).of(event)
    words = clean_line(content.get("text"))
    return Point(
        when=when,
        kind=event.kind,
        session_id=session_id,
        seq=row.seq,
        text=SEALED if sealed else words or ERASED,
        after=session_id if event.kind == "journal" else "",
        days=days_after(began, when) if event.kind == "journal" else 0,
        shared=row.seq in later.shared,
        known=not sealed and bool(words),
    )


def _after_sessions(points: list[Point]) -> list[Point]:
    """Each with the session that it came after: the one whose journal it is, or the latest before it."""
    found: list[Point] = []
    latest: Point | None = None
    for point in points:
        if point.kind == "session":
            latest = point
        told = point
        if latest is not None and point.kind in LATER and not point.after:
            days = days_after(latest.when, point.when)
            told = point.model_copy(update={"after": latest.session_id, "days": days})
        found.append(told)
    return found


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
