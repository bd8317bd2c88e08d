"""The header: phase and time left, elapsed of total, the state and its conditions, the time of day."""

from typing import Final

from setplayer.kiosk import model
from setplayer.kiosk.items import CLOCK, LEFT, PHASE, SMALL, STATE, Item, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import flow_width, flowing
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import Moment
from setplayer.units import clock
from setplayer.words import _, several

Words = tuple[str, str, Role]
"""The words, shape and colour of a state or condition."""

_ELAPSED: Final = 480
"""Where the elapsed time stands, in base pixels, unless a long phase name pushes it on: it does not wander."""


def header(at: Moment) -> list[Item]:
    """The header's items."""
    row = at.grid.header
    baseline = row.y + at.px(52)
    items, x = _phase(at, row, baseline)
    width = at.fonts.width(at.wall, at.px(CLOCK), "regular", fixed=True)
    wall = Text(Box(row.right - width, row.y, width, row.h), at.wall, CLOCK, fixed=True, baseline=baseline)
    right = wall.box.x - at.px(32)
    place = max(x + at.px(34), row.x + at.px(_ELAPSED))
    elapsed, end = _elapsed(at, place, row, baseline)
    if _untold(at, right - end - at.px(24)):
        elapsed, end = _elapsed(at, x + at.px(34), row, baseline)
    return [*items, *elapsed, wall, *_state(at, end + at.px(24), right, row)]


def _phase(at: Moment, row: Box, baseline: int) -> tuple[list[Item], int]:
    """The phase and how long it goes on; gives also where that ends."""
    name, left, after = model.phase_words(at.view)
    items: list[Item] = []
    x = row.x
    most = at.px(300) if left else row.w - at.px(_ELAPSED)
    width = min(at.fonts.width(name, at.px(PHASE)), most)
    items.append(Text(Box(x, row.y, width, row.h), name, PHASE, "accent", elide=True, baseline=baseline))
    x += width + at.px(26)
    if left:
        width = at.fonts.width(left, at.px(LEFT), "medium", fixed=True)
        items.append(Text(Box(x, row.y, width, row.h), left, LEFT, weight="medium", fixed=True, baseline=baseline))
        x += width + at.px(12)
    if after:
        role: Role = "due" if at.view.waits_for == "dose" else "accent" if at.view.waits_for else "secondary"
        width = at.fonts.width(after, at.px(STATE))
        items.append(Text(Box(x, row.y, width, row.h), after, STATE, role, baseline=baseline))
        x += width
    return items, x


def _elapsed(at: Moment, x: int, row: Box, baseline: int) -> tuple[list[Item], int]:
    """Elapsed of total, from Begin."""
    if at.view.state == "open":
        return [], x
    elapsed, of = clock(at.view.frame), _("of {length}").format(length=clock(at.view.end_frame))
    width, rest = (
        at.fonts.width(elapsed, at.px(CLOCK), "regular", fixed=True),
        at.fonts.width(of, at.px(STATE), "regular", fixed=True),
    )
    second = x + width + at.px(12)
    return [
        Text(Box(x, row.y, width, row.h), elapsed, CLOCK, fixed=True, baseline=baseline),
        Text(Box(second, row.y, rest, row.h), of, STATE, "secondary", fixed=True, baseline=baseline),
    ], second + rest


def _state(at: Moment, left: int, right: int, row: Box) -> list[Item]:
    """The state; below it and, when there is more, beside it what is true as well."""
    found = model.conditions_of(at.view)
    word = model.state_of(at.view, at.connected)
    if not found:
        return flowing(at, right, row.y + at.px(21), [word], STATE)
    below, beside, untold = _spread(at, found, right - left)
    if untold:
        below, beside, untold = _spread(at, found, right - left, flow_width(at, _and_more(9), SMALL))
        beside.append((_and_more(len(untold)), "warning", "due"))
    second = right - flow_width(at, word[0], STATE)
    return [
        *flowing(at, right, row.y, [word], STATE),
        *flowing(at, second, row.y + at.px(4), beside, SMALL),
        *flowing(at, right, row.y + at.px(37), below, SMALL),
    ]


def _and_more(count: int) -> str:
    return several("and {count} more", "and {count} more", count)


def _untold(at: Moment, room: int) -> bool:
    """Whether not all that is true has room beside and below the state."""
    return bool(_spread(at, model.conditions_of(at.view), room)[2])


def _spread(at: Moment, words: list[Words], room: int, kept: int = 0) -> tuple[list[Words], list[Words], list[Words]]:
    """What goes below the state, what beside it while some room is kept there, and what has no room."""
    rooms = [room, room - kept - flow_width(at, model.state_of(at.view, at.connected)[0], STATE)]
    rows: tuple[list[Words], list[Words], list[Words]] = ([], [], [])
    for word in words:
        width = flow_width(at, word[0], SMALL)
        place = next((n for n in (0, 1) if width <= rooms[n]), 2)
        rows[place].append(word)
        if place < 2:
            rooms[place] -= width
    return rows
