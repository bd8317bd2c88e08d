"""How a control's words stand in it and which colours it takes. Pure; what the tests for clipped text measure."""

from setplayer.kiosk.fitting import in_lines
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
    """The colour of its label. While it is pressed its ground is lighter, or fills, and red would be hard to read."""
    if button.look == "stop":
        return "text" if _lit(button) else "stop"
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
    size, lines = _label_lines(button, grid, fonts, room.w)
    close = 1.22 if grid.large else 1.3
    tall, small = grid.px(size * close), grid.px(SMALL * (close if grid.large else 1.36))
    height = tall * len(lines) + (small if button.sub else 0)
    spare = (room.h - height) // 2
    y = room.y + spare + min(grid.px(_lowered(button, grid)), max(spare // 2, 0))
    role = ink_of(button)
    texts = []
    for line in lines:
        box = Box(room.x, y, room.w, tall)
        texts.append(Text(box, line, size, role, "medium", align, elide=button.elide, ground="raised"))
        y += tall
    if button.sub:
        sub_role: Role = role if button.look in ("stop", "due") or button.on else _beside(button)
        box = Box(room.x, y, room.w, small)
        texts.append(Text(box, button.sub, SMALL, sub_role, align=align, elide=button.elide, ground="raised"))
    return texts


def _beside(button: Button) -> Role:
    """The colour of what stands beside its label."""
    return "text" if _lit(button) else "secondary"


def _lit(button: Button) -> bool:
    return button.pressed and not button.why_not


def _lowered(button: Button, grid: Grid) -> int:
    """By how much its words make way for the key in the corner."""
    if not button.key:
        return 0
    if grid.large and button.style == "cue":
        return 6
    return 5 if button.style == "tag" and not button.sub else 2


def _label_lines(button: Button, grid: Grid, fonts: Fonts, width: int) -> tuple[float, list[str]]:
    """The size of the label, and its lines. Below it one of two lines has no room beside what stands under it."""
    one_line = " " not in button.label or (button.style == "row" and bool(button.sub))
    if one_line or fonts.width(button.label, grid.px(button.size), "medium") <= width:
        return button.size, [button.label]
    key = fonts.width(button.key, grid.px(HINT)) + grid.px(4) if button.key else 0
    return in_lines(button.label, button.size, "medium", width - 2 * key, 2, grid, fonts)


def corner_text(button: Button, grid: Grid) -> Text | None:
    """The key that does the same, small in the upper right corner."""
    if not button.key:
        return None
    box = Box(button.box.x, button.box.y + grid.px(5), button.box.w - grid.px(10), grid.px(HINT * 1.4))
    role = ink_of(button) if button.look == "stop" else _beside(button)
    return Text(box, button.key, HINT, role, align="right", ground="raised")
