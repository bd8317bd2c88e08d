"""Players as processes of their own, on a data folder of the test's, found again and ended whatever happens."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from played_cases import Memory

from setplayer.audio.outputs import whole_samples
from setplayer.engine import running
from setplayer.engine.client import ask_once
from setplayer.engine.messages import Answer, Ask
from setplayer.engine.record import Recorded, recorded
from setplayer.engine.replay import replay
from setplayer.engine.start import Start
from setplayer.engine.view import View
from setplayer.faults import Fault
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify

WAIT_S = 90.0
"""How long anything is waited for. Generous: it only passes when something is broken."""

T = TypeVar("T")


def until(what: Callable[[], T | None], why: str) -> T:
    """Wait until something is there."""
    end_s = time.monotonic() + WAIT_S
    while time.monotonic() < end_s:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain: {why}")


def tide(path: Path, length: str = "10 min", more: str = "") -> Path:
    """An arc of one phase with a soundscape."""
    path.write_text(
        f"arc: Tide\n{more}phases:\n  - name: One\n    kind: peak\n    length: {length}\n    intensity: 3\n"
        "    music:\n      - soundscape: tide\n"
    )
    return path


def samples_of(path: Path) -> np.ndarray:
    """A file's samples as whole numbers of 24 bits, as the ffmpeg program reads them."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s32le", "-c:a", "pcm_s32le", "-"],
        check=True,
        capture_output=True,
    ).stdout
    return np.frombuffer(raw, "<i4").reshape(-1, 2) >> 8


def events_of(path: Path) -> list[Recorded]:
    with SessionFile.open(path) as file:
        return list(recorded(file))


def kinds(path: Path) -> list[str]:
    return [entry.event.kind for entry in events_of(path)]


class Ground:
    """A data folder, and the processes that work on it; when left, none may be alive."""

    def __init__(self, folder: Path, data: Path | None = None):
        self.folder = folder
        self.data = data or folder / "data"
        screens = {"DISPLAY", "WAYLAND_DISPLAY"}
        self.env = {name: value for name, value in os.environ.items() if name not in screens}
        self.env |= {"SETPLAYER_DATA": str(self.data), "PYTHONUNBUFFERED": "1"}
        self._started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *more: object) -> None:
        left: dict[int, str] = {}
        try:
            if kind is None:
                until(lambda: not self.processes(), f"these processes outlive their test: {self.processes()}")
        finally:
            left = self.processes()
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            for process in self._started:
                process.communicate()

    def processes(self) -> dict[int, str]:
        """The processes that work on this data folder, by their own environment."""
        mark = f"SETPLAYER_DATA={self.data}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    def start(self, *line: str, **how: Any) -> subprocess.Popen[str]:
        """A process in a session of its own, as a terminal starts it."""
        how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
        process = subprocess.Popen(
            [sys.executable, *line], env=self.env, cwd=self.folder, text=True, start_new_session=True, **how
        )
        self._started.append(process)
        return process

    def command(self, *words: object, **how: Any) -> subprocess.Popen[str]:
        """`setplayer` with these words."""
        return self.start("-c", "from setplayer.cli import main; main()", *map(str, words), **how)

    def told(self, *words: object) -> tuple[int, str, str]:
        """Run `setplayer` with these words; its exit status and what it says."""
        return self.ended(self.command(*words))

    def ended(self, process: subprocess.Popen[str]) -> tuple[int, str, str]:
        """Wait for a process; its exit status and what it said."""
        out, err = process.communicate(timeout=2 * WAIT_S)
        return process.returncode, out, err

    def engine(self, arc: Path, session: Path | None = None, **how: Any) -> subprocess.Popen[str]:
        """An engine alone. `how` is what a Start has."""
        self.data.mkdir(exist_ok=True)
        start = Start(
            data=self.data,
            session_file=session or self.data / "test.session",
            session_id="test",
            arc=str(arc),
            **{"output": "null", **how},
        )
        process = self.start("-m", "setplayer.engine.process", stdin=subprocess.PIPE)
        assert process.stdin is not None
        process.stdin.write(start.model_dump_json() + "\n")
        process.stdin.flush()
        return process

    def ask(self, query: str = "command", **command: Any) -> Answer:
        """Ask the engine that runs."""
        return ask_once(
            self.data, Ask.model_validate({"number": 1, "query": query, "command": command}), patience_s=WAIT_S
        )

    def keeps(self, **command: Any) -> None:
        """Have something done, and wait until that is on the disk: no kill takes it any more."""
        answer = self.ask(**command)
        assert answer.done, answer.text
        number = answer.seq or 0
        self.shown(lambda view: answer.saved or view.saved_seq >= number, f"{command} is on the disk")

    def view(self) -> View | None:
        """What the engine that runs shows, if one does."""
        with contextlib.suppress(Fault):
            return self.ask("view").view
        return None

    def shown(self, what: Callable[[View], Any], why: str) -> View:
        """Wait until the view is so."""
        return until(lambda: view if (view := self.view()) is not None and what(view) else None, why)

    def end(self) -> None:
        """Have the session closed at once: nobody waits for a fade."""
        for _ in range(2):
            self.ask(do="fade_now")
        answer = self.ask(do="end")
        assert answer.done, answer.text

    def replayed(self, session: Path, library: Path | None = None) -> np.ndarray:
        """What a session's record renders to, as whole numbers of 24 bits; its record must be whole."""
        memory = Memory()
        with SessionFile.open(session) as file:
            assert verify(file).ok
            replay(file, library, memory)
        return whole_samples(memory.samples)

    def running(self) -> running.Running:
        """Who says that it runs."""
        found = running.find(self.data)
        assert found is not None
        return found

    def session(self) -> Path:
        """The only session that is kept."""
        (path,) = (self.data / "sessions").glob("*.session")
        return path

    def status(self) -> dict[str, Any]:
        """`setplayer status --json`."""
        status, out, err = self.told("status", "--json")
        assert status == 0, err
        return dict(json.loads(out))


@contextlib.contextmanager
def lines_of(process: subprocess.Popen[str]) -> Iterator[Callable[[str], str]]:
    """Wait for a line of a process's output that holds some words."""
    assert process.stdout is not None
    stream = process.stdout

    def line(words: str) -> str:
        for text in stream:
            if words in text:
                return text
        raise AssertionError(f"it never said {words!r}")

    yield line
