"""The kiosk that is touched: how soon it shows a session, and a press, on a large screen without a monitor."""

import contextlib
import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.live.fronts import screen_without_monitor
from bench.live.player import Player, playing
from bench.live.processes import end
from bench.live.tracks import tone

_SIZE = (1920, 1080)
_KIOSK = f"""
import sys, time, pathlib
from setplayer.engine.client import EngineClient
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk import app
shown = pygame.display.update
def told(places):
    shown(places)
    if engine.view is not None:
        print(time.monotonic(), flush=True)
pygame.display.update = told
engine = EngineClient(pathlib.Path(sys.argv[1]), "kiosk")
app.run(engine, size={_SIZE})
"""
"""The kiosk as `python -m setplayer.kiosk` starts it, saying when each picture was handed to the X server."""

_BASE = 1280, 800
_TAG = 1010, 284
"""The middle of the first tag on the base screen; wider ones push the rail to the right."""

_LOOK_S = 0.4
"""So long a press is given to be answered; none takes nearly that."""

_QUIET_S = 3.0


def measure(work: Path, starts: int, presses: int) -> None:
    """Start the kiosk some times on a running session, then press; print both."""
    if shutil.which("Xvfb") is None or ctypes.util.find_library("Xtst") is None:
        print("\nThe kiosk's touches need Xvfb and libXtst (xdotool brings it): left out.")
        return
    print("Kiosk: starts and presses ...", file=sys.stderr, flush=True)
    arc, library = tone(work)
    with contextlib.ExitStack() as stack:
        player = stack.enter_context(playing(arc, library, work / "kiosk", "null"))
        display, _ = stack.enter_context(screen_without_monitor())
        first_s = [_start_s(player, display) for _ in range(starts)]
        with _kiosk(player, display) as kiosk:
            hand = _Hand(display)
            time.sleep(_QUIET_S)
            kiosk.forget()
            taken_s = [_press_s(kiosk, hand, number) for number in range(presses)]
    _tell(first_s, np.array(taken_s))


def _tell(first_s: list[float], taken_s: np.ndarray) -> None:
    width, height = _SIZE
    print(f"\nA kiosk that is touched, {width} × {height}, while an engine plays\n")
    print(f"from its start to the first picture of the session   median {1000 * np.median(first_s):6.0f} ms,"
          f" longest {1000 * max(first_s):6.0f} ms of {len(first_s)}; wanted: 2000 ms")  # fmt: skip
    print(f"from a press to its picture                          median {1000 * np.median(taken_s):6.1f} ms,"
          f" 99 % within {1000 * np.quantile(taken_s, 0.99):.1f} ms of {len(taken_s)}; wanted: 50 ms")  # fmt: skip


class _Kiosk:
    def __init__(self, process: "subprocess.Popen[bytes]"):
        self.process = process

    def next_s(self, patience_s: float) -> float | None:
        """When the next picture was shown; None when none comes in time."""
        assert self.process.stdout is not None
        until_s = time.monotonic() + patience_s
        while time.monotonic() < until_s:
            line = self.process.stdout.readline()
            if line:
                return float(line)
            time.sleep(0.001)
        return None

    def forget(self) -> None:
        """Whatever it has shown so far."""
        while self.next_s(0.005) is not None:
            pass


@contextlib.contextmanager
def _kiosk(player: Player, display: str) -> Iterator[_Kiosk]:
    process = subprocess.Popen(
        [sys.executable, "-c", _KIOSK, str(player.data)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=os.environ | {"DISPLAY": display, "SDL_VIDEODRIVER": "x11"},
    )
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    try:
        yield _Kiosk(process)
    finally:
        end(process)


def _start_s(player: Player, display: str) -> float:
    """From the start of the process to its first picture of the session."""
    began_s = time.monotonic()
    with _kiosk(player, display) as kiosk:
        shown_s = kiosk.next_s(20.0)
        if shown_s is None:
            raise SystemExit("The kiosk showed nothing within 20 s.")
        return shown_s - began_s


class _Hand:
    """A hand by the X server's own test extension: no process is started for a press."""

    def __init__(self, display: str):
        self._x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
        self._test = ctypes.CDLL(ctypes.util.find_library("Xtst"))
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(display.encode()))

    def move(self, x: int, y: int) -> None:
        self._test.XTestFakeMotionEvent(self._display, -1, x, y, ctypes.c_ulong(0))
        self._x11.XSync(self._display, 0)

    def button(self, *, down: bool) -> float:
        """Press or let go; when that was."""
        at_s = time.monotonic()
        self._test.XTestFakeButtonEvent(self._display, 1, int(down), ctypes.c_ulong(0))
        self._x11.XFlush(self._display)
        return at_s


def _press_s(kiosk: _Kiosk, hand: _Hand, number: int) -> float:
    """From a press on a tag to the picture in which it is pressed. Slid off, it gives nothing."""
    u = min(_SIZE[0] / _BASE[0], _SIZE[1] / _BASE[1])
    x, y = _SIZE[0] - round((_BASE[0] - _TAG[0]) * u), round(_TAG[1] * u)
    hand.move(x, y)
    time.sleep(0.15 + 0.0137 * (number % 31))  # at any moment of its naps and of its second
    kiosk.forget()
    at_s = hand.button(down=True)
    shown_s = kiosk.next_s(_LOOK_S)
    while shown_s is not None and shown_s < at_s:
        shown_s = kiosk.next_s(_LOOK_S)
    hand.move(5, 5)
    hand.button(down=False)
    if shown_s is None:
        raise SystemExit("A press was not shown.")
    return shown_s - at_s
