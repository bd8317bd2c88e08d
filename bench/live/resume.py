"""Kills of the engine in every state, with a long record: when it knows its place, when it sounds, where it is.

That it knows its place is the engine's own word in the record: it has read all that happened. The spare engine is
loaded sooner than in a session, and crashes are not counted, so that a kill every few seconds meets what one in an
hour would.
"""

import contextlib
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.live.marks import HEADER, level, told
from bench.live.player import Player, playing
from bench.live.processes import cpu_s
from bench.live.recording import Recording
from bench.live.sound_server import recorded
from bench.live.tracks import tone
from setplayer.engine.client import ask_once
from setplayer.engine.messages import Ask
from setplayer.engine.record import recorded as events_of
from setplayer.log.clock import monotonic_ns
from setplayer.log.session_file import SessionFile
from setplayer.units import SAMPLE_RATE

_EVENTS: Final = 2_000
_SETTLE_S: Final = 0.7
"""The recorder's own latency settles."""

_REST_S: Final = 2.5
_LEAST_LOADING_S: Final = 0.3
_SILENT: Final = 1e-6
_PATIENCE_S: Final = 30.0

_START: Final = (
    "from setplayer.engine import supervisor as s\n"
    "s.SPARE_AFTER_S, s.MOST_CRASHES, s.MOST_SAFE_CRASHES = 0.5, 10**9, 10**9\n"
    "from setplayer.cli import main\nmain()"
)

_ARC: Final = """arc: Bench
zero: dose
lead: 1 min
phases:
  - {name: One, kind: pre-onset, length: 20 min, intensity: 2 -> 4, music: [{track: tone.flac}, {soundscape: tide}]}
  - {name: Two, kind: peak, length: 60 min, intensity: 4, music: [{soundscape: drone}]}
grounding: {soundscape: hearth}
"""

_STATES: Final[tuple[tuple[str, str, bool], ...]] = (
    ("", "", True),
    ("hold", "release", True),
    ("silence", "music", False),
    ("fade_now", "bring_back", False),
    ("grounding", "return_to_arc", True),
    ("next_piece", "", True),
)
"""What is asked for before a kill and taken back after it, and whether it sounds then."""


def measure(work: Path, kills: int, sound: Mapping[str, str] | None) -> None:
    """Kill the engine so often, and print how long it took it to be back, and by how much its place is wrong."""
    _, library = tone(work)
    arc, data = work / "resume.yaml", work / "resume"
    arc.write_text(_ARC, encoding="utf-8")
    found: list[_Kill] = []
    with playing(arc, library, data, "device" if sound else "null", sound, start=_START) as player:
        for number in range(_EVENTS):
            _asked(player, do="note", text=f"What was seen, number {number}.")
        for number in range(kills):
            print(f"Resume: kill {number + 1} of {kills} ...", file=sys.stderr, flush=True)
            if number == kills // len(_STATES):
                _asked(player, do="dose")  # until here the arc waits for it
            waits = number < kills // len(_STATES)
            before, after, sounds = _STATES[0] if waits else _STATES[number % len(_STATES)]
            if before:
                _asked(player, do=before)
            _wait_for_spare(player)
            found.append(_killed(player, sound if sounds else None))
            if after:
                _asked(player, do=after)
        session = player.session_file
    known, off = _by_the_record(session, found)
    heard = [kill.heard_s for kill in found if kill.heard_s is not None]
    print(f"\nFrom kill -9 of the engine, in all states, with a record of {_EVENTS} events and more\n\n{HEADER}")
    print(told("until it knows its place", known, unit_ms=False))
    print(told("until a front sees it", [kill.shown_s for kill in found], unit_ms=False))
    if heard:
        print(told("to the first sample that is not silent", heard, unit_ms=False))
    print(told("how far off its place is", off, unit_ms=False))


@dataclass(frozen=True)
class _Kill:
    """One kill: when, at which frame, and how long until a front saw the engine again and it was heard."""

    at_ns: int
    frame: int
    shown_s: float
    heard_s: float | None


def _killed(player: Player, sound: Mapping[str, str] | None) -> _Kill:
    with contextlib.ExitStack() as stack:
        recording = stack.enter_context(recorded(sound)) if sound else None
        time.sleep(_SETTLE_S if sound else 0.0)
        view = ask_once(player.data, Ask(number=1, query="view")).view
        assert view is not None
        at_ns, at_s = monotonic_ns(), time.monotonic()
        shown_s = _back(player)
        time.sleep(_REST_S)
        return _Kill(at_ns, view.frame, shown_s, _sounds_after(recording, at_s) if recording else None)


def _wait_for_spare(player: Player) -> None:
    """Until an engine is loaded that can take over: it has stopped working."""
    until_s, spent_s = time.monotonic() + _PATIENCE_S, -1.0
    while time.monotonic() < until_s:
        spares = [pid for pid in _engines(player.supervisor.pid) if pid != player.engine_pid]
        now_s = sum(map(cpu_s, spares))
        if spares and now_s == spent_s and now_s > _LEAST_LOADING_S:
            return
        spent_s = now_s
        time.sleep(0.3)
    raise SystemExit("No spare engine was loaded.")


def _engines(supervisor: int) -> list[int]:
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    return [int(pid) for pid in children if b"engine.process" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def _asked(player: Player, **command: Any) -> None:
    number = player.client.send(command)
    until_s = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until_s:
        for answer in player.client.answers():
            if answer.number == number:
                return
        player.client.changed.wait(0.05)
        player.client.changed.clear()
    raise SystemExit(f"No answer came to {command['do']}.")


def _back(player: Player) -> float:
    """Kill it; seconds until a front sees the one that took over."""
    before, began_s = player.view().engine_pid, time.monotonic()
    player.kill_engine()
    while player.view().engine_pid == before or not player.client.connected:
        if time.monotonic() - began_s > _PATIENCE_S:
            raise SystemExit(f"The engine did not come back within {_PATIENCE_S:g} s.")
        time.sleep(0.002)
    return time.monotonic() - began_s


def _sounds_after(recording: Recording, killed_s: float) -> float | None:
    """Seconds from the kill to the end of the longest silence that came after it."""
    at = recording.frame_at(killed_s)
    silent = level(recording.left_from(at)) <= _SILENT
    edges = np.flatnonzero(np.diff(np.concatenate(([0], silent, [0])).astype(np.int8))).reshape(-1, 2)
    ended = [(end - begin, end) for begin, end in edges if end < len(silent)]
    return recording.heard_s(at + int(max(ended)[1])) - killed_s if ended else None


def _by_the_record(session: Path, kills: list[_Kill]) -> tuple[list[float], list[float]]:
    """Seconds from each kill until the place was known, and by how many seconds each place was off."""
    with SessionFile.open(session) as file:
        events = [entry.event for entry in events_of(file)]
    known_ns = [event.request["known_mono_ns"] for event in events if event.kind == "resumed"]
    anchors = [event.request for event in events if event.kind == "anchor"][1:]
    off = [
        abs((one["frame"] - kill.frame) / SAMPLE_RATE - (one["mono_ns"] - kill.at_ns) / 1e9)
        for one, kill in zip(anchors, kills, strict=True)
    ]
    return [(known - kill.at_ns) / 1e9 for known, kill in zip(known_ns, kills, strict=True)], off
