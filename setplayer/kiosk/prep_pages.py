"""Pages of the preparation that take the left column: arcs, the setting, the sound, the checklist."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import Final, get_args

from setplayer.checklist import CheckItem
from setplayer.engine.today_view import ArcChoice
from setplayer.engine.told import told
from setplayer.kiosk import model
from setplayer.kiosk.items import SMALL, STATE, TRACK, Act, Button, Icon, Item, Text, send
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import lines
from setplayer.kiosk.steps import open_items, room_word
from setplayer.kiosk.theme import Role as Ink
from setplayer.kiosk.ui import Moment
from setplayer.session.commands import Role, Setting
from setplayer.words import _, marked, several

_HEAD: Final = 56
_GROUPS: Final = 7
_PER_GROUP: Final = 4
_CHECK_ROWS: Final = 8
_TURNS: Final = 248
_LARGE_TURNS: Final = 156
_LARGE_GROUPS: Final = 6
_LARGE_CHECK_ROWS: Final = 7
_MOST_OUTPUTS: Final = 6


def _page(at: Moment, box: Box, title: str, leave: str = "") -> tuple[Box, list[Item], Box]:
    """A heading, with what leaves the page at its right; gives what is below, the items, and what is free beside."""
    close = Box(box.right - at.px(120), box.y, at.px(120), at.px(52))
    width = at.fonts.width(title, at.px(TRACK))
    head = Box(box.x, box.y, width, at.px(52))
    free = Box(head.right + at.px(24), box.y, close.x - at.grid.gap - head.right - at.px(24), at.px(52))
    items: list[Item] = [
        Text(head, title, TRACK, "accent"),
        Button(close, "close", leave or _("Done"), Act("show", ""), "", "Esc", "tag", size=SMALL),
    ]
    return box.below(at.px(_HEAD + 8)), items, free


# ---- arcs


def arcs_page(at: Moment, box: Box) -> list[Item]:
    """Every medicine and route a row, its lengths beside it: one touch chooses all three."""
    body, items, free = _page(at, box, _("Medicine, route and length"))
    if not at.view.shelf:
        return [*items, *lines(at, body, _("Looking through the arcs…"), SMALL, "secondary", 1)]
    rows = list(_rows(at.view.shelf))
    groups = _LARGE_GROUPS if at.large else _GROUPS
    start = min(at.ui.page, max(-(-len(rows) // groups) - 1, 0)) * groups
    if len(rows) > groups:
        items += _turns(at, free, start, start + groups < len(rows))
    for place, (title, choices) in zip(body.rows(groups, at.grid.gap), rows[start:], strict=False):
        label = Box(place.x, place.y, at.px(206 if at.large else 250), place.h)
        items += _given_words(at, label, title)
        right = Box(label.right, place.y, place.right - label.right, place.h)
        for cell, choice in zip(right.columns(_PER_GROUP, at.grid.gap), choices, strict=False):
            items.append(_arc(at, cell, choice))
    return items


def _given_words(at: Moment, box: Box, title: str) -> list[Item]:
    """What is given and how; with large type in two lines where it takes them."""
    if not at.large:
        return [Text(box, title, 20, "text", elide=True)]
    room, line = Box(box.x, box.y, box.w - at.px(10), box.h), at.px(20 * 1.32)
    count = len(at.fonts.wrapped(title, at.px(20), "regular", room.w, 2))
    return lines(at, room.inset(0, (room.h - count * line) // 2), title, 20, "text", 2)


def _rows(shelf: tuple[ArcChoice, ...]) -> list[tuple[str, list[ArcChoice]]]:
    """The arcs by medicine and route, at most four in a row."""
    found = []
    for group, arcs in groupby(shelf, key=lambda one: (one.medicine, one.route)):
        choices = list(arcs)
        for first in range(0, len(choices), _PER_GROUP):
            found.append(("" if first else _given(*group), choices[first : first + _PER_GROUP]))
    return found


def _given(medicine: str, route: str) -> str:
    if medicine in ("", "none"):
        return _("Music alone")
    return f"{medicine.capitalize()}, {_ROUTES[route]() if route in _ROUTES else route}"


_ROUTES: Final[dict[str, Callable[[], str]]] = {
    "intravenous": lambda: _("into a vein"),
    "intramuscular": lambda: _("into a muscle"),
    "sublingual": lambda: _("lozenge"),
    "intranasal": lambda: _("nasal spray"),
    "oral": lambda: _("by mouth"),
    "none": lambda: _("no route"),
}


def _arc(at: Moment, box: Box, choice: ArcChoice) -> Button:
    on = choice.title == at.view.arc
    label = _("{minutes} min").format(minutes=choice.minutes)
    return Button(box, f"choose {choice.name}", label, Act("arc", choice.name), _("ON") if on else "", style="tag",
                  size=22, on=on, elide=True)  # fmt: skip


def _turns(at: Moment, box: Box, start: int, more: bool) -> list[Item]:
    width = at.px(_LARGE_TURNS if at.large else _TURNS)
    back, on = Box(box.right - width, box.y, width, box.h).columns(2, at.px(8))
    first, last = "" if start else _("These are the first."), "" if more else _("There are no more.")
    before, after = (Act("set", "page", (("value", at.ui.page + step),)) for step in (-1, 1))
    return [
        Button(back, "page before", _("Before"), before, style="tag", size=SMALL, why_not=first),
        Button(on, "page after", _("More"), after, style="tag", size=SMALL, why_not=last),
    ]


# ---- the setting


def setting_page(at: Moment, box: Box) -> list[Item]:
    """The light, the eye mask, how it is heard, and who is in the room: by role, never by name."""
    body, items, _free = _page(at, box, _("Setting"))
    rows = body.rows(6, at.grid.gap)
    for row, field, title, words in zip(rows, _CHOICES, _titles(), _CHOICES.values(), strict=False):
        items += _setting_row(at, row, field, title, words)
    items.append(Text(rows[3].foot(at.px(44)), _("Who is in the room, by role"), 20, "secondary"))
    places = [cell for row in rows[4:] for cell in row.columns(4, at.grid.gap)]
    for place, role in zip(places, _ROLES, strict=False):
        on = role in at.view.present
        present = tuple(one for one in _ROLES if (one in at.view.present) != (one == role))
        act = _setting(at, present=present)
        items.append(Button(place, f"present {role}", room_word(role), act, _("ON · here") if on else "", style="tag",
                            size=SMALL, on=on))  # fmt: skip
    return items


_ROLES: Final[tuple[str, ...]] = get_args(Role)

_CHOICES: Final = {
    field: tuple(word for word in get_args(Setting.model_fields[field].annotation) if word)
    for field in ("light", "eye_mask", "heard_by")
}
"""What each can be, as the command has it."""


def _titles() -> tuple[str, ...]:
    return _("Light"), _("Eye mask"), _("Heard by")


def _setting_row(at: Moment, row: Box, field: str, title: str, words: tuple[str, ...]) -> list[Item]:
    label = Box(row.x, row.y, at.px(170), row.h)
    places = Box(label.right, row.y, row.right - label.right, row.h).columns(len(words), at.grid.gap)
    items: list[Item] = [Text(label, title, 20, "secondary")]
    for place, word in zip(places, words, strict=True):
        on = getattr(at.view, field) == word
        act = _setting(at, **{field: "" if on else word})
        shown = room_word(word)
        items.append(Button(place, f"{field} {word}", shown[:1].upper() + shown[1:], act, _("ON") if on else "",
                            style="tag", size=SMALL, on=on))  # fmt: skip
    return items


def _setting(at: Moment, **changed: object) -> Act:
    view = at.view
    now = {"light": view.light, "eye_mask": view.eye_mask, "heard_by": view.heard_by, "present": view.present}
    return send("setting", **{**now, **changed})


# ---- the sound


def sound_page(at: Moment, box: Box) -> list[Item]:
    """The output, left and right, how loud it may become, and where it goes on after a failure."""
    body, items, _free = _page(at, box, _("Sound"))
    left, right = body.columns(2, at.px(24))
    items += _outputs(at, left)
    rows = right.rows(4, at.grid.gap)
    fault = told(at.view.output_fault)
    items.append(replace(sound_test(at, rows[0]), size=22))
    items += _limit(at, rows[1])
    items.append(_after_failure(at, rows[2]))
    return [*items, *lines(at, rows[3], fault, SMALL, "due", 4)]


def sound_test(at: Moment, box: Box) -> Button:
    """Left, then right, softly: a touch away from everywhere in a preparation."""
    heard = bool(at.view.sound_tested) and at.view.sound_tested == at.view.output
    sub = _("heard on {output}").format(output=at.view.sound_tested) if heard else _("soft, as the music will be")
    why_not = _("No sound reaches the output.") if at.view.output_fault else ""
    label = _("Hear left, then right")
    return Button(box, "test output", label, Act("test"), sub, "L", "tag", size=SMALL, elide=True, why_not=why_not)


def _outputs(at: Moment, box: Box) -> list[Item]:
    items: list[Item] = [Text(box.top(at.px(30)), _("Output"), 20, "secondary")]
    names = at.view.outputs[:_MOST_OUTPUTS]
    if not names:
        words = _("No output is connected. Connect one: it appears here by itself.")
        return [*items, *lines(at, box.below(at.px(40)), words, SMALL, "due", 3)]
    for place, name in zip(box.below(at.px(36)).rows(_MOST_OUTPUTS, at.grid.gap), names, strict=False):
        on = name == at.view.output
        items.append(Button(place, f"choose {name}", name, send("set_output", output=name), _("ON") if on else "",
                            style="row", size=SMALL, on=on, elide=True))  # fmt: skip
    return items


def _limit(at: Moment, box: Box) -> list[Item]:
    """The loudest that the level may be turned up to."""
    side = at.px(60 if at.large else 84)
    minus, plus = (Box(x, box.y, side, box.h) for x in (box.x, box.right - side))
    words = Box(minus.right, box.y + (box.h - at.px(60)) // 2, plus.x - minus.right, at.px(60))
    value = model.level_words(at.view.level_limit_db)
    return [
        _limit_step(at, minus, -1),
        Text(words.top(at.px(26)), _("Loudest it may become"), SMALL, "secondary", align="centre"),
        Text(words.below(at.px(26)), value, STATE, align="centre", fixed=True),
        _limit_step(at, plus, +1),
    ]


def _limit_step(at: Moment, box: Box, step: int) -> Button:
    target = round(at.view.level_limit_db) + step
    bounds = {"lowest": model.level_words(-40), "highest": model.level_words(6)}
    why_not = "" if -40 <= target <= 6 else _("It goes from {lowest} to {highest}.").format(**bounds)
    act = send("set_level_limit", db=float(target))
    return Button(box, f"limit {step:+d}", "+" if step > 0 else "−", act, style="tag", size=STATE, why_not=why_not)


def _after_failure(at: Moment, box: Box) -> Button:
    """Where the session goes on after an interruption. Asked until it was chosen once, and kept for later ones."""
    other = "by_now" if at.view.resumes == "where_it_was" else "where_it_was"
    words = {
        "by_now": _("ON · where it is by now"),
        "where_it_was": _("ON · where it was"),
        "": _("by now, or where it was?"),
    }
    return Button(box, "resumes", _("After an interruption it goes on"), send("set_resume", place=other),
                  words[at.view.resumes], style="tag", size=SMALL, on=bool(at.view.resumes))  # fmt: skip


# ---- the checklist


def checklist_page(at: Moment, box: Box) -> list[Item]:
    """The clinic's list, in two columns; what was answered is written beside what is asked, and sealed."""
    body, items, free = _page(at, box, _("Checklist"))
    listed, across = at.view.checklist, 1 if at.large else 2
    down = _LARGE_CHECK_ROWS if at.large else _CHECK_ROWS
    per_page = across * down
    start = min(at.ui.page, max(-(-len(listed) // per_page) - 1, 0)) * per_page
    if len(listed) > per_page:
        items += _turns(at, free, start, start + per_page < len(listed))
        free = Box(free.x, free.y, free.w - at.px((_LARGE_TURNS if at.large else _TURNS) + 12), free.h)
    found = open_items(at.view)
    if found:
        sub = several("hold: ticks {count} item", "hold: ticks {count} items", len(found))
        items.append(Button(free, "check all", _("All of these are done"), Act("check all"), sub, style="tag",
                            size=SMALL, held_down=True))  # fmt: skip
    else:
        items.append(Text(free, _("All of it is checked"), 20, "text", align="right"))
    columns = body.columns(across, at.grid.gap)
    places = [row for column in columns for row in column.rows(down, at.px(5))]
    for place, item in zip(places, listed[start : start + per_page], strict=False):
        items += _item(at, place, item)
    return items


def _item(at: Moment, box: Box, item: CheckItem) -> list[Item]:
    done = item.text in at.view.checked
    answer = Box(box.right - at.px(104), box.y, at.px(104), box.h)
    row = Box(box.x, box.y, box.w - (at.px(112) if item.asks else 0), box.h)
    side = at.px(22)
    state = (_("asked") if item.asks else _("done")) if done else _("open")
    width = at.px(56)
    words = Box(row.x + at.px(14) + side + at.px(12), row.y, row.w - at.px(40) - side - width, row.h)
    found = at.fonts.wrapped(item.text, at.px(SMALL), "regular", words.w, 2)
    height = at.px(SMALL * 1.25)
    top = row.y + (row.h - height * len(found)) // 2
    ink: Ink = "secondary" if done else "text"
    items: list[Item] = [
        Button(row, f"check {item.text}", item.text, send("check_item", item=item.text, done=not done),
               style="plate"),
        Icon(Box(row.x + at.px(14), row.y + (row.h - side) // 2, side, side), "tick" if done else "ring",
             "noted" if done else "secondary"),
        *(Text(Box(words.x, top + n * height, words.w, height), line, SMALL, ink, elide=True, ground="surface")
          for n, line in enumerate(found)),
        Text(Box(row.right - width - at.px(12), row.y, width, row.h), state, 16, "noted" if done else "secondary",
             align="right", ground="surface"),
    ]  # fmt: skip
    if item.asks:
        written = item.text in at.view.answered
        items.append(Button(answer, f"answer {item.text}", _("Answer…"), Act("set", "check", (("value", item.text),)),
                            _("written") if written else "", style="tag", size=16, on=written))  # fmt: skip
    return items


# ---- beginning with items open


REASONS: Final = (marked("Checked on paper"), marked("Not needed today"), marked("The clinician decides so"))
"""Why a session begins with items open, by a touch."""


def begin_page(at: Moment, box: Box) -> list[Item]:
    """What is open, and why it begins anyway: both are kept. Never blocked, never silent."""
    found = open_items(at.view)
    body, items, _free = _page(
        at, box, several("{count} item is open", "{count} items are open", len(found)), _("Back")
    )
    down = 2 if at.large else 1
    reasons = body.foot(at.px(84 if at.large else 96) * down)
    ask = Box(body.x, reasons.y - at.px(42), body.w, at.px(34))
    listed = Box(body.x, body.y, body.w, ask.y - at.grid.gap - body.y)
    columns = listed.columns(1 if at.large else 2, at.px(24))
    places = [row for column in columns for row in column.rows(listed.h // at.px(30), 0)]
    names = list(found[: len(places)])
    if len(found) > len(places):
        rest = len(found) - len(places) + 1
        names[-1] = several("and {count} more", "and {count} more", rest)
    for place, name in zip(places, names, strict=False):
        items += lines(at, place, name, SMALL, "text", 1)
    items.append(Text(ask, _("Why does it begin anyway?"), 22, "due"))
    *buttons, last = [cell for row in reasons.rows(down, at.grid.gap) for cell in row.columns(4 // down, at.grid.gap)]
    for place, reason in zip(buttons, REASONS, strict=True):
        act = send("begin", left_open=found, reason=reason)
        items.append(Button(place, f"begin {reason}", _(reason), act, _("press and hold"), style="row", size=SMALL,
                            held_down=True))  # fmt: skip
    words = Act("show", "begin words")
    return [*items, Button(last, "show begin words", _("In words…"), words, style="row", size=SMALL)]


PAGES: Final[dict[str, Callable[[Moment, Box], list[Item]]]] = {
    "arcs": arcs_page,
    "setting": setting_page,
    "sound": sound_page,
    "checklist": checklist_page,
    "begin anyway": begin_page,
}
"""Every page by the name of its panel."""
