"""How the screen's own state changes by what is typed, opened, chosen and taken by the engine. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from setplayer.engine.view import View
from setplayer.kiosk import model
from setplayer.kiosk.items import Act, send
from setplayer.kiosk.numbers import FIELDS, draft_name, vitals_act
from setplayer.kiosk.typed import TYPED, text_in
from setplayer.kiosk.ui import Ui

_STAYS_OPEN: Final = frozenset({"checklist", "share", "more", "sounds"})
"""Panels that a command given in them does not close."""

_CODES: Final = ("client", "handover")


@dataclass(frozen=True)
class Asked:
    """A command on its way: which control gave it, in which panel, and what is to follow it."""

    name: str
    act: Act
    panel: str = ""
    then: Act | None = None


def is_field(panel: str) -> bool:
    """Whether a panel takes what is typed."""
    return panel in TYPED or panel == "vitals"


def opened(ui: Ui, view: View, panel: str) -> Ui:
    """A panel opens; with an empty name the open one closes, and its draft stays."""
    capitals = panel in TYPED and panel not in _CODES and not text_in(panel, view, ui)
    changed = replace(ui, panel=panel, page=0, symbols=False, capitals=capitals)
    if panel == "skip words" and view.reminders:
        return replace(changed, reminder=view.reminders[0].number)
    return changed if panel else replace(changed, minutes_ago=0)


def typed(ui: Ui, view: View, characters: str) -> Ui:
    """Characters come into the open field; a backspace takes the last away."""
    if not is_field(ui.panel):
        return ui
    vitals = ui.panel == "vitals"
    name = draft_name(ui.vitals_field) if vitals else ui.panel
    before = ui.draft(name) if vitals else text_in(name, view, ui)
    if characters == "\b":
        after = before[:-1]
    elif vitals:
        _, allowed, longest = FIELDS[ui.vitals_field]
        after = (before + "".join(c for c in characters if c in allowed))[:longest]
    else:
        after = (before + characters)[: TYPED[name].longest]
    capitals = not vitals and not after and name not in _CODES
    return replace(ui, drafts={**ui.drafts, name: after}, capitals=capitals)


def chosen(ui: Ui, view: View, act: Act) -> Ui:
    """A choice on this screen: a field, how many minutes ago, a page, an entry to correct."""
    value = dict(act.fields)["value"]
    if act.name != "entry":
        return replace(ui, **{act.name: value})
    entry = next((entry for entry in view.entries if entry.seq == value), None)
    if entry is None:
        return ui
    about = replace(_without(ui, ("correct",)), entry=entry)
    return opened(about, view, "when" if entry.kind in model.MEDICINE else "correct")


def submitted(ui: Ui, view: View, act: Act) -> tuple[Act, Act | None] | None:
    """The command of the open field, and what is to follow once it is taken."""
    if ui.panel == "vitals":
        due = view.reminders[0].number if view.reminders else None
        follows = act.name == "done" and due is not None
        return vitals_act(ui), send("reminder_done", reminder=due) if follows else None
    if ui.panel in TYPED:
        return TYPED[ui.panel].makes(text_in(ui.panel, view, ui).strip(), view, ui), None
    return None


def taken(ui: Ui, asked: Asked) -> Ui:
    """The engine took a command: what it took is no draft any more, and its panel closes."""
    if asked.act.name in model.MEDICINE:
        ui = replace(ui, minutes_ago=0)
    if asked.panel == "vitals" and asked.act.name == "vitals":
        ui = replace(_without(ui, map(draft_name, FIELDS)), vitals_field=next(iter(FIELDS)))
    if asked.panel in TYPED and not TYPED[asked.panel].keeps:
        ui = _without(ui, (asked.panel,))
    closes = asked.panel and asked.panel == ui.panel and asked.panel not in _STAYS_OPEN
    return replace(ui, panel="") if closes else ui


def _without(ui: Ui, names: Iterable[str]) -> Ui:
    gone = set(names)
    return replace(ui, drafts={name: text for name, text in ui.drafts.items() if name not in gone})
