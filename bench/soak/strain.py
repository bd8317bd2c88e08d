"""What makes it hard for an engine: a busy screen, stalls, and other programs that want every core."""

import contextlib
import ctypes
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.live.processes import end
from setplayer.engine.client import EngineClient, ask_once
from setplayer.engine.messages import Ask
from setplayer.faults import Fault

_KIOSK = """
import sys, pathlib
from setplayer.engine.client import EngineClient
from setplayer.kiosk.app import run
run(EngineClient(pathlib.Path(sys.argv[1]), "kiosk"), size=(1920, 1080))
"""

_STALL_S = 0.3
_BETWEEN_STALLS_S = 1.5
_HOG = "while True: pass"

_SEIZE, _INTERRUPT, _DETACH = 0x4206, 0x4207, 17
_ANY_THREAD = 0x40000000
"""Of `man 2 ptrace` and `man 2 waitpid` (__WALL)."""


@contextlib.contextmanager
def busy_screen(data: Path) -> Iterator[None]:
    """A kiosk in full size that draws, four fronts that get every view, and one that asks without a pause."""
    kiosk = subprocess.Popen(
        [sys.executable, "-c", _KIOSK, str(data)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"SDL_VIDEODRIVER": "dummy"},
    )
    fronts = [EngineClient(data, "soak") for _ in range(4)]
    try:
        with _again_and_again(lambda: _asked(data)):
            yield
    finally:
        for front in fronts:
            front.close()
        end(kiosk)


def _asked(data: Path) -> None:
    with contextlib.suppress(Fault):
        ask_once(data, Ask(number=1, query="view"))


@contextlib.contextmanager
def hogs(count: int) -> Iterator[None]:
    """Programs that do nothing but compute, at the same priority."""
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            stack.callback(end, subprocess.Popen([sys.executable, "-c", _HOG]))
        yield


@contextlib.contextmanager
def stalls(engine_pid: Callable[[], int], chance: random.Random, *, whole: bool) -> Iterator[None]:
    """300 ms in which the engine's time-keeping thread does not run, again and again; `whole`: none of its threads.

    With the first thread stopped the engine stands still as it does while it waits for a disk or for memory; the
    device's own thread goes on taking what is queued.
    """

    def stall() -> None:
        time.sleep(_BETWEEN_STALLS_S * chance.uniform(0.5, 1.5))
        with contextlib.suppress(ProcessLookupError):
            (_stop_process if whole else _stop_first_thread)(engine_pid())

    with _again_and_again(stall):
        yield


def _stop_process(pid: int) -> None:
    os.kill(pid, signal.SIGSTOP)
    time.sleep(_STALL_S)
    os.kill(pid, signal.SIGCONT)


def _stop_first_thread(pid: int) -> None:
    """Of a process that we started, directly or not, so that the kernel lets us trace it."""
    libc = ctypes.CDLL(None, use_errno=True)

    def trace(request: int) -> None:
        if libc.ptrace(ctypes.c_long(request), pid, None, None) != 0:
            raise SystemExit(f"The engine cannot be stalled: ptrace says {os.strerror(ctypes.get_errno())}.")

    trace(_SEIZE)
    trace(_INTERRUPT)
    os.waitpid(pid, _ANY_THREAD)
    time.sleep(_STALL_S)
    trace(_DETACH)


@contextlib.contextmanager
def _again_and_again(do: Callable[[], None]) -> Iterator[None]:
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            do()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
