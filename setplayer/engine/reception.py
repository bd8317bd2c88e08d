"""What is behind the PIN, and who may ask for it: fronts ask the engine, and the engine asks the office.

The lock is held here and not on a screen, so that no other screen goes round it: five tries are five on all screens
together, and a PIN opens for the connection that it came over, and for no other. Nothing here ever waits on the
engine's thread, and no command of a session passes here: music, cues and the fade never ask.

Questions: `pin` (a try), `lock` (the screen was left), `new_pin` (another PIN, or with "" none); everything else goes
to the front's own office, a process (`setplayer.office`) that ends when it is locked again.
"""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from setplayer.engine.messages import Answer, Ask
from setplayer.engine.office_view import LOCKED, Told
from setplayer.engine.server import Asked
from setplayer.engine.set_up import Setup, setup_of
from setplayer.faults import Fault
from setplayer.keys.pin import PinLock
from setplayer.log.clock import Clock, SystemClock
from setplayer.words import _, several, speak, spoken

OPEN_S: Final = 600.0
"""A front that asks nothing for so long is locked out again, whatever its screen does."""

_NS_PER_S: Final = 1e9


class Reception:
    """Takes the questions of fronts that are for the office. `office` is the command line of one."""

    def __init__(self, data: Path, clock: Clock | None = None, office: Sequence[str] = ()):
        self._data = data
        self._clock = clock or SystemClock()
        self._lock = PinLock(data, self._clock)
        self._line = office or (sys.executable, "-m", "setplayer.office", str(data))
        self._questions: queue.SimpleQueue[Asked] = queue.SimpleQueue()
        self._offices: dict[int, _Office] = {}
        self._asked_ns: dict[int, int] = {}
        """When each front that is let in asked last."""
        self._thread: threading.Thread | None = None
        self.setup: Setup = setup_of(data, guarded=self._lock.is_set)
        speak(self.setup.language)

    def takes(self, asked: Asked) -> bool:
        """Whether a question is for the office; then it is answered from another thread."""
        if asked.ask.query != "office":
            return False
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="reception", daemon=True)
            self._thread.start()
        self._questions.put(asked)
        return True

    def _serve(self) -> None:
        while True:
            asked = self._questions.get()
            self._forget_the_silent()
            try:
                told = self._told(asked)
            except Fault as fault:
                told = Told(done=False, text=str(fault))
            except OSError as error:
                told = Told(done=False, text=_("It could not be done: {reason}.").format(reason=error.strerror))
            self._look()
            if told is not None:
                asked.answer(_answer(asked, told))

    def _look(self) -> None:
        self.setup = setup_of(self._data, guarded=self._lock.is_set)
        if self.setup.language != spoken():
            speak(self.setup.language)

    def _told(self, asked: Asked) -> Told | None:
        """What came of a question; None when the office answers it."""
        front, fields = asked.front, asked.ask.fields
        match asked.ask.name:
            case "pin":
                return self._try(front, str(fields.get("pin", "")))
            case "lock":
                self._forget(front)
                return Told(done=True)
        if not self._may(front):
            return Told(done=False, text=_("This is locked: type the PIN first."), told={LOCKED: True})
        self._asked_ns[front] = self._clock.stamp().mono_ns
        if asked.ask.name == "new_pin":
            return self._new_pin(str(fields.get("pin", "")))
        self._office_of(front).ask(asked)
        return None

    # ---- the lock

    def _may(self, front: int) -> bool:
        return front in self._asked_ns or not self._lock.is_set

    def _try(self, front: int, pin: str) -> Told:
        tried = self._lock.opens(pin)
        if tried.right:
            self._asked_ns[front] = self._clock.stamp().mono_ns
            return Told(done=True)
        told = {"left": tried.left, "wait_s": round(tried.wait_s, 1)}
        if tried.wait_s > 0:
            return Told(done=False, text=_("Wrong too often."), told=told)
        return Told(done=False, text=several("Wrong. One try is left.", "Wrong. {count} tries are left.", tried.left),
                    told=told)  # fmt: skip

    def _new_pin(self, pin: str) -> Told:
        if pin:
            self._lock.set_to(pin)
            return Told(done=True, text=_("The PIN is set."))
        self._lock.remove()
        return Told(done=True, text=_("There is no PIN any more."))

    def _forget(self, front: int) -> None:
        self._asked_ns.pop(front, None)
        if (office := self._offices.pop(front, None)) is not None:
            office.close()

    def _forget_the_silent(self) -> None:
        now_ns = self._clock.stamp().mono_ns
        for front, asked_ns in list(self._asked_ns.items()):
            if (now_ns - asked_ns) / _NS_PER_S > OPEN_S:
                self._forget(front)

    # ---- the office

    def _office_of(self, front: int) -> "_Office":
        if front not in self._offices or self._offices[front].closed:
            self._offices[front] = _Office(self._line, self._look)
        return self._offices[front]


class _Office:
    """An office of one front, asked from a thread of its own. It ends when nobody asks for long."""

    def __init__(self, line: Sequence[str], after: Callable[[], None]):
        self._line, self._after = line, after
        self._asked: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self.closed = False
        threading.Thread(target=self._serve, name="office", daemon=True).start()

    def ask(self, asked: Asked) -> None:
        """Have it answered."""
        self._asked.put(asked)

    def close(self) -> None:
        """End it once it has done what it is at."""
        self.closed = True
        self._asked.put(None)

    def _serve(self) -> None:
        process: subprocess.Popen[str] | None = None
        while (asked := self._next()) is not None:
            try:
                process = process or self._started()
                told = _exchanged(process, asked.ask)
            except (OSError, ValidationError):
                if process is not None:
                    process.kill()
                    process.communicate()
                process, told = None, Told(done=False, text=_("It could not be done: the office failed. Try again."))
            self._after()
            asked.answer(_answer(asked, told))
        if process is not None:
            process.communicate()

    def _next(self) -> Asked | None:
        try:
            return self._asked.get(timeout=OPEN_S)
        except queue.Empty:
            self.closed = True
            return None

    def _started(self) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(self._line, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, encoding="utf-8")


def _exchanged(process: "subprocess.Popen[str]", ask: Ask) -> Told:
    """A question and its answer. Raises OSError or ValidationError."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{json.dumps({'question': ask.name, 'fields': ask.fields})}\n")
    process.stdin.flush()
    return Told.model_validate_json(process.stdout.readline())


def _answer(asked: Asked, told: Told) -> Answer:
    return Answer(number=asked.ask.number, done=told.done, text=told.text, told=told.told)
