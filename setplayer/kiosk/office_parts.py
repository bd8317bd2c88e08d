"""What the screens behind the PIN share: their head, their foot, and the number pad."""

from setplayer.kiosk.items import CLOCK, PHASE, SMALL, STATE, Act, Button, Icon, Item, Plate, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.numbers import digits
from setplayer.kiosk.office import Office
from setplayer.kiosk.parts import lines
from setplayer.kiosk.ui import Moment
from setplayer.words import _


def does(name: str, **fields: object) -> Act:
    """The act of a control of these screens."""
    return Act("office", name, tuple(fields.items()))


def head(at: Moment, title: str, beside: str) -> list[Item]:
    """The title at the left, the time of day at the right; that nothing is locked, where it is so."""
    row = at.grid.header
    baseline = row.y + at.px(52)
    width = at.fonts.width(at.wall, at.px(CLOCK), "regular", fixed=True)
    wall = Box(row.right - width, row.y, width, row.h)
    name = min(at.fonts.width(title, at.px(PHASE)), row.w // 2)
    x = row.x + name + at.px(22)
    items: list[Item] = [
        Text(Box(row.x, row.y, name, row.h), title, PHASE, "accent", elide=True, baseline=baseline),
        Text(wall, at.wall, CLOCK, fixed=True, baseline=baseline),
    ]
    right = wall.x - at.px(32)
    if not at.view.guarded:
        words = _("No PIN is set")
        open_width = at.fonts.width(words, at.px(STATE), "medium")
        place = Box(right - open_width, row.y + at.px(21), open_width, at.px(34))
        side = at.px(19)
        items.append(Text(place, words, STATE, "due", "medium"))
        right = place.x - at.px(11) - side
        items.append(Icon(Box(right, place.y + (place.h - side) // 2, side, side), "warning", "due"))
        right -= at.px(24)
    if beside and right > x:
        items.append(Text(Box(x, row.y, right - x, row.h), beside, STATE, "secondary", elide=True, baseline=baseline))
    return items


def body(at: Moment) -> Box:
    """Everything below the head."""
    grid = at.grid
    return Box(grid.arc.x, grid.arc.y, grid.rail.right - grid.arc.x, grid.rail.h)


def back(box: Box, *, why_not: str = "") -> Button:
    """The way back, which is Esc as well."""
    return Button(box, "office back", _("Back"), does("back"), key="Esc", style="tag", size=SMALL, why_not=why_not)


def turn(box: Box, name: str, label: str, field: str, page: int, why_not: str) -> Button:
    """A control that shows another page of a list."""
    return Button(box, name, label, does("look", **{field: page}), style="tag", size=SMALL, why_not=why_not)


def said(at: Moment, box: Box, office: Office) -> list[Item]:
    """What came of the latest, or that it is being done."""
    if office.asking:
        return lines(at, box, _("A moment…"), SMALL, "secondary", 2, "surface")
    return lines(at, box, office.said, SMALL, "text" if office.done else "due", 8, "surface")


def pad(at: Moment, office: Office, box: Box, why_not: str) -> list[Item]:
    """Digits, the way back of one, and OK."""
    items, left, right = digits(at, box, lambda digit: does("digit", value=digit), why_not)
    empty = why_not or ("" if office.digits else _("Nothing is typed."))
    short = why_not or ("" if len(office.digits) >= 4 else _("A PIN has at least 4 digits."))
    rub_out = Button(left, "rub out", _("delete"), does("rub out"), style="tag", size=SMALL, why_not=empty)
    return [*items, rub_out, Button(right, "office ok", _("OK"), does("ok"), "", "⏎", "tag", why_not=short)]


def rail_plate(at: Moment) -> tuple[list[Item], Box]:
    """The rail's ground, and the room on it."""
    return [Plate(at.grid.rail, edge="line")], at.grid.rail.inset(at.px(14), at.px(14))
