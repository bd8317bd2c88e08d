"""What a front holds of the engine, whoever stands behind it: the real one, or the pretended one of tests."""

import threading
from typing import Any, Protocol

from setplayer.engine.messages import Answer
from setplayer.engine.view import View


class Engine(Protocol):
    """An engine as fronts see it. Nothing here ever waits: a front that hangs and an engine that hangs never meet."""

    changed: threading.Event
    """Set whenever there is a new view, an answer, or the connection came or went. The front clears it."""

    @property
    def view(self) -> View | None:
        """The newest view; None before the first. While the engine is away it is the last one there was."""
        ...

    @property
    def connected(self) -> bool:
        """Whether the engine is there now."""
        ...

    @property
    def ended(self) -> bool:
        """Whether the session was closed and the engine will not come back."""
        ...

    def send(self, command: dict[str, Any]) -> int:
        """Ask for a command, such as `{"do": "extend", "minutes": 2}`. Gives the number that its answer will have.

        While the engine is away the answer comes at once and says so.
        """
        ...

    def preview(self, command: dict[str, Any]) -> int:
        """Ask what a command would change, without doing it."""
        ...

    def choose_arc(self, name: str) -> int:
        """Ask for another arc before Begin: one that ships or is the client's own, by name."""
        ...

    def keep(self, source: str) -> int:
        """Ask, before Begin, that something the client avoids is heard all the same; again: that it is not."""
        ...

    def test_output(self) -> int:
        """Ask for a soft tone on the left and then on the right, before Begin."""
        ...

    def choose(self, kind: str, value: str) -> int:
        """Ask Today to open a `session` by its id, or a new one for a `client` by its code, or for nobody: `new`."""
        ...

    def leave_preparation(self) -> int:
        """Ask to leave a preparation for Today. What was prepared is kept."""
        ...

    def keep_draft(self, name: str, text: str, began_s_ago: float) -> int:
        """Have a text kept that is being typed into the field of this name, until it is saved; "" drops it.

        `began_s_ago` is when its first letter was typed, in seconds of the session. A draft of the view is dropped by
        its key.
        """
        ...

    def ask_office(self, question: str, **fields: Any) -> int:
        """Ask something that is behind the PIN: `pin`, `lock`, `new_pin`, or what `setplayer.office` answers."""
        ...

    def answers(self) -> list[Answer]:
        """The answers since this was last asked, in order."""
        ...
