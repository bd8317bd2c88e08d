"""How a control's words stand in it and which colours it takes. Pure; what the tests for clipped text measure."""

from dataclasses import replace

from setplayer.kiosk.items import HINT, SMALL, Align, Button, Text
from setplayer.kiosk.layout import Box, Grid
from setplayer.kiosk.text import Fonts
from setplayer.kiosk.theme import Colour, Palette, Role, mixed


def edge_of(button: Button, palette: Palette) -> tuple[Colour | None, float]:
    """The colour and width of its border, in base pixels."""
    if button.look == "due":
        return palette.due, 3.0
    if button.why_not:
        return mixed(palette.edge, palette.background, 0.55), 1.5
    if button.look == "stop":
        return palette.stop, 2.0
    if button.on:
        return palette.accent, 2.5
    return (None, 0.0) if button.look == "quiet" else (palette.edge, 1.5)


def fill_of(button: Button, palette: Palette) -> Colour:
    """The colour of its ground. Nothing that is on is filled: it would light the room."""
    if button.style == "plate" or button.why_not:
        return palette.surface
    ground = palette.stop_fill if button.look == "stop" else palette.raised
    return palette.line if button.pressed and not button.held_down else ground


def ink_of(button: Button) -> Role:
    """The colour of its label."""
    if button.look == "stop":
        return "stop"
    if button.look == "due":
        return "due"
    return "accent" if button.on else "text"


def texts_of(button: Button, grid: Grid, fonts: Fonts) -> list[Text]:
    """Its label and what stands below, each in its own part of the box."""
    if button.style == "plate":
        return []
    pad = grid.px(4 if button.style == "key" else 14 if button.style == "row" else 8)
    room = button.box.inset(pad, 0)
    align: Align = "left" if button.style == "row" else "centre"
    button, lines = _with_room(button, grid, fonts, room.w)
    tall, small = grid.px(button.size * 1.3), grid.px(SMALL * 1.36)
    height = tall * len(lines) + (small if button.sub else 0)
    y = room.y + (room.h - height) // 2 + grid.px(_lowered(button))
    role = ink_of(button)
    texts = []
    for line in lines:
        box = Box(room.x, y, room.w, tall)
        texts.append(Text(box, line, button.size, role, "medium", align, elide=button.elide, ground="raised"))
        y += tall
    if button.sub:
        sub_role: Role = role if button.look in ("stop", "due") or button.on else "secondary"
        box = Box(room.x, y, room.w, small)
        least = fonts.fitting(button.sub, grid.px(SMALL), "regular", room.w)
        too_long = button.elide and fonts.width(button.sub, least) > room.w
        texts.append(Text(box, button.sub, SMALL, sub_role, align=align, elide=too_long, ground="raised"))
    return texts


def _lowered(button: Button) -> int:
    """By how much its words make way for the key in the corner."""
    if not button.key:
        return 0
    return 5 if button.style == "tag" and not button.sub else 2


def _with_room(button: Button, grid: Grid, fonts: Fonts, width: int) -> tuple[Button, list[str]]:
    """The control with its label in lines, in a smaller type where a language's words need it."""
    lines = _label_lines(button, grid, fonts, width)
    if button.elide or " " not in button.label:
        return button, lines
    for size in range(int(button.size) - 1, int(button.size * 0.6), -1):
        if " ".join(lines) == button.label:
            break
        button = replace(button, size=size)
        lines = _label_lines(button, grid, fonts, width)
    return button, lines


def _label_lines(button: Button, grid: Grid, fonts: Fonts, width: int) -> list[str]:
    size = grid.px(button.size)
    single = " " not in button.label or (button.style == "row" and bool(button.sub))
    if single or fonts.width(button.label, size, "medium") <= width:
        return [button.label]
    return fonts.wrapped(button.label, size, "medium", width, 2)


def corner_text(button: Button, grid: Grid) -> Text | None:
    """The key that does the same, small in the upper right corner."""
    if not button.key:
        return None
    box = Box(button.box.x, button.box.y + grid.px(5), button.box.w - grid.px(10), grid.px(HINT * 1.4))
    return Text(
        box, button.key, HINT, "stop" if button.look == "stop" else "secondary", align="right", ground="raised"
    )
