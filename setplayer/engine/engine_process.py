"""An engine process as the supervisor holds it: loaded as soon as it is made, playing once it is told what."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from setplayer.engine.beat import Pulse
from setplayer.engine.running import LOG_NAME
from setplayer.engine.start import Start
from setplayer.files import appending

ASIDE: Final = 5
"""The exit status of an engine whose session was a preparation that somebody left for Today."""


class EngineProcess:
    """A process of `setplayer.engine.process`. `ended` is set when it has ended, and is the supervisor's to clear."""

    def __init__(self, data: Path, ended: threading.Event):
        with contextlib.ExitStack() as stack:
            try:
                log = stack.enter_context(appending(data / LOG_NAME))
            except OSError:
                log = stack.enter_context(Path(os.devnull).open("a"))  # a full disk stops no session
            self._process = subprocess.Popen(
                [sys.executable, "-m", "setplayer.engine.process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                # A terminal's Ctrl-C and its hanging up are for us and for the front; and in a session of its own it
                # may come before others without lifting the front with it.
                start_new_session=True,
            )
        self.pulse = Pulse()
        threading.Thread(target=self._listen, args=(ended,), daemon=True).start()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def status(self) -> int | None:
        """Its exit status, once it has ended."""
        return self._process.poll()

    def play(self, start: Start) -> None:
        """Tell it what to play."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(start.model_dump_json() + "\n")
            self._process.stdin.flush()

    def leave(self) -> None:
        """Have it fade and go, with its session left open. Returns at once."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()

    def kill(self) -> None:
        """End it at once: it hangs."""
        self._process.kill()

    def end(self, patience_s: float) -> None:
        """End it, if need be at once, and wait for that."""
        self._process.terminate()
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self, ended: threading.Event) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.pulse.heard(line.strip(), time.monotonic())
        self._process.wait()
        ended.set()
