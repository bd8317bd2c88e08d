"""The supervisor: starts the engine and a front, starts again what dies, and leaves nothing behind.

It is the process that a person or systemd starts. The engine hangs on a pipe to it, so that it ends when the
supervisor does; a front watches who started it.
"""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from setplayer.engine import running
from setplayer.engine.attempts import Attempts
from setplayer.engine.awake import kept_awake
from setplayer.engine.client import ask_once
from setplayer.engine.desk import NOTHING
from setplayer.engine.engine_process import ASIDE, EngineProcess
from setplayer.engine.messages import Ask
from setplayer.engine.running import LOG_NAME
from setplayer.engine.service import Service
from setplayer.engine.start import Start
from setplayer.engine.tidy_terminal import tidier
from setplayer.engine.view import View
from setplayer.faults import Fault, MachineFault
from setplayer.files import appending, cannot_write
from setplayer.log.clock import SystemClock
from setplayer.log.store import Store

_LOOK_S: Final = 0.05
_MINUTE_S: Final = 60.0
MOST_CRASHES = 3
"""So many in a minute, and only what cannot fail is played."""

MOST_SAFE_CRASHES: Final = 6
"""So many, and the sound device is under suspicion too."""

_CANNOT: Final = (Fault.exit_status, MachineFault.exit_status)
"""With these an engine ends that cannot play, and says why."""

SPARE_AFTER_S = 10.0
"""So long after an engine was started the spare is loaded: a second of work that no start is to wait for."""

_HANGS_S: Final = 10.0
"""An engine that plays and does not move for so long is ended, as if it had died."""

_READY_S: Final = 30.0
_ENDING_S: Final = 12.0
_FRONT_S: Final = 3.0


class Supervisor:
    """One player on a data directory: an engine, and a front where there is one.

    `front` is the command line of a front, `say` tells the person who started it one line, and
    `closed` is called once the session's file is closed. Whoever makes it holds the right to run a player there
    (`running.OnePlayer`). In a `house` Today comes after it: it stays to be found until then, and whoever stops this
    process ends no session.
    """

    def __init__(
        self,
        start: Start,
        front: Sequence[str] | None,
        say: Callable[[str], None],
        closed: Callable[[], object] = lambda: None,
        *,
        house: bool = False,
    ):
        self._start = start
        self._front_line = front
        self._say = say
        self._closed = closed
        self._house = house
        self._engine: EngineProcess | None = None
        self._spare: EngineProcess | None = None
        self._spare_s = 0.0
        self._ended = threading.Event()
        self._attempts = Attempts(start.data, SystemClock())
        self._service = Service()
        self._front: subprocess.Popen[bytes] | None = None
        self._front_crashes: deque[float] = deque()
        self._asked_to_end = 0
        self._tidy_terminal = tidier()
        self._hung_up = False

    def run(self) -> Path:
        """Play until the session has ended, or this process is told to end it; the file that holds it.

        Raises Fault when it cannot start.
        """
        try:
            with self._signals(), kept_awake() as why_not:
                if why_not:
                    self._say(why_not)
                    self._start = self._start.model_copy(update={"warnings": (why_not,)})
                if self._start.session_file.exists() and self._attempts.another() >= MOST_CRASHES:
                    self._start = self._start.model_copy(update={"safe": True})
                self._start_engine()
                view = self._wait_until_ready()
                self._service.ready()
                if "no output" in view.conditions:
                    self._say(f"{view.output_fault} Playing to nothing.")
                self._watch()
        finally:
            self._leave_nothing_behind()
        return self._start.session_file

    @property
    def told_to_end(self) -> bool:
        """Whether somebody stopped this process, and not the session."""
        return bool(self._asked_to_end)

    @property
    def _leaves(self) -> bool:
        """Whether a session is left open when this process is stopped: somebody starts it again."""
        return self._house or self._service.there

    # ---- the engine

    def _start_engine(self) -> None:
        """Have an engine play: the spare where there is one, which takes over at once."""
        spare, self._spare = self._spare, None
        self._engine = spare or EngineProcess(self._start.data, self._ended)
        self._engine.play(self._start)
        self._spare_s = time.monotonic() + SPARE_AFTER_S

    def _keep_spare(self, now_s: float) -> None:
        """Have one loaded that can take over. Only in real time: who rehearses can wait for a second."""
        if self._spare is not None and self._spare.status() is not None:
            self._spare, self._spare_s = None, now_s + SPARE_AFTER_S
        if self._spare is None and now_s > self._spare_s and self._start.speed <= 1.0:
            self._spare = EngineProcess(self._start.data, self._ended)

    def _wait_until_ready(self) -> View:
        assert self._engine is not None
        until_s = time.monotonic() + _READY_S
        while time.monotonic() < until_s:
            status = self._engine.status()
            if status in (0, ASIDE) or status in _CANNOT:
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
            kind = Fault if self._engine.status() == Fault.exit_status else MachineFault
            if lines and self._engine.status() in _CANNOT:
                return kind(lines[-1])
            with appending(log) as file:  # what it said may be lost to a full disk
                file.write("The player could not start.\n")
        except OSError as error:
            return cannot_write(log, error)
        return MachineFault(f"The player could not start; see {log}.")

    def _engine_died(self) -> None:
        """Start it again; after several failures, with what cannot fail."""
        changes: dict[str, object] = {"again": True}
        tried = self._attempts.another()
        if tried >= MOST_CRASHES:
            changes["safe"] = True
            if self._engine is not None and self._engine.status() in _CANNOT:
                # It says itself that it cannot, and will again: the session's record is damaged.
                session_id = Store(self._start.data).new_session_id()
                changes |= {"session_id": session_id, "begin": True}
                changes["session_file"] = self._start.session_file.with_name(
                    f"{self._start.session_file.stem}-{session_id}.session"
                )
        if tried >= MOST_SAFE_CRASHES:
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
        if len(self._front_crashes) >= MOST_CRASHES:
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
        while (status := self._engine.status()) not in (0, ASIDE):
            if status is not None and asked_s is not None and self._leaves:
                return  # it has left, as it was told to
            if status is not None:
                self._engine_died()
                told = False
            if self._front is not None and (left := self._front.poll()) is not None:
                self._front_left(left)
            if self._asked_to_end and not told:
                asked_s = asked_s or time.monotonic()
                told = self._told_to_leave() if self._leaves else self._told_to_close()
            now_s = time.monotonic()
            if asked_s is not None and (self._asked_to_end > 2 or now_s - asked_s > _ENDING_S):
                return
            self._look_after(self._engine, now_s)
            self._ended.wait(_LOOK_S)  # an engine that dies is seen at once
            self._ended.clear()
        if status == 0:
            self._closed()
        if self._front is not None and not self._asked_to_end and not self._hung_up:
            while self._front.poll() is None and not self._asked_to_end:  # its closing words, until somebody leaves
                time.sleep(_LOOK_S)

    def _look_after(self, engine: EngineProcess, now_s: float) -> None:
        """Feed the watchdog while the sound goes on, end an engine that hangs, have a spare at hand."""
        if self._service.due(now_s) and engine.pulse.moved():
            self._service.feed(now_s)
        if engine.pulse.still_s(now_s) > _HANGS_S:
            engine.kill()
        self._keep_spare(now_s)

    def _told_to_leave(self) -> bool:
        """Whoever stops a service ends no session: that is for a person to do. The next start resumes it."""
        assert self._engine is not None
        self._engine.leave()
        return True

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
        if self._front is not None and self._front.poll() is None:
            self._front.terminate()
            try:
                self._front.wait(_FRONT_S)
            except subprocess.TimeoutExpired:
                self._front.kill()
                self._front.wait()
        for engine in (self._spare, self._engine):
            if engine is not None and engine.status() is None:
                engine.end(_FRONT_S)
        if not self._house:
            running.withdraw(self._start.data)
