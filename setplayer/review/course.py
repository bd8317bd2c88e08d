"""How a session went: when it began and ended, and where its phases really lay."""

from collections.abc import Sequence
from dataclasses import dataclass

from setplayer.arc.model import Arc
from setplayer.review.curve import along, current
from setplayer.review.entries import Entry
from setplayer.review.model import BEFORE
from setplayer.score.model import PlacedPhase, Score


@dataclass(frozen=True)
class Course:
    """A session's bounds. Frames count from Begin; `phases` have a length, are in order and end by `end_frame`.

    `zero_frame` is where 0:00 lay once the dose was given.
    """

    opened: Entry | None
    begun: Entry | None
    arc: Arc | None
    score: Score
    phases: tuple[PlacedPhase, ...]
    end_frame: int
    zero_frame: int | None

    def part(self, seq: int, frame: int) -> int:
        """The part of the session that a moment belongs to: before Begin, a phase's number, or after the music."""
        if self.begun is None or seq < self.begun.seq:
            return BEFORE
        return current(self.phases, frame) if frame <= self.end_frame and self.phases else len(self.phases)


def course_of(entries: Sequence[Entry]) -> Course:
    """How the session went, as far as its events tell; a session that is still open ends with its last event."""
    opened = next((e for e in entries if e.event.kind == "open"), None)
    begun = next((e for e in entries if e.event.kind == "begin"), None)
    arc: Arc | None = None
    score = Score()
    zero: int | None = None
    given = False
    for entry in entries:
        outcome = entry.event.outcome
        arc = outcome.arc or arc
        zero = outcome.marks.get("zero_frame", zero)
        given = given or "dose_frame" in outcome.marks
        if outcome.score is not None:
            score = score.changed(outcome.score)
    end = _end_frame(entries) if begun else 0
    phases = tuple(clipped for phase in score.phases if (clipped := _clipped(phase, end)))
    return Course(opened, begun, arc, score, phases, end, zero if given else None)


def _end_frame(entries: Sequence[Entry]) -> int:
    """Where the music was over: at the landing that nothing brought back, else at End, else at the last event."""
    landed: int | None = None
    for _, _, event in entries:
        if event.kind == "landed":
            landed = event.frame
        elif event.kind == "bring_back":
            landed = None
    ended = next((e.event.frame for e in entries if e.event.kind == "end"), None)
    last = max((e.event.frame for e in entries), default=0)
    return next(frame for frame in (landed, ended, last) if frame is not None)


def _clipped(phase: PlacedPhase, end: int) -> PlacedPhase | None:
    """The part of a phase that was lived, or None for a phase that was skipped or never reached."""
    if phase.end_frame <= phase.start_frame or not 0 <= phase.start_frame < end:
        return None
    if phase.end_frame <= end:
        return phase
    return phase.model_copy(update={"end_frame": end, "intensity_end": along(phase, end)})
