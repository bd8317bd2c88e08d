"""For the tests of live outputs: numbered frames, a clock turned by hand, an output that fails, a process apart."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from setplayer.faults import MachineFault
from setplayer.library.samples import Samples


def numbered(start: int, end: int) -> Samples:
    """Frames that each hold their own number, on the left as it is and on the right negated. 0 would be silence."""
    numbers = np.arange(start, end, dtype=np.float32)
    return np.stack([numbers, -numbers], axis=1)


def numbers(samples: Samples) -> list[int]:
    """The numbers that frames hold."""
    assert np.array_equal(samples[:, 0], -samples[:, 1])
    return samples[:, 0].astype(int).tolist()


class HandClock:
    """A clock that stands still until somebody turns it."""

    def __init__(self, now: float = 1000.0):
        self.now = now

    def __call__(self) -> float:
        return self.now


class KeptOutput:
    """Keeps the numbers of the frames it takes; with `room`, fails once it has taken that many frames or more.

    As a context manager it notes how it ended: finished, or left because of a fault.
    """

    def __init__(self, room: int | None = None):
        self.kept: list[int] = []
        self.room = room
        self.ends: list[str] = []

    def write(self, samples: Samples) -> None:
        if self.room is not None and len(self.kept) >= self.room:
            raise MachineFault("a.wav: cannot be written (no space).")
        self.kept += numbers(samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ends.append(f"left: {error}" if kind else "finished")


def in_process(function: Callable[..., Any], *arguments: Any, environment: Mapping[str, str]) -> tuple[Any, str]:
    """What a function of a test module returns in a process of its own, and what that process says besides.

    SDL chooses its sound driver once for a process. Arguments and results go through JSON.
    """
    module = function.__module__
    code = (
        f"import setplayer, json, {module}; "
        f"print(json.dumps({module}.{function.__name__}(*json.loads({json.dumps(arguments)!r}))))"
    )
    inherited = {name: value for name, value in os.environ.items() if name != "PYSDL2_DLL_PATH"}  # PySDL2 sets it
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**inherited, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # only against hanging for ever
    )
    assert done.returncode == 0, done.stderr
    said, _, result = done.stdout.rstrip("\n").rpartition("\n")
    return json.loads(result), said + done.stderr
