"""What a program costs: wall time, processor time and peak memory of one run in a process of its own."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_KIB = 1 if sys.platform == "darwin" else 1024
"""What `ru_maxrss` counts in."""


@dataclass(frozen=True)
class Cost:
    """Seconds of the wall clock, seconds of all processors together, bytes of the largest process."""

    wall_s: float
    cpu_s: float
    peak_bytes: int

    @classmethod
    def median(cls, costs: Sequence[Self]) -> Self:
        """The median of each."""
        return cls(
            statistics.median(cost.wall_s for cost in costs),
            statistics.median(cost.cpu_s for cost in costs),
            round(statistics.median(cost.peak_bytes for cost in costs)),
        )


def cost_of(command: Sequence[str], folder: Path) -> Cost:
    """Run a command and measure it together with the processes that it waits for.

    Raises SystemExit with what it printed when it fails.
    """
    with (folder / "printed.txt").open("w+b") as printed:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            printed.seek(0)
            text = printed.read().decode(errors="replace").strip()
            raise SystemExit(f"{command[0]} failed with status {process.returncode}:\n{text}")
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _KIB)
