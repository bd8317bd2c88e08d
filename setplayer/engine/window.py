"""What fronts see of an engine: a view when something changed, and once a second."""

import os
from dataclasses import dataclass, field

from setplayer.clinic import Clinic
from setplayer.engine.choosing import Chooser
from setplayer.engine.drafts import Drafts
from setplayer.engine.hearing_meter import HearingMeter
from setplayer.engine.keeper import Keeper
from setplayer.engine.live import Live
from setplayer.engine.outlet import Outlet
from setplayer.engine.reception import Reception
from setplayer.engine.server import Server
from setplayer.engine.start import Start
from setplayer.engine.view import View
from setplayer.engine.views import Machine, make_view
from setplayer.engine.wall import Wall
from setplayer.log.clock import Clock
from setplayer.units import SAMPLE_RATE


@dataclass
class Window:
    """The parts of an engine that a view tells of. `warnings` are true from its start on."""

    start: Start
    clock: Clock
    live: Live
    keeper: Keeper
    drafts: Drafts
    meter: HearingMeter
    outlet: Outlet
    server: Server
    chooser: Chooser
    clinic: Clinic
    reception: Reception
    arcs: tuple[str, ...]
    warnings: tuple[str, ...]
    first_seq: int
    """The number of the last event that was on the disk when the engine started."""
    can_leave: bool = False
    """Whether there is a Today to leave a preparation for."""
    _shown: tuple[object, ...] = field(default=(), init=False)

    def wall(self) -> Wall:
        """The clock on the wall, as it is now."""
        frame = self.live.frame if self.live.playing else self.live.state.frame
        return Wall(frame, self.clock.stamp().wall_us, self.start.speed)

    def show(self, *, force: bool) -> None:
        """Show a view when something changed, and once a second; always when it is forced."""
        live, keeper = self.live, self.keeper
        second = live.frame // (SAMPLE_RATE * max(round(self.start.speed), 1))
        now = (live.state.seq, second, keeper.conditions, keeper.written, self.server.front_pids, self.outlet.names,
               self.reception.setup, self.chooser.shelf)  # fmt: skip
        if force or now != self._shown:
            self._shown = now
            self.server.show(self.view())

    def view(self) -> View:
        """The view of now."""
        live = self.live
        return make_view(
            live.state,
            live.journal,
            live.now_frame,
            Machine(
                session_id=self.start.session_id,
                conditions=self.keeper.conditions | ({"loud"} if self.meter.loud else set()),
                output=self.outlet.output.name,
                outputs=self.outlet.names,
                arcs=(*self.chooser.own_arcs(live.state.client), *self.arcs),
                warnings=(*self.start.warnings, *self.chooser.warnings, *self.warnings),
                exposure=self.meter.so_far(),
                queue_ms=live.queue_ms,
                speed=self.start.speed,
                wall=self.wall(),
                engine_pid=os.getpid(),
                front_pids=self.server.front_pids,
                saved_seq=self.first_seq + self.keeper.written,
                drafts=self.drafts.shown,
                clinic=self.clinic,
                setup=self.reception.setup,
                music_checked=self.chooser.checked,
                can_leave=self.can_leave,
                shelf=self.chooser.shelf,
            ),
        )
