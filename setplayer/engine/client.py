"""A front's side of the local connection: finds the engine, attaches, and again when it was restarted."""

import contextlib
import itertools
import os
import queue
import threading
from collections import deque
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any, Final

from setplayer.engine import running
from setplayer.engine.hang_up import hang_up
from setplayer.engine.messages import Answer, Ask, Attach, Bad, answer_or_view, hello_from, to_bytes
from setplayer.engine.view import View
from setplayer.faults import Fault
from setplayer.values import Value

_AGAIN_S: Final = 0.1
_AWAY: Final = "The player is restarting; try again in a moment."


def connect(data: Path, front: str, *, subscribe: bool) -> Connection:
    """A connection to the engine that runs on a data directory. Raises Fault when there is none, or it refuses."""
    found = running.find(data)
    if found is None:
        raise Fault(f"No session is running in {data}. 'setplayer play' starts one.")
    try:
        connection = Client(found.address, authkey=bytes.fromhex(found.key))
    except AuthenticationError as error:
        raise Fault("The player that runs does not know this key: it belongs to somebody else.") from error
    except (OSError, EOFError, ValueError) as error:
        raise Fault(
            f"No session is running in {data}: the last one was not closed. 'setplayer play' resumes it."
        ) from error
    try:
        hello_from(connection.recv_bytes())
        connection.send_bytes(to_bytes(Attach(front=front, pid=os.getpid(), subscribe=subscribe)))
    except Bad as bad:
        connection.close()
        raise Fault(str(bad)) from bad
    except (OSError, EOFError) as error:
        connection.close()
        raise Fault("The player that runs takes no more fronts now; try again in a moment.") from error
    return connection


def ask_once(data: Path, ask: Ask, *, patience_s: float = 15.0) -> Answer:
    """One question and its answer. Raises Fault when nothing runs or nothing answers."""
    connection = connect(data, "cue", subscribe=False)
    with contextlib.closing(connection):
        try:
            connection.send_bytes(to_bytes(ask))
            while connection.poll(patience_s):
                message = answer_or_view(connection.recv_bytes())
                if isinstance(message, Answer):
                    return message
        except Bad as bad:
            raise Fault(str(bad)) from bad
        except (OSError, EOFError) as error:
            raise Fault("The player stopped before it answered; try again in a moment.") from error
    raise Fault(f"The player did not answer within {patience_s:g} s.")


class EngineClient:
    """`Engine` for a front, over the local connection. Everything that could wait happens on threads of its own."""

    def __init__(self, data: Path, front: str):
        self.changed = threading.Event()
        self._data = data
        self._front = front
        self._numbers = itertools.count(1)
        self._outbox: queue.SimpleQueue[Ask | None] = queue.SimpleQueue()
        self._answers: deque[Answer] = deque()
        self._view: View | None = None
        self._connection: Connection | None = None
        self._closed = False
        threading.Thread(target=self._attend, name="engine", daemon=True).start()
        threading.Thread(target=self._send, name="asking", daemon=True).start()

    @property
    def view(self) -> View | None:
        """The newest view."""
        return self._view

    @property
    def connected(self) -> bool:
        """Whether the engine is there now."""
        return self._connection is not None

    @property
    def ended(self) -> bool:
        """Whether the session was closed, or nobody will bring the engine back."""
        if self._view is not None and self._view.state == "closed":
            return True
        return not self.connected and running.find(self._data) is None

    def send(self, command: dict[str, Any]) -> int:
        """Ask for a command."""
        return self._ask(Ask(number=next(self._numbers), command=command))

    def preview(self, command: dict[str, Any]) -> int:
        """Ask what a command would change."""
        return self._ask(Ask(number=next(self._numbers), query="preview", command=command))

    def choose_arc(self, name: str) -> int:
        """Ask for another arc before Begin."""
        return self._ask(Ask(number=next(self._numbers), query="choose_arc", name=name))

    def end_session(self) -> int:
        """Ask for the sound to be faded and the session closed."""
        return self._ask(Ask(number=next(self._numbers), query="close"))

    def answers(self) -> list[Answer]:
        """The answers since this was last asked."""
        found = []
        while self._answers:
            found.append(self._answers.popleft())
        return found

    def close(self) -> None:
        """Leave the engine."""
        self._closed = True
        self._outbox.put(None)
        self._lose(self._connection)

    def _ask(self, ask: Ask) -> int:
        if self.connected:
            self._outbox.put(ask)
        else:
            self._told(Answer(number=ask.number, done=False, text=_AWAY))
        return ask.number

    def _told(self, message: Value) -> None:
        if isinstance(message, Answer):
            self._answers.append(message)
        elif isinstance(message, View):
            self._view = message
        self.changed.set()

    def _attend(self) -> None:
        while not self._closed:
            try:
                connection = connect(self._data, self._front, subscribe=True)
            except Fault:
                threading.Event().wait(_AGAIN_S)
                continue
            self._connection = connection
            self.changed.set()
            self._hear(connection)

    def _hear(self, connection: Connection) -> None:
        try:
            while True:
                self._told(answer_or_view(connection.recv_bytes()))
        except (OSError, EOFError, Bad, TypeError):
            self._lose(connection)

    def _send(self) -> None:
        while (ask := self._outbox.get()) is not None:
            connection = self._connection
            try:
                if connection is None:
                    raise OSError(_AWAY)
                connection.send_bytes(to_bytes(ask))
            except OSError:
                self._lose(connection)
                self._told(Answer(number=ask.number, done=False, text=_AWAY))

    def _lose(self, connection: Connection | None) -> None:
        if connection is not None and self._connection is connection:
            self._connection = None
        if connection is not None:
            hang_up(connection)
        self.changed.set()
