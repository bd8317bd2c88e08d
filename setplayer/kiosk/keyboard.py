"""The panel of a text field: what was typed, and keys to type with by touch."""

from dataclasses import replace
from typing import Final

from setplayer.alphabets import ALPHABETS, COLUMNS, Alphabet
from setplayer.kiosk.items import SMALL, Act, Button, Item, Plate, Rule, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import lines
from setplayer.kiosk.typed import TYPED, text_in
from setplayer.kiosk.ui import Moment
from setplayer.words import _

_SYMBOLS: Final = '1234567890/:;?!()+%&"°=@#*<>_€'
_KEY: Final = 50
_LARGE_KEY: Final = 40


def text_panel(at: Moment, box: Box) -> list[Item]:
    """A field with its keyboard and Save."""
    save = box.foot(at.grid.row)
    rows = _alphabet(at).rows + 1
    height = at.px(_LARGE_KEY if at.large else _KEY) * rows + at.px(5) * (rows - 1)
    keys = Box(box.x, save.y - at.px(10) - height, box.w, height)
    field = Box(box.x, box.y, box.w, keys.y - at.px(10) - box.y)
    text = text_in(at.ui.panel, at.view, at.ui)
    if TYPED[at.ui.panel].hidden:
        text = "•" * len(text)
    return [
        *_field(at, field, text),
        *_keyboard(at, keys),
        *_foot(at, save, "" if text.strip() or TYPED[at.ui.panel].empties else _("Nothing is typed.")),
    ]


def _foot(at: Moment, box: Box, why_not: str) -> list[Item]:
    """Save; where it can be said whose it is, that beside it. Whoever hands over can look at what matters first."""
    label = _("Open") if TYPED[at.ui.panel].hidden else _("Save")
    save = Button(box, "save", label, Act("submit"), "", "⏎", "tag", why_not=why_not)
    left, right = box.columns(2, at.px(8))
    if at.ui.panel == "handover":
        return [Button(left, "show glance", _("At a glance"), Act("show", "glance"), style="tag", size=SMALL),
                replace(save, box=right)]  # fmt: skip
    if not TYPED[at.ui.panel].shares:
        return [save]
    on = at.ui.sharing
    label, sub = (_("May be shared"), _("ON")) if on else (_("My own"), _("not shared"))
    act = Act("set", "sharing", (("value", not on),))
    sharing = Button(left, "sharing", label, act, sub, style="tag", size=SMALL, on=on)
    return [sharing, replace(save, box=right)]


def _field(at: Moment, box: Box, text: str) -> list[Item]:
    """The end of the text, what an input method is making underlined after it, and the caret."""
    inner = box.inset(at.px(12), at.px(10))
    items: list[Item] = [Plate(box, "background", "edge", radius=8)]
    line, making = at.px(28), at.ui.composing
    if not text and not making:
        beside = Box(inner.x + at.px(8), inner.y + at.px(2), inner.w - at.px(8), inner.h)
        shown: list[Item] = lines(at, beside, _hint(at), SMALL, "secondary", 2)
        return [*items, *shown, _caret(at, inner.x, inner.y, line)]
    count = max(inner.h // line, 1)
    found = at.fonts.wrapped(text + making, at.px(20), "regular", inner.w - at.px(4), 400)[-count:]
    for n, words in enumerate(found):
        items.append(Text(Box(inner.x, inner.y + n * line, inner.w, line), words, 20))
    trailing = " " if text.endswith(" ") and not making else ""
    x = inner.x + at.fonts.width(found[-1] + trailing, at.px(20)) if found else inner.x
    y = inner.y + (max(len(found), 1) - 1) * line
    if making:
        start = max(x - at.fonts.width(making, at.px(20)), inner.x)
        items.append(Rule(Box(start, y + line - at.px(3), x - start, at.px(2)), "accent"))
    return [*items, _caret(at, min(x, inner.right), y, line)]


def _hint(at: Moment) -> str:
    """What belongs into the field: of an answer, what is asked."""
    return at.ui.check if at.ui.panel == "answer" else _(TYPED[at.ui.panel].hint)


def _caret(at: Moment, x: int, y: int, height: int) -> Item:
    """It does not blink: nothing on this screen does."""
    return Rule(Box(x + at.px(1), y + at.px(2), max(at.px(2), 1), height - at.px(4)), "accent")


def _alphabet(at: Moment) -> Alphabet:
    return ALPHABETS[_codes(at)[at.ui.keyboard % len(_codes(at))]]


def _codes(at: Moment) -> tuple[str, ...]:
    """The keyboards that this copy knows among those that the engine names."""
    return tuple(code for code in at.view.keyboards if code in ALPHABETS) or ("en",)


def _keyboard(at: Moment, box: Box) -> list[Item]:
    alphabet = _alphabet(at)
    rows = box.rows(alphabet.rows + 1, at.px(5))
    places = [cell for row in rows[:-1] for cell in row.columns(COLUMNS, at.px(4))]
    characters = _SYMBOLS if at.ui.symbols else alphabet.keys(at.ui.capitals)
    items: list[Item] = [
        Button(place, f"key {character}", character, Act("type", character), style="key", size=20)
        for place, character in zip(places, characters, strict=False)
    ]
    return [*items, *_below(at, rows[-1])]


def _below(at: Moment, row: Box) -> list[Item]:
    """Capitals, symbols, the next keyboard where there are several, space and delete."""
    cells = row.columns(COLUMNS, at.px(4))
    codes = _codes(at)
    several = len(codes) > 1
    space, rub = (
        (cells[3].joined(cells[4]), cells[5]) if several else (cells[2].joined(cells[3]), cells[4].joined(cells[5]))
    )
    shown_next = codes[(at.ui.keyboard + 1) % len(codes)]
    other = Button(cells[2], "keyboard", shown_next, _sets("keyboard", at.ui.keyboard + 1), style="key", size=SMALL)
    symbols = "abc" if at.ui.symbols else "12"
    return [
        Button(
            cells[0], "shift", "Aa", _sets("capitals", not at.ui.capitals), style="key", size=SMALL, on=at.ui.capitals
        ),
        Button(cells[1], "symbols", symbols, _sets("symbols", not at.ui.symbols), style="key", size=SMALL),
        *([other] if several else []),
        Button(space, "space", _("space"), Act("type", " "), style="key", size=SMALL),
        Button(rub, "rub out", "⌫", Act("type", "\b"), style="key", size=20),
    ]


def _sets(name: str, value: object) -> Act:
    return Act("set", name, (("value", value),))
