"""A session: the state, and its record on disk. Whatever happens goes through here."""

from collections.abc import Iterable

from setplayer.log.session_file import SessionFile
from setplayer.session.codec import StoredEvent, store
from setplayer.session.commands import Command
from setplayer.session.decide import decide
from setplayer.session.due import fall_due, next_due
from setplayer.session.events import Event, Refusal
from setplayer.session.state import State, evolve


class Recorder:
    """Decides commands, lets time pass, and keeps every event: in the state at once, on disk with `save`.

    Without a file nothing but the state is kept, for looking ahead; it may start from any state.
    """

    def __init__(self, file: SessionFile | None, state: State | None = None):
        self._file = file
        self._unsaved: list[StoredEvent] = []
        self._due_of: State | None = None
        self._due_frame: int | None = None
        self.state = state or State()

    def give(self, command: Command, frame: int, attachments: dict[str, bytes] | None = None) -> Event | Refusal:
        """Carry out a command at a frame. `attachments` are the bytes that the command's materials name."""
        decided = decide(self.state, command, frame)
        if isinstance(decided, Event):
            self.happen(decided.model_copy(update={"attachments": attachments or {}}))
        return decided

    def happen(self, event: Event) -> None:
        """Take in an event."""
        self.state = evolve(self.state, event)
        if self._file is not None:
            self._unsaved.append(store(event))

    def pass_time(self, until_frame: int) -> None:
        """Let everything happen that falls due by itself before a frame."""
        while (frame := self.next_due_frame()) is not None and frame < until_frame:
            due = next_due(self.state)
            assert due is not None
            self.happen(fall_due(self.state, due))

    def next_due_frame(self) -> int | None:
        """The frame at which something next happens by itself."""
        if self._due_of is not self.state:
            due = next_due(self.state)
            self._due_of, self._due_frame = self.state, None if due is None else due.frame
        return self._due_frame

    def save(self) -> None:
        """Make everything durable that has happened. Raises MachineFault when the disk does not take it."""
        if self._unsaved and self._file is not None:
            self._file.append(self._unsaved)
            self._unsaved.clear()

    def give_all(self, commands: Iterable[Command], frame: int) -> None:
        """Carry out commands one after another at one frame; none of them may be refused."""
        for command in commands:
            decided = self.give(command, frame)
            assert isinstance(decided, Event), decided
