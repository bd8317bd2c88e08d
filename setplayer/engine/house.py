"""While no session is open: Today, over the same connection as a session, until somebody chooses what to open.

It has no sound and no session. What takes long (reading the sessions, asking the sound system) happens beside it.
"""

import contextlib
import os
import queue
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from setplayer import __version__
from setplayer.engine import running
from setplayer.engine.health import Outputs, health, look_for_outputs
from setplayer.engine.messages import Answer, Ask, Hello
from setplayer.engine.reception import Reception
from setplayer.engine.server import Server
from setplayer.engine.today import Reader, Sessions, today
from setplayer.engine.today_view import HealthView
from setplayer.engine.view import View
from setplayer.faults import Fault
from setplayer.log.clock import SystemClock
from setplayer.settings import read_settings

_TURN_S: Final = 0.25
_LOOK_S: Final = 60.0
"""So often the sound system is asked while Today shows; disk and power are looked at each few seconds."""

_GLANCE_S: Final = 5.0
_SECOND: Final = 1.0

_NOT_OPEN: Final = "No session is open. Choose one on Today."


@dataclass(frozen=True)
class Choice:
    """What somebody chose to open: a session by its id, or a new one for a client's code, which may be empty."""

    session_id: str = ""
    client: str = ""


class House:
    """Today on one data directory. Whoever makes it holds the right to run a player there."""

    def __init__(self, data: Path, wanted_output: str | None = None):
        self._data = data
        self._wanted = wanted_output
        self._clock = SystemClock()
        self._reader = Reader(data)
        self._reception = Reception(data)
        self.sessions = Sessions()
        self.outputs = Outputs()
        self._read = False
        self._said = ""
        self._health: tuple[HealthView, ...] = ()
        self._stopped = threading.Event()

    def serve(self, said: str, on: Callable[[], bool]) -> Choice | None:
        """Show Today until somebody chooses; None when `on` says that it is over. `said` came before."""
        self._said, self._read = said, False
        key = secrets.token_bytes(32)
        server = Server(running.socket_path(self._data), key, Hello(version=__version__, session_id=""))
        self._stopped = stopped = threading.Event()
        threading.Thread(target=self._look_on, args=(server, stopped), daemon=True).start()
        try:
            self._publish(server.address, key)
            return self._answer(server, on)
        finally:
            stopped.set()
            server.close()

    def look(self) -> Sessions:
        """Read the sessions, as far as they changed. Raises Fault."""
        self.sessions = self._reader.read()
        return self.sessions

    def _publish(self, address: str, key: bytes) -> None:
        pid = os.getpid()
        here = running.Running(
            address=address,
            key=key.hex(),
            engine_pid=pid,
            supervisor_pid=pid,
            session_id="",
            session_file=self._data / "sessions",
        )
        with contextlib.suppress(Fault):  # told by the disk's health; fronts that are there know the way
            running.publish(self._data, here)

    def _look_on(self, server: Server, stopped: threading.Event) -> None:
        """Read the sessions, then look at the computer, and again when a while has passed."""
        with contextlib.suppress(Fault):
            self.look()
        self._read = True
        looked_s = float("-inf")
        while not stopped.is_set():
            self._health = health(self._data, self.output, self.outputs)
            server.inbox.put(None)
            if time.monotonic() - looked_s > _LOOK_S:
                self.outputs, looked_s = look_for_outputs(), time.monotonic()
            else:
                stopped.wait(_GLANCE_S)

    @property
    def output(self) -> str | None:
        """The output that sessions play on, where one was asked for or is kept."""
        with contextlib.suppress(Fault):
            return self._wanted or read_settings(self._data).output
        return self._wanted

    def _answer(self, server: Server, on: Callable[[], bool]) -> Choice | None:
        shown_s = float("-inf")
        while on():
            try:
                asked = server.inbox.get(timeout=_TURN_S)
            except queue.Empty:
                asked = None
            if asked is not None and self._reception.takes(asked):
                continue
            if asked is not None:
                answer, choice = self._answered(asked.ask)
                asked.answer(answer)
                if choice is not None:
                    time.sleep(_TURN_S / 2)  # the answer is on its way
                    return choice
            elif time.monotonic() - shown_s < _SECOND:
                continue
            server.show(self.view(server.front_pids))
            shown_s = time.monotonic()
        return None

    def _answered(self, ask: Ask) -> tuple[Answer, Choice | None]:
        number = ask.number
        if ask.query == "view":
            return Answer(number=number, done=True, view=self.view(())), None
        if ask.query == "draft":
            return Answer(number=number, done=True), None
        if ask.query != "choose":
            return Answer(number=number, done=False, text=_NOT_OPEN), None
        if ask.name == "session" and self.sessions.find(ask.text) is None:
            return Answer(number=number, done=False, text="This session is closed, or cannot be read."), None
        choice = Choice(session_id=ask.text) if ask.name == "session" else Choice(client=ask.text)
        return Answer(number=number, done=True), choice

    def view(self, front_pids: tuple[int, ...]) -> View:
        """Today by now."""
        found = today(self.sessions, self._clock.stamp(), self._said)
        found = found.model_copy(update={"reading": not self._read, "health": self._health})
        setup = asdict(self._reception.setup)
        return View(
            session_id="",
            today=found,
            outputs=self.outputs.names,
            engine_pid=os.getpid(),
            front_pids=front_pids,
            **setup,
        )
