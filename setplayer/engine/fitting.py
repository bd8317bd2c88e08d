"""Asking for music to be chosen again, one question at a time, without ever waiting for the answer."""

import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from setplayer.score.ahead import Ahead, Chosen

Answered = tuple[Ahead, Chosen | None]

_MOST_STARTS: Final = 3
"""A process that dies this often is started no more: the session goes on with what was chosen."""


class Fitter(Protocol):
    """Chooses music again, somewhere else."""

    @property
    def busy(self) -> bool:
        """Whether a question is not answered yet."""

    def ask(self, ahead: Ahead) -> None:
        """Ask, when it is not busy."""

    def take(self) -> Answered | None:
        """The answer, once, when it is there. One that could not be worked out is None."""

    def close(self) -> None:
        """Ask no more."""


class FitterProcess:
    """Asks a process of low priority (`setplayer.engine.fitter`), from a thread that calls `wake` with each answer.

    What goes wrong there costs the session nothing but new choices.
    """

    def __init__(self, library: Path, cache: Path, wake: Callable[[], None]):
        self._command = [sys.executable, "-m", "setplayer.engine.fitter", str(library), str(cache)]
        self._wake = wake
        self._questions: queue.SimpleQueue[Ahead | None] = queue.SimpleQueue()
        self._answer: Answered | None = None
        self._starts = 0
        self._process: subprocess.Popen[str] | None = None
        self.busy = False
        threading.Thread(target=self._run, name="fitter", daemon=True).start()

    def ask(self, ahead: Ahead) -> None:
        """Ask, when it is not busy."""
        self.busy = True
        self._questions.put(ahead)

    def take(self) -> Answered | None:
        """The answer, once, when it is there."""
        answer, self._answer = self._answer, None
        if answer is not None:
            self.busy = False
        return answer

    def close(self) -> None:
        """Let the process end."""
        self._questions.put(None)

    def _run(self) -> None:
        self._process = self._started()  # it reads the library while nothing is asked yet
        while (ahead := self._questions.get()) is not None:
            self._answer = ahead, self._answered(ahead)
            self._wake()
        if self._process is not None:
            self._process.communicate()

    def _answered(self, ahead: Ahead) -> Chosen | None:
        line = f"{ahead.model_dump_json()}\n"
        while (process := self._process or self._started()) is not None:
            assert process.stdin is not None
            assert process.stdout is not None
            self._process = process
            try:
                process.stdin.write(line)
                process.stdin.flush()
                if answer := process.stdout.readline():
                    return None if answer == "null\n" else Chosen.model_validate_json(answer)
            except (OSError, ValueError):
                process.kill()
            process.communicate()
            self._process = None
        return None

    def _started(self) -> subprocess.Popen[str] | None:
        if self._starts == _MOST_STARTS:
            return None
        self._starts += 1
        try:
            pipe = subprocess.PIPE
            return subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        except OSError:
            return None


class FitterHere:
    """Answers at once, from a function: where nothing plays in real time."""

    def __init__(self, chosen: Callable[[Ahead], Chosen | None]):
        self._chosen = chosen
        self._answer: Answered | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer was not taken yet."""
        return self._answer is not None

    def ask(self, ahead: Ahead) -> None:
        """Work the answer out."""
        self._answer = ahead, self._chosen(ahead)

    def take(self) -> Answered | None:
        """The answer, once."""
        answer, self._answer = self._answer, None
        return answer

    def close(self) -> None:
        """Nothing is to be done."""
