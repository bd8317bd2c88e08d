"""Keeping the computer awake while a session is open: it must not sleep, nor its screen go dark.

Each system has a small program or call for it. What it holds ends by itself when this process does, however it ends.
"""

import contextlib
import ctypes
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

_WHY: Final = "A session is under way"
_LINUX: Final = (
    "systemd-inhibit", "--what=sleep:idle:handle-lid-switch", "--who=setplayer", f"--why={_WHY}", "--mode=block",
    "sh", "-c", "echo held; cat",
)  # fmt: skip
"""The line comes once the lock is held; `cat` ends when our end of its input is gone."""

_PATIENCE_S: Final = 3.0

_CONTINUOUS, _SYSTEM, _DISPLAY = 0x8000_0000, 1, 2
"""Flags of SetThreadExecutionState (winbase.h)."""


@contextlib.contextmanager
def kept_awake() -> Iterator[str]:
    """Keep the computer awake during the block. Gives why that is not possible, as a sentence, or nothing."""
    if sys.platform == "win32":
        # Of the system and of the display, until it is taken back or our process has ended.
        held = ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM | _DISPLAY)
        yield "" if held else _cannot("Windows refuses to keep it awake")
        ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS)
    elif sys.platform == "darwin":
        # Of the display, of idling, and of the system on mains power; until our process has ended.
        with _held(["caffeinate", "-d", "-i", "-s", "-w", str(os.getpid())]) as process:
            yield "" if process is not None else _cannot("caffeinate cannot be run")
    else:
        with _held(list(_LINUX)) as process:
            held = process is not None and _said(process) == b"held\n"
            yield "" if held else _cannot("systemd-logind cannot be asked to keep it awake")


def _cannot(reason: str) -> str:
    return f"This computer may fall asleep during the session: {reason}. Switch sleeping off in its settings."


def _said(process: subprocess.Popen[bytes]) -> bytes:
    """The first line of a program, where it comes in time."""
    assert process.stdout is not None
    there, _, _ = select.select([process.stdout], [], [], _PATIENCE_S)
    return process.stdout.readline() if there else b""


@contextlib.contextmanager
def _held(command: list[str]) -> Iterator[subprocess.Popen[bytes] | None]:
    """A program while it runs; None where there is none of that name."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a terminal's Ctrl-C is for us: the fade is still to come
        )
    except OSError:
        yield None
        return
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE_S)
