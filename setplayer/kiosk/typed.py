"""Fields that take text: their titles, and the command that each makes of what was typed. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from setplayer.engine.view import View
from setplayer.kiosk.items import Act, send
from setplayer.kiosk.steps import open_items
from setplayer.kiosk.ui import Ui
from setplayer.words import marked

LONGEST: Final = 10_000
TALK: Final = "talk "
"""How the fields of an integration session begin."""

_CODE: Final = 40


@dataclass(frozen=True)
class Typed:
    """A field. `makes` gives the command for its text; `present` what it holds before anything is typed."""

    title: str
    hint: str
    makes: Callable[[str, View, Ui], Act]
    present: Callable[[View, Ui], str] = lambda view, ui: ""
    longest: int = LONGEST
    empties: bool = False
    """Whether it may be saved with nothing in it."""
    shares: bool = False
    """Whether it can be said while typing that the client's page may show it."""
    hidden: bool = False
    """Whether what is typed is shown as dots, and is gone when the field closes."""


def _plain(do: str) -> Callable[[str, View, Ui], Act]:
    return lambda text, view, ui: send(do, text=text)


def _skipped(text: str, view: View, ui: Ui) -> Act:
    fields: dict[str, Any] = {"reminder": ui.reminder} if ui.reminder else {}
    return send("reminder_skipped", **fields, reason=text)


def _check(text: str, view: View, ui: Ui) -> Act:
    """A free check from words such as `Pain 3 of 10`: what stands before the value is its name."""
    match = re.fullmatch(r"([^=]+?)\s*[=:]?\s*(\d\S*)\s*(.*)", text)
    return send("vitals", checks=f"{match[1]}={match[2]} {match[3]}".strip() if match else text)


def _talked(text: str, view: View, ui: Ui) -> Act:
    """Something that was said in an integration session, by the panel that it was typed in: `talk insight`."""
    return Act("office", "talk", (("kind", ui.panel.removeprefix(TALK)), ("text", text)))


def _check_due(view: View, ui: Ui) -> str:
    """A reminder that is due may be what is checked."""
    return f"{view.reminders[0].text} = " if view.reminders else ""


TYPED: Final[dict[str, Typed]] = {
    "note": Typed(marked("Note"), marked("What you see"), _plain("note"), shares=True),
    "quote": Typed(marked("Quote"), marked("The client's words"), _plain("quote"), shares=True),
    "interruption": Typed(marked("Interruption"), marked("What it was"), _plain("interruption"), shares=True),
    "touch_agreed": Typed(
        marked("Touch agreed"),
        marked("What was agreed, and what not"),
        _plain("touch_agreed"),
        lambda view, ui: view.touch_agreed,
    ),
    "check": Typed(marked("Check"), marked("Name, value, unit: Pain 3 of 10"), _check, _check_due),
    "client": Typed(
        marked("Client code"),
        marked("A code, never a name"),
        lambda text, view, ui: send("open", client=text),
        lambda view, ui: view.client,
        _CODE,
    ),
    "intention": Typed(
        marked("Intention"), marked("In the client's own words"), _plain("intention"), lambda view, ui: view.intention
    ),
    "like": Typed(
        marked("Preferred"),
        marked("Music the client likes"),
        lambda text, view, ui: send("prefer", like=text, avoid=view.avoid),
        lambda view, ui: view.like,
        empties=True,
    ),
    "avoid": Typed(
        marked("To avoid"),
        marked("Music, language, associations"),
        lambda text, view, ui: send("prefer", like=view.like, avoid=text),
        lambda view, ui: view.avoid,
        empties=True,
    ),
    "handover": Typed(
        marked("Hand over"),
        marked("The code of who takes over, never a name"),
        lambda text, view, ui: send("handover", code=text),
        longest=_CODE,
    ),
    "answer": Typed(
        marked("Answer"),
        marked("What was answered"),
        lambda text, view, ui: send("check_item", item=ui.check, done=True, note=text),
    ),
    "begin words": Typed(
        marked("Begin anyway"),
        marked("Why it begins with items open"),
        lambda text, view, ui: send("begin", left_open=open_items(view), reason=text),
    ),
    "skip words": Typed(marked("Leave out"), marked("Why it is left out"), _skipped),
    "correct": Typed(
        marked("Correct"),
        marked("How it should read; the original stays in the record"),
        lambda text, view, ui: send("correct", entry=ui.entry.seq if ui.entry else 0, text=text),
        lambda view, ui: ui.entry.worded if ui.entry else "",
    ),
    "talk insight": Typed(marked("Insight"), marked("What came, in the client's words"), _talked),
    "talk step": Typed(marked("Step"), marked("One thing that the client wants to do"), _talked),
    "talk note": Typed(marked("Note"), marked("Your own; not shared unless you choose it"), _talked),
    "passphrase": Typed(
        marked("Passphrase"),
        marked("The clinic's, or its recovery key"),
        lambda text, view, ui: Act("office", "words", (("passphrase", text),)),
        longest=300,
        hidden=True,
    ),
}
"""Every field by the name of its panel."""


def text_in(panel: str, view: View, ui: Ui) -> str:
    """What a field holds now: the draft, or what was there."""
    return ui.drafts[panel] if panel in ui.drafts else TYPED[panel].present(view, ui)
