"""How often the player was started to resume a session: what fails again and again must not be tried for ever.

It is counted in a file, since whoever counts may be killed too, by a watchdog say, and be started again.
"""

import contextlib
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from setplayer.log.clock import Clock
from setplayer.values import Value

_NAME: Final = "resumed.json"
_MINUTE_NS: Final = 60_000_000_000


class _Noted(Value):
    """When it was, by the machine's clock, within one boot."""

    boot_id: str
    at_ns: tuple[int, ...]


class Attempts:
    """The resumptions on a data directory within the last minute. A file that is lost or damaged counts as none."""

    def __init__(self, data: Path, clock: Clock):
        self._path = data / _NAME
        self._clock = clock

    def another(self) -> int:
        """Note one that begins now; how many there were within a minute, this one among them."""
        now = self._clock.stamp()
        recent = [at_ns for at_ns in self._before(now.boot_id) if 0 <= now.mono_ns - at_ns <= _MINUTE_NS]
        noted = _Noted(boot_id=now.boot_id, at_ns=(*recent, now.mono_ns))
        # Written in place and not forced to the disk: a power cut begins another boot, in which nothing counts.
        with contextlib.suppress(OSError):
            self._path.write_bytes(noted.model_dump_json().encode())
        return len(noted.at_ns)

    def _before(self, boot_id: str) -> tuple[int, ...]:
        try:
            noted = _Noted.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return ()
        return noted.at_ns if noted.boot_id == boot_id else ()
