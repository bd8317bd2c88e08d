"""Sessions that were not closed: prepared ones, which wait for their day, and interrupted ones, which may go on."""

from dataclasses import dataclass
from typing import Final

from setplayer.engine.journal import Journal, noted
from setplayer.engine.last_place import Place, kept_place
from setplayer.engine.record import recorded
from setplayer.log.clock import Stamp
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Summary
from setplayer.session.state import State, evolve

_RESUMABLE_S: Final = 12 * 3600
"""A session interrupted longer ago than this is over, whatever its arc says."""


@dataclass(frozen=True)
class LeftOpen:
    """A session that was not closed, as far as it came."""

    summary: Summary
    state: State
    journal: Journal
    place: Place | None

    @property
    def begun(self) -> bool:
        """Whether its music began."""
        return "begun" in self.state.flags

    def frame(self, now: Stamp) -> int:
        """Where it would go on."""
        if self.place is None:
            return self.state.frame
        if self.state.resumes == "where_it_was":
            return max(self.place.frame, self.state.frame)
        return max(self.place.by_now(now), self.state.frame)

    def is_over(self, now: Stamp) -> bool:
        """Whether nothing is left to play; an arc that waits or goes on where it was has its rest."""
        if self.place is None or "landed" in self.state.flags:
            return True
        waits = self.state.flags & {"held", "waiting"} or self.state.resumes == "where_it_was"
        return self.place.age_s(now) > _RESUMABLE_S or (
            self.place.by_now(now) >= self.state.score.frames and not waits
        )


def left_open(summary: Summary) -> LeftOpen:
    """What there is of a session that was not closed. Raises Fault when its record cannot be read."""
    state, journal = State(), Journal()
    with SessionFile.open(summary.path) as file:
        for entry in recorded(file):
            state = evolve(state, entry.event)
            journal = noted(journal, entry.event, entry.seq)
        return LeftOpen(summary, state, journal, kept_place(file))
