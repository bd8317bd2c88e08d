"""The engine: one session, one output, any number of fronts. Its loop keeps the output filled and answers.

Nothing here waits for anybody: fronts, the disk and devices have threads of their own and meet the loop in its inbox.
"""

import contextlib
import os
import queue
import secrets
import threading
import time
from functools import partial
from typing import Any, Final, Literal

from setplayer import __version__
from setplayer.arc.fields import SEEDS
from setplayer.audio.mixer import Mixer
from setplayer.engine import running
from setplayer.engine.beat import Beat
from setplayer.engine.choosing import Chooser
from setplayer.engine.desk import Desk, Pace
from setplayer.engine.drafts import Drafts
from setplayer.engine.ending import Ending
from setplayer.engine.hearing_meter import HearingMeter
from setplayer.engine.keeper import Keeper
from setplayer.engine.kept import opened
from setplayer.engine.last_place import Place
from setplayer.engine.live import Live, passed_over
from setplayer.engine.memory import keep_giving_back_memory
from setplayer.engine.messages import Answer, Ask, Bad, Hello, command_from
from setplayer.engine.outlet import Outlet, wanted_output
from setplayer.engine.prepare import kept_sources, shipped_arcs
from setplayer.engine.preparing import is_empty, lay_out_checklist, sound_test
from setplayer.engine.reception import Reception
from setplayer.engine.refitting import Refitting, fitter_process
from setplayer.engine.resuming import WARM_S, ready_ahead
from setplayer.engine.server import Asked, Server
from setplayer.engine.set_up import calibrations, clinic_words, keep_output, keep_resumes, resumes
from setplayer.engine.start import Start
from setplayer.engine.wall_clock import WallClock
from setplayer.engine.window import Window
from setplayer.faults import Fault
from setplayer.hearing import MOST_DBA
from setplayer.log.ballast import Ballast
from setplayer.log.clock import SystemClock, monotonic_ns
from setplayer.log.last_backup import backup_warning
from setplayer.session import commands as c
from setplayer.session.decide import preview
from setplayer.session.events import Event, Refusal
from setplayer.session.words import outcome_told
from setplayer.units import frames_from_s

TICK_S: Final = 0.08
"""A turn of the loop; what is asked wakes it at once. Shorter ones cost more in cold Python than in sound."""

_MOST_ASKED: Final = 16
"""So many questions of fronts are answered in one turn, however many there are: the sound comes first."""

_CHECKPOINT_S: Final = 1.0
_SLEPT_S: Final = 2.0
"""When the loop finds that so much time has passed unseen, the machine slept."""

_PATIENCE_S: Final = 0.25
"""So long a block waits for a track that is not decoded yet: less than is queued, and more than opening one takes."""


class Engine:
    """One session from its opening, or its resumption, to its end."""

    def __init__(self, start: Start):
        self._start = start
        self._clock = SystemClock()
        self._kept = opened(start, self._clock)
        self._known_ns = monotonic_ns()
        self._beat = Beat()
        state, journal = self._kept.state, self._kept.journal
        self._wall = WallClock(self._clock, self._kept.place.stamp if self._kept.place else None)
        self._keeper = Keeper(self._kept.file, Ballast(start.session_file.parent), sealing=self._kept.sealing)
        self._drafts = Drafts(self._keeper.keep_draft)
        self._drafts.found(self._kept.drafts, journal.entries)
        self._clinic = clinic_words(start.data)
        self._chooser = Chooser(start)
        self._reception = Reception(start.data)
        self._seen_s, self._seen_frame = _now_s(), 0
        self._checked_s = self._seen_s
        self._changed = False
        hello = Hello(version=__version__, session_id=start.session_id)
        key = secrets.token_bytes(32)
        self._server = Server(running.socket_path(start.data), key, hello)
        self._pace = Pace()
        try:
            desk = Desk(self._wake)
            keep = partial(keep_output, start.data)
            self._outlet = Outlet(wanted_output(start, state.output), start.speed, desk, self._pace, keep)
        except Fault:
            self._server.close()
            self._keeper.close()
            if not state.seq:
                self._forget_new_session()
            raise
        self._meter = HearingMeter(calibrations(start.data))
        self._live = Live(state, journal, self._keeper, self._outlet.output, start.speed, heard=self._meter.take)
        self._ending = Ending(self._live, self._meter, self._drafts, speed=start.speed, by_itself=start.ends_itself)
        self._window = Window(
            start=start,
            clock=self._clock,
            live=self._live,
            keeper=self._keeper,
            drafts=self._drafts,
            meter=self._meter,
            outlet=self._outlet,
            server=self._server,
            chooser=self._chooser,
            clinic=self._clinic,
            reception=self._reception,
            arcs=tuple(shipped_arcs()),
            warnings=tuple(filter(None, (self._kept.sealing.warning, backup_warning(start.data)))),
            first_seq=state.seq,
            can_leave=start.house,
        )
        self._refitting = Refitting(
            self._live, partial(fitter_process, self._chooser, start, self._wake), start.speed
        )
        found = running.Running(
            address=self._server.address,
            key=key.hex(),
            engine_pid=os.getpid(),
            supervisor_pid=start.supervisor_pid,
            session_id=start.session_id,
            session_file=start.session_file,
        )
        with contextlib.suppress(Fault):  # a full disk stops no session; only fronts that come later miss it
            running.publish(start.data, found, Ballast(start.session_file.parent).drop)

    def _forget_new_session(self) -> None:
        """A session that could not even start, or that nobody prepared anything of, leaves no file behind."""
        self._keeper.close()
        self._start.session_file.unlink(missing_ok=True)
        self._kept.sealing.ended()

    @property
    def put_aside(self) -> bool:
        """Whether somebody left the preparation for Today."""
        return self._ending.aside

    def leave(self) -> None:
        """Fade and stop, with the session left open to be resumed. From any thread."""
        self._ending.leaving = True
        self._wake()

    def _wake(self) -> None:
        self._server.inbox.put(None)

    # ---- from start to end

    def run(self) -> bool:
        """Play until the session is closed, or the engine is told to leave; whether it is closed."""
        self._prepare()
        while "closed" not in self._live.state.flags and not self._ending.left:
            self._turn()
        self._stop()
        return "closed" in self._live.state.flags

    def _prepare(self) -> None:
        live, state = self._live, self._live.state
        if "closed" in state.flags:
            return
        if not state.seq:
            kind: Literal["session", "rehearsal"] = "session" if self._start.speed <= 1.0 else "rehearsal"
            seed = secrets.randbelow(SEEDS) if self._start.seed is None else self._start.seed
            live.give(c.Open(kind=kind, client=self._start.client, seed=seed, player=__version__))
            self._chooser.opened(live)
            if (place := resumes(self._start.data)) is not None:
                live.give(c.SetResume(place=place))
        if live.state.arc is None:
            self._chooser.choose(live, self._start.arc)
        elif "begun" not in state.flags and self._start.house and not self._start.again:
            with contextlib.suppress(Fault):  # prepared days ago, and its music may have changed since
                self._chooser.choose(live, self._start.arc)
        if "begun" in state.flags:
            self._resume()
        else:
            self._chooser.look_through(self._wake)
            lay_out_checklist(live, self._start.data)
        self._outlet.tell(live)
        if "begun" not in state.flags and self._start.begin:
            self._begin(c.Begin())

    def _begin(self, command: c.Begin) -> Event | Refusal:
        decided = self._live.give(command)
        if isinstance(decided, Event):
            keeping = (self._live, self._clock.stamp().wall_us)
            threading.Thread(target=self._chooser.keep_words, args=keeping, name="wishes", daemon=True).start()
            self._outlet.output.replace(lambda queued: ())  # what is left of a sound test
            self._play(self._mixer(), 0)
            if self._start.safe:
                self._live.give(c.PlaySafe())
        return decided

    def _mixer(self) -> Mixer:
        live, kept = self._live, self._kept.sounds
        sources = self._chooser.sources(live.state) or kept_sources(
            live.state, kept, self._chooser.library, live.track
        )
        return Mixer(sources, _PATIENCE_S)

    def _play(self, mixer: Mixer, frame: int) -> None:
        self._pace.step()  # what was prepared until now took time that nothing was played in
        self._live.start(mixer, frame)
        self._seen_s, self._seen_frame = _now_s(), frame
        self._anchor()
        keep_giving_back_memory()

    def _resume(self) -> None:
        """Go on in place by now, as far as the clocks tell."""
        live, mixer = self._live, self._mixer()
        by_now = self._by_now()
        if live.state.resumes == "where_it_was":
            by_now = ready_ahead(mixer, live.state, self._by_now, self._passed_over, self._start.speed)
        elif not self._start.safe:
            mixer.warm(live.state, by_now, WARM_S)
            by_now = self._by_now()
        live.take(*self._passed_over(by_now))
        self._play(mixer, live.state.frame)

    def _passed_over(self, by_now: int) -> list[Event]:
        state, place = self._live.state, self._kept.place
        lost = place.frame if place else state.frame
        return passed_over(state, lost, by_now, safe=self._start.safe, known_mono_ns=self._known_ns)

    def _by_now(self) -> int:
        """The frame at which a session that is resumed is by now."""
        place, state = self._kept.place, self._live.state
        return state.frame if place is None else max(place.by_now(self._clock.stamp()), state.frame)

    def _anchor(self) -> None:
        """Say in the record which moment of the machine's clock a frame is heard at."""
        stamp, frame = self._clock.stamp(), self._live.frame
        request = {"frame": frame, "mono_ns": stamp.mono_ns, "output": self._outlet.output.name}
        self._live.tell("anchor", request)

    def _stop(self) -> None:
        self._beat.tell(None, self._seen_s)
        self._window.show(force=True)
        if self._live.state.word == "closed":
            self._outlet.output.drain()
        else:
            self._checkpoint(force=True)
            self._outlet.output.close()
        self._live.close()
        self._refitting.close()
        while not self._keeper.close() and not self._ending.leaving:
            self._window.show(
                force=True
            )  # a full disk: nothing that happened is given up while somebody can make room
        if self._live.state.word == "closed":
            running.withdraw(self._start.data)
        if self.put_aside and is_empty(self._live.state, self._live.journal, self._start.client):
            self._forget_new_session()
        time.sleep(TICK_S)  # the last view is on its way
        self._server.close()

    # ---- the loop

    def _turn(self) -> None:
        for number in range(_MOST_ASKED):
            asked = self._next_asked(0.0 if number else TICK_S)
            self._pace.step()
            if asked is None:
                break
            if not self._reception.takes(asked):
                asked.answer(self._answered(asked.ask, asked.front_pid))
            self._changed = True
        self._wake_up()
        self._wall.look(self._live)
        self._live.fill()
        self._refitting.look()
        self._changed |= self._outlet.watch(self._live, self._seen_s)
        self._meter.tell(self._live, self._outlet.device)
        self._ending.go_on()
        self._beat.tell(self._live.frame if self._live.playing else None, self._seen_s)
        self._checkpoint()
        self._window.show(force=self._changed)
        self._changed = False

    def _next_asked(self, wait_s: float) -> Asked | None:
        try:
            return self._server.inbox.get(timeout=wait_s) if wait_s else self._server.inbox.get_nowait()
        except queue.Empty:
            return None

    def _wake_up(self) -> None:
        """See how much time has passed; jump to where the session is by now, when the machine slept."""
        now_s = _now_s()
        slept_s, self._seen_s = now_s - self._seen_s, now_s
        if self._live.playing and slept_s > _SLEPT_S and self._start.speed <= 1.0:
            self._live.jump(self._seen_frame + frames_from_s(slept_s))
            self._anchor()
        self._seen_frame = self._live.frame

    def _checkpoint(self, *, force: bool = False) -> None:
        if self._live.playing and (force or self._seen_s - self._checked_s >= _CHECKPOINT_S):
            self._checked_s = self._seen_s
            self._keeper.checkpoint(
                Place(
                    frame=self._live.frame,
                    speed=self._start.speed,
                    library=self._chooser.library,
                    stamp=self._clock.stamp(),
                ).to_bytes()
            )

    # ---- what fronts ask

    def _answered(self, ask: Ask, front_pid: int) -> Answer:
        try:
            return self._carried_out(ask, front_pid)
        except (Bad, Fault) as reason:
            return Answer(number=ask.number, done=False, text=str(reason))

    def _carried_out(self, ask: Ask, front_pid: int) -> Answer:
        number = ask.number
        match ask.query:
            case "view":
                return Answer(number=number, done=True, view=self._window.view())
            case "preview":
                return Answer(number=number, done=True, text=self._foreseen(ask.command))
            case "draft":
                began = max(self._live.now_frame - frames_from_s(ask.began_s_ago), 0)
                self._drafts.keep(ask.name, ask.text, began, front_pid)
                return Answer(number=number, done=True)
            case "close" | "leave" | "choose" | "test_output" as query:
                return Answer(number=number, done=True, text=self._done(query))
            case _:
                return self._told(ask, self._decided(ask, front_pid))

    def _decided(self, ask: Ask, front_pid: int) -> Event | Refusal:
        """What comes of a command, or of choosing an arc."""
        if ask.query in ("choose_arc", "keep"):
            # Reading an arc and measuring its music takes long, and the sound would wait for it.
            if (reason := self._window.view().why_not("choose_arc")) is not None:
                raise Bad(reason)
            if ask.query == "keep":
                return self._chooser.keep(self._live, ask.name)
            return self._chooser.choose(self._live, ask.name, by_hand=True)
        command = self._meant(ask.command)
        decided = self._give(command)
        if isinstance(decided, Event):
            self._drafts.taken(command, front_pid)
        return decided

    def _meant(self, fields: dict[str, Any]) -> c.Command:
        """The command that a front means, by the clock on the wall and in the clinic's units. Raises Bad."""
        command = self._window.wall().meant(command_from(fields))
        if (
            isinstance(command, c.Vitals | c.Correct)
            and command.temperature is not None
            and command.temperature_unit is None
        ):
            return command_from({**command.model_dump(), "temperature_unit": self._clinic.temperature})
        return command

    def _done(self, query: str) -> str:
        """Do what is asked for beside the commands; what came of it."""
        match query:
            case "close":
                self._ending.closing = True
                return "Fading out and closing."
            case "leave":
                return self._ending.put_aside(possible=self._start.house)
            case "test_output":
                return sound_test(self._live, self._outlet)
            case _:
                raise Bad("A session is open already.")

    def _foreseen(self, fields: dict[str, Any]) -> str:
        live = self._live
        return preview(live.state, self._meant(fields), max(live.frame, live.state.frame), self._window.wall().at)

    def _told(self, ask: Ask, decided: Event | Refusal) -> Answer:
        if isinstance(decided, Refusal):
            return Answer(number=ask.number, done=False, text=decided.reason)
        live, text = self._live, outcome_told(decided.outcome, self._window.wall().at)
        return Answer(number=ask.number, done=True, text=text, seq=live.state.seq, saved=live.saved())

    def _give(self, command: c.Command) -> Event | Refusal:
        match command:
            case c.Begin():
                return self._begin(command)
            case c.End():
                return self._ending.end(command)
            case c.ChooseArc():
                raise Bad("An arc is chosen by its name.")
            case c.Open() | c.Prefer():
                return self._chooser.heed(self._live, command)
            case c.Level() if (dba := self._meter.too_loud_at(command.db)) is not None:
                raise Bad(
                    f"Level is not possible: at {command.db:+g} dB the music would reach {dba:.0f} dBA here; "
                    f"the most is {MOST_DBA:.0f}."
                )
            case c.SetResume():
                decided = self._live.give(command)
                if isinstance(decided, Event):
                    keep_resumes(self._start.data, command.place)
                return decided
            case c.SetOutput():
                return self._outlet.choose(self._live, command)
            case _:
                self._refitting.before(command)
                return self._live.give(command, urgent=isinstance(command, c.FadeNow))


def _now_s() -> float:
    return monotonic_ns() / 1e9
