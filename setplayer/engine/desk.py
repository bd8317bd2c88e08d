"""Opening outputs away from the thread that keeps time: a device may take seconds, or never come."""

import contextlib
import itertools
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from setplayer.audio.clocked import ClockedOutput
from setplayer.audio.device import DeviceOutput, output_names
from setplayer.audio.live import LiveOutput
from setplayer.audio.outputs import FileOutput, NullOutput, kind_of
from setplayer.faults import Fault, MachineFault
from setplayer.units import frames_from_s

DEVICE: Final = "device"
NOTHING: Final = "null"
NOTHING_NAME: Final = "nothing"

_AGAIN_S: Final = 0.1
"""How often a device that is away is looked for. With PulseAudio, looking takes 1 ms."""

_PROOF_FRAMES: Final = frames_from_s(0.1)
"""An output takes sound when it has taken so much silence: more than fits into its buffers."""

_PROOF_S: Final = 3.0
"""So long that may last. A null sink of PulseAudio that has just been made takes nothing for 2 s."""

_LOOK_S: Final = 0.005


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
        self._chosen: str | None = None
        self._opened: LiveOutput | None = None
        self.names: tuple[str, ...] = ()
        """The devices that there were when last looked."""
        self._fault: Fault | None = None
        self._tried = threading.Event()
        threading.Thread(target=self._run, name="outputs", daemon=True).start()

    def want(self, name: str, *, after_s: float = 0.0) -> None:
        """Open a device by name, after so long and as soon as it takes sound, until something else is wanted."""
        self._wanted = name
        self._later(after_s, lambda: self._look_for(name))

    def choose(self, name: str) -> None:
        """Open a device by name, or the system's first choice, `device`; tried once, and then wanted no more.

        When it opens, nothing else is wanted any more either.
        """
        self._chosen = name
        self._wishes.put(lambda: self._open_chosen(name))

    def forget(self) -> None:
        """Open nothing that was wanted until now."""
        self._wanted = self._chosen = None

    def look(self) -> None:
        """See which devices there are."""
        self._wishes.put(self._list)

    def close(self, output: LiveOutput) -> None:
        """Close an output, before whatever is opened next."""
        self._wishes.put(output.close)

    def wait(self, patience_s: float) -> LiveOutput | None:
        """The output that was wanted, once it was tried for the first time; None when that failed or takes longer."""
        self._tried.wait(patience_s)
        return self.take()

    def do(self, wish: Callable[[], None]) -> None:
        """Have something done on the thread of outputs, where it may take long."""
        self._wishes.put(wish)

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

    def _look_for(self, name: str) -> None:
        if name != self._wanted:
            return
        if not self._open(name):
            self._later(_AGAIN_S, lambda: self._look_for(name))
        self._told()

    def _open_chosen(self, name: str) -> None:
        if name != self._chosen:
            return
        self._chosen = None
        if self._open(None if name == DEVICE else name):
            self._wanted = None
        self._told()

    def _open(self, name: str | None) -> bool:
        try:
            output = DeviceOutput(name)
            if self._tried.is_set():  # a session is under way, and its time would stand still
                _prove(output)
        except Fault as fault:
            self._fault = fault
            return False
        before, self._fault, self._opened = self._opened, None, output
        if before is not None:
            before.close()
        return True

    def _list(self) -> None:
        names: tuple[str, ...] = ()
        with contextlib.suppress(Fault):
            names = tuple(output_names())
        if names != self.names:
            self.names = names
            self._wake()

    def _told(self) -> None:
        self._list()
        self._tried.set()
        self._wake()


def _prove(output: LiveOutput) -> None:
    """Wait until an output takes silence; close it and raise MachineFault when it does not."""
    silence = np.zeros((5 * _PROOF_FRAMES, 2), np.float32)
    output.push(silence)
    end_s = time.monotonic() + _PROOF_S
    while len(silence) - output.queued_frames() < _PROOF_FRAMES:
        if output.lost or time.monotonic() > end_s:
            output.close()
            raise MachineFault(f"The sound output {output.name!r} takes no sound.")
        time.sleep(_LOOK_S)
    output.replace(lambda queued: ())
