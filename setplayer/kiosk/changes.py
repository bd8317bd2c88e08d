"""How the screen's own state changes by what is typed, opened, chosen and taken by the engine. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from setplayer.engine.view import DraftView, View
from setplayer.kiosk import model
from setplayer.kiosk.items import Act, send
from setplayer.kiosk.numbers import FIELDS, draft_name, typed_again, vitals_act
from setplayer.kiosk.typed import TYPED, text_in
from setplayer.kiosk.ui import Ui
from setplayer.session.commands import COMMANDS, Entered
from setplayer.units import s_from_frames

Kept = TypeVar("Kept")

_STAYS_OPEN: Final = frozenset({"avoided", "checklist", "setting", "sound", "share", "more", "sounds"})
"""Panels that a command given in them does not close."""

_CODES: Final = ("client", "handover", "passphrase")

_BEGAN: Final = frozenset(do for do, command in COMMANDS.items() if issubclass(command, Entered))
"""Commands that say when their first letter was typed."""


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


def seen(ui: Ui, before: View | None, view: View, now_s: float) -> Ui:
    """A view takes the place of one of the same session, or of none.

    A fade that this screen did not ask for counts from when it is first seen; once a session has begun, what is
    prepared is none of its panels.
    """
    began = before is not None and before.today is None and before.state == "open" and view.state != "open"
    hides = "away" in view.conditions and not is_field(ui.panel)
    if hides or (began and ui.panel not in ("note", "vitals")):
        ui = replace(ui, panel="")
    if view.state == "faded" and (ui.faded_s is None or before is None):
        ui = replace(ui, faded_s=now_s)
    elif view.state != "faded" and before is not None and before.state == "faded":
        ui = replace(ui, faded_s=None)
    if view.reduced_light != (before is not None and before.reduced_light):
        ui = replace(ui, night=view.reduced_light)
    return ui


def opened(ui: Ui, view: View, panel: str) -> Ui:
    """A panel opens; with an empty name the open one closes, and its draft stays."""
    if ui.panel in TYPED and TYPED[ui.panel].hidden:
        ui = _without(ui, (ui.panel,))
    capitals = panel in TYPED and panel not in _CODES and not text_in(panel, view, ui)
    passed = ui.passed | {panel} if view.state == "open" and panel else ui.passed
    changed = replace(ui, panel=panel, passed=passed, page=0, symbols=False, capitals=capitals, sharing=False)
    changed = replace(changed, composing="")
    if panel == "vitals" and ui.entry is not None:  # what was opened to be corrected is no draft of new ones
        changed = replace(_without(changed, map(draft_name, FIELDS)), entry=None)
    if panel == "skip words" and view.reminders:
        return replace(changed, reminder=view.reminders[0].number)
    return changed if panel else replace(changed, minutes_ago=0)


def typed(ui: Ui, view: View, characters: str, frame: int) -> Ui:
    """Characters come into the open field at a frame; a backspace takes the last away."""
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
    began = {**ui.began, name: ui.began.get(name, frame)} if after else _but(ui.began, {name})
    own = ui.own | {kept_as(name, ui)}
    return replace(ui, drafts={**ui.drafts, name: after}, began=began, own=own, capitals=capitals)


def kept_as(name: str, ui: Ui) -> str:
    """Under which name the engine keeps a field's draft: a correction says of which entry."""
    return f"correct {ui.entry.seq}" if name == "correct" and ui.entry is not None else name


def resumed(ui: Ui, view: View, draft: DraftView) -> Ui:
    """Go on with a draft that another screen, or this one before it broke off, was left with."""
    field, _, number = draft.name.partition(" ")
    panel = field if field in ("vitals", "correct") else draft.name if draft.name in TYPED else "note"
    if panel == "correct":
        about = next((entry for entry in view.entries if number == str(entry.seq)), None)
        panel, ui = ("note", ui) if about is None else (panel, replace(ui, entry=about))
    name = draft.name if panel == "vitals" else panel
    ui = opened(ui, view, panel)
    return replace(
        ui,
        drafts={**ui.drafts, name: draft.text},
        began={**ui.began, name: draft.began_frame},
        own=ui.own | {kept_as(name, ui)},
        capitals=False,
    )


def chosen(ui: Ui, view: View, act: Act) -> Ui:
    """A choice on this screen: a field, how many minutes ago, a page, an entry to correct."""
    value = dict(act.fields)["value"]
    if act.name == "check":
        return opened(replace(_without(ui, ("answer",)), check=value), view, "answer")
    if act.name != "entry":
        return replace(ui, **{act.name: value})
    entry = next((entry for entry in view.entries if entry.seq == value), None)
    if entry is None:
        return ui
    about = replace(_without(ui, ("correct",)), entry=entry)
    if entry.kind == "vitals":
        ui = opened(replace(about, entry=None), view, "vitals")
        return replace(ui, entry=entry, drafts={**_but(ui.drafts, map(draft_name, FIELDS)), **typed_again(entry)})
    return opened(about, view, "when" if entry.kind in (*model.MEDICINE, "mark") else "correct")


def submitted(ui: Ui, view: View, act: Act, frame: int) -> tuple[Act, Act | None] | None:
    """The command of the open field at a frame, and what is to follow once it is taken."""
    found = _submitted(ui, view, act)
    if found is None or found[0].name not in _BEGAN:
        return found
    names = [draft_name(field) for field in FIELDS] if ui.panel == "vitals" else [ui.panel]
    began = min((ui.began[name] for name in names if name in ui.began), default=frame)
    fields: dict[str, Any] = {}
    if (ago_s := round(s_from_frames(frame - began), 1)) >= 1:
        fields["began_s_ago"] = ago_s
    if ui.sharing:
        fields["shared"] = True
    return replace(found[0], fields=(*found[0].fields, *fields.items())), found[1]


def _submitted(ui: Ui, view: View, act: Act) -> tuple[Act, Act | None] | None:
    if ui.panel == "vitals":
        due = view.reminders[0].number if view.reminders else None
        follows = act.name == "done" and due is not None
        return vitals_act(ui, view), send("reminder_done", reminder=due) if follows else None
    if ui.panel in TYPED:
        return TYPED[ui.panel].makes(text_in(ui.panel, view, ui).strip(), view, ui), None
    return None


def taken(ui: Ui, asked: Asked) -> Ui:
    """The engine took a command: what it took is no draft any more, and its panel closes."""
    if asked.act.name in model.MEDICINE:
        ui = replace(ui, minutes_ago=0)
    if asked.panel == "vitals" and asked.act.name in ("vitals", "correct"):
        ui = replace(_without(ui, map(draft_name, FIELDS)), vitals_field=next(iter(FIELDS)))
    if asked.panel in TYPED:
        ui = _without(ui, (asked.panel,))
    closes = asked.panel and asked.panel == ui.panel and asked.panel not in _STAYS_OPEN
    if closes and asked.panel == "answer":  # back to the list that it was asked from
        return replace(ui, panel="checklist")
    if closes and asked.act.name == "handover":  # whoever takes over sees at once what was agreed and given
        return replace(ui, panel="glance")
    return replace(ui, panel="", entry=None) if closes else ui


def _but(values: Mapping[str, Kept], names: Iterable[str]) -> dict[str, Kept]:
    gone = set(names)
    return {name: value for name, value in values.items() if name not in gone}


def _without(ui: Ui, names: Iterable[str]) -> Ui:
    gone = set(names)
    return replace(ui, drafts=_but(ui.drafts, gone), began=_but(ui.began, gone))
