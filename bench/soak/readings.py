"""What is read from a session while it plays: where it is by which clock, how full its queue is, what it takes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.live.processes import cpu_s, memory
from setplayer.engine.client import ask_once
from setplayer.engine.messages import Ask
from setplayer.engine.view import View
from setplayer.units import SAMPLE_RATE

SETTLED_S = 1800.0
"""Memory counts from here: a session has then met everything once that it loads when it is needed."""


@dataclass(frozen=True)
class Reading:
    """One look at the engine. `at_s` is by time.monotonic; the view was made within `within_s` of it."""

    at_s: float
    within_s: float
    view: View
    rss_bytes: int
    pss_bytes: int
    cpu_s: float


def read(data: Path) -> Reading:
    """Ask the engine, as `setplayer status` does. Raises Fault when nothing answers, OSError when it just ended."""
    before_s = time.monotonic()
    view = ask_once(data, Ask(number=1, query="view")).view
    after_s = time.monotonic()
    assert view is not None
    rss, pss = memory(view.engine_pid)
    return Reading((before_s + after_s) / 2, (after_s - before_s) / 2, view, rss, pss, cpu_s(view.engine_pid))


def write_csv(readings: Sequence[Reading], path: Path) -> None:
    """A line for each reading, to draw or to look at later."""
    lines = ["at_s,within_s,frame,state,queue_ms,underruns,engine_pid,rss_bytes,pss_bytes,cpu_s"]
    for one in readings:
        view = one.view
        where = f"{one.at_s:.4f},{one.within_s:.4f},{view.frame},{view.state},{view.queue_ms},{view.underruns}"
        lines.append(f"{where},{view.engine_pid},{one.rss_bytes},{one.pss_bytes},{one.cpu_s:.2f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Growth:
    """How memory grew: a line through it, in MB an hour, and how far that may be off (one standard error)."""

    mb_per_h: float
    error_mb_per_h: float
    hours: float

    def __str__(self) -> str:
        rate = f"{self.mb_per_h:+.2f} MB an hour (± {self.error_mb_per_h:.2f})"
        return f"Memory grew by {rate}, from minute {SETTLED_S / 60:.0f} on, over {self.hours:.2f} h."


def growth(at_s: Sequence[float], rss_bytes: Sequence[int]) -> Growth | None:
    """Of resident memory from SETTLED_S after the beginning; None when too little was read after that."""
    later = np.array(at_s) >= SETTLED_S
    if later.sum() < 10:
        return None
    hours, size_mb = np.array(at_s)[later] / 3600, np.array(rss_bytes)[later] / 1e6
    line, covariance = np.polyfit(hours, size_mb, 1, cov=True)
    return Growth(float(line[0]), float(np.sqrt(covariance[0, 0])), float(hours[-1] - hours[0]))


@dataclass(frozen=True)
class Clock:
    """Session time beside the machine's clock.

    `off_ms` is how far it was behind (below 0) or ahead at the end, `rate_ppm` how much faster it ran; `strays_ms`
    the farthest that it ever was from that steady rate: a stretch that was not played, or played twice, shows there.
    """

    off_ms: float
    rate_ppm: float
    strays_ms: float


def clock(readings: Sequence[Reading]) -> Clock:
    """How session time passed from the first reading to the last; there are at least two."""
    passed_s = np.array([one.at_s - readings[0].at_s for one in readings])
    off = np.array([off_ms(readings[0], one) for one in readings])
    rate, base = np.polyfit(passed_s, off, 1)
    return Clock(float(off[-1]), float(rate) * 1e3, float(np.abs(off - base - rate * passed_s).max()))


def off_ms(first: Reading, later: Reading) -> float:
    """How far session time came to be ahead of the machine's clock from one reading to another."""
    return ((later.view.frame - first.view.frame) / SAMPLE_RATE - (later.at_s - first.at_s)) * 1e3
