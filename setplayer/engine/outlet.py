"""The output that a session plays on: opened, watched, lost, found again, changed by a touch.

For the thread that keeps time; whatever may take long is the desk's.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from setplayer.audio.device import DeviceOutput
from setplayer.audio.live import LiveOutput
from setplayer.engine.desk import DEVICE, NOTHING, NOTHING_NAME, Desk, Pace, file_output, is_file, nothing
from setplayer.engine.live import Live
from setplayer.engine.start import Start
from setplayer.session import commands as c
from setplayer.session.events import Event, Refusal
from setplayer.session.gestures import CUT_FRAMES

_STUCK_S: Final = 4.0
"""An output that takes nothing for so long is lost. Sound servers were seen to take 2 s at once and then rest."""

_LOST_AGAIN_S: Final = 2.0
"""An output that is lost again within this is left alone for as long."""

_LOOK_S: Final = 2.0
"""How often it is looked which outputs can be chosen."""

_OPENING_S: Final = 2.0
"""So long the start waits for the sound device."""


class Outlet:
    """Where one session's sound goes.

    `wanted` is `device`, `null`, a sound file or a device's name. Raises Fault when a file cannot be made; a device
    that is not there is looked for, and the session goes on unheard meanwhile. `keep` is told the name of a device
    that a person named or chose before the music began; it may take long.
    """

    def __init__(self, wanted: str, speed: float, desk: Desk, pace: Pace, keep: Callable[[str], None]):
        self._wanted = wanted
        self._speed = speed
        self._desk = desk
        self._pace = pace
        self._keep = keep
        self._seen_frame = -1
        self._moved_s = 0.0
        self._lost_s = -_LOST_AGAIN_S
        self._looked_s = 0.0
        self._coming: tuple[LiveOutput, int] | None = None
        """An output that is open, and the frame from which the one before it is silent."""
        self._chosen: str | None = None
        """What a person has chosen and is not open yet."""
        self.output = self._first()
        """What the session plays on now; of none while the wanted one is lost or not open yet."""

    @property
    def names(self) -> tuple[str, ...]:
        """What can be chosen, as far as it is known."""
        return (*self._desk.names, NOTHING_NAME)

    @property
    def device(self) -> str | None:
        """The device that the sound reaches; None while it reaches none."""
        return self.output.name if isinstance(self.output, DeviceOutput) else None

    def _first(self) -> LiveOutput:
        if self._wanted in (NOTHING, NOTHING_NAME):
            return nothing(self._speed, self._pace)
        if is_file(self._wanted):
            return file_output(Path(self._wanted), self._speed, self._pace)
        if self._wanted == DEVICE:
            self._desk.choose(DEVICE)
        else:
            self._desk.want(self._wanted)
        opened = self._desk.wait(_OPENING_S)
        if opened is not None and opened.name == self._wanted:
            self._desk.do(lambda: self._keep(self._wanted))
        return opened or nothing(self._speed, self._pace)

    def tell(self, live: Live) -> None:
        """Say in the record, at the start, whether the sound reaches anything."""
        if self._wanted not in (NOTHING, NOTHING_NAME) and self.output.name == NOTHING_NAME:
            self._tell_lost(live, str(self._desk.take_fault() or "it takes long to open"), self._wanted)
        elif "unheard" in live.state.flags or self._another(live):
            live.give(c.OutputOpened(output=self.output.name, chosen=self._another(live)))

    def _another(self, live: Live) -> bool:
        """Whether a session that is resumed goes on, on another device than it was on: a person said so."""
        names = live.state.output, self.output.name
        return "begun" in live.state.flags and names[0] != names[1] and not any(map(_is_none, names))

    def choose(self, live: Live, command: c.SetOutput) -> Event | Refusal:
        """Somebody chose another output."""
        decided = live.give(command)
        if isinstance(decided, Event) and (command.output != self.output.name or "unheard" in live.state.flags):
            if command.output in (NOTHING, NOTHING_NAME):
                self._desk.forget()
                self._go_over(live, nothing(self._speed, self._pace), chosen=False)
            else:
                self._chosen = command.output
                self._desk.choose(command.output)
        return decided

    def watch(self, live: Live, now_s: float) -> bool:
        """See what became of the output, once a turn; whether fronts have something to see."""
        if live.frame != self._seen_frame or not live.playing:
            self._seen_frame, self._moved_s = live.frame, now_s
        self._look(now_s)
        if self._coming is not None:
            output, from_frame = self._coming
            if live.frame < from_frame and not self.output.lost:
                return False
            self._coming = None
            self._move(live, output)
        elif (opened := self._desk.take()) is not None:
            self._go_over(live, opened, chosen=self._chosen in (opened.name, DEVICE))
        elif (fault := self._desk.take_fault()) is not None and self._chosen is not None:
            self._chosen = None
            live.journal = replace(live.journal, said=str(fault), said_frame=live.frame)
        elif self.output.lost or now_s - self._moved_s > _STUCK_S:
            self._lose(live, now_s)
        else:
            return False
        self._seen_frame, self._moved_s = live.frame, now_s
        return True

    def _look(self, now_s: float) -> None:
        """See now and then what can be chosen, where sound goes to devices at all."""
        if now_s - self._looked_s > _LOOK_S and not is_file(self._wanted) and self._wanted != NOTHING:
            self._looked_s = now_s
            self._desk.look()

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
            self._desk.want(lost.name, after_s=0.0 if soon else _LOST_AGAIN_S)
        self._lost_s = now_s

    def _go_over(self, live: Live, output: LiveOutput, *, chosen: bool) -> None:
        """Go on, on another output, from silence: what can be heard now goes silent here before anything is there."""
        self._chosen = None
        if chosen and "begun" not in live.state.flags:
            self._desk.do(lambda: self._keep(output.name))
        heard = live.playing and live.sounding
        if not heard:
            self._move(live, output)
        opened = live.give(c.OutputOpened(output=output.name, chosen=chosen))
        if heard and isinstance(opened, Event):
            self._coming = output, opened.frame + CUT_FRAMES

    def _move(self, live: Live, output: LiveOutput) -> None:
        before, self.output = self.output, output
        live.move_to(output)
        self._desk.close(before)

    def _tell_lost(self, live: Live, reason: str, name: str) -> None:
        live.give(c.OutputLost(output="any output" if name == DEVICE else name, reason=reason), urgent=True)


def wanted_output(start: Start, kept: str) -> str:
    """The output to begin with: what a person named now, else what the record has."""
    named = start.output != DEVICE and not start.again
    if named or start.output == NOTHING or is_file(start.output):
        return start.output
    return kept or start.output


def _is_none(output: str) -> bool:
    """Whether it is no device."""
    return output in ("", NOTHING, NOTHING_NAME) or is_file(output)
