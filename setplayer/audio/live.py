"""The live end of the sound: what plays samples while a session runs, and may fail while it does.

The engine pushes some 400 ms ahead of what is heard. A command that cannot wait replaces what is queued in one step.
Two kinds: `device.DeviceOutput`, a sound device, and `clocked.ClockedOutput`, a file or nothing, paced by a clock.
What must stay true: every frame pushed and not replaced is taken once, in order; an output never moves to another
device by itself; one that fails says so and never raises while the session runs.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from setplayer.faults import Fault
from setplayer.library.samples import Samples


class LiveOutput(Protocol):
    """Plays samples in order, a bounded way behind whoever pushes them.

    May be opened on one thread and used from another, but by one at a time.
    """

    @property
    def name(self) -> str:
        """As people know it: `Headphones`, `nothing`, a file's path."""
        ...

    @property
    def lost(self) -> bool:
        """Whether nothing is heard or written any more. It stays so until closed; all else still works, unheard."""
        ...

    @property
    def fault(self) -> Fault | None:
        """Why it is lost, in one sentence."""
        ...

    def push(self, samples: Samples) -> None:
        """Append frames, shape (n, 2), float32 at 48 kHz, full scale ±1.0. They may not change afterwards.

        The first push starts the output.
        """
        ...

    def queued_frames(self) -> int:
        """How many frames were pushed and are not yet taken. What a device holds in its own buffer is taken."""
        ...

    def replace(self, again: Callable[[int], Sequence[Samples]]) -> None:
        """Drop what is queued and push what `again` gives, as one step: nothing is taken in between.

        `again` gets how many frames are dropped; every frame before them is taken. It must be quick, a few
        milliseconds, for a device waits meanwhile and may fall silent. When it raises, the queue stays as it was.
        """
        ...

    def drain(self) -> None:
        """Play everything that is queued, for at most 2 s, then close."""
        ...

    def close(self) -> None:
        """Stop at once, drop what is queued, let go of the device or finish the file. May be called twice.

        Afterwards nothing is queued, and pushing does nothing. A fault in finishing a file shows in `fault`.
        """
        ...
