"""A session as a person starts it: `setplayer play` with its supervisor, engine and a terminal front."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.live.processes import end
from setplayer.engine import running
from setplayer.engine.client import EngineClient
from setplayer.engine.view import View

_START_S = 60.0
_LOOK_S = 0.01


@dataclass(frozen=True)
class Player:
    """A session that plays."""

    data: Path
    supervisor: subprocess.Popen[bytes]
    client: EngineClient
    """A front of ours, which gets views and sends commands."""

    @property
    def session_file(self) -> Path:
        """The file that holds the session."""
        found = running.find(self.data)
        assert found is not None
        return found.session_file

    @property
    def engine_pid(self) -> int:
        """The engine that is there now."""
        found = running.find(self.data)
        assert found is not None
        return found.engine_pid

    def view(self) -> View:
        """The newest view; waits for the first. Raises SystemExit when the player is gone."""
        while (view := self.client.view) is None:
            if self.supervisor.poll() is not None:
                raise SystemExit(f"setplayer ended by itself:\n{(self.data / 'printed.txt').read_text()}")
            time.sleep(_LOOK_S)
        return view

    def wait_for(self, frame: int) -> None:
        """Wait until a frame of the session is heard."""
        while self.view().frame < frame:
            time.sleep(_LOOK_S)

    def kill_engine(self) -> float:
        """`kill -9` the engine. When that was, by time.monotonic."""
        os.kill(self.engine_pid, signal.SIGKILL)
        return time.monotonic()


@contextlib.contextmanager
def playing(
    arc: Path,
    library: Path,
    data: Path,
    output: str,
    environment: Mapping[str, str] | None = None,
    start: str = "from setplayer.cli import main; main()",
) -> Iterator[Player]:
    """A session on an arc, begun, until the end of the block; nothing is left running. `start` runs the player."""
    data.mkdir(exist_ok=True)
    options = ["--library", str(library), "--data", str(data), "--output", output, "--front", "terminal"]
    with (data / "printed.txt").open("wb") as printed:
        supervisor = subprocess.Popen(
            [sys.executable, "-c", start, "play", str(arc), *options],
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            env=os.environ | dict(environment or {}),
        )
    client = EngineClient(data, "bench")
    player = Player(data, supervisor, client)
    try:
        until_s = time.monotonic() + _START_S
        while player.view().state != "playing":
            if time.monotonic() > until_s:
                raise SystemExit(f"setplayer did not start within {_START_S:g} s; see {data}.")
            time.sleep(_LOOK_S)
        yield player
    finally:
        client.close()
        end(supervisor)
