"""The panel of a text field: what was typed, and keys to type with by touch."""

from dataclasses import replace
from typing import Final

from setplayer.kiosk.items import SMALL, Act, Button, Item, Plate, Rule, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import lines
from setplayer.kiosk.typed import TYPED, text_in
from setplayer.kiosk.ui import Moment
from setplayer.words import _

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz.,'-"
_SYMBOLS: Final = '1234567890/:;?!()+%&"°=éàèüöäß'
_COLUMNS: Final = 6
_ROWS: Final = 5
_KEY: Final = 50


def text_panel(at: Moment, box: Box) -> list[Item]:
    """A field with its keyboard and Save."""
    save = box.foot(at.px(60))
    height = at.px(_KEY) * (_ROWS + 1) + at.px(5) * _ROWS
    keys = Box(box.x, save.y - at.px(10) - height, box.w, height)
    field = Box(box.x, box.y, box.w, keys.y - at.px(10) - box.y)
    text = text_in(at.ui.panel, at.view, at.ui)
    if TYPED[at.ui.panel].hidden:
        text = "•" * len(text)
    return [
        *_field(at, field, text),
        *_keyboard(at, keys),
        *_foot(at, save, "" if text.strip() else "Nothing is typed."),
    ]


def _foot(at: Moment, box: Box, why_not: str) -> list[Item]:
    """Save; where it can be said whose it is, that beside it. Whoever hands over can look at what matters first."""
    label = _("Open") if TYPED[at.ui.panel].hidden else "Save"
    save = Button(box, "save", label, Act("submit"), "", "⏎", "tag", why_not=why_not)
    left, right = box.columns(2, at.px(8))
    if at.ui.panel == "handover":
        return [Button(left, "show glance", "At a glance", Act("show", "glance"), style="tag", size=SMALL),
                replace(save, box=right)]  # fmt: skip
    if not TYPED[at.ui.panel].shares:
        return [save]
    on = at.ui.sharing
    label, sub = ("May be shared", "ON") if on else ("My own", "not shared")
    act = Act("set", "sharing", (("value", not on),))
    sharing = Button(left, "sharing", label, act, sub, style="tag", size=SMALL, on=on)
    return [sharing, replace(save, box=right)]


def _field(at: Moment, box: Box, text: str) -> list[Item]:
    inner = box.inset(at.px(12), at.px(10))
    items: list[Item] = [Plate(box, "background", "edge", radius=8)]
    line = at.px(28)
    if not text:
        beside = Box(inner.x + at.px(8), inner.y + at.px(2), inner.w - at.px(8), inner.h)
        shown: list[Item] = lines(at, beside, TYPED[at.ui.panel].hint, SMALL, "secondary", 2)
        return [*items, *shown, _caret(at, inner.x, inner.y, line)]
    count = max(inner.h // line, 1)
    found = at.fonts.wrapped(text, at.px(20), "regular", inner.w - at.px(4), 400)[-count:]
    for n, words in enumerate(found):
        items.append(Text(Box(inner.x, inner.y + n * line, inner.w, line), words, 20))
    trailing = " " if text.endswith(" ") else ""
    x = inner.x + at.fonts.width(found[-1] + trailing, at.px(20)) if found else inner.x
    return [*items, _caret(at, min(x, inner.right), inner.y + (max(len(found), 1) - 1) * line, line)]


def _caret(at: Moment, x: int, y: int, height: int) -> Item:
    """It does not blink: nothing on this screen does."""
    return Rule(Box(x + at.px(1), y + at.px(2), max(at.px(2), 1), height - at.px(4)), "accent")


def _keyboard(at: Moment, box: Box) -> list[Item]:
    characters = _SYMBOLS if at.ui.symbols else _LETTERS.upper() if at.ui.capitals else _LETTERS
    rows = box.rows(_ROWS + 1, at.px(5))
    places = [cell for row in rows[:_ROWS] for cell in row.columns(_COLUMNS, at.px(4))]
    items: list[Item] = [
        Button(place, f"key {character}", character, Act("type", character), style="key", size=20)
        for place, character in zip(places, characters, strict=True)
    ]
    shift, symbols, space, _, rub, _ = rows[_ROWS].columns(_COLUMNS, at.px(4))
    wide = space.w * 2 + at.px(4)
    space, rub = Box(space.x, space.y, wide, space.h), Box(rub.x, rub.y, rows[_ROWS].right - rub.x, rub.h)
    return [
        *items,
        Button(shift, "shift", "Aa", Act("set", "capitals", (("value", not at.ui.capitals),)), style="key",
               size=SMALL, on=at.ui.capitals),
        Button(symbols, "symbols", "abc" if at.ui.symbols else "12",
               Act("set", "symbols", (("value", not at.ui.symbols),)), style="key", size=SMALL),
        Button(space, "space", "space", Act("type", " "), style="key", size=SMALL),
        Button(rub, "rub out", "delete", Act("type", "\b"), style="key", size=SMALL),
    ]  # fmt: skip
