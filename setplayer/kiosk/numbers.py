"""The panel for vitals: four fields and a number pad. What is measured is recorded, never interpreted."""

import re
from collections.abc import Callable
from typing import Any, Final

from setplayer.engine.view import EntryView, View
from setplayer.kiosk.items import SMALL, STATE, Act, Button, Item, Text, send
from setplayer.kiosk.layout import Box
from setplayer.kiosk.ui import Moment, Ui
from setplayer.words import _, marked

FIELDS: Final = {
    "blood_pressure": (marked("Blood pressure"), "0123456789/", 7),
    "heart_rate": (marked("Heart rate"), "0123456789", 3),
    "spo2": (marked("SpO2 %"), "0123456789", 3),
    "temperature": (marked("Temp °{unit}"), "0123456789.", 5),
}
"""Each field's label, the characters it takes, and how many."""

_PAD: Final = "123456789"


def draft_name(field: str) -> str:
    """Under which name a field's draft is kept."""
    return f"vitals {field}"


def fault_in(ui: Ui) -> str:
    """Why the vitals cannot be recorded as they stand; empty when they can."""
    values = {name: ui.draft(draft_name(name)) for name in FIELDS}
    pressure, warmth = values["blood_pressure"], values["temperature"]
    written = re.fullmatch(r"\d{2,3}(\.\d{1,2})?", warmth) is not None
    faults = {
        _("No value is typed."): not any(values.values()),
        _("Blood pressure is written like 120/80."): pressure and not re.fullmatch(r"\d{2,3}/\d{2,3}", pressure),
        _("A heart rate is at most 400."): int(values["heart_rate"] or 0) > 400,
        _("SpO2 is at most 100."): int(values["spo2"] or 0) > 100,
        _("A temperature is written like 36.8."): warmth and not written,
        _("A temperature is between 20 and 115."): written and not 20 <= float(warmth) <= 115,
    }
    return next((words for words, fault in faults.items() if fault), "")


def vitals_act(ui: Ui, view: View) -> Act:
    """The command that records what was typed."""
    values = {name: ui.draft(draft_name(name)) for name in FIELDS if ui.draft(draft_name(name))}
    fields: dict[str, Any] = dict(values)
    for name in ("heart_rate", "spo2"):
        if name in fields:
            fields[name] = int(values[name])
    if "temperature" in fields:
        fields["temperature"] = float(values["temperature"])
        fields["temperature_unit"] = view.temperature_unit
    return send("correct", entry=ui.entry.seq, **fields) if ui.entry is not None else send("vitals", **fields)


def typed_again(entry: EntryView) -> dict[str, str]:
    """The fields of vitals that are to be corrected, as they were typed."""
    return {draft_name(name): f"{value:g}" if isinstance(value, float) else str(value)
            for name, value in entry.values.items() if name in FIELDS}  # fmt: skip


def vitals_panel(at: Moment, box: Box) -> list[Item]:
    """Fields, pad, and Save; when a reminder is due, it can be marked done or left out with the same touch."""
    fields = Box(box.x, box.y, box.w, at.px(136))
    places = [cell for row in fields.rows(2, at.px(8)) for cell in row.columns(2, at.px(8))]
    items: list[Item] = []
    for place, name in zip(places, FIELDS, strict=True):
        items += _field(at, place, name)
    pad = Box(box.x, fields.bottom + at.px(12), box.w, at.px(60 * 4 + 8 * 3))
    items += _pad(at, pad)
    foot = Box(box.x, pad.bottom + at.px(14), box.w, at.px(60))
    why_not = fault_in(at.ui)
    if at.ui.entry is not None:
        return [
            *items,
            Button(foot, "save", _("Save"), Act("submit"), _("the original stays"), "⏎", "tag", why_not=why_not),
        ]
    save, check = (
        Box(foot.x, foot.y, foot.w - at.px(108), foot.h),
        Box(foot.right - at.px(100), foot.y, at.px(100), foot.h),
    )
    items.append(Button(save, "save", _("Save"), Act("submit"), "", "⏎", "tag", why_not=why_not))
    items.append(Button(check, "show check", _("Other…"), Act("show", "check"), style="tag", size=SMALL))
    if at.view.reminders:
        done, skip = Box(box.x, foot.bottom + at.px(8), box.w, at.px(60)).columns(2, at.px(8))
        act = Act("submit", "done")
        items.append(
            Button(done, "save done", _("Save"), act, _("reminder done"), "", "tag", size=SMALL, why_not=why_not)
        )
        items.append(
            Button(skip, "show skip", _("Skip…"), Act("show", "skip"), _("with a reason"), "", "tag", size=SMALL)
        )
    return items


def _field(at: Moment, box: Box, name: str) -> list[Item]:
    label = _(FIELDS[name][0]).format(unit=at.view.temperature_unit)
    on = at.ui.vitals_field == name
    value = at.ui.draft(draft_name(name))
    act = Act("set", "vitals_field", (("value", name),))
    inner = box.inset(at.px(8), at.px(5))
    return [
        Button(box, f"field {name}", label, act, style="plate", on=on),
        Text(inner.top(at.px(22)), label, 15, "accent" if on else "secondary", ground="surface"),
        Text(inner.below(at.px(21)).top(at.px(32)), value or "–", STATE, "text" if value else "secondary", fixed=True,
             ground="surface"),
    ]  # fmt: skip


def _pad(at: Moment, box: Box) -> list[Item]:
    mark = "/" if at.ui.vitals_field == "blood_pressure" else "." if at.ui.vitals_field == "temperature" else ""
    items, left, right = digits(at, box, lambda digit: Act("type", digit))
    why_not = "" if mark else _("This field takes whole numbers.")
    items.append(Button(left, "digit mark", mark or "·", Act("type", mark), style="tag", size=STATE, why_not=why_not))
    items.append(Button(right, "rub out", _("delete"), Act("type", "\b"), style="tag", size=SMALL))
    return items


def digits(at: Moment, box: Box, act: Callable[[str], Act], why_not: str = "") -> tuple[list[Item], Box, Box]:
    """The keys 1 to 9 and 0 of a number pad, and the places to the left and the right of the 0."""
    places = [cell for row in box.rows(4, at.px(8)) for cell in row.columns(3, at.px(8))]
    keys: list[Item] = [
        Button(place, f"digit {digit}", digit, act(digit), style="tag", size=STATE, why_not=why_not)
        for place, digit in zip([*places[:9], places[10]], f"{_PAD}0", strict=True)
    ]
    return keys, places[9], places[11]
