"""An engine without sound, for tests and pictures of fronts: decisions as the real one makes them, time by hand."""

import itertools
import os
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Final

from setplayer.checklist import Checklist
from setplayer.engine.drafts import Drafts
from setplayer.engine.journal import Journal, noted
from setplayer.engine.messages import Answer, Bad, command_from
from setplayer.engine.office_view import Told
from setplayer.engine.today_view import Today
from setplayer.engine.view import View
from setplayer.engine.views import Machine, make_view
from setplayer.session.commands import Begin, ChooseArc, Command, Open
from setplayer.session.decide import decide, preview
from setplayer.session.due import fall_due, next_due
from setplayer.session.events import Event, Refusal
from setplayer.session.state import State, evolve
from setplayer.units import frames_from_s

_AWAY: Final = "The player is restarting; try again in a moment."


class PretendEngine:
    """`Engine` for fronts under test. `advance` lets time pass; commands take effect at once."""

    def __init__(self, chosen: Callable[[str], ChooseArc], arc: str, machine: Machine, *, begun: bool = True,
                 checklist: Checklist | None = None):  # fmt: skip
        self.changed = threading.Event()
        self.state = State()
        self.journal = Journal()
        self.machine = machine
        self.frame = 0
        self.connected = True
        self.ended = False
        self.drafts = Drafts(lambda key, data: None)
        self.office: Callable[[str, dict[str, Any]], Told] = lambda question, fields: Told(done=False)
        """What answers for what is behind the PIN."""
        self.sent: list[dict[str, Any]] = []
        """Every command that a front asked for, in order."""
        self._chosen = chosen
        self._checklist = checklist
        self._numbers = itertools.count(1)
        self._answers: list[Answer] = []
        self.today: Today | None = None
        """What it shows while no session is open."""
        self._open(arc)
        if begun:
            self._give(Begin())

    @property
    def view(self) -> View | None:
        """The view of now."""
        if self.today is not None:
            return View(session_id="", today=self.today, outputs=self.machine.outputs, **asdict(self.machine.setup))
        return make_view(self.state, self.journal, self.frame, replace(self.machine, drafts=self.drafts.shown))

    def advance(self, seconds: float) -> None:
        """Let session time pass, and everything happen that falls due."""
        until = self.frame + frames_from_s(seconds)
        if "begun" in self.state.flags:
            while (due := next_due(self.state)) is not None and due.frame <= until:
                self._happen(fall_due(self.state, due))
            self.frame = until
        self.changed.set()

    def send(self, command: dict[str, Any]) -> int:
        """Carry out a command now."""
        self.sent.append(command)
        return self._answered(lambda: self._give(command_from(command)))

    def preview(self, command: dict[str, Any]) -> int:
        """Say what a command would change."""
        return self._answered(lambda: (True, preview(self.state, command_from(command), self.frame)))

    def choose_arc(self, name: str) -> int:
        """Choose another arc."""
        self.sent.append({"do": "choose_arc", "name": name})
        return self._answered(lambda: self._give(self._chosen(name)))

    def keep(self, source: str) -> int:
        """Have something heard all the same, or not after all."""
        self.sent.append({"do": "keep", "name": source})
        return self._answered(lambda: self._kept(source))

    def _kept(self, source: str) -> tuple[bool, str]:
        state = self.state
        assert state.arc is not None
        kept = {one.source for one in state.replaced if one.kept}
        again = ChooseArc(
            arc=state.arc,
            arc_text="",
            materials=state.materials,
            avoid=tuple(state.unwanted | kept),
            kept=tuple(kept ^ {source}),
        )
        return self._give(again)

    def test_output(self) -> int:
        """Say that it sounded."""
        self.sent.append({"do": "test_output"})
        return self._answered(self._sounded)

    def _sounded(self) -> tuple[bool, str]:
        self._happen(Event(kind="sound_tested", frame=0, request={"output": self.machine.output}))
        return True, "Left, then right, on an output that is none."

    def choose(self, kind: str, value: str) -> int:
        """Open what was chosen on Today: anew, with the arc that it has."""
        self.sent.append({"do": "choose", kind: value})
        client = value if kind == "client" else ""
        return self._answered(lambda: self._chosen_today(client, proposed=kind == "new"))

    def _chosen_today(self, client: str, *, proposed: bool) -> tuple[bool, str]:
        self.today, self.state, self.journal, self.frame = None, State(), Journal(), 0
        self._open(self._arc, client, proposed=proposed)
        return True, ""

    def leave_preparation(self) -> int:
        """Show Today again."""
        self.sent.append({"do": "leave"})
        return self._answered(self._left)

    def _left(self) -> tuple[bool, str]:
        self.today = Today()
        return True, ""

    def _open(self, arc: str, client: str = "", *, proposed: bool = False) -> None:
        self._arc = arc
        self._give(Open(client=client))
        self._give(self._chosen(arc).model_copy(update={"proposed": proposed}))
        if self._checklist is not None:
            items = [item.model_dump(mode="json") for item in self._checklist.items]
            self._happen(Event(kind="checklist", frame=0, request={"name": self._checklist.name, "items": items}))

    def keep_draft(self, name: str, text: str, began_s_ago: float) -> int:
        """Keep what is typed."""
        return self._answered(lambda: self._keep_draft(name, text, began_s_ago))

    def _keep_draft(self, name: str, text: str, began_s_ago: float) -> tuple[bool, str]:
        self.drafts.keep(name, text, max(self.frame - frames_from_s(began_s_ago), 0), os.getpid())
        return True, ""

    def ask_office(self, question: str, **fields: Any) -> int:
        """Ask what stands in for reception and office."""
        number = next(self._numbers)
        told = self.office(question, fields) if self.connected else Told(done=False, text=_AWAY)
        self._answers.append(Answer(number=number, done=told.done, text=told.text, told=told.told))
        self.changed.set()
        return number

    def answers(self) -> list[Answer]:
        """The answers so far."""
        answers, self._answers = self._answers, []
        return answers

    def _answered(self, work: Callable[[], tuple[bool, str]]) -> int:
        number = next(self._numbers)
        try:
            done, text = work() if self.connected else (False, _AWAY)
        except Bad as bad:
            done, text = False, str(bad)
        self._answers.append(Answer(number=number, done=done, text=text, seq=self.state.seq if done else None))
        self.changed.set()
        return number

    def _give(self, command: Command) -> tuple[bool, str]:
        decided = decide(self.state, command, self.frame)
        if isinstance(decided, Refusal):
            return False, decided.reason
        self._happen(decided)
        self.drafts.taken(command, os.getpid())
        return True, decided.outcome.text

    def _happen(self, event: Event) -> None:
        self.state = evolve(self.state, event)
        self.journal = noted(self.journal, event, self.state.seq)
        self.ended = "closed" in self.state.flags
