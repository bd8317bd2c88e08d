"""What a program costs: wall time, processor time and peak memory of one run in a process of its own."""

import json
import os
import statistics
import subprocess
import sys
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


_RUNNER = """
import json, os, sys, time
begin = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
status, usage = os.wait4(pid, 0)[1:]
took = time.perf_counter() - begin
with open(int(sys.argv[1]), "w") as told:
    json.dump([os.waitstatus_to_exitcode(status), took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss], told)
"""
"""Starts the command from a small process: what is started counts its peak memory from that of what started it."""


def cost_of(command: Sequence[str], folder: Path) -> Cost:
    """Run a command and measure it together with the processes that it waits for.

    Raises SystemExit with what it printed when it fails.
    """
    reading, writing = os.pipe()
    with (folder / "printed.txt").open("w+b") as printed:
        runner = [sys.executable, "-S", "-c", _RUNNER, str(writing), *command]
        process = subprocess.Popen(
            runner, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT, pass_fds=(writing,)
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            status, wall_s, cpu_s, peak = json.load(told)
        process.wait()
        if status:
            printed.seek(0)
            text = printed.read().decode(errors="replace").strip()
            raise SystemExit(f"{command[0]} failed with status {status}:\n{text}")
    return Cost(wall_s, cpu_s, peak * _KIB)
