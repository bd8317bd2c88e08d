"""Small builders that every part of the screen uses."""

from typing import Any

from setplayer.kiosk import model
from setplayer.kiosk.items import SMALL, Act, Button, Icon, Item, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.text import one_line
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import Moment
from setplayer.words import _


def cue(at: Moment, box: Box, name: str, **fields: Any) -> Button:
    """The control of a command of the table, as it stands now."""
    shown = model.control(at.view, name, **fields)
    return Button(
        box=box,
        name=name,
        label=shown.label,
        act=shown.act,
        sub=shown.sub,
        key=shown.key,
        on=shown.on,
        held_down=shown.held_down,
        why_not=shown.why_not,
    )


def shows(box: Box, label: str, panel: str, *, sub: str = "", key: str = "", why_not: str = "") -> Button:
    """A small control that opens a panel."""
    return Button(box, f"show {panel}", label, Act("show", panel), sub, key, "tag", size=SMALL, why_not=why_not)


def behind_the_pin(records: Box, settings: Box) -> list[Item]:
    """The controls that open Records and Settings."""
    wanted = ((records, "records", _("Records"), "F3"), (settings, "settings", _("Settings"), "F4"))
    return [
        Button(box, f"office {name}", label, Act("office", "open", (("wanted", name),)), "", key, "tag", size=SMALL)
        for box, name, label, key in wanted
    ]


def lines(
    at: Moment, box: Box, text: str, size: float, role: Role = "text", count: int = 3, ground: Role = "background"
) -> list[Item]:
    """Text in lines from the top of a box, at most so many and no more than have room; in smaller type where that
    shows all of it."""
    whole = one_line(text)
    for smaller in (size, *(size * share for share in (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65))):
        height = at.px(smaller * 1.32)
        rows = min(count, box.h // height)
        found = at.fonts.wrapped(text, at.px(smaller), "regular", box.w, rows) if rows > 0 else []
        if " ".join(found) == whole:
            return _rows_of(box, found, smaller, height, role, ground)
    height = at.px(size * 1.32)
    count = min(count, box.h // height)
    found = at.fonts.wrapped(text, at.px(size), "regular", box.w, count) if count > 0 else []
    return _rows_of(box, found, size, height, role, ground)


def _rows_of(box: Box, found: list[str], size: float, height: int, role: Role, ground: Role) -> list[Item]:
    return [
        Text(Box(box.x, box.y + n * height, box.w, height), line, size, role, elide=True, ground=ground)
        for n, line in enumerate(found)
    ]


def flowing(at: Moment, right: int, y: int, shapes: list[tuple[str, str, Role]], size: float) -> list[Item]:
    """Shapes with their words in a row that ends at `right`; the first stands rightmost."""
    items: list[Item] = []
    side, gap, height = at.px(size * 0.8), at.px(size * 0.45), at.px(size * 1.4)
    for words, shape, role in shapes:
        width = at.fonts.width(words, at.px(size), "medium")
        x = right - width
        ink: Role = "text" if role in ("noted", "secondary") else role
        items.append(Text(Box(x, y, width, height), words, size, ink, "medium"))
        items.append(Icon(Box(x - gap - side, y + (height - side) // 2, side, side), shape, role))
        right = x - gap - side - at.px(size)
    return items


def flow_width(at: Moment, words: str, size: float) -> int:
    """The room that one of `flowing` takes, with the gap after it."""
    return at.fonts.width(words, at.px(size), "medium") + at.px(size * 0.45) + at.px(size * 0.8) + at.px(size)
