"""A computer that is a kiosk: Today, one session after another, and Today again, for as long as it runs.

One screen stays up all the time. While no session is open it is served by `engine.house` in this process; for a
session a supervisor starts an engine, as `setplayer play` does, and the screen finds its way there by itself.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Final

from setplayer.backup_after import BackupAfter
from setplayer.console import say, warn
from setplayer.engine import running
from setplayer.engine.arc_shelf import arc_shelf
from setplayer.engine.awake import kept_awake
from setplayer.engine.desk import DEVICE
from setplayer.engine.house import Choice, House
from setplayer.engine.left_open import LeftOpen
from setplayer.engine.prepare import shipped_arcs
from setplayer.engine.service import Service
from setplayer.engine.start import Start
from setplayer.engine.supervisor import Supervisor
from setplayer.engine.today import output_of
from setplayer.faults import Fault
from setplayer.log.clock import Stamp, SystemClock
from setplayer.log.store import Store
from setplayer.packs.shelf import Shelf, pack_of
from setplayer.playing import FIRST_ARC, leave_page

AT_ONCE_S: Final = 120.0
"""A session that broke off so lately, in the same boot, goes on by itself: the player failed, and nobody left."""

_LEFT_OPEN: Final = "The session was not closed; Today shows it."

_LOOK_S: Final = 0.2
_FRONT_S: Final = 3.0
_MINUTE_S: Final = 60.0
_MOST_CRASHES: Final = 5


def keep_house(data: Path, front: bool, library: Path | None, output: str | None) -> None:
    """Run the kiosk until it is told to stop. Raises Fault when another player runs there."""
    lock = running.OnePlayer(data)
    try:
        _Kiosk(data.resolve(), library, output, front=front).run()
    finally:
        running.withdraw(data)
        lock.release()


class _Kiosk:
    def __init__(self, data: Path, library: Path | None, output: str | None, *, front: bool):
        self._data = data
        self._library = None if library is None else library.resolve()
        self._output = output
        self._house = House(data, output)
        self._front = _Front([sys.executable, "-m", "setplayer.kiosk", str(data), "house"]) if front else None
        self._service = Service()
        self._told = False
        self._in_session = False

    def run(self) -> None:
        with self._signals(), kept_awake():
            try:
                if self._front is not None:
                    self._front.keep()  # it takes as long to come up as the sessions take to be read
                said, choice = "", self._broke_off_just_now()
                while choice is not None or (choice := self._chosen(said)) is not None:
                    said, choice = self._played(choice), None
                    if self._told:
                        return
            finally:
                if self._front is not None:
                    self._front.end()

    def _chosen(self, said: str) -> Choice | None:
        """What somebody chooses on Today; None when the kiosk is to stop."""
        self._service.ready()
        return self._house.serve(said, self._goes_on)

    def _goes_on(self) -> bool:
        now_s = time.monotonic()
        if self._service.due(now_s):
            self._service.feed(now_s)
        return not self._told and (self._front is None or self._front.keep())

    def _broke_off_just_now(self) -> Choice | None:
        """The session that goes on without a touch: its player died a moment ago."""
        if not Store(self._data).written_since(time.time() - 2 * AT_ONCE_S):
            return None  # a house of many sessions is not read for that: Today reads them beside its picture
        with contextlib.suppress(Fault):
            found, now = self._house.look(), SystemClock().stamp()
            broken = found.interrupted(now)
            if broken is not None and _is_fresh(broken, now):
                return Choice(session_id=broken.summary.session_id)
        return None

    # ---- a session

    def _played(self, choice: Choice) -> str:
        """Play what was chosen until it is closed or left; what is to be said of that on Today."""
        try:
            start = self._start(choice)
            backup = BackupAfter(self._data)
            front = threading.Thread(target=self._keep_front, daemon=True)
            self._in_session = True
            front.start()
            supervisor = Supervisor(start, None, say, closed=backup.begin, house=True)
            try:
                supervisor.run()
            finally:
                self._in_session = False
                front.join(_FRONT_S)
            self._told = self._told or supervisor.told_to_end
            if start.session_file.exists():
                leave_page(self._data, start.session_file, _LEFT_OPEN)
                backup.tell(say, warn)
            return ""
        except Fault as fault:
            warn(str(fault))
            return str(fault)

    def _keep_front(self) -> None:
        while self._in_session and self._front is not None:
            self._front.keep()
            time.sleep(_LOOK_S)

    def _start(self, choice: Choice) -> Start:
        """What the engine is to play: a session that is there, or a new one as its client usually has it."""
        sessions, store = self._house.sessions, Store(self._data)
        there = sessions.find(choice.session_id)
        before = there.summary if there is not None else sessions.last_of(choice.client) if choice.client else None
        arc = self._arc(before.arc if before is not None else None)
        library = self._library
        if there is not None and there.place is not None:
            library = library or there.place.library
        pack = pack_of(Path(arc))
        session_id = store.new_session_id() if there is None else there.summary.session_id
        new_path = store.new_path(SystemClock().stamp(), session_id)
        output = self._output or self._house.output or DEVICE
        if there is None and before is not None and (usual := output_of(before)) in self._house.outputs.names:
            output = usual
        return Start(
            data=self._data,
            session_file=(new_path if there is None else there.summary.path).resolve(),
            session_id=session_id,
            client=choice.client,
            arc=arc,
            proposed=before is None if there is None else there.journal.arc_proposed,
            library=library if pack is None else pack.music,
            output=DEVICE if there is not None and there.begun else output,
            begin=False,
            house=True,
            prepared=tuple(one.summary.session_id for one in sessions.open),
            supervisor_pid=os.getpid(),
        )

    def _arc(self, title: str | None) -> str:
        """The arc of that title, by what it is asked for as; the first one where there is none."""
        found = next((one.name for one in arc_shelf(self._data) if one.title == title), FIRST_ARC)
        located = Shelf(self._data).located(found)
        return located if located not in shipped_arcs() else found

    # ---- being told to stop

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def told(number: int, frame: FrameType | None) -> None:
            self._told = True

        before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _is_fresh(broken: LeftOpen, now: Stamp) -> bool:
    place = broken.place
    return place is not None and place.stamp.boot_id == now.boot_id and place.age_s(now) < AT_ONCE_S


class _Front:
    """The screen: started again when it fails, until somebody leaves it."""

    def __init__(self, line: list[str]):
        self._line = line
        self._process: subprocess.Popen[bytes] | None = None
        self._crashes: deque[float] = deque()
        self._again_s = 0.0

    def keep(self) -> bool:
        """Have it up; whether nobody has left it."""
        now_s = time.monotonic()
        if self._process is None:
            if now_s >= self._again_s:
                self._process = subprocess.Popen(self._line)
            return True
        status = self._process.poll()
        if status is None:
            return True
        self._process = None
        if status == 0:
            return False
        self._crashes.append(now_s)
        while self._crashes and now_s - self._crashes[0] > _MINUTE_S:
            self._crashes.popleft()
        if len(self._crashes) >= _MOST_CRASHES:
            self._again_s = now_s + _MINUTE_S  # it fails again and again: the music comes first
        return True

    def end(self) -> None:
        """Take it down."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_FRONT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
