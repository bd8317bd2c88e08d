"""A live output without a device: takes frames as time passes, into a file or nowhere."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import numpy as np

from setplayer.audio.outputs import Output
from setplayer.faults import Fault
from setplayer.library.samples import Samples
from setplayer.units import SAMPLE_RATE


class ClockedOutput:
    """Takes what is pushed at `speed` × 48 000 frames per second of `clock`, and writes it to `inner` in order.

    Frames are taken when the output is used, never more than were pushed; time that passes with nothing queued is
    gone, as it is for a device. A fault of `inner` (a full disk) makes the output lost: frames are taken at the same
    pace and dropped, and the file stays as it was. An `inner` that is a context manager, as a FileOutput is, ends
    with this output. With a clock turned by hand this is the fake of every test.
    """

    def __init__(self, inner: Output, clock: Callable[[], float], *, name: str, speed: float = 1.0):
        self._inner = inner
        self._clock = clock
        self._name = name
        self._frames_per_s = speed * SAMPLE_RATE
        self._queue: deque[Samples] = deque()
        self._queued = 0
        self._since = clock()
        self._due = 0
        self._fault: Fault | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """As people know it."""
        return self._name

    @property
    def fault(self) -> Fault | None:
        """What went wrong with `inner`."""
        return self._fault

    @property
    def lost(self) -> bool:
        """Whether `inner` has failed."""
        return self._fault is not None

    def push(self, samples: Samples) -> None:
        """Append frames; they may not change afterwards."""
        self._pass_time()
        self._append(samples)

    def queued_frames(self) -> int:
        """How many frames were pushed and are not yet taken."""
        self._pass_time()
        return self._queued

    def replace(self, again: Callable[[int], Sequence[Samples]]) -> None:
        """Drop what is queued and push what `again(frames dropped)` gives."""
        self._pass_time()
        fresh = again(self._queued)
        self._drop()
        for samples in fresh:
            self._append(samples)

    def drain(self) -> None:
        """Take everything that is queued at once, then close."""
        self._take(self._queued)
        self.close()

    def close(self) -> None:
        """Drop what is queued and end `inner`: finished, or left as it is when it has failed."""
        if self._closed:
            return
        self._closed = True
        self._drop()
        if not isinstance(self._inner, AbstractContextManager):
            return
        try:
            with self._inner:
                if self._fault:
                    raise self._fault
        except Fault as fault:
            self._fault = fault

    def _append(self, samples: Samples) -> None:
        if not self._closed:
            self._queue.append(samples)
            self._queued += len(samples)

    def _drop(self) -> None:
        self._queue.clear()
        self._queued = 0

    def _pass_time(self) -> None:
        """Take what has become due since the last time. When that is more than there is, the rest is not owed."""
        before, self._due = self._due, int((self._clock() - self._since) * self._frames_per_s)
        self._take(min(self._due - before, self._queued))

    def _take(self, frames: int) -> None:
        if frames <= 0:
            return
        taken = []
        while frames > 0:
            samples = self._queue.popleft()
            if len(samples) > frames:
                self._queue.appendleft(samples[frames:])
                samples = samples[:frames]
            taken.append(samples)
            frames -= len(samples)
            self._queued -= len(samples)
        if taken and not self._fault:
            self._write(np.concatenate(taken) if len(taken) > 1 else taken[0])

    def _write(self, samples: Samples) -> None:
        try:
            self._inner.write(samples)
        except Fault as fault:
            self._fault = fault
