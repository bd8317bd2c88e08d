"""The output that a session plays on: opened, watched, lost, found again, changed by a touch.

For the thread that keeps time; whatever may take long is the desk's.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

from setplayer.audio.live import LiveOutput
from setplayer.engine.desk import DEVICE, NOTHING, NOTHING_NAME, Desk, Pace, file_output, is_file, nothing
from setplayer.engine.live import Live
from setplayer.session import commands as c
from setplayer.session.events import Event, Refusal

_STUCK_S: Final = 4.0
"""An output that takes nothing for so long is lost. Sound servers were seen to take 2 s at once and then rest."""

_LOST_AGAIN_S: Final = 10.0
"""An output that is lost again within this is left alone for as long."""

_OPENING_S: Final = 2.0
"""So long the start waits for the sound device."""


class Outlet:
    """Where one session's sound goes.

    `wanted` is `device`, `null`, a sound file or a device's name. Raises Fault when a file cannot be made; a device
    that is not there is looked for, and the session goes on unheard meanwhile.
    """

    def __init__(self, wanted: str, speed: float, desk: Desk, pace: Pace):
        self._wanted = wanted
        self._speed = speed
        self._desk = desk
        self._pace = pace
        self._seen_frame = -1
        self._moved_s = 0.0
        self._lost_s = -_LOST_AGAIN_S
        self.output = self._first()
        """What the session plays on now; of none while the wanted one is lost or not open yet."""

    @property
    def names(self) -> tuple[str, ...]:
        """What can be chosen, as far as it is known."""
        return (*self._desk.names, NOTHING_NAME)

    def _first(self) -> LiveOutput:
        if self._wanted in (NOTHING, NOTHING_NAME):
            return nothing(self._speed, self._pace)
        if is_file(self._wanted):
            return file_output(Path(self._wanted), self._speed, self._pace)
        self._desk.want(self._wanted, keep_trying=self._wanted != DEVICE)
        return self._desk.wait(_OPENING_S) or nothing(self._speed, self._pace)

    def tell(self, live: Live) -> None:
        """Say in the record, at the start, whether the sound reaches anything."""
        if self._wanted not in (NOTHING, NOTHING_NAME) and self.output.name == NOTHING_NAME:
            self._tell_lost(live, str(self._desk.take_fault() or "it takes long to open"), self._wanted)
        elif "unheard" in live.state.flags:
            live.give(c.OutputOpened(output=self.output.name))

    def choose(self, live: Live, command: c.SetOutput) -> Event | Refusal:
        """Somebody chose another output."""
        decided = live.give(command)
        if isinstance(decided, Event):
            if command.output in (NOTHING, NOTHING_NAME):
                self._switch(live, nothing(self._speed, self._pace))
            else:
                self._desk.want(command.output, keep_trying=False)
        return decided

    def watch(self, live: Live, now_s: float) -> bool:
        """See what became of the output, once a turn; whether fronts have something to see."""
        if live.frame != self._seen_frame or not live.playing:
            self._seen_frame, self._moved_s = live.frame, now_s
        opened = self._desk.take()
        if opened is not None:
            self._switch(live, opened)
        elif (fault := self._desk.take_fault()) is not None and "unheard" not in live.state.flags:
            live.journal = replace(live.journal, said=str(fault), said_frame=live.frame)
        elif self.output.lost or now_s - self._moved_s > _STUCK_S:
            self._lose(live, now_s)
        else:
            return False
        self._seen_frame, self._moved_s = live.frame, now_s
        return True

    def _lose(self, live: Live, now_s: float) -> None:
        """Go on unheard, and look for the same output."""
        reason = str(self.output.fault or "it takes no sound")
        lost, self.output = self.output, nothing(self._speed, self._pace, self.output.name)
        live.move_to(self.output)
        self._tell_lost(live, reason, lost.name)
        self._desk.close(lost)
        if not is_file(lost.name):
            # One that opens and takes nothing must not be lost and found every second.
            soon = now_s - self._lost_s > _LOST_AGAIN_S
            self._desk.want(lost.name, keep_trying=True, after_s=0.0 if soon else _LOST_AGAIN_S)
        self._lost_s = now_s

    def _switch(self, live: Live, output: LiveOutput) -> None:
        """Go on, on another output, from silence."""
        before, self.output = self.output, output
        live.move_to(output)
        live.give(c.OutputOpened(output=output.name))
        self._desk.close(before)

    def _tell_lost(self, live: Live, reason: str, name: str) -> None:
        live.give(c.OutputLost(output="any output" if name == DEVICE else name, reason=reason), urgent=True)
