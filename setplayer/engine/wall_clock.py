"""Noticing that the clock on the wall was set, or local time changed, while a session runs: it goes into the record.

Nothing is measured by that clock, so nothing moves; but the times of day in the record jump there, and it says why.
"""

from typing import Final

from setplayer.engine.live import Live
from setplayer.log.clock import Clock, Stamp
from setplayer.units import duration, frames_from_s

STEP_S: Final = 2.0
"""From so much on it is a step; below lie the corrections by which a machine keeps its clock right."""


class WallClock:
    """Looks at the clock once a turn. `since` is a moment that is known, perhaps from before the player was gone."""

    def __init__(self, clock: Clock, since: Stamp | None = None) -> None:
        self._clock = clock
        self._before = since or clock.stamp()

    def look(self, live: Live) -> None:
        """Put it in the record when the clock was set since the last look."""
        before, now = self._before, self._clock.stamp()
        if abs(stepped_s(before, now)) > STEP_S:
            now = self._clock.stamp()  # a stall between reading one clock and the other is no step
        self._before = now
        by_s = stepped_s(before, now)
        by_min = now.utc_offset_min - before.utc_offset_min
        if abs(by_s) > STEP_S or by_min:
            request = {"by_s": round(by_s, 3), "utc_offset_min": now.utc_offset_min, "utc_offset_by_min": by_min}
            live.tell("clock_stepped", request, _in_words(by_s, by_min))


def stepped_s(before: Stamp, now: Stamp) -> float:
    """By how much the wall clock went on more than time did. After a restart of the machine nobody can say: 0."""
    if before.boot_id != now.boot_id:
        return 0.0
    return (now.wall_us - before.wall_us) / 1e6 - (now.mono_ns - before.mono_ns) / 1e9


def _in_words(by_s: float, by_min: int) -> str:
    said = []
    if abs(by_s) > STEP_S:
        said.append(f"the clock was set {'forward' if by_s > 0 else 'back'} by {duration(frames_from_s(abs(by_s)))}")
    if by_min:
        said.append(f"local time went {'forward' if by_min > 0 else 'back'} by {abs(by_min)} min")
    text = " and ".join(said)
    return f"{text[0].upper()}{text[1:]}; the session is not touched"
