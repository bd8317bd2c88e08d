"""The lock: a PIN before records, settings and leaving the kiosk. Nothing of the sound is ever behind it."""

import math
from typing import Final

from setplayer.kiosk.items import SMALL, TRACK, Icon, Item, Plate, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.office import Office
from setplayer.kiosk.office_parts import back, head, pad
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import Moment
from setplayer.units import SAMPLE_RATE, clock
from setplayer.words import _, marked

_TITLES: Final = {
    "records": marked("Records"),
    "settings": marked("Settings"),
    "leave": marked("Leave the kiosk"),
}
_WIDTH: Final = 420
_HEIGHT: Final = 606


def pin_screen(at: Moment, office: Office) -> list[Item]:
    """The number pad, and what came of the last try."""
    asks = _("The PIN, please")
    return [*head(at, _(_TITLES[office.wanted]), ""), *_sheet(at, office, asks)]


def new_pin_screen(at: Moment, office: Office) -> list[Item]:
    """The number pad for a new PIN, which is typed twice."""
    asks = _("The same again") if office.first else _("A new PIN, 4 to 12 digits")
    return [*head(at, _("Settings"), ""), *_sheet(at, office, asks)]


def _sheet(at: Moment, office: Office, asks: str) -> list[Item]:
    """A sheet in the middle: what is asked, as many dots as digits were typed, the pad, and the way back."""
    screen = at.grid.screen
    w, h = at.px(_WIDTH), at.px(_HEIGHT)
    box = Box((screen.w - w) // 2, at.grid.arc.y + (at.grid.rail.h - h) // 2, w, h)
    inner = box.inset(at.px(32), at.px(24))
    wait = _wait(at, office)
    why_not = wait or (_("A moment…") if office.asking else "")
    dots = inner.below(at.px(52)).top(at.px(44))
    status = Box(inner.x, dots.bottom + at.px(6), inner.w, at.px(28))
    keys = Box(inner.x, status.bottom + at.px(14), inner.w, at.px(72 * 4 + 12 * 3))
    return [
        Plate(box, edge="line"),
        Text(inner.top(at.px(44)), asks, TRACK, align="centre", ground="surface"),
        *_dots(at, dots, len(office.digits)),
        *_status(status, office, wait),
        *pad(at, office, keys, why_not),
        back(inner.foot(at.px(60))),
    ]


def _dots(at: Moment, box: Box, count: int) -> list[Item]:
    """One for each digit, and where the first four go."""
    places = max(count, 4)
    side, gap = at.px(16), at.px(10)
    x = box.x + (box.w - places * side - (places - 1) * gap) // 2
    y = box.y + (box.h - side) // 2
    return [
        Icon(
            Box(x + n * (side + gap), y, side, side),
            "dot" if n < count else "ring",
            "accent" if n < count else "edge",
        )
        for n in range(places)
    ]


def _status(box: Box, office: Office, wait: str) -> list[Item]:
    words = wait or (_("A moment…") if office.asking else office.said)
    role: Role = "secondary" if office.asking else "due"
    return [Text(box, words, SMALL, role, align="centre", fixed=bool(wait), ground="surface")]


def _wait(at: Moment, office: Office) -> str:
    """How long the next try has to wait, in words; empty when it has not."""
    left_s = math.ceil(office.wait_until_s - at.now_s)
    if left_s <= 0:
        return ""
    return _("Wrong too often: next try in {time}").format(time=clock(left_s * SAMPLE_RATE))
