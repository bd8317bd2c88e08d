"""From a command that a front sends to the frame at which the output takes the change."""

import random
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bench.live.marks import HEADER, told, turns
from bench.live.player import Player, playing
from bench.live.recording import Recording, growing
from bench.live.sound_server import recorded
from bench.live.tracks import tone
from setplayer.units import SAMPLE_RATE

_SETTLED_S = 0.6
"""Longer than a duck takes; an unduck is cut short by the next duck, which then goes down from where it is."""

_HEARD_WITHIN_S = 0.6
_BEFORE_S = 0.02


def measure(work: Path, cues: int, fades: int, on_monitor: int, sound: Mapping[str, str] | None) -> None:
    """Send cues while a steady tone plays, and print how long each took to be taken by the output."""
    arc, library = tone(work)
    lines = []
    print(f"Cues: {cues} ducks and unducks, {fades} fades, on SDL's disk driver ...", file=sys.stderr, flush=True)
    disk = work / "disk.raw"
    environment = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(disk)}
    with playing(arc, library, work / "data", "device", environment) as player, growing(disk) as recording:
        player.wait_for(5 * SAMPLE_RATE)
        lines.append(told("duck, unduck: in the disk driver's file", _ducks(player, recording, cues)))
        lines.append(told("fade now: in the disk driver's file", _fades(player, recording, fades)))
    disk.unlink()
    if sound is not None:
        print(f"Cues: {on_monitor} ducks and unducks, on a sound server ...", file=sys.stderr, flush=True)
        with playing(arc, library, work / "data", "device", sound) as player:
            player.wait_for(5 * SAMPLE_RATE)
            with recorded(sound) as recording:
                time.sleep(3)  # a null sink starts with a latency of 2 s
                lines.append(told("duck, unduck: on a null sink's monitor", _ducks(player, recording, on_monitor)))
                lines.append(
                    told("fade now: on a null sink's monitor", _fades(player, recording, max(fades // 4, 1)))
                )
    print(f"\nFrom sending a command to its change in what the output plays\n\n{HEADER}")
    print("\n".join(lines))


def _ducks(player: Player, recording: Recording, count: int) -> list[float]:
    chance = random.Random(1)
    taken = []
    for number in range(count):
        down = number % 2 == 0
        taken.append(_until_heard(player, recording, "duck" if down else "unduck", down=down))
        time.sleep(_SETTLED_S - _HEARD_WITHIN_S + chance.random() * 0.1)  # anywhere in the engine's rhythm
    if count % 2:
        player.client.send({"do": "unduck"})
    time.sleep(3.5)
    return taken


def _fades(player: Player, recording: Recording, count: int) -> list[float]:
    taken = []
    for _ in range(count):
        taken.append(_until_heard(player, recording, "fade_now", down=True))
        time.sleep(2.5)  # bringing back is dead for 2 s, so that no second touch undoes the first
        player.client.send({"do": "bring_back"})
        time.sleep(3.5)  # later than a second touch of the fade would count
    return taken


def _until_heard(player: Player, recording: Recording, command: str, *, down: bool) -> float:
    """Seconds from sending a command to the first frame at which the level turns."""
    sent_s = time.monotonic()
    player.client.send({"do": command})
    time.sleep(_HEARD_WITHIN_S)
    begin = recording.frame_at(sent_s - _BEFORE_S)
    moved = turns(recording.left_from(begin), down=down)
    if moved is None:
        answers = "; ".join(answer.text for answer in player.client.answers())
        raise SystemExit(f"The change that '{command}' asks for was not heard. The player said: {answers}")
    return recording.heard_s(begin + moved) - sent_s
