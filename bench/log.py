"""What keeping the record costs: a commit on this disk, events per second, checking the chain of a long session.

Bounds: a commit takes under 5 ms in 99 of 100, and 20 000 events are checked in under half a second of one core.
"""

import statistics
import tempfile
import time
from pathlib import Path

from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify
from setplayer.session.codec import StoredEvent
from setplayer.values import canonical_json

_BATCH = 50
_EVENTS = 20_000
MOST_COMMIT_MS = 5.0
MOST_VERIFY_S = 0.5


def measure(runs: int, *, quick: bool) -> None:
    """Print what a commit, an event and a check cost, the file on the disk of the working folder."""
    with tempfile.TemporaryDirectory(prefix=".bench-log-", dir=Path.cwd()) as folder:
        _commits(Path(folder) / "one.session", 200 if quick else 5_000)
        _verifying(Path(folder) / "many.session", 2_000 if quick else _EVENTS, runs)


def _commits(path: Path, commits: int) -> None:
    with SessionFile.create(path, "bench", SystemClock()) as file:
        took_ms = sorted(_took_s(file, [_event(number)]) * 1e3 for number in range(commits))
        together_s = sum(_took_s(file, [_event(number)] * _BATCH) for number in range(commits // _BATCH))
    p50, p99 = took_ms[len(took_ms) // 2], took_ms[len(took_ms) * 99 // 100]
    print(f"\nThe record, on the disk of {Path.cwd()} (WAL, synchronous=FULL)\n")
    print(f"commit of one event   p50 {p50:.2f} ms   p99 {p99:.2f} ms   most {took_ms[-1]:.1f} ms, of {commits}")
    print(f"                      {_verdict(p99 < MOST_COMMIT_MS)}: p99 under {MOST_COMMIT_MS:g} ms")
    print(f"events per second     {1e3 * commits / sum(took_ms):,.0f} one by one", end="")
    print(f"   {commits // _BATCH * _BATCH / together_s:,.0f} in batches of {_BATCH}")


def _verifying(path: Path, events: int, runs: int) -> None:
    with SessionFile.create(path, "bench", SystemClock()) as file:
        for first in range(0, events, _BATCH):
            file.append([_event(number) for number in range(first, first + _BATCH)])
    wall_s, core_s = [], []
    for _ in range(max(runs, 3)):
        with SessionFile.open(path) as file:
            begin_s, begin_core_s = time.perf_counter(), time.process_time()
            found = verify(file)
            wall_s.append(time.perf_counter() - begin_s)
            core_s.append(time.process_time() - begin_core_s)
        assert found.ok
        assert found.events == events
    median_s = statistics.median(core_s)
    print(f"checking {events:,} events   {median_s:.2f} s of a core, {statistics.median(wall_s):.2f} s by the clock")
    print(f"                      {_verdict(median_s < MOST_VERIFY_S)}: under {MOST_VERIFY_S:g} s of a core")


def _took_s(file: SessionFile, events: list[StoredEvent]) -> float:
    begin_s = time.perf_counter()
    file.append(events)
    return time.perf_counter() - begin_s


def _event(number: int) -> StoredEvent:
    """One in three has something personal, as in a session."""
    said = canonical_json({"text": f"She says that it is lighter now, {number}."})
    return StoredEvent(
        kind="note",
        frame=number * 48_000,
        actor="therapist-1",
        ref_seq=None,
        body=canonical_json({"request": {"number": number, "private": True}, "outcome": {"text": "In the record"}}),
        content=None if number % 3 else said,
        blobs={},
    )


def _verdict(good: bool) -> str:
    return "good" if good else "BAD "
