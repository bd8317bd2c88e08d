"""Sound as it leaves: its samples, and when each frame had left. Two channels of float32."""

import contextlib
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

FRAME_BYTES = 8
_LOOK_S = 0.001

Sound = npt.NDArray[np.float32]


class Recording(Protocol):
    """What was played until now. Moments are by time.monotonic."""

    def heard_s(self, frame: int) -> float:
        """The moment at which a frame had come."""
        ...

    def frame_at(self, moment_s: float) -> int:
        """How many frames had come at a moment."""
        ...

    def left_from(self, frame: int) -> Sound:
        """The left channel from a frame on."""
        ...


class _Timed:
    """Remembers how many bytes had come by when."""

    def __init__(self) -> None:
        self._moments = [time.monotonic()]
        self._octets = [0]

    def came(self, octets: int) -> None:
        """So many are there now."""
        self._moments.append(time.monotonic())
        self._octets.append(octets)

    def heard_s(self, frame: int) -> float:
        """The moment at which a frame had come."""
        return self._moments[bisect_left(self._octets, (frame + 1) * FRAME_BYTES)]

    def frame_at(self, moment_s: float) -> int:
        """How many frames had come at a moment."""
        return self._octets[max(bisect_right(self._moments, moment_s) - 1, 0)] // FRAME_BYTES


class Arriving(_Timed):
    """A recording that arrives in parts."""

    def __init__(self) -> None:
        super().__init__()
        self._sound = bytearray()

    def take(self, part: bytes) -> None:
        """The next part."""
        self._sound += part
        self.came(len(self._sound))

    def left_from(self, frame: int) -> Sound:
        """The left channel from a frame on."""
        return _left(bytes(self._sound[frame * FRAME_BYTES :]))


class _File(_Timed):
    """A file that somebody else writes."""

    def __init__(self, path: Path):
        super().__init__()
        self._path = path
        self._ends = False

    def watch(self) -> None:
        """Look how long it is until told to end."""
        size = 0
        while not self._ends:
            with contextlib.suppress(FileNotFoundError):
                now = self._path.stat().st_size
                if now != size:
                    size = now
                    self.came(size)
            time.sleep(_LOOK_S)

    def end(self) -> None:
        """Look no more."""
        self._ends = True

    def left_from(self, frame: int) -> Sound:
        """The left channel from a frame on."""
        with self._path.open("rb") as file:
            file.seek(frame * FRAME_BYTES)
            return _left(file.read())


@contextlib.contextmanager
def growing(path: Path) -> Iterator[Recording]:
    """A file that is written to until the end of the block, as a recording."""
    file = _File(path)
    watcher = threading.Thread(target=file.watch)
    watcher.start()
    try:
        yield file
    finally:
        file.end()
        watcher.join()


def _left(octets: bytes) -> Sound:
    return np.frombuffer(octets[: len(octets) // FRAME_BYTES * FRAME_BYTES], np.float32)[::2]
