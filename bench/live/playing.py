"""What it costs to play two decks that crossfade without end: the engine, the whole player, and other players."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.live import other_players
from bench.live.player import playing
from bench.live.processes import Usage, median, usage
from bench.live.tracks import decks, write_arc

ENGINE, WHOLE = "setplayer's engine", "with supervisor and front"


@dataclass(frozen=True)
class Plan:
    """Seconds: of a track, of the crossfades between them, of one reading; and how many readings.

    A reading lasts from one crossfade to the next, since other players decode in bursts.
    """

    track_s: int
    crossfade_s: int
    reading_s: int
    readings: int


FULL = Plan(track_s=60, crossfade_s=30, reading_s=30, readings=3)
QUICK = Plan(track_s=30, crossfade_s=15, reading_s=15, readings=1)


def measure(music: Path | None, work: Path, plan: Plan, sound: Mapping[str, str] | None) -> None:
    """Play in turn, each alone, and print the table. `sound` is a sound server's environment; to nothing without."""
    folder, names = decks(music, work, plan.track_s)
    write_arc(work / "decks.yaml", names, plan.track_s, plan.crossfade_s)
    rows = _ours(folder, work, plan, sound)
    for name in other_players.PLAYERS:
        if name not in other_players.missing():
            _say(name)
            files = [folder / file for file in names]
            with other_players.playing(name, files, plan.crossfade_s, work, sound) as process:
                rows |= _readings(plan, {name: partial(list, [process.pid])})
    _tell(rows, plan, sound)


def _ours(folder: Path, work: Path, plan: Plan, sound: Mapping[str, str] | None) -> dict[str, list[Usage]]:
    _say("setplayer")
    output = "device" if sound else "null"
    with playing(work / "decks.yaml", folder, work / "data", output, sound) as player:
        player.client.close()  # a front of ours would cost the engine
        supervisor = player.supervisor.pid
        return _readings(
            plan,
            {
                ENGINE: lambda: [player.engine_pid],
                WHOLE: lambda: [supervisor, *_children(supervisor)],
            },
        )


def _readings(plan: Plan, pids: Mapping[str, Callable[[], Sequence[int]]]) -> dict[str, list[Usage]]:
    """Several readings, all at the same times, once the first track plays alone no more."""
    time.sleep(plan.track_s - plan.crossfade_s + 5)
    found: dict[str, list[Usage]] = {name: [] for name in pids}
    with ThreadPoolExecutor(len(pids)) as threads:
        for _ in range(plan.readings):
            taken = {name: threads.submit(usage, of_it(), plan.reading_s) for name, of_it in pids.items()}
            for name, one in taken.items():
                found[name].append(one.result())
    return found


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def _tell(rows: Mapping[str, Sequence[Usage]], plan: Plan, sound: Mapping[str, str] | None) -> None:
    where = "a sound server's null sink" if sound else "nothing"
    print(
        f"\nPlaying to {where}: two decks at a time, crossfades of {plan.crossfade_s} s without a pause between, "
        f"48 kHz;\nmedians of {plan.readings} readings over {plan.reading_s} s\n"
    )
    print(f"{'':26}  against the engine: CPU    RSS   here: % of a core  RSS MB  PSS MB   others on the machine")
    ours = median(rows[ENGINE])
    for name, readings in rows.items():
        one = median(readings)
        print(
            f"{name:26}  {one.core / ours.core:23.2f}  {one.rss_bytes / ours.rss_bytes:5.2f}   "
            f"{100 * one.core:15.2f}  {one.rss_bytes / 1e6:6.0f}  {one.pss_bytes / 1e6:6.0f}"
            f"   {one.others:19.0%}"
        )
    if sound:
        print(
            f"\nOf the engine's {100 * ours.core:.2f} %, {100 * ours.sound:.2f} are the threads of SDL and of the "
            "sound server's client."
        )
    for name in other_players.missing():
        print(f"{name} is not installed and was left out; 'make bench-peers' installs it from Debian.")


def _say(what: str) -> None:
    print(f"Playing: {what} ...", file=sys.stderr, flush=True)
