"""A session played live with a clock turned by hand, into memory."""

from pathlib import Path
from typing import Any

import numpy as np

from setplayer.audio.clocked import ClockedOutput
from setplayer.audio.mixer import Mixer
from setplayer.engine.journal import Journal
from setplayer.engine.keeper import Keeper
from setplayer.engine.live import Live
from setplayer.engine.prepare import Prepared
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.session import commands as c
from setplayer.session.events import Event
from setplayer.session.state import State
from setplayer.values import content_address


class Memory:
    """Keeps every sample."""

    def __init__(self) -> None:
        self.parts: list[np.ndarray] = []

    def write(self, samples: np.ndarray) -> None:
        self.parts.append(samples.copy())

    @property
    def samples(self) -> np.ndarray:
        return np.concatenate([*self.parts, np.empty((0, 2), np.float32)])


class Played:
    """A live session in a file, with time that passes when told to."""

    def __init__(self, prepared: Prepared, path: Path, patience_s: float | None = None):
        self.now_s = 0.0
        self.memory = Memory()
        self.path = path
        self.keeper = Keeper(SessionFile.create(path, "live", FakeClock()))
        self.output = ClockedOutput(self.memory, lambda: self.now_s, name="memory")
        self.live = Live(State(), Journal(), self.keeper, self.output, now_ns=lambda: round(self.now_s * 1e9))
        attachments = {content_address(data): data for data in prepared.sounds.values()}
        assert isinstance(self.live.give(c.Open(kind="session", seed=7)), Event)
        assert isinstance(self.live.give(prepared.command(), attachments=attachments), Event)
        self.prepared = prepared
        self.patience_s = patience_s

    def begin(self) -> None:
        assert isinstance(self.live.give(c.Begin()), Event)
        self.live.start(Mixer(self.prepared.sources(self.live.state.seed), self.patience_s), 0)

    def pass_time(self, seconds: float, tick_s: float = 0.02) -> None:
        """The engine's loop, with a tick as long as given."""
        until = self.now_s + seconds
        while self.now_s < until:
            self.now_s = min(self.now_s + tick_s, until)
            self.live.fill()

    def give(self, command: c.Command, **how: Any) -> Any:
        return self.live.give(command, **how)

    def end(self) -> None:
        decided = self.live.finish(c.End())
        assert isinstance(decided, Event), decided
        self.output.drain()
        assert self.keeper.close()
