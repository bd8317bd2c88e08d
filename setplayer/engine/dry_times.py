"""When an output had nothing to play, found out by looking at its queue before anything is pushed."""

from collections.abc import Callable
from dataclasses import dataclass

from setplayer.units import SAMPLE_RATE


@dataclass(frozen=True)
class DryTime:
    """An output played nothing for so many frames, between the session's frame before `frame` and that one."""

    frame: int
    frames: int


class DryTimes:
    """Finds the times in which an output that was filled once had nothing left.

    An output takes a second's frames in a second: what it had when it was filled last tells when it ran out, to some
    20 ms, which is what a device takes at a time. `now_ns` is a clock that is never set.
    """

    def __init__(self, now_ns: Callable[[], int]):
        self._now_ns = now_ns
        self._filled: tuple[int, int] | None = None
        self._found: list[DryTime] = []

    def start(self) -> None:
        """Another output, or another place: it has not been filled yet."""
        self._filled = None

    def filled(self, queued_frames: int) -> None:
        """The output has been given what it should have."""
        self._filled = self._now_ns(), queued_frames

    def look(self, queued_frames: int, frame: int) -> None:
        """The output is about to be given `frame`, and this is what it has left before it."""
        if queued_frames or self._filled is None:
            return
        now_ns, (filled_ns, had_frames) = self._now_ns(), self._filled
        dry = round((now_ns - filled_ns) * SAMPLE_RATE / 1e9) - had_frames
        if dry > 0:
            self._found.append(DryTime(frame, dry))
            self._filled = now_ns, 0

    def take(self) -> list[DryTime]:
        """What was found since it was asked for last."""
        found, self._found = self._found, []
        return found
