"""The whole picture of a moment, as items: which parts stand where in which state. Pure."""

from dataclasses import replace
from typing import Final

from setplayer.engine.today_view import Today
from setplayer.kiosk import asks, model
from setplayer.kiosk.arc_picture import arc
from setplayer.kiosk.header import header, with_band
from setplayer.kiosk.items import SMALL, Button, Item, Plate, Text
from setplayer.kiosk.keys import HIDDEN
from setplayer.kiosk.layout import Box
from setplayer.kiosk.office_screen import office_screen
from setplayer.kiosk.other_screens import closed, closing, keys
from setplayer.kiosk.panels import panel
from setplayer.kiosk.prep_pages import PAGES
from setplayer.kiosk.preparing import preparation, preparation_rail
from setplayer.kiosk.rail import rail
from setplayer.kiosk.session_screen import cues, strip
from setplayer.kiosk.today import opening_screen, today_screen
from setplayer.kiosk.ui import Moment
from setplayer.words import _, marked

RESTARTING: Final = marked("The player is restarting; try again in a moment.")

_THE_PLAYERS: Final = frozenset(asks.KINDS) | {"submit", "resume", "drop"}
"""What acts the engine has to take."""


def screen(at: Moment) -> tuple[Item, ...]:
    """Everything on the screen, in the order in which it is painted."""
    if at.view.state == "closed":
        return tuple(_focused(at, closed(at)))
    if at.ui.office is not None:
        items = office_screen(at, at.ui.office)
        return tuple(_focused(at, items) + _callout(at, items))
    if at.view.today is not None:
        return _today(at, at.view.today)
    if at.view.state == "open":
        return _preparation(at)
    above, band = with_band(at)
    items = [*header(at), *band, *(keys(at) if at.ui.keys else arc(above))]
    if model.closes(at.view):
        items += closing(at)
    else:
        covered = at.ui.keys and at.large
        items += [*([] if covered else strip(at)), *cues(at)]
    items += panel(at) if at.ui.panel and not at.hidden else rail(at)
    items = _while_away(at, _while_hidden(at, items))
    return tuple(_focused(at, items) + _callout(at, items))


def _preparation(at: Moment) -> tuple[Item, ...]:
    items = [*header(at), *(keys(at) if at.ui.keys else preparation(at))]
    beside = at.ui.panel and at.ui.panel not in PAGES
    items += panel(at) if beside else preparation_rail(at)
    items = _while_away(at, items)
    return tuple(_focused(at, items) + _callout(at, items))


def _today(at: Moment, today: Today) -> tuple[Item, ...]:
    if at.ui.opening is not None:
        words = _("Opening {client}…").format(client=at.ui.opening) if at.ui.opening else _("Opening…")
        return tuple(opening_screen(at, words))
    items = today_screen(at, today)
    return tuple(_focused(at, items) + _callout(at, items))


def _while_away(at: Moment, items: list[Item]) -> list[Item]:
    """While the player is away, what only it can do says so; what is typed is kept on this screen."""
    if at.connected:
        return items
    return [_unanswered(item) if isinstance(item, Button) else item for item in items]


def _while_hidden(at: Moment, items: list[Item]) -> list[Item]:
    """While the client may look at the screen, nothing opens in which there are words of theirs."""
    if not at.hidden:
        return items
    return [_hidden(item) if isinstance(item, Button) else item for item in items]


def _hidden(button: Button) -> Button:
    opens = button.act is not None and button.act.kind == "show"
    return replace(button, why_not=_(HIDDEN)) if opens else button


def _unanswered(button: Button) -> Button:
    players = button.act is not None and button.act.kind in _THE_PLAYERS
    return replace(button, why_not=button.why_not or _(RESTARTING)) if players else button


def _focused(at: Moment, items: list[Item]) -> list[Item]:
    if not at.ui.focus:
        return items
    return [
        replace(item, focus=True) if isinstance(item, Button) and item.name == at.ui.focus else item for item in items
    ]


def _callout(at: Moment, items: list[Item]) -> list[Item]:
    """Why a press did nothing, beside the control that was pressed."""
    callout = at.ui.callout
    if callout is None or at.now_s >= callout.until_s:
        return []
    pressed = next((item for item in items if isinstance(item, Button) and item.name == callout.name), None)
    anchor = pressed.box if pressed is not None else at.grid.rail.foot(at.px(60))
    size, pad, line = at.px(SMALL), at.px(14), at.px(25)
    found = at.fonts.wrapped(callout.text, size, "regular", at.px(340), 4)
    width = max((at.fonts.width(words, size) for words in found), default=0) + 2 * pad
    height = line * len(found) + pad
    box = _beside(at, anchor, width, height)
    rows = [Box(box.x + pad, box.y + pad // 2 + n * line, width - 2 * pad, line) for n in range(len(found))]
    words = [Text(row, text, SMALL, "text", ground="raised") for row, text in zip(rows, found, strict=True)]
    return [Plate(box, "raised", "accent", 2.0), *words]


def _beside(at: Moment, anchor: Box, width: int, height: int) -> Box:
    """Above the control, or below it near the top of the screen; never off the screen."""
    margin, gap = at.px(12), at.px(8)
    x = min(max(anchor.x + (anchor.w - width) // 2, margin), at.grid.screen.w - width - margin)
    above = anchor.y - gap - height
    y = above if above >= margin else anchor.bottom + gap
    return Box(x, min(y, at.grid.screen.h - height - margin), width, height)


def too_small(width: int, height: int, at: Moment) -> tuple[Item, ...]:
    """A plain message in a window that cannot show the session, which goes on unseen."""
    upright = height > width
    words = _("This screen stands upright.") if upright else _("This window is too small for the session screen.")
    mend = _("Turn it: the session screen lies, and is at least 1024 × 600.")
    lines = [words, mend if upright else _("It needs at least 1024 × 600.")]
    if at.view.state not in ("open", "closed"):
        lines.append(_("The music plays on. F12 fades it."))
    base = max(SMALL, SMALL / at.grid.u)  # the screen's measures would make it smaller than it can be read
    size = at.grid.px(base)
    found = [row for line in lines for row in at.fonts.wrapped(line, size, "regular", width - 16, 3)]
    high = 2 * size
    top = (height - high * len(found)) // 2
    return tuple(
        Text(Box(0, top + n * high, width, high), line, base, align="centre") for n, line in enumerate(found)
    )


def waiting(at: Moment) -> tuple[Item, ...]:
    """Before the first view."""
    return (Text(at.grid.screen, _("The player is starting"), 28, "secondary", align="centre"),)


def buttons(items: tuple[Item, ...]) -> list[Button]:
    """The controls among the items."""
    return [item for item in items if isinstance(item, Button)]


def button_at(items: tuple[Item, ...], point: tuple[int, int]) -> Button | None:
    """The uppermost control at a point."""
    return next((button for button in reversed(buttons(items)) if button.box.holds(point)), None)
