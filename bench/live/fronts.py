"""What a front costs that nobody touches: the kiosk on a large screen without a monitor, the terminal in a pty."""

import contextlib
import os
import pty
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.live.player import playing
from bench.live.processes import Usage, end, median, usage
from bench.live.tracks import tone

_WIDTH, _HEIGHT = 1920, 1080
_SCREEN = f"{_WIDTH}x{_HEIGHT}"
_KIOSK = f"""
import sys, pathlib
from setplayer.engine.client import EngineClient
from setplayer.kiosk.app import run
run(EngineClient(pathlib.Path(sys.argv[1]), "kiosk"), size=({_WIDTH}, {_HEIGHT}))
"""
"""The kiosk as `python -m setplayer.kiosk` starts it, but as large as the screen."""

_ROWS, _COLUMNS = 24, 80
_QUIET_S = 5.0
"""Until what a front does when it starts is over."""


def measure(work: Path, reading_s: float, readings: int) -> None:
    """Attach both fronts to a running session, and print what they cost."""
    arc, library = tone(work)
    print("Fronts: kiosk and terminal ...", file=sys.stderr, flush=True)
    found: dict[str, list[Usage]] = {}
    with contextlib.ExitStack() as stack:
        player = stack.enter_context(playing(arc, library, work / "data", "null"))
        pids = {f"terminal, {_COLUMNS} by {_ROWS}": stack.enter_context(_terminal(player.data))}
        if shutil.which("Xvfb"):
            display, server = stack.enter_context(screen_without_monitor())
            pids[f"kiosk, {_SCREEN}"] = stack.enter_context(_kiosk(player.data, display))
            pids["  the X server, which draws for it"] = server
        time.sleep(_QUIET_S)
        with ThreadPoolExecutor(len(pids)) as threads:
            for _ in range(readings):
                taken = {name: threads.submit(usage, [pid], reading_s) for name, pid in pids.items()}
                for name, one in taken.items():
                    found.setdefault(name, []).append(one.result())
    _tell(found, reading_s, readings)


def _tell(found: Mapping[str, list[Usage]], reading_s: float, count: int) -> None:
    print(f"\nFronts that nobody touches; medians of {count} readings over {reading_s:g} s\n")
    print(f"{'':34}  % of a core  RSS MB   others on the machine")
    for name, readings in found.items():
        one = median(readings)
        print(f"{name:34}  {100 * one.core:11.2f}  {one.rss_bytes / 1e6:6.0f}   {one.others:21.0%}")
    if not shutil.which("Xvfb"):
        print("Xvfb is not installed, and the kiosk was left out.")


@contextlib.contextmanager
def _terminal(data: Path) -> Iterator[int]:
    """The terminal front in a pseudo-terminal whose other end is read and forgotten."""
    ours, theirs = pty.openpty()
    variables = {"TERM": "xterm-256color", "LINES": str(_ROWS), "COLUMNS": str(_COLUMNS)}
    front = subprocess.Popen(
        [sys.executable, "-m", "setplayer.terminal", str(data)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | variables,
    )
    os.close(theirs)

    def forget() -> None:
        with contextlib.suppress(OSError):  # the other end is gone
            while os.read(ours, 65_536):
                pass

    threading.Thread(target=forget, daemon=True).start()
    try:
        yield front.pid
    finally:
        end(front)


@contextlib.contextmanager
def screen_without_monitor() -> Iterator[tuple[str, int]]:
    """An X server without a monitor: its display, and its process."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{_SCREEN}x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        command, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}", server.pid
    finally:
        end(server)


@contextlib.contextmanager
def _kiosk(data: Path, display: str) -> Iterator[int]:
    variables = {"DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
    front = subprocess.Popen(
        [sys.executable, "-c", _KIOSK, str(data)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=os.environ | variables,
    )
    try:
        yield front.pid
    finally:
        end(front)
