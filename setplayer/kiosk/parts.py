"""Small builders that every part of the screen uses."""

from typing import Any

from setplayer.kiosk import model
from setplayer.kiosk.fitting import in_lines
from setplayer.kiosk.items import SMALL, Act, Button, Icon, Item, Text
from setplayer.kiosk.layout import Box
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


def rows_of(at: Moment, box: Box, count: int) -> list[Box]:
    """So many rows from the top of a box."""
    row, gap = at.grid.row, at.grid.close
    return Box(box.x, box.y, box.w, row * count + gap * (count - 1)).rows(count, gap)


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
    """Text in lines from the top of a box, at most so many and no more than have room."""
    height = at.px(size * 1.32)
    count = min(count, box.h // height)
    smaller, found = in_lines(text, size, "regular", box.w, count, at.grid, at.fonts) if count > 0 else (size, [])
    return [
        Text(Box(box.x, box.y + n * height, box.w, height), line, smaller, role, elide=True, ground=ground)
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
