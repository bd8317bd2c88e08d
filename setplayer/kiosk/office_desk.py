"""What happens on the screens behind the PIN: touches become questions to the engine, answers become the screens.

The engine decides who is let in; this screen only asks. It never keeps a PIN, and tells the engine when it is left.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from setplayer.engine.front import Engine
from setplayer.engine.messages import Answer
from setplayer.engine.office_view import (
    LOCKED,
    PlaceView,
    PromptsView,
    RecordRow,
    RecordView,
    SettingsView,
    StepView,
    WeekView,
)
from setplayer.engine.view import View
from setplayer.kiosk.changes import opened
from setplayer.kiosk.items import Act
from setplayer.kiosk.office import IDLE_S, TALK_IDLE_S, Office, Wanted, may_be_shown
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.typed import TALK
from setplayer.kiosk.ui import Ui
from setplayer.words import _

MOST_DIGITS: Final = 12

_SAYS: Final = frozenset({"words", "page", "erase", "back_up", "new_pin", "set", "take_journal"})
"""Questions whose answer is told in words."""

_STAYS_IN_S: Final = 300.0
"""While somebody types in an integration session, the engine is told so often that they are there."""

_NAMED_KEYS: Final = {
    pygame.K_BACKSPACE: "rub out",
    pygame.K_RETURN: "office ok",
    pygame.K_KP_ENTER: "office ok",
    pygame.K_ESCAPE: "office back",
    pygame.K_PAGEUP: "newer",
    pygame.K_PAGEDOWN: "older",
}

_STEP_BACK: Final = {"steps": "talk", "journals": "talk", "prompts": "page"}
"""Panels that were opened from another one."""

_TALKS: Final = ("talk", "steps", "journals")
"""Panels of an integration session."""


@dataclass(frozen=True)
class _Question:
    name: str
    undo: tuple[str, Any] | None = None
    kind: str = ""
    text: str = ""
    """What was said in an integration session, and what it was."""


def control_of(key: int, character: str) -> str:
    """The name of the control that a key stands for on these screens; empty when it stands for none."""
    return f"digit {character}" if character in tuple("0123456789") else _NAMED_KEYS.get(key, "")


class OfficeDesk:
    """Holds what was asked. The state itself is the screen's, in `Ui.office`."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._asked: dict[int, _Question] = {}
        self._touched_s = 0.0
        self._here_s = 0.0
        self.leaving = False
        """Whether somebody who may left the kiosk."""

    def touched(self, now_s: float) -> None:
        """Somebody is there."""
        self._touched_s = now_s

    def entered(self, ui: Ui, view: View | None, wanted: Wanted) -> Ui:
        """Somebody wants in; before the music only."""
        if view is None or not may_be_shown(view):
            return ui
        office = Office(wanted, screen="pin") if view.guarded else self._let_in(Office(wanted))
        return replace(opened(ui, view, ""), office=office, keys=False, focus="")

    def guards(self, ui: Ui, view: View | None) -> bool:
        """Whether the PIN stands between this screen and leaving the kiosk: not in Settings, which asked for it."""
        inside = ui.office is not None and ui.office.screen == "settings"
        return view is not None and view.guarded and may_be_shown(view) and not inside

    def left(self, ui: Ui, view: View | None) -> Ui:
        """What was shown there is forgotten here, and the engine locks."""
        if ui.office is None or view is None:
            return ui
        self._keep_what_is_typed(ui, ui.office)
        self._asked.clear()
        self._engine.ask_office("lock")
        return replace(_without_talk(opened(ui, view, "")), office=None, focus="")

    def _keep_what_is_typed(self, ui: Ui, office: Office) -> None:
        """What somebody was typing when it locked is not lost: it goes to the record as it stands."""
        if office.record is None or office.panel not in _TALKS:
            return
        for name, text in ui.drafts.items():
            if name.startswith(TALK) and text.strip():
                self._engine.ask_office("talk", **_talk_fields(office, name.removeprefix(TALK), text.strip()))

    def looked_after(self, ui: Ui, view: View | None, now_s: float) -> Ui:
        """They are left when the music begins, and when nobody is there for long; who waits for an answer is."""
        if ui.office is None or view is None:
            return ui
        talks = ui.office.panel in _TALKS
        if talks and now_s - self._here_s > _STAYS_IN_S and now_s - self._touched_s < _STAYS_IN_S:
            self._here_s = now_s
            self._engine.ask_office("here")
        idle = not ui.office.asking and now_s - self._touched_s > (TALK_IDLE_S if talks else IDLE_S)
        return self.left(ui, view) if idle or not may_be_shown(view) else ui

    def _let_in(self, office: Office) -> Office:
        office = replace(office, digits="", said="", screen="waiting")
        self.leaving = office.wanted == "leave"
        return office if self.leaving else self._ask(office, office.wanted)

    def _ask(self, office: Office, question: str, undo: tuple[str, Any] | None = None, **fields: Any) -> Office:
        number = self._engine.ask_office(question, **fields)
        self._asked[number] = _Question(question, undo, str(fields.get("kind", "")), str(fields.get("text", "")))
        return replace(office, asking=question)

    # ---- what is touched

    def acted(self, ui: Ui, view: View | None, act: Act) -> Ui:
        """What becomes of the screens by a touch."""
        fields, office = dict(act.fields), ui.office
        if act.name == "open":
            return self.entered(ui, view, fields["wanted"])
        if office is None:
            return ui
        if act.name == "back":
            before, office = office, _back(office)
            if office is None:
                return self.left(ui, view)
            if before.talk and before.record is not None and office.record is None:
                office = self._ask(office, "records")  # with the session that was begun here
        return replace(ui, office=self._acted(office, act.name, fields))

    def _acted(self, office: Office, name: str, fields: dict[str, Any]) -> Office:
        match name:
            case "back":
                pass
            case "digit":
                office = replace(office, digits=(office.digits + fields["value"])[:MOST_DIGITS], said="")
            case "rub out":
                office = replace(office, digits=office.digits[:-1])
            case "ok":
                office = self._typed(office)
            case "look":
                office = replace(office, said="", **fields)
            case "client":
                office = replace(office, said="", page=0, weeks=(), **fields)
                office = self._ask(office, "client", **fields) if fields["client"] else office
            case "talk":
                office = self._ask(replace(office, said=""), "talk", None, **_talk_fields(office, **fields))
            case "undo" if office.undo is not None:
                field, before = office.undo
                office = self._ask(replace(office, undo=None, panel=""), "set", field=field, value=_sent(before))
            case "set":
                field, value = fields["field"], fields["value"]
                undo = None if field == "backup" else (field, getattr(office.settings, field))
                office = self._ask(replace(office, panel=""), "set", undo, field=field, value=_sent(value))
            case _:
                office = self._ask(replace(office, said=""), name, **fields)
        return office

    def _typed(self, office: Office) -> Office:
        """A PIN was typed: the one that opens, or a new one, which is typed twice."""
        digits, office = office.digits, replace(office, digits="")
        if office.screen == "pin":
            return self._ask(office, "pin", pin=digits)
        if not office.first:
            return replace(office, first=digits, said="")
        if office.first != digits:
            return replace(office, first="", said=_("Not the same. A new PIN, once more"), done=False)
        return self._ask(replace(office, first=""), "new_pin", pin=digits)

    # ---- what is answered

    def answered(self, ui: Ui, answer: Answer, now_s: float) -> Ui:
        """What becomes of the screens by an answer; they stay as they are when it is for somebody else."""
        question = self._asked.pop(answer.number, None)
        if question is None or ui.office is None:
            return ui
        self.touched(now_s)
        office = self._answered(replace(ui.office, asking=""), question, answer, now_s)
        if question.name == "talk" and answer.done:
            ui = _without_talk(ui, question.kind)
        return replace(ui, office=office)

    def _answered(self, office: Office, question: _Question, answer: Answer, now_s: float) -> Office:
        if answer.told.get(LOCKED):
            return Office(office.wanted, screen="pin")
        if question.name == "pin":
            return self._let_in(office) if answer.done else _wrong(office, answer, now_s)
        if question.name in _SAYS or not answer.done:
            office = replace(office, said=answer.text, done=answer.done)
        return self._shown(office, question, answer.told) if answer.done else office

    def _shown(self, office: Office, question: _Question, told: dict[str, Any]) -> Office:
        match question.name:
            case "records":
                rows = tuple(RecordRow.model_validate(row) for row in told["rows"])
                office = replace(office, screen="records", rows=rows)
            case "record":
                office = replace(office, screen="record", record=RecordView.model_validate(told), page=0)
            case "words" if office.record is not None:
                office = self._ask(office, "record", session=office.record.row.session_id)
            case "places":
                places = tuple(PlaceView.model_validate(place) for place in told["places"])
                office = replace(office, panel="page", places=places)
            case "page":
                office = replace(office, panel="phrase" if told["phrase"] else "", phrase=told["phrase"])
            case "erase":
                office = self._ask(replace(office, panel="", record=None, client=None, page=0), "records")
            case "new_pin":
                office = replace(office, screen="settings", panel="")
            case "settings" | "set" | "back_up":
                settings = SettingsView.model_validate(told)
                office = replace(office, screen="settings", settings=settings, undo=question.undo, panel="")
            case _:
                office = _later(office, question, told)
        return office


def _later(office: Office, question: _Question, told: dict[str, Any]) -> Office:
    """What becomes of the screens by what was done with a session after its end."""
    match question.name:
        case "share":
            office = replace(office, record=RecordView.model_validate(told))
        case "journals":
            places = tuple(PlaceView.model_validate(place) for place in told["places"])
            office = replace(office, panel="journals", places=places)
        case "take_journal":
            office = replace(office, record=RecordView.model_validate(told), panel="talk")
        case "choose_prompts":
            office = replace(office, record=RecordView.model_validate(told), panel="page")
        case "client":
            office = replace(office, weeks=tuple(WeekView.model_validate(one) for one in told["weeks"]))
        case "prompts":
            sets = tuple(PromptsView.model_validate(one) for one in told["sets"])
            office = replace(office, panel="prompts", prompts=sets)
        case "talk" | "tick" if office.record is not None:
            office = _talked(office, question, told)
    return office


def _talked(office: Office, question: _Question, told: dict[str, Any]) -> Office:
    """What an integration session holds by now, and which steps are open."""
    assert office.record is not None
    steps = tuple(StepView.model_validate(one) for one in told["steps"])
    office = replace(office, record=office.record.model_copy(update={"steps": steps}))
    if question.name == "talk":
        office = replace(office, talk=told["session"], talked=(*office.talked, (question.kind, question.text)))
    return office


def _talk_fields(office: Office, kind: str, text: str) -> dict[str, str]:
    about = office.record.row.session_id if office.record is not None else ""
    return {"about": about, "session": office.talk, "kind": kind, "text": text}


def _without_talk(ui: Ui, kind: str = "") -> Ui:
    """Without what was typed in an integration session: of one kind, or at all."""
    return replace(ui, drafts={name: text for name, text in ui.drafts.items() if not name.startswith(TALK + kind)})


def _back(office: Office) -> Office | None:
    """One step back; None when that leaves."""
    if office.panel in _STEP_BACK:
        return replace(office, panel=_STEP_BACK[office.panel], said="", entries_page=0)
    if office.panel:
        return replace(office, panel="", said="", phrase="", leaves=False, page=0 if office.leaves else office.page)
    if office.screen == "record":
        return replace(office, screen="records", record=None, page=0, said="", talk="", talked=())
    if office.screen == "new pin":
        return replace(office, screen="settings", digits="", first="", said="")
    return None


def _wrong(office: Office, answer: Answer, now_s: float) -> Office:
    until_s = now_s + float(answer.told.get("wait_s", 0.0))
    return replace(office, said=answer.text, done=False, wait_until_s=until_s)


def _sent(value: Any) -> Any:
    """A setting as it is sent: "" stands for none."""
    return "" if value is None else value
