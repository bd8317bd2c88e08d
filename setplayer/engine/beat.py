"""The pulse of an engine: it says on its standard output, once a second, which frame of the session it has reached.

A line is that frame, or `-` while nothing is to be played. Whoever started the engine can tell from it whether the
sound goes on (`Pulse`); a process that lives and plays nothing is as bad as one that died.
"""

import contextlib
import os
import sys
from typing import Final

_EVERY_S: Final = 1.0
_NOTHING: Final = "-"


class Beat:
    """The engine's side. Never waits: what nobody reads is dropped."""

    def __init__(self) -> None:
        self._told: str | None = None
        self._told_s = 0.0
        with contextlib.suppress(OSError, ValueError):
            os.set_blocking(sys.stdout.fileno(), False)

    def tell(self, frame: int | None, now_s: float) -> None:
        """Say where the output is, when it is time to; None while nothing is to be played."""
        line = _NOTHING if frame is None else str(frame)
        since_s = now_s - self._told_s
        if since_s < _EVERY_S and (line == _NOTHING) == (self._told == _NOTHING) and self._told is not None:
            return
        self._told, self._told_s = line, now_s
        with contextlib.suppress(OSError, ValueError):
            os.write(sys.stdout.fileno(), f"{line}\n".encode())


class Pulse:
    """The supervisor's side: whether the output's position has moved, and since when it has not."""

    def __init__(self) -> None:
        self._line = ""
        self._moved = False
        self._since_s = 0.0

    def heard(self, line: str, now_s: float) -> None:
        """A line of the engine."""
        if line != self._line:
            self._line, self._moved, self._since_s = line, True, now_s

    @property
    def rests(self) -> bool:
        """Whether nothing is to be played."""
        return self._line == _NOTHING

    def moved(self) -> bool:
        """Whether the position moved since this was last asked, or nothing is to be played. An engine that has said
        nothing yet has not moved."""
        moved, self._moved = self._moved or self.rests, False
        return moved

    def still_s(self, now_s: float) -> float:
        """For how long an engine that plays has not moved; 0 before it has said where it is."""
        return now_s - self._since_s if self._line and not self.rests else 0.0
