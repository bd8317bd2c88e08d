"""What running processes cost, from /proc: Linux alone. And ending what was started."""

import contextlib
import os
import statistics
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """Of some processes together: the share of one core; resident memory, shared pages counted whole or in parts."""

    core: float
    rss_bytes: int
    pss_bytes: int
    others: float
    """The share of the whole machine that everything else took meanwhile."""
    sound: float
    """The share of one core that SDL and the sound server's client took of it, by their threads' names."""


def usage(pids: Iterable[int], seconds: float) -> Usage:
    """What they cost over so many seconds from now; memory at the end. Raises SystemExit when one of them ends."""
    pids = tuple(pids)
    before_s, sound_s = sum(map(cpu_s, pids)), sum(map(_sound_s, pids))
    all_s, begin_s = _machine_s(), time.monotonic()
    time.sleep(seconds)
    try:
        took_s, passed_s = sum(map(cpu_s, pids)) - before_s, time.monotonic() - begin_s
        sound_s = sum(map(_sound_s, pids)) - sound_s
        rss, pss = zip(*map(memory, pids), strict=True)
    except OSError as error:
        raise SystemExit("A player ended while it was measured.") from error
    others = max(_machine_s() - all_s - took_s, 0.0) / passed_s / (os.cpu_count() or 1)
    return Usage(took_s / passed_s, sum(rss), sum(pss), others, sound_s / passed_s)


def median(readings: Sequence[Usage]) -> Usage:
    """The median of each."""
    return Usage(
        statistics.median(one.core for one in readings),
        round(statistics.median(one.rss_bytes for one in readings)),
        round(statistics.median(one.pss_bytes for one in readings)),
        statistics.median(one.others for one in readings),
        statistics.median(one.sound for one in readings),
    )


def cpu_s(pid: int) -> float:
    """User and system time of a process's threads, those that have ended among them; not of its children."""
    return _spent(Path(f"/proc/{pid}/stat"))


def _sound_s(pid: int) -> float:
    spent_s = 0.0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # it has ended
            if (thread / "comm").read_text().startswith(("SDLAudio", "Pulse")):
                spent_s += _spent(thread / "stat")
    return spent_s


def _spent(stat: Path) -> float:
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def _machine_s() -> float:
    """Time in which any core was busy. Fields: user nice system idle iowait irq softirq steal."""
    fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / _TICKS_PER_S


def memory(pid: int) -> tuple[int, int]:
    """A process's resident bytes, shared pages counted whole and in parts. Raises OSError when it has ended."""
    lines = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    sizes = {line[0]: int(line[1]) * 1024 for line in lines}
    return sizes["Rss:"], sizes["Pss:"]


def end(process: subprocess.Popen[bytes], patience_s: float = 15.0) -> None:
    """End a process that we started: asked first, then at once."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
