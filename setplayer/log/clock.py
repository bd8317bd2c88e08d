"""Where the log's moments come from: the machine's clocks, or a clock that tests turn by hand."""

import time
import uuid
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final, Protocol

from setplayer.values import Value

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_BOOTTIME: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)
_NS_PER_S: Final = 1_000_000_000
_US_PER_S: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Stamp(Value):
    """A moment: measured by `mono_ns`, shown by `wall_us`.

    `mono_ns` counts nanoseconds of a clock that is never set, comparable only within one `boot_id`. `wall_us` counts
    microseconds of UTC since 1970, and may be stepped. `utc_offset_min` is what local time was ahead of UTC.
    """

    boot_id: str
    mono_ns: int
    wall_us: int
    utc_offset_min: int

    def local(self) -> datetime:
        """Local time at the clinic. Raises OverflowError or ValueError where an altered file has no such time."""
        zone = timezone(timedelta(minutes=self.utc_offset_min))
        return (_EPOCH + timedelta(microseconds=self.wall_us)).astimezone(zone)


class Clock(Protocol):
    """Whatever can say what time it is."""

    def stamp(self) -> Stamp:
        """This moment."""
        ...


class SystemClock:
    """The clocks of this machine.

    On Linux `mono_ns` is CLOCK_BOOTTIME, which goes on while the machine sleeps, and `boot_id` is the kernel's.
    Elsewhere they are Python's monotonic clock and a random name for this process.
    """

    def __init__(self) -> None:
        self._boot_id = _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else str(uuid.uuid4())

    def stamp(self) -> Stamp:
        """This moment."""
        wall_ns = time.time_ns()
        offset_s = time.localtime(wall_ns // _NS_PER_S).tm_gmtoff
        return Stamp(
            boot_id=self._boot_id,
            mono_ns=monotonic_ns(),
            wall_us=wall_ns // 1_000,
            utc_offset_min=offset_s // 60,
        )


def monotonic_ns() -> int:
    """Nanoseconds of a clock that is never set; on Linux it goes on while the machine sleeps."""
    return time.monotonic_ns() if _BOOTTIME is None else time.clock_gettime_ns(_BOOTTIME)


class FakeClock:
    """A clock that stands still, but for `step_ns` after each stamp, until it is moved.

    `wall_us` is where it starts: by default 2026-03-01 09:00 UTC, with local time one hour ahead.
    """

    def __init__(
        self,
        wall_us: int = 1_772_355_600_000_000,
        step_ns: int = 1_000_000,
        utc_offset_min: int = 60,
        boot_id: str = "fake-boot",
    ) -> None:
        self._mono_ns = 0
        self._wall_ns = wall_us * 1_000
        self._step_ns = step_ns
        self._utc_offset_min = utc_offset_min
        self._boot_id = boot_id

    def stamp(self) -> Stamp:
        """This moment."""
        stamp = Stamp(
            boot_id=self._boot_id,
            mono_ns=self._mono_ns,
            wall_us=self._wall_ns // 1_000,
            utc_offset_min=self._utc_offset_min,
        )
        self._mono_ns += self._step_ns
        self._wall_ns += self._step_ns
        return stamp

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._mono_ns += round(seconds * _NS_PER_S)
        self.step_wall(seconds)

    def step_wall(self, seconds: float) -> None:
        """Set the clock on the wall forward or back; no time passes."""
        self._wall_ns += round(seconds * _US_PER_S) * 1_000

    def change_offset(self, minutes: int) -> None:
        """Let local time be so much further ahead, as when summer time begins."""
        self._utc_offset_min += minutes
