"""What this screen knows beside the engine's view: the open panel, drafts, the palette.

Lost with the process, but for the drafts, which the engine keeps as well.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from setplayer.engine.view import DraftView, EntryView, View
from setplayer.kiosk.layout import Grid
from setplayer.kiosk.office import Office
from setplayer.kiosk.text import Fonts

CALLOUT_S: Final = 4.0
"""For so long a press that did nothing says why."""

HOLD_S: Final = 1.2
"""A command that cannot be undone is pressed for so long."""

DEAD_S: Final = 2.0
"""After a fade, its corner does not bring back for so long."""

HUNG_S: Final = 3.0
"""A session is shown anew every second: a player that was not heard from for so long counts as away."""

HUSH_S: Final = 2.0
"""Where a field did not open, letters typed for it are no cues, until there was a pause of so long."""


@dataclass(frozen=True)
class Callout:
    """Words beside a control, until a moment; what is foreseen also no longer than the control is chosen."""

    name: str
    text: str
    until_s: float
    foreseen: bool = False


@dataclass(frozen=True)
class Ui:
    """The state of the screen itself. It is replaced, never changed."""

    night: bool = False
    panel: str = ""
    """The panel over the rail; empty when the rail shows."""
    keys: bool = False
    """Whether the list of keys stands over the arc."""
    drafts: Mapping[str, str] = field(default_factory=dict)
    """Text begun and not yet taken by the engine, by the name of its field."""
    began: Mapping[str, int] = field(default_factory=dict)
    """The session's frame at the first keystroke of each draft."""
    own: frozenset[str] = frozenset()
    """Fields that were typed into on this screen since it opened."""
    sharing: bool = False
    """Whether what is typed now may be shared."""
    vitals_field: str = "blood_pressure"
    capitals: bool = True
    symbols: bool = False
    keyboard: int = 0
    """Which of the clinic's keyboards is shown."""
    composing: str = ""
    """What an input method is making, not yet part of the text."""
    minutes_ago: int = 0
    page: int = 0
    clients_page: int = 0
    passed: frozenset[str] = frozenset()
    """Steps of the preparation that were looked at: what is next comes after them."""
    check: str = ""
    """The item of the checklist that an answer is written to."""
    opening: str | None = None
    """Whose session was chosen on Today and is being opened; empty when that is nobody known."""
    entry: EntryView | None = None
    """The entry that is being corrected."""
    reminder: int = 0
    """The reminder that is being skipped."""
    focus: str = ""
    office: Office | None = None
    """The screens behind the PIN, while one of them is open."""
    callout: Callout | None = None
    faded_s: float | None = None
    """When this screen asked for the fade, or first saw it."""

    @property
    def correcting_vitals(self) -> bool:
        """Whether the vitals panel corrects an entry."""
        return self.panel == "vitals" and self.entry is not None

    def draft(self, name: str) -> str:
        """What was typed into a field so far."""
        return self.drafts.get(name, "")


@dataclass(frozen=True)
class Moment:
    """Everything a picture of the screen is made from. `now_s` is any steady clock; `wall` the time of day."""

    grid: Grid
    fonts: Fonts
    view: View
    ui: Ui
    now_s: float
    wall: str
    connected: bool = True

    def px(self, base: float) -> int:
        """So many base pixels."""
        return self.grid.px(base)

    @property
    def large(self) -> bool:
        """Whether type is large."""
        return self.grid.large

    @property
    def offered(self) -> DraftView | None:
        """A draft that this screen can go on with, and does not know itself."""
        return next((d for d in self.view.offered(os.getpid()) if not self._is_own(d)), None)

    def _is_own(self, draft: DraftView) -> bool:
        return draft.front_pid == os.getpid() and draft.name in self.ui.own

    @property
    def hidden(self) -> bool:
        """Whether the client's data must not be seen."""
        return "away" in self.view.conditions

    @property
    def since_fade_s(self) -> float:
        """How long ago the fade was, as far as this screen knows."""
        return self.now_s - self.ui.faded_s if self.ui.faded_s is not None else float("inf")
