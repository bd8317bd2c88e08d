"""Sessions for the terminal front's tests, on an engine without sound."""

from functools import cache
from pathlib import Path
from typing import Any

from setplayer.engine.prepare import prepare
from setplayer.engine.pretend import PretendEngine
from setplayer.engine.view import View
from setplayer.engine.views import Machine
from setplayer.session.commands import ChooseArc
from setplayer.terminal.front import Front
from setplayer.terminal.help_page import help_lines
from setplayer.terminal.model import session_lines

ARCS = ("ketamine-im-60", "music-45")
MACHINE = Machine(session_id="abc", output="Speakers", outputs=("Speakers", "null"), arcs=ARCS)


@cache
def chosen(name: str) -> ChooseArc:
    """A shipped arc; `NAME without tide,drone` is one for a client."""
    arc, _, avoided = name.partition(" without ")
    command = prepare(arc, None, Path("no-tracks-no-cache")).command()
    return command.model_copy(update={"avoid": tuple(avoided.split(","))}) if avoided else command


class Session:
    """A front on an engine, keys pressed one after another half a second apart."""

    def __init__(self, arc: str = "music-45", *, begun: bool = True, minutes: float = 0, machine: Machine = MACHINE):
        self.engine = PretendEngine(chosen, arc, machine, begun=begun)
        self.engine.advance(minutes * 60)
        self.front = Front(self.engine)
        self.now_s = 100.0

    def press(self, *keys: str) -> "Session":
        for key in keys:
            self.front.press(key, self.now_s)
            self.front.heard(self.now_s)
            self.now_s += 0.5
        return self

    def write(self, text: str) -> "Session":
        return self.press(*text)

    def passes(self, seconds: float) -> "Session":
        self.now_s += seconds
        self.engine.advance(seconds)
        self.front.tick(self.now_s)
        self.front.heard(self.now_s)
        return self

    @property
    def sent(self) -> list[dict[str, Any]]:
        return self.engine.sent

    @property
    def view(self) -> View:
        assert self.engine.view is not None
        return self.engine.view

    def lines(self, width: int = 80, height: int = 24) -> list[str]:
        self.front.height = height
        if self.front.shown.page:
            found = help_lines(self.view, self.front.shown, width, height, "14:05")
        else:
            found = session_lines(self.view, self.front.shown, width, height, "14:05")
        assert len(found) == height
        assert {line.cell_len for line in found} == {width}
        return [line.plain for line in found]

    def screen(self, width: int = 80, height: int = 24) -> str:
        return "\n".join(line.rstrip() for line in self.lines(width, height)) + "\n"

    @property
    def bottom(self) -> str:
        return self.lines()[-1].rstrip()
