"""What a timeline is: frozen values. Times are seconds from Begin, and every text is clean."""

from datetime import date
from typing import Final, Literal

from setplayer.values import Value

PieceKind = Literal["track", "soundscape", "silence", "bed"]
SessionKind = Literal["session", "rehearsal", "integration"]
Point = tuple[float, float]

BEFORE: Final = -1
"""The part of a session before Begin. The phases are its parts from 0 on, and one more is what came after them."""


class TimelinePhase(Value):
    """A phase as it really went; phases may overlap. Intensities are 0 to 10, at its start and at its end."""

    name: str
    kind: str
    about: str
    start_s: float
    end_s: float
    intensity_start: float
    intensity_end: float


class Piece(Value):
    """A stretch of music, or of silence that the arc meant."""

    title: str
    artist: str
    kind: PieceKind
    start_s: float
    end_s: float


class Moment(Value):
    """Something that was noted or given. `kind` is the event's; `who` is "" while only one person took part.

    `original` is how it read before it was corrected, "" on a client's page.
    """

    at_s: float
    part: int
    kind: str
    text: str
    who: str = ""
    corrected: bool = False
    original: str = ""


class Change(Value):
    """Something that was done to the music, and why, as far as a reason may be shown.

    `until_s` is when it was over, for what lasts; `undone_s` when it was taken back. `detail` is what became of
    the arc in the therapist's words, "" on a client's page.
    """

    at_s: float
    part: int
    kind: str
    text: str
    why: str = ""
    detail: str = ""
    until_s: float | None = None
    undone_s: float | None = None


class LeftOut(Value):
    """A piece that could not be played; `at_s` is None when that was known beforehand."""

    at_s: float | None
    title: str
    text: str
    reason: str


class Break(Value):
    """The sound broke off, or reached nobody: at, for so long, and in words."""

    at_s: float
    length_s: float
    text: str


class Later(Value):
    """Something of a client's that came after a session: an insight, a step they want to take, one they took.

    `days` counts from the session. `kind` is the event's.
    """

    days: int
    kind: str
    text: str


class OpenStep(Value):
    """A step that a client wants to take and has not ticked off; `day` is when they said so: `14 November 2026`."""

    day: str
    text: str


class OnLine(Value):
    """Something on the line of a client's weeks, by its day, ISO 8601. `here` is the session of this timeline."""

    day: str
    kind: Literal["session", "integration", "insight"]
    here: bool = False


class Since(Value):
    """What came after a session: its insights, the steps that are open by now, and the client's weeks in order."""

    later: tuple[Later, ...] = ()
    steps: tuple[OpenStep, ...] = ()
    line: tuple[OnLine, ...] = ()


class Timeline(Value):
    """What a session was: when, what was meant, the arc as it really went, what sounded, what was noted and changed.

    `everything` says that nothing was held back: a rehearsal, or the therapist's own view. `day` is the day it was
    where it was, None where its record tells no such day. `guides` are the codes of those who guided it, in the order
    in which they came. `curve` is how full the music was wherever it sounded, as corners of a
    straight line (seconds, 0 to 10); `silences_s` are the stretches in which, on purpose, nothing did: in order,
    without overlaps. `hearing` says how loud it was for the ear, "" where nobody measured. `zero_s` is where 0:00 of
    an arc that counts from the dose was. `head` is the head of the record's chain when the timeline was made.
    """

    title: str
    kind: SessionKind
    everything: bool
    session_id: str
    day: date | None
    began: str
    length_s: float
    arc: str
    client_code: str
    guides: tuple[str, ...]
    intention: str
    phases: tuple[TimelinePhase, ...]
    pieces: tuple[Piece, ...]
    moments: tuple[Moment, ...]
    changes: tuple[Change, ...]
    faults: tuple[LeftOut, ...]
    breaks: tuple[Break, ...]
    hearing: str
    curve: tuple[Point, ...]
    silences_s: tuple[Point, ...]
    zero_s: float | None
    head: str
    since: Since = Since()

    @property
    def after(self) -> int:
        """The part of the session after its music."""
        return len(self.phases)

    def happened(self, part: int) -> tuple[Moment | Change, ...]:
        """Moments and changes in a part of the session, in order of time."""
        both: list[Moment | Change] = [*self.moments, *self.changes]
        return tuple(sorted((m for m in both if m.part == part), key=lambda m: m.at_s))

    def began_in(self, part: int) -> tuple[Piece, ...]:
        """Pieces that began while a phase was the current one."""
        starts = [phase.start_s for phase in self.phases]
        first = starts[part] if part > 0 else 0.0
        end = starts[part + 1] if part + 1 < len(starts) else self.length_s + 1
        return tuple(piece for piece in self.pieces if first <= piece.start_s < end)
