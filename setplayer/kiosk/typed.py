"""Fields that take text: their titles, and the command that each makes of what was typed. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from setplayer.engine.view import View
from setplayer.kiosk.items import Act, send
from setplayer.kiosk.ui import Ui

LONGEST: Final = 10_000
_CODE: Final = 40


@dataclass(frozen=True)
class Typed:
    """A field. `makes` gives the command for its text; `present` what it holds before anything is typed."""

    title: str
    hint: str
    makes: Callable[[str, View, Ui], Act]
    present: Callable[[View, Ui], str] = lambda view, ui: ""
    longest: int = LONGEST
    keeps: bool = False
    """Whether the draft stays when the engine has taken it: what it holds cannot be read back from a view."""


def _plain(do: str) -> Callable[[str, View, Ui], Act]:
    return lambda text, view, ui: send(do, text=text)


def _skipped(text: str, view: View, ui: Ui) -> Act:
    fields: dict[str, Any] = {"reminder": ui.reminder} if ui.reminder else {}
    return send("reminder_skipped", **fields, reason=text)


TYPED: Final[dict[str, Typed]] = {
    "note": Typed("Note", "What you see", _plain("note")),
    "quote": Typed("Quote", "The client's words", _plain("quote")),
    "client": Typed(
        "Client code",
        "A code, never a name",
        lambda text, view, ui: send("open", client=text),
        lambda view, ui: view.client,
        _CODE,
    ),
    "intention": Typed(
        "Intention", "In the client's own words", _plain("intention"), lambda view, ui: view.intention
    ),
    "like": Typed(
        "Preferred",
        "Music the client likes",
        lambda text, view, ui: send("prefer", like=text, avoid=ui.draft("avoid")),
        keeps=True,
    ),
    "avoid": Typed(
        "To avoid",
        "Music, language, associations",
        lambda text, view, ui: send("prefer", like=ui.draft("like"), avoid=text),
        keeps=True,
    ),
    "handover": Typed(
        "Hand over", "Code of who takes over", lambda text, view, ui: send("handover", code=text), longest=_CODE
    ),
    "skip words": Typed("Leave out", "Why it is left out", _skipped),
    "correct": Typed(
        "Correct",
        "How it should read; the original stays in the record",
        lambda text, view, ui: send("correct", entry=ui.entry.seq if ui.entry else 0, text=text),
        lambda view, ui: ui.entry.text if ui.entry else "",
    ),
}
"""Every field by the name of its panel."""


def text_in(panel: str, view: View, ui: Ui) -> str:
    """What a field holds now: the draft, or what was there."""
    return ui.drafts[panel] if panel in ui.drafts else TYPED[panel].present(view, ui)
