"""The engine's side of the local connection: any number of fronts, none of which can hold it up.

Each front has two threads of its own: one hears what it asks, one tells it answers and the newest view. What a front
asks goes into the engine's inbox, a bounded number of questions at a time: a question counts until its answer is with
the front, so that one that asks without reading is not heard any further. One that does not read only misses views.
"""

import contextlib
import itertools
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener, answer_challenge, deliver_challenge
from typing import Final

from setplayer.engine.hang_up import hang_up, hang_up_door
from setplayer.engine.messages import (
    LARGEST_MESSAGE,
    Answer,
    Ask,
    Attach,
    Bad,
    Hello,
    ask_from,
    attach_from,
    to_bytes,
)
from setplayer.engine.view import View
from setplayer.values import Value

MOST_FRONTS: Final = 64
_GREETING_S: Final = 5.0
_AGAIN_S: Final = 0.5
_MOST_ASKED: Final = 32
"""So many questions of one front may wait for an answer; what it sends beyond that is not read yet."""


@dataclass
class Asked:
    """What a front asks, and how to answer it."""

    ask: Ask
    answer: Callable[[Answer], None]
    front_pid: int = 0
    front: int = 0
    """Which connection it came over; the number of one that is gone is never given again."""


@dataclass(eq=False)
class _Front:
    """One front that is attached."""

    connection: Connection
    attach: Attach
    answers: deque[Answer] = field(default_factory=deque)
    view: View | None = None
    something: threading.Condition = field(default_factory=threading.Condition)
    gone: bool = False
    room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_MOST_ASKED))
    number: int = field(default_factory=itertools.count(1).__next__)

    def tell(self, answer: Answer) -> None:
        """Have it answered."""
        with self.something:
            self.answers.append(answer)
            self.something.notify()

    def show(self, view: View) -> None:
        """Have it shown a view; one that was not sent yet gives way."""
        with self.something:
            self.view = view
            self.something.notify()

    def leave(self) -> None:
        """It is gone."""
        with self.something:
            self.gone = True
            self.something.notify()
        self.room.release()
        hang_up(self.connection)

    def next_message(self) -> Value | None:
        """What it is told next; waits for it. None when it is gone."""
        with self.something:
            while not (self.answers or self.view or self.gone):
                self.something.wait()
            if self.gone:
                return None
            if self.answers:
                return self.answers.popleft()
            view, self.view = self.view, None
            return view


class Server:
    """Listens for fronts at an address, or at one of its own. `inbox` fills with what they ask.

    None in it stands for a front that came or went.
    """

    def __init__(self, address: str | None, key: bytes, hello: Hello):
        self.inbox: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._key = key
        self._hello = hello
        self._fronts: list[_Front] = []
        self._lock = threading.Lock()
        self._greeting = threading.BoundedSemaphore(MOST_FRONTS)
        self._closed = False
        self._listener = Listener(address)
        self._thread("listener", self._listen)

    @property
    def address(self) -> str:
        """Where it listens."""
        return str(self._listener.address)

    @property
    def front_pids(self) -> tuple[int, ...]:
        """The processes of the fronts that watch."""
        with self._lock:
            return tuple(front.attach.pid for front in self._fronts if front.attach.subscribe)

    def show(self, view: View) -> None:
        """Show everybody who watches a new view. Never waits."""
        with self._lock:
            watching = [front for front in self._fronts if front.attach.subscribe]
        for front in watching:
            front.show(view)

    def close(self) -> None:
        """Let every front go."""
        self._closed = True
        hang_up_door(self._listener)
        with contextlib.suppress(OSError):
            self._listener.close()
        with self._lock:
            fronts, self._fronts = self._fronts, []
        for front in fronts:
            front.leave()

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        return thread

    def _listen(self) -> None:
        while not self._closed:
            try:
                connection = self._listener.accept()
            except OSError:  # closed; or the machine has no more connections to give, for now
                time.sleep(_AGAIN_S)
                continue
            # The challenge waits for the other side, so that it must not be held here.
            if self._greeting.acquire(blocking=False):
                self._thread("greeting", lambda connection=connection: self._greet(connection))  # type: ignore[misc]
            else:
                connection.close()

    def _greet(self, connection: Connection) -> None:
        with contextlib.closing(connection):
            try:
                front = self._attached(connection)
            finally:
                self._greeting.release()
            if front is not None:
                telling = self._thread("telling", lambda: self._tell(front))
                self.inbox.put(None)
                self._hear(front)
                telling.join()

    def _attached(self, connection: Connection) -> _Front | None:
        """The front at the other end, once it has proved that it knows the key and speaks our protocol."""
        impatience = threading.Timer(_GREETING_S, hang_up, (connection,))
        impatience.daemon = True
        impatience.start()
        try:
            deliver_challenge(connection, self._key)
            answer_challenge(connection, self._key)
            connection.send_bytes(to_bytes(self._hello))
            attach = attach_from(connection.recv_bytes(LARGEST_MESSAGE))
        except Bad as bad:
            with contextlib.suppress(OSError):
                connection.send_bytes(to_bytes(Answer(number=0, done=False, text=str(bad))))
            return None
        except (AuthenticationError, AssertionError, OSError, EOFError, ValueError):
            return None  # the standard library asserts what the other side says, in some versions
        finally:
            impatience.cancel()
        with self._lock:
            if self._closed or len(self._fronts) >= MOST_FRONTS:
                return None  # who came while the door closed would wait for ever
            front = _Front(connection, attach)
            self._fronts.append(front)
        return front

    def _hear(self, front: _Front) -> None:
        try:
            while not front.gone:
                front.room.acquire()
                data = front.connection.recv_bytes(LARGEST_MESSAGE)
                try:
                    ask = ask_from(data)
                except Bad as bad:
                    front.tell(Answer(number=0, done=False, text=str(bad)))
                    continue
                self.inbox.put(Asked(ask, front.tell, front.attach.pid, front.number))
        except (OSError, EOFError):
            pass  # it left, or sent more than any front does
        finally:
            self._let_go(front)

    def _tell(self, front: _Front) -> None:
        try:
            while (message := front.next_message()) is not None:
                front.connection.send_bytes(to_bytes(message))
                if isinstance(message, Answer):
                    front.room.release()
        except (OSError, ValueError):
            self._let_go(front)

    def _let_go(self, front: _Front) -> None:
        with self._lock:
            if front in self._fronts:
                self._fronts.remove(front)
        front.leave()
        self.inbox.put(None)
