"""A soak's report: what was run, for how long, and whether each thing that must be true was."""

import statistics
from collections.abc import Iterator

from bench.soak.readings import Reading, clock, growth
from bench.soak.session import Soak
from setplayer.units import clock as told
from setplayer.units import frames_from_s

MOST_GROWTH_MB_PER_H = 2.0
_MOST_STRAY_MS = 100.0
"""A device takes some 20 ms at once, and a server more: a stretch lost or repeated within this is not seen here."""

Finding = tuple[bool, str]


def report(seen: Soak) -> bool:
    """Print it; whether all was as it must be."""
    print(f"\nAsked for: {_hours(seen.asked_s)} on {seen.driver}.")
    print(f"Truly run: {_hours(seen.ran_s)}{', then broken off by hand' if seen.broken_off else ''}.")
    findings = list(_findings(seen))
    for good, text in findings:
        print(f"  {'good' if good else 'BAD '}  {text}")
    for line in _beside(seen):
        print(f"        {line}")
    return all(good for good, _ in findings)


def _findings(seen: Soak) -> Iterator[Finding]:
    if not seen.readings:
        yield False, f"No reading succeeded. {'; '.join(seen.unread[:3])}"
        return
    views = [one.view for one in seen.readings]
    pids = {view.engine_pid for view in views}
    yield len(pids) == 1, f"Engines: {len(pids)}{'' if len(pids) == 1 else ', so it was restarted'}."
    most = max(view.underruns for view in views)
    yield most == 0, f"Underruns: {most}."
    if (gaps_s := seen.server_gaps_s) is not None:
        when = f" At these seconds: {', '.join(f'{gap_s:.1f}' for gap_s in gaps_s[:20])}." if gaps_s else ""
        yield not gaps_s, f"Gaps that the sound server met: {len(gaps_s)}.{when}"
    lost = sum("no output" in view.conditions for view in views)
    yield lost == 0, f"Readings without an output: {lost}."
    yield not seen.unread, f"Readings that failed: {len(seen.unread)}. {'; '.join(seen.unread[:3])}".strip()
    yield from _time(seen.readings, seen.driver)
    yield from _memory(seen)
    if seen.found is None:
        yield False, "There is no session file to verify."
        return
    whole = "whole" if seen.found.ok else "; ".join(seen.found.problems[:3])
    yield seen.found.ok, f"setplayer verify: {whole}, {seen.found.events} events."
    yield seen.last_event == "end", f"The record ends with '{seen.last_event}'."
    told_late = "none" if seen.printed_fingerprint else "at least one"
    yield seen.printed_fingerprint, f"Cues that were heard later than their frame says: {told_late}."
    yield seen.status == 0, f"setplayer ended with status {seen.status}."
    yield not seen.engine_log, f"The engine's log: {seen.engine_log[-300:] or 'nothing'}."


def _time(readings: list[Reading], driver: str) -> Iterator[Finding]:
    if len(readings) < 2:
        return
    found = clock(readings)
    within_ms = max(one.within_s for one in readings) * 1e3
    good = found.strays_ms <= _MOST_STRAY_MS and (driver != "pulse" or abs(found.off_ms) <= _MOST_STRAY_MS)
    yield (
        good,
        f"Session time against the machine's clock: {found.off_ms:+.0f} ms at the end, a rate of "
        f"{found.rate_ppm:+.0f} ppm, never more than {found.strays_ms:.0f} ms from that rate (a reading may be "
        f"{within_ms:.0f} ms off).",
    )


def _memory(seen: Soak) -> Iterator[Finding]:
    first, last = seen.readings[0], seen.readings[-1]
    most = max(one.rss_bytes for one in seen.readings)
    sizes = f"RSS {first.rss_bytes / 1e6:.1f} to {last.rss_bytes / 1e6:.1f} MB, at most {most / 1e6:.1f}"
    sizes += f"; PSS {first.pss_bytes / 1e6:.1f} to {last.pss_bytes / 1e6:.1f} MB"
    found = growth([one.at_s - seen.begin_s for one in seen.readings], [one.rss_bytes for one in seen.readings])
    if found is None:
        yield True, f"Memory: {sizes}. Too short to tell how it grows after the first half hour."
        return
    yield found.mb_per_h < MOST_GROWTH_MB_PER_H, f"{found} {sizes}."


def _beside(seen: Soak) -> Iterator[str]:
    """What is good to know and has no bound."""
    if len(seen.readings) < 2:
        return
    first, last = seen.readings[0], seen.readings[-1]
    share = (last.cpu_s - first.cpu_s) / (last.at_s - first.at_s)
    queues = [one.view.queue_ms for one in seen.readings]
    yield f"Session time at the last reading: {told(last.view.frame)} of {told(last.view.end_frame)}."
    yield f"The engine took {100 * share:.1f} % of a core."
    yield f"Queue: median {statistics.median(queues):.0f} ms, least {min(queues)} ms, in {len(queues)} readings."
    slowest_ms = 2e3 * max(one.within_s for one in seen.readings)
    yield f"The engine answered within {slowest_ms:.0f} ms at the slowest."
    yield f"The machine's load: median {statistics.median(seen.loads):.1f}, most {max(seen.loads):.1f}."
    cueing = seen.cueing
    if cueing is not None:
        yield f"Cues: {cueing.given.total()} given, {cueing.done} done, {cueing.refused.total()} refused."
        for reason, times in cueing.refused.most_common(5):
            yield f"  refused {times} times: {reason}"


def _hours(seconds: float) -> str:
    return f"{told(frames_from_s(seconds))} ({seconds / 3600:.2f} h)"
