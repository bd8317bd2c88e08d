"""Session time by the clock on the wall: for people, who say 15:30 and are told 14:32.

The session counts frames from Begin and knows no other time. Which moment a frame is heard at is told here anew each
time it is asked, so that a clock that is set, and summer time, are seen at once.
"""

import time
from dataclasses import dataclass
from typing import Final

from setplayer.engine.messages import Bad
from setplayer.session import commands as c
from setplayer.units import SAMPLE_RATE

MOST_MINUTES: Final = 240
"""Nobody means a time of day that is further ahead: most of them have passed."""


@dataclass(frozen=True)
class Wall:
    """The clock on the wall: a frame is heard at a moment, microseconds of UTC; the session runs at a `speed`."""

    frame: int
    wall_us: int
    speed: float = 1.0

    def at(self, frame: int) -> str:
        """The time of day at which a frame is heard, such as `14:32`."""
        return time.strftime("%H:%M", time.localtime(round(self._us(frame) / 1e6)))

    def _us(self, frame: int) -> int:
        return self.wall_us + round((frame - self.frame) / self.speed / SAMPLE_RATE * 1e6)

    def minutes_until(self, by: str) -> float:
        """In how many minutes of the session it is that time of day next. Raises Bad when that is hours away."""
        hour, minute = (int(part) for part in by.split(":"))
        now_s = self.wall_us / 1e6
        day = time.localtime(now_s)
        for later in (0, 1):
            asked = (day.tm_year, day.tm_mon, day.tm_mday + later, hour, minute, 0, 0, 0, -1)
            minutes = (time.mktime(asked) - now_s) / 60 * self.speed
            if 0 < minutes <= MOST_MINUTES:
                return minutes
        raise Bad(
            f"Finish by is not possible: it is {time.strftime('%H:%M', day)} now, and {by} has passed or is more "
            f"than {MOST_MINUTES // 60} h ahead."
        )

    def meant(self, command: c.Command) -> c.Command:
        """The command with its time of day turned into minutes from now. Raises Bad as above."""
        if isinstance(command, c.FinishBy) and command.by is not None:
            return command.model_copy(update={"minutes": self.minutes_until(command.by)})
        return command
