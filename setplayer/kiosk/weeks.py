"""A client's weeks as a line: sessions, integration sessions and insights, each by its day."""

from datetime import date
from typing import Final

from setplayer.engine.office_view import WeekView
from setplayer.kiosk.items import SMALL, Icon, Item, Plate, Rule, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import Moment
from setplayer.spoken_times import short_full_day
from setplayer.words import _

_SHAPES: Final[dict[str, tuple[str, Role]]] = {
    "session": ("dot", "accent"),
    "integration": ("ring", "accent"),
    "insight": ("diamond", "noted"),
}
"""Each has a shape of its own: colours alone tell too little."""


def weeks_line(at: Moment, box: Box, weeks: tuple[WeekView, ...]) -> list[Item]:
    """The line in a box, with its first and last day below, and between them what the shapes mean."""
    days = [date.fromisoformat(one.day) for one in weeks]
    whole = max((days[-1] - days[0]).days, 1)
    inner = box.inset(at.px(24), at.px(14))
    y = inner.y + at.px(40)
    items: list[Item] = [Plate(box), Rule(Box(inner.x, y, inner.w, at.px(2)), "line")]
    side = at.px(20)
    for day, one in zip(days, weeks, strict=True):
        x = inner.x + (inner.w - side) * (day - days[0]).days // whole
        raised = at.px(28) if one.kind == "insight" else 0
        shape, role = _SHAPES[one.kind]
        items.append(Icon(Box(x, y - side // 2 - raised, side, side), shape, role))
    foot = inner.foot(at.px(28))
    first, last = short_full_day(days[0]), short_full_day(days[-1])
    items.append(Text(foot, first, SMALL, "secondary", ground="surface"))
    items.append(Text(foot, last, SMALL, "secondary", align="right", ground="surface"))
    return [*items, *_key(at, foot)]


def _key(at: Moment, box: Box) -> list[Item]:
    """What each shape is, in the middle."""
    named = (("session", _("session")), ("integration", _("integration")), ("insight", _("insight")))
    side, gap, apart = at.px(16), at.px(8), at.px(28)
    widths = [at.fonts.width(words, at.px(SMALL)) for _kind, words in named]
    x = box.x + (box.w - sum(widths) - len(named) * (side + gap) - (len(named) - 1) * apart) // 2
    items: list[Item] = []
    for (kind, words), width in zip(named, widths, strict=True):
        shape, role = _SHAPES[kind]
        items.append(Icon(Box(x, box.y + (box.h - side) // 2, side, side), shape, role))
        items.append(Text(Box(x + side + gap, box.y, width, box.h), words, SMALL, "secondary", ground="surface"))
        x += side + gap + width + apart
    return items
