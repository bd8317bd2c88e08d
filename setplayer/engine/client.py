"""A front's side of the local connection: finds the engine, attaches, and again when it was restarted."""

import contextlib
import itertools
import os
import queue
import threading
from collections import deque
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any, Final

from setplayer.engine import running
from setplayer.engine.hang_up import hang_up
from setplayer.engine.messages import Answer, Ask, Attach, Bad, answer_or_view, hello_from, to_bytes
from setplayer.engine.view import View
from setplayer.faults import Fault
from setplayer.values import Value

_AGAIN_S: Final = 0.1
_GREETING_S: Final = 15.0
_AWAY: Final = "The player is restarting; try again in a moment."
_STOPPED: Final = "The player stopped before it answered; look whether it was done."


def connect(data: Path, front: str, *, subscribe: bool, patience_s: float = _GREETING_S) -> Connection:
    """A connection to the engine that runs on a data directory.

    Raises Fault when there is none, it refuses, or it does not answer within `patience_s`.
    """
    found = running.find(data)
    if found is None:
        raise Fault(f"No session is running in {data}. 'setplayer play' starts one.")
    try:
        connection = Client(found.address)
    except (OSError, EOFError, ValueError) as error:
        raise Fault(_gone(data, found)) from error
    with contextlib.ExitStack() as on_fault:
        on_fault.enter_context(contextlib.closing(connection))
        with _impatient(connection, patience_s) as lost_patience:
            try:
                _attach(connection, bytes.fromhex(found.key), front, subscribe=subscribe)
            except AuthenticationError as error:
                raise Fault("The player that runs does not know this key: it belongs to somebody else.") from error
            except Bad as bad:
                raise Fault(str(bad)) from bad
            except (AssertionError, OSError, EOFError, ValueError) as error:
                if lost_patience.is_set():
                    raise Fault(f"The player did not answer within {patience_s:g} s.") from error
                raise Fault("The player that runs takes no more fronts now; try again in a moment.") from error
        on_fault.pop_all()
    return connection


def _attach(connection: Connection, key: bytes, front: str, *, subscribe: bool) -> None:
    answer_challenge(connection, key)
    deliver_challenge(connection, key)
    hello_from(connection.recv_bytes())
    connection.send_bytes(to_bytes(Attach(front=front, pid=os.getpid(), subscribe=subscribe)))


@contextlib.contextmanager
def _impatient(connection: Connection, patience_s: float) -> Iterator[threading.Event]:
    """Hang up on an engine that takes longer than this, and say so in the event."""
    lost_patience = threading.Event()

    def give_up() -> None:
        lost_patience.set()
        hang_up(connection)

    timer = threading.Timer(patience_s, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield lost_patience
    finally:
        timer.cancel()


def _gone(data: Path, found: running.Running) -> str:
    if running.alive(found.supervisor_pid):
        return _AWAY
    return f"No session is running in {data}: the last one was not closed. 'setplayer play' resumes it."


def ask_once(data: Path, ask: Ask, *, patience_s: float = 15.0) -> Answer:
    """One question and its answer. Raises Fault when nothing runs or nothing answers."""
    connection = connect(data, "cue", subscribe=False, patience_s=patience_s)
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
            raise Fault(_STOPPED) from error
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
        self._unanswered: set[int] = set()
        self._asking = threading.Lock()
        self._sending = threading.Lock()
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

    def keep(self, source: str) -> int:
        """Ask that something avoided is heard all the same, or not after all."""
        return self._ask(Ask(number=next(self._numbers), query="keep", name=source))

    def test_output(self) -> int:
        """Ask for left and right, before Begin."""
        return self._ask(Ask(number=next(self._numbers), query="test_output"))

    def choose(self, kind: str, value: str) -> int:
        """Ask Today for a session."""
        return self._ask(Ask(number=next(self._numbers), query="choose", name=kind, text=value))

    def leave_preparation(self) -> int:
        """Ask for Today."""
        return self._ask(Ask(number=next(self._numbers), query="leave"))

    def keep_draft(self, name: str, text: str, began_s_ago: float) -> int:
        """Have a text that is being typed kept."""
        return self._ask(
            Ask(number=next(self._numbers), query="draft", name=name, text=text, began_s_ago=began_s_ago)
        )

    def ask_office(self, question: str, **fields: Any) -> int:
        """Ask something that is behind the PIN."""
        return self._ask(Ask(number=next(self._numbers), query="office", name=question, fields=fields))

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
        if (connection := self._connection) is not None:
            hang_up(connection)

    def _ask(self, ask: Ask) -> int:
        with self._asking:
            self._unanswered.add(ask.number)
        if self.connected:
            self._outbox.put(ask)
        else:
            self._unasked(ask.number, _AWAY)
        return ask.number

    def _unasked(self, number: int, why: str) -> None:
        """Answer ourselves what the engine did not, once."""
        with self._asking:
            open_still = number in self._unanswered
        if open_still:
            self._told(Answer(number=number, done=False, text=why))

    def _told(self, message: Value) -> None:
        if isinstance(message, Answer):
            with self._asking:
                self._unanswered.discard(message.number)
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
            if not self._closed:
                self._hear(connection)
            self._lost(connection)

    def _hear(self, connection: Connection) -> None:
        with contextlib.suppress(OSError, EOFError, Bad):
            while True:
                self._told(answer_or_view(connection.recv_bytes()))

    def _lost(self, connection: Connection) -> None:
        """The engine is away: what it was asked, nobody answers any more."""
        self._connection = None
        hang_up(connection)
        with self._sending:
            connection.close()
        with self._asking:
            unanswered = sorted(self._unanswered)
        for number in unanswered:
            self._unasked(number, _STOPPED)
        self.changed.set()

    def _send(self) -> None:
        while (ask := self._outbox.get()) is not None:
            with self._sending:
                connection = self._connection
                if connection is not None and ask.number in self._unanswered:
                    with contextlib.suppress(OSError):  # whoever hears it closed answers for it
                        connection.send_bytes(to_bytes(ask))
                    continue
            self._unasked(ask.number, _AWAY)
