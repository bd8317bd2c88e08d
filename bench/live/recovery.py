"""From `kill -9` of the engine to sound again, as recorded at the sound server."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bench.live.marks import HEADER, sounds_again, told
from bench.live.player import Player, playing
from bench.live.sound_server import recorded
from bench.live.tracks import tone
from setplayer.units import SAMPLE_RATE

_PER_SESSION = 2
"""A third crash in a minute would change what is played."""

_WATCHED_S = 5.0


def measure(work: Path, kills: int, sound: Mapping[str, str] | None) -> None:
    """Kill the engine so many times, and print how long it took; without a sound server, until it says it resumed."""
    arc, library = tone(work)
    first, half = [], []
    for number in range(0, kills, _PER_SESSION):
        print(f"Recovery: kill {number + 1} of {kills} ...", file=sys.stderr, flush=True)
        with playing(arc, library, work / "data", "device" if sound else "null", sound) as player:
            player.wait_for(5 * SAMPLE_RATE)  # loud enough by then
            for _ in range(min(_PER_SESSION, kills - number)):
                times = _heard_again(player, sound) if sound else _resumed(player)
                first.append(times[0])
                half.append(times[1])
    print(f"\nFrom kill -9 of the engine\n\n{HEADER}")
    if sound:
        print(told("to the first sample that is not silent", first, unit_ms=False))
        print(told("to half the level of before", half, unit_ms=False))
    else:
        print(told("until the engine plays again, by its view", first, unit_ms=False))


def _heard_again(player: Player, sound: Mapping[str, str]) -> tuple[float, float]:
    """Seconds until the sound is there again, and until it has half its level, as it arrives at the recorder."""
    with recorded(sound) as recording:
        time.sleep(2.5)  # the recorder's own latency settles
        killed_s = player.kill_engine()
        at = recording.frame_at(killed_s - 0.5)
        time.sleep(_WATCHED_S)
        found = sounds_again(recording.left_from(at))
    if found is None:
        raise SystemExit(f"No sound came back within {_WATCHED_S:g} s of killing the engine.")
    return recording.heard_s(at + found[0]) - killed_s, recording.heard_s(at + found[1]) - killed_s


def _resumed(player: Player) -> tuple[float, float]:
    before = player.engine_pid
    killed_s = player.kill_engine()
    while player.engine_pid == before or (view := player.view()).engine_pid == before or view.state != "playing":
        time.sleep(0.005)
    took_s = time.monotonic() - killed_s
    time.sleep(_WATCHED_S)
    return took_s, took_s
