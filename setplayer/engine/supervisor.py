"""The supervisor: starts the engine and a front, starts again what dies, and leaves nothing behind.

It is the process that a person or systemd starts. The engine hangs on a pipe to it, so that it ends when the
supervisor does; a front watches who started it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Final, TextIO

from setplayer.engine import running
from setplayer.engine.client import ask_once
from setplayer.engine.desk import NOTHING
from setplayer.engine.messages import Ask
from setplayer.engine.start import Start
from setplayer.engine.tidy_terminal import tidier
from setplayer.engine.view import View
from setplayer.faults import Fault, MachineFault
from setplayer.files import cannot_write
from setplayer.log.store import Store

_LOOK_S: Final = 0.05
_MINUTE_S: Final = 60.0
_MOST_CRASHES: Final = 3
"""So many in a minute, and only what cannot fail is played."""

_MOST_SAFE_CRASHES: Final = 6
"""So many, and the sound device is under suspicion too."""

_CANNOT: Final = (Fault.exit_status, MachineFault.exit_status)
"""With these an engine ends that cannot play, and says why."""

_READY_S: Final = 30.0
_ENDING_S: Final = 12.0
_FRONT_S: Final = 3.0

LOG_NAME: Final = "engine.log"


class Supervisor:
    """One player on a data directory: an engine, and a front where there is one.

    `front` is the command line of a front, `say` tells the person who started it one line, and
    `closed` is called once the session's file is closed. Whoever makes it holds the right to run a player there
    (`running.OnePlayer`).
    """

    def __init__(
        self,
        start: Start,
        front: Sequence[str] | None,
        say: Callable[[str], None],
        closed: Callable[[], object] = lambda: None,
    ):
        self._start = start
        self._front_line = front
        self._say = say
        self._closed = closed
        self._engine: subprocess.Popen[str] | None = None
        self._front: subprocess.Popen[bytes] | None = None
        self._crashes: deque[float] = deque()
        self._front_crashes: deque[float] = deque()
        self._asked_to_end = 0
        self._tidy_terminal = tidier()
        self._hung_up = False

    def run(self) -> Path:
        """Play until the session has ended, or this process is told to end it; the file that holds it.

        Raises Fault when it cannot start.
        """
        try:
            with self._signals():
                self._start_engine()
                view = self._wait_until_ready()
                if "no output" in view.conditions:
                    self._say(f"{view.output_fault} Playing to nothing.")
                self._watch()
        finally:
            self._leave_nothing_behind()
        return self._start.session_file

    # ---- the engine

    def _start_engine(self) -> None:
        data = self._start.data
        with contextlib.ExitStack() as stack:
            try:
                log = stack.enter_context(_private(data / LOG_NAME))
            except OSError:
                log = stack.enter_context(Path(os.devnull).open("a"))  # a full disk stops no session
            self._engine = subprocess.Popen(
                [sys.executable, "-m", "setplayer.engine.process"],
                stdin=subprocess.PIPE,
                stderr=log,
                text=True,
                # A terminal's Ctrl-C and its hanging up are for us and for the front; and in a session of its own it
                # may come before others without lifting the front with it.
                start_new_session=True,
            )
        assert self._engine.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._engine.stdin.write(self._start.model_dump_json() + "\n")
            self._engine.stdin.flush()

    def _wait_until_ready(self) -> View:
        assert self._engine is not None
        until_s = time.monotonic() + _READY_S
        while time.monotonic() < until_s:
            status = self._engine.poll()
            if status == 0 or status in _CANNOT:
                raise self._why_not()
            if status is not None:
                self._engine_died()
            found = running.find(self._start.data)
            if found is not None and found.engine_pid == self._engine.pid:
                with contextlib.suppress(Fault):  # it died meanwhile
                    answer = ask_once(self._start.data, Ask(number=1, query="view"), patience_s=_READY_S)
                    if answer.view is not None:
                        return answer.view
            time.sleep(_LOOK_S)
        raise MachineFault(f"The player did not start within {_READY_S:g} s; see {self._start.data / LOG_NAME}.")

    def _why_not(self) -> Fault:
        """Why the engine did not start, by what it said last."""
        assert self._engine is not None
        log = self._start.data / LOG_NAME
        try:
            lines = log.read_text(errors="replace").strip().splitlines() if log.is_file() else []
            kind = Fault if self._engine.returncode == Fault.exit_status else MachineFault
            if lines and self._engine.returncode in _CANNOT:
                return kind(lines[-1])
            with _private(log) as file:  # what it said may be lost to a full disk
                file.write("The player could not start.\n")
        except OSError as error:
            return cannot_write(log, error)
        return MachineFault(f"The player could not start; see {log}.")

    def _engine_died(self) -> None:
        """Start it again; after several failures, with what cannot fail."""
        now_s = time.monotonic()
        self._crashes.append(now_s)
        while self._crashes and now_s - self._crashes[0] > _MINUTE_S:
            self._crashes.popleft()
        changes: dict[str, object] = {"again": True}
        if len(self._crashes) >= _MOST_CRASHES:
            changes["safe"] = True
            if self._engine is not None and self._engine.returncode in _CANNOT:
                # It says itself that it cannot, and will again: the session's record is damaged.
                session_id = Store(self._start.data).new_session_id()
                changes |= {"session_id": session_id, "begin": True}
                changes["session_file"] = self._start.session_file.with_name(
                    f"{self._start.session_file.stem}-{session_id}.session"
                )
        if len(self._crashes) >= _MOST_SAFE_CRASHES:
            changes["output"] = NOTHING
            time.sleep(1.0)
        self._start = self._start.model_copy(update=changes)
        self._start_engine()

    # ---- the front

    def _start_front(self) -> None:
        if self._front_line is not None:
            self._front = subprocess.Popen(self._front_line)

    def _front_left(self, status: int) -> None:
        """A front that ends in order was told to, or saw the session end; one that failed is started again."""
        self._front = None
        if status == 0 or self._hung_up:
            return
        self._tidy_terminal()
        if self._asked_to_end:
            return
        now_s = time.monotonic()
        self._front_crashes.append(now_s)
        while self._front_crashes and now_s - self._front_crashes[0] > _MINUTE_S:
            self._front_crashes.popleft()
        if len(self._front_crashes) >= _MOST_CRASHES:
            self._say(
                "The screen failed several times and was given up; the music plays on. Ctrl-C ends the session."
            )
            self._front = None
        else:
            self._start_front()

    # ---- watching both

    def _watch(self) -> None:
        assert self._engine is not None
        self._start_front()
        asked_s, told = None, False
        while (status := self._engine.poll()) != 0:
            if status is not None:
                self._engine_died()
                told = False
            if self._front is not None and (left := self._front.poll()) is not None:
                self._front_left(left)
            if self._asked_to_end and not told:
                asked_s = asked_s or time.monotonic()
                told = self._told_to_close()
            if asked_s is not None and (self._asked_to_end > 2 or time.monotonic() - asked_s > _ENDING_S):
                return
            time.sleep(_LOOK_S)
        self._closed()
        if self._front is not None and not self._asked_to_end and not self._hung_up:
            while self._front.poll() is None and not self._asked_to_end:  # its closing words, until somebody leaves
                time.sleep(_LOOK_S)

    def _told_to_close(self) -> bool:
        """Have the engine fade and close; whether it heard, which one that starts just now does not."""
        with contextlib.suppress(Fault):
            return ask_once(self._start.data, Ask(number=1, query="close"), patience_s=_FRONT_S).done
        return False

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Ctrl-C and SIGTERM fade, close the session and end everything; asked three times, at once.

        When the terminal goes (an ssh connection breaks), the session outlives it; `setplayer play` shows it again.
        """

        def asked(number: int, frame: FrameType | None) -> None:
            self._asked_to_end += 1

        def hung_up(number: int, frame: FrameType | None) -> None:
            self._hung_up = True

        handlers: dict[int, Callable[[int, FrameType | None], None]] = {signal.SIGINT: asked, signal.SIGTERM: asked}
        if sys.platform != "win32":
            handlers[signal.SIGHUP] = hung_up
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _leave_nothing_behind(self) -> None:
        for child in (self._front, self._engine):
            if child is None or child.poll() is not None:
                continue
            child.terminate()
            try:
                child.wait(_FRONT_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        running.withdraw(self._start.data)


def _private(path: Path) -> TextIO:
    """A file to write on, only for its owner. Raises OSError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a")
