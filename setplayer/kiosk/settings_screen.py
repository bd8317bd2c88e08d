"""Settings: what a clinic sets up once. Every change is kept at once, told, and can be undone by name."""

from collections.abc import Callable
from typing import Any, Final

from setplayer.engine.office_view import SettingsView
from setplayer.kiosk.items import BUTTON, SMALL, Act, Button, Item, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.office import Office
from setplayer.kiosk.office_parts import ROW, body, does, head, rail_plate, said
from setplayer.kiosk.parts import lines
from setplayer.kiosk.ui import Moment
from setplayer.words import _, marked

_GAP: Final = 8

NAMES: Final = {
    "output": marked("Output"),
    "resumes": marked("After an interruption"),
    "backup": marked("Backup"),
    "language": marked("Language"),
    "large_type": marked("Large type"),
    "reduced_light": marked("Reduced light"),
}
"""What each setting is called."""

_LANGUAGES: Final = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "nl": "Nederlands",
                     "pt": "Português", "pt_BR": "Português (Brasil)", "it": "Italiano", "pl": "Polski"}  # fmt: skip
_PLACES: Final = {"by_now": marked("where it is by now"), "where_it_was": marked("where it was")}


def settings_screen(at: Moment, office: Office) -> list[Item]:
    """The settings as cards, the choices of one at the right, the way back and Undo below."""
    whole = body(at)
    left = Box(whole.x, whole.y, at.grid.rail.x - at.px(16) - whole.x, whole.h)
    foot = left.foot(at.px(96))
    cards = Box(left.x, left.y, left.w, foot.y - at.px(16) - left.y)
    return [
        *head(at, _("Settings"), _("every change is saved at once")),
        *_cards(at, office, cards),
        *_foot(at, office, foot),
        *_rail(at, office),
    ]


def _cards(at: Moment, office: Office, box: Box) -> list[Item]:
    found, ui = office.settings, at.view
    pin = _("set: it guards records and settings") if ui.guarded else _("none: records and settings are open")
    cards: tuple[tuple[str, str, str, Act], ...] = (
        ("output", _(NAMES["output"]), found.output or _("the one that the system chooses"), _chooses("output")),
        ("calibration", _("Calibration"), _calibrated(found), _chooses("calibration")),
        ("resumes", _(NAMES["resumes"]), _place(found), _chooses("resumes")),
        ("backup", _(NAMES["backup"]), found.backup or _("by hand only"), _chooses("backup")),
        ("language", _(NAMES["language"]), _LANGUAGES.get(found.language, found.language), _chooses("language")),
        ("large_type", _(NAMES["large_type"]), _on_or_off(found.large_type),
         _sets("large_type", not found.large_type)),
        ("reduced_light", _(NAMES["reduced_light"]), _light(found.reduced_light),
         _sets("reduced_light", not found.reduced_light)),
        ("pin", _("PIN"), pin, _chooses("pin")),
    )  # fmt: skip
    places = [cell for row in box.rows(4, at.grid.gap) for cell in row.columns(2, at.grid.gap)]
    return [item for place, card in zip(places, cards, strict=True) for item in _card(at, place, office.panel, *card)]


def _card(at: Moment, box: Box, panel: str, name: str, title: str, value: str, act: Act) -> list[Item]:
    inner = box.inset(at.px(18), at.px(14))
    return [
        Button(box, f"setting {name}", title, act, style="plate", on=panel == name),
        Text(inner.top(at.px(26)), title, SMALL, "secondary", ground="surface"),
        *lines(at, inner.below(at.px(32)), value, BUTTON, "text", 2, "surface"),
    ]


def _chooses(panel: str) -> Act:
    return does("look", panel=panel)


def _sets(field: str, value: Any) -> Act:
    return does("set", field=field, value=value)


def _on_or_off(on: bool) -> str:
    return _("ON") if on else _("off")


def _light(on: bool) -> str:
    return _("ON: the screen comes up in Night") if on else _("off: the screen comes up in Dim")


def _place(found: SettingsView) -> str:
    if found.resumes is None:
        return _("by now: nobody has chosen yet")
    return _(_PLACES[found.resumes])


def _calibrated(found: SettingsView) -> str:
    return ", ".join(name for name, _offset in found.calibrations) or _("no output was measured")


# ---- the foot


def _foot(at: Moment, office: Office, box: Box) -> list[Item]:
    way_back, undo, leave = box.columns(3, at.grid.gap)
    name = _(NAMES[office.undo[0]]) if office.undo is not None else _("nothing yet")
    why_not = "" if office.undo is not None else _("Nothing was changed yet.")
    return [
        Button(way_back, "office back", _("Back"), does("back"), key="Esc"),
        Button(undo, "office undo", _("Undo"), does("undo"), name, why_not=why_not, elide=True),
        Button(leave, "leave the kiosk", _("Leave the kiosk"), Act("leave"), _("press and hold"), held_down=True),
    ]


# ---- the rail: the choices of one


def _rail(at: Moment, office: Office) -> list[Item]:
    plate, inner = rail_plate(at)
    bodies: dict[str, Callable[[Moment, Office, Box], list[Item]]] = {
        "output": _outputs,
        "calibration": _calibrations,
        "resumes": _resumes,
        "backup": _backup,
        "language": _languages,
        "pin": _pin,
    }
    made = bodies[office.panel](at, office, inner) if office.panel in bodies else _nothing_chosen(at, office, inner)
    return [*plate, *made]


def _nothing_chosen(at: Moment, office: Office, box: Box) -> list[Item]:
    told = said(at, box, office)
    if told:
        return told
    if office.undo is not None:
        name = _(NAMES[office.undo[0]])
        return lines(at, box, _("Changed and saved: {name}.").format(name=name), SMALL, "text", 3, "surface")
    words = _("Touch a setting to change it. Sessions that are open stay as they are.")
    if not at.view.guarded:
        words = _("No PIN is set: whoever stands at this screen can open records and settings. PIN sets one.")
    return lines(at, box, words, SMALL, "secondary", 6, "surface")


def _titled(at: Moment, box: Box, title: str, words: str, count: int) -> tuple[list[Item], list[Box]]:
    """A title, some words, and rows below them."""
    height = at.px(24) * count
    items = [
        Text(box.top(at.px(30)), title, BUTTON, "accent", "medium", ground="surface"),
        *lines(at, box.below(at.px(36)).top(height), words, SMALL, "secondary", count, "surface"),
    ]
    room = box.below(at.px(36) + height + at.px(12))
    rows = room.h // at.px(ROW + _GAP)
    return items, Box(room.x, room.y, room.w, rows * at.px(ROW + _GAP) - at.px(_GAP)).rows(rows, at.px(_GAP))


def _choice(box: Box, name: str, label: str, act: Act, *, on: bool, sub: str = "") -> Button:
    words = _("ON") if on and not sub else _("ON · {words}").format(words=sub) if on else sub
    return Button(box, name, label, act, words, style="row", size=SMALL, on=on, elide=True)


def _outputs(at: Moment, office: Office, box: Box) -> list[Item]:
    words = _("What sessions play on from now on. One that is open keeps its own.")
    items, rows = _titled(at, box, _(NAMES["output"]), words, 3)
    now = office.settings.output
    found = [("", _("As the system chooses")), *((name, name) for name in at.view.outputs)]
    return [*items, *(
        _choice(row, f"output {name}", label, _sets("output", name), on=(now or "") == name)
        for row, (name, label) in zip(rows, found, strict=False)
    )]  # fmt: skip


def _calibrations(at: Moment, office: Office, box: Box) -> list[Item]:
    """What was measured, to be looked at: measuring needs a meter and a keyboard."""
    words = _("How loud it is in the room at 0 dB, measured with 'setplayer calibrate'.")
    items, rows = _titled(at, box, _("Calibration"), words, 3)
    for row, (name, offset) in zip(rows, office.settings.calibrations, strict=False):
        items += [
            Text(row.top(at.px(26)), name, SMALL, elide=True, ground="surface"),
            Text(row.below(at.px(26)).top(at.px(26)), _("{offset} dB").format(offset=f"{offset:.1f}"), SMALL,
                 "secondary", fixed=True, ground="surface"),
        ]  # fmt: skip
    return items


def _resumes(at: Moment, office: Office, box: Box) -> list[Item]:
    words = _("Where a session goes on that was interrupted by a failure.")
    items, rows = _titled(at, box, _(NAMES["resumes"]), words, 3)
    return [*items, *(
        _choice(row, f"resumes {place}", _(label), _sets("resumes", place), on=office.settings.resumes == place)
        for row, (place, label) in zip(rows, _PLACES.items(), strict=False)
    )]  # fmt: skip


def _backup(at: Moment, office: Office, box: Box) -> list[Item]:
    """Drives to back up to, after each session from then on; the one that is set, once more now."""
    found = office.settings
    last = _("Last: {when}.").format(when=found.backed_up) if found.backed_up else _("There was none yet.")
    words = " ".join([_("A copy of everything, after each session."), last])
    items, rows = _titled(at, box, _(NAMES["backup"]), words, 4)
    choices: list[Item] = []
    if found.backup:
        act = does("back_up", drive=found.backup)
        choices.append(
            Button(rows[0], "backup now", _("Back up now"), act, found.backup, style="row", size=SMALL, elide=True)
        )
    for row, drive in zip(rows[len(choices) : -1], found.drives, strict=False):
        choices.append(_choice(row, f"backup {drive.name}", drive.name, does("back_up", drive=drive.path), on=False,
                               sub=_("now, and after sessions")))  # fmt: skip
    if not found.drives and not found.backup:
        items += lines(at, rows[0], _("No drive is plugged in."), SMALL, "text", 2, "surface")
    by_hand = _choice(rows[-1], "backup none", _("By hand only"), _sets("backup", ""), on=found.backup is None)
    return [*items, *choices, by_hand]


def _languages(at: Moment, office: Office, box: Box) -> list[Item]:
    items, rows = _titled(at, box, _(NAMES["language"]), _("What this screen is written in."), 2)
    return [*items, *(
        _choice(row, f"language {name}", _LANGUAGES.get(name, name), _sets("language", name),
                on=office.settings.language == name)
        for row, name in zip(rows, office.settings.languages, strict=False)
    )]  # fmt: skip


def _pin(at: Moment, office: Office, box: Box) -> list[Item]:
    words = _("Asked for before records, settings and leaving. Music, cues and the fade never ask.")
    items, rows = _titled(at, box, _("PIN"), words, 5)
    label = _("Another PIN…") if at.view.guarded else _("Set a PIN…")
    why_not = "" if at.view.guarded else _("There is none.")
    new = does("look", screen="new pin", panel="", digits="", first="")
    return [
        *items,
        Button(rows[0], "pin new", label, new, style="row", size=SMALL),
        Button(rows[1], "pin none", _("No PIN any more"), does("new_pin", pin=""), _("press and hold"), style="row",
               size=SMALL, held_down=True, why_not=why_not),
    ]  # fmt: skip
