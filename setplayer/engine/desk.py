"""Opening outputs away from the thread that keeps time: a device may take seconds, or never come."""

import contextlib
import itertools
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from setplayer.audio.clocked import ClockedOutput
from setplayer.audio.device import DeviceOutput, output_names
from setplayer.audio.live import LiveOutput
from setplayer.audio.outputs import FileOutput, NullOutput, kind_of
from setplayer.faults import Fault

DEVICE: Final = "device"
NOTHING: Final = "null"
NOTHING_NAME: Final = "nothing"

_AGAIN_S: Final = 0.25
"""How often a device that is away is looked for."""


def is_file(output: str) -> bool:
    """Whether an output is a sound file, by its name."""
    return output.lower().endswith((".wav", ".flac"))


class Pace:
    """The clock of outputs that are none: time passes for them when `step` is called, in between it stands still.

    While a command cuts in, such an output takes nothing, however long that takes on a busy machine or at a great
    speed: what a file holds is what the record says.
    """

    def __init__(self) -> None:
        self._now_s = time.monotonic()

    def __call__(self) -> float:
        """Seconds of the latest step."""
        return self._now_s

    def step(self) -> None:
        """Let the time pass that has passed."""
        self._now_s = time.monotonic()


def nothing(speed: float, pace: Pace, name: str = NOTHING_NAME) -> LiveOutput:
    """An output that takes the sound and drops it, at the pace of the clock."""
    return ClockedOutput(NullOutput(), pace, name=name, speed=speed)


def file_output(path: Path, speed: float, pace: Pace) -> LiveOutput:
    """An output into a sound file; beside it, numbered, when there is one already. Raises Fault."""
    kind = kind_of(path)
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in itertools.count(2))
    free = path if not path.exists() else next(name for name in numbered if not name.exists())
    return ClockedOutput(FileOutput(free, kind), pace, name=str(free), speed=speed)


class Desk:
    """Opens devices on a thread of its own. `wake` is called there when something came of it."""

    def __init__(self, wake: Callable[[], None]):
        self._wake = wake
        self._wishes: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._wanted: str | None = None
        self._opened: LiveOutput | None = None
        self.names: tuple[str, ...] = ()
        """The devices that there were when last looked."""
        self._fault: Fault | None = None
        self._tried = threading.Event()
        threading.Thread(target=self._run, name="outputs", daemon=True).start()

    def want(self, name: str, *, keep_trying: bool, after_s: float = 0.0) -> None:
        """Open a device by name (or the system's first choice, `device`), after so long and until it is there."""
        self._wanted = name
        self._later(after_s, lambda: self._open(name, keep_trying=keep_trying))

    def close(self, output: LiveOutput) -> None:
        """Close an output, before whatever is opened next."""
        self._wishes.put(output.close)

    def wait(self, patience_s: float) -> LiveOutput | None:
        """The output that was wanted, once it was tried for the first time; None when that failed or takes longer."""
        self._tried.wait(patience_s)
        return self.take()

    def take(self) -> LiveOutput | None:
        """The output that was opened meanwhile, once."""
        opened, self._opened = self._opened, None
        return opened

    def take_fault(self) -> Fault | None:
        """Why the wanted device could not be opened when it was last tried, once."""
        fault, self._fault = self._fault, None
        return fault

    def _run(self) -> None:
        while True:
            self._wishes.get()()

    def _later(self, after_s: float, wish: Callable[[], None]) -> None:
        """Have it done on the thread of outputs, which goes on with other wishes until then."""
        timer = threading.Timer(after_s, self._wishes.put, (wish,))
        timer.daemon = True
        timer.start()

    def _open(self, name: str, *, keep_trying: bool) -> None:
        if name != self._wanted:
            return
        try:
            output = DeviceOutput(None if name == DEVICE else name)
        except Fault as fault:
            self._fault = fault
            if keep_trying:
                self._later(_AGAIN_S, lambda: self._open(name, keep_trying=True))
        else:
            self._fault, self._opened = None, output
        with contextlib.suppress(Fault):
            self.names = tuple(output_names())
        self._tried.set()
        self._wake()
