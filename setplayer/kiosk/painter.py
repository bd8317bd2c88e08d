"""Paints a screen's items, and only where something changed since the last time."""

from collections.abc import Iterable, Sequence
from typing import Final

from setplayer.kiosk import shapes
from setplayer.kiosk.buttons import corner_text, edge_of, fill_of, texts_of
from setplayer.kiosk.curve_picture import CurvePicture
from setplayer.kiosk.items import Button, Curve, Icon, Item, Meter, Plate, Rule, Text
from setplayer.kiosk.layout import Box, Grid
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.text import Fonts
from setplayer.kiosk.theme import Colour, Palette, mixed

_FOCUS: Final = 3


class Painter:
    """Paints onto one surface. It remembers what it painted last."""

    def __init__(self, fonts: Fonts):
        self._fonts = fonts
        self._curves = CurvePicture()
        self._last: tuple[Item, ...] = ()
        self._ground: tuple[Grid, str] | None = None

    def forget(self) -> None:
        """The window lost its picture: paint everything next time."""
        self._ground = None

    def paint(
        self, surface: pygame.Surface, items: Sequence[Item], grid: Grid, palette: Palette
    ) -> list[pygame.Rect]:
        """Paint what changed; gives the places that did."""
        scene = tuple(items)
        ground = (grid, palette.name)
        places = _changed(self._last, scene, grid.px(_FOCUS + 3)) if ground == self._ground else [grid.screen]
        self._last, self._ground = scene, ground
        rects = [pygame.Rect(box).clip(pygame.Rect(grid.screen)) for box in places]
        for place in rects:
            surface.set_clip(place)
            surface.fill(palette.background, place)
            for item in scene:
                if _reach(item, grid.px(_FOCUS + 3)).meets(Box(*place)):
                    self._item(surface, item, grid, palette)
        surface.set_clip(None)
        return rects

    def _item(self, surface: pygame.Surface, item: Item, grid: Grid, palette: Palette) -> None:
        match item:
            case Plate():
                edge = palette.colour(item.edge) if item.edge else None
                width = max(item.edge_width * grid.u, 1.0)
                picture = shapes.plate(
                    (item.box.w, item.box.h), grid.px(item.radius), palette.colour(item.fill), edge, width
                )
                surface.blit(picture, item.box[:2])
            case Text():
                self._text(surface, item, grid, palette)
            case Icon():
                surface.blit(shapes.icon(item.shape, item.box.h, palette.colour(item.role)), item.box[:2])
            case Rule():
                surface.fill(palette.colour(item.role), item.box)
            case Meter():
                _meter(surface, item, palette, grid)
            case Curve():
                self._curves.paint(surface, item, palette, grid.u)
            case Button():
                self._button(surface, item, grid, palette)

    def _text(self, surface: pygame.Surface, item: Text, grid: Grid, palette: Palette, dim: float = 0.0) -> None:
        size = grid.px(item.size)
        if item.elide:
            text = self._fonts.elided(item.text, size, item.weight, item.box.w)
        else:
            text = item.text
            size = self._fonts.fitting(text, size, item.weight, item.box.w, item.fixed)
        if not text:
            return
        colour: Colour = palette.ink(item.role, item.size)
        picture = self._fonts.rendered(
            text, size, item.weight, mixed(colour, palette.background, dim) if dim else colour, item.fixed
        )
        spare = item.box.w - picture.get_width()
        x = item.box.x + {"left": 0, "centre": spare // 2, "right": spare}[item.align]
        middle = item.box.y + (item.box.h - picture.get_height()) // 2
        y = middle if item.baseline is None else item.baseline - self._fonts.ascent(size, item.weight)
        surface.blit(picture, (x, y))

    def _button(self, surface: pygame.Surface, button: Button, grid: Grid, palette: Palette) -> None:
        box = button.box
        edge, width = edge_of(button, palette)
        fill = fill_of(button, palette)
        radius = grid.px(8 if button.style == "key" else 12)
        if button.focus:
            ring = box.inset(-grid.px(_FOCUS + 2), -grid.px(_FOCUS + 2))
            size, outer = (ring.w, ring.h), radius + grid.px(_FOCUS + 2)
            surface.blit(shapes.plate(size, outer, palette.background, palette.text, 2.0 * grid.u), ring[:2])
        plate = shapes.plate((box.w, box.h), radius, fill, edge, max(width * grid.u, 1.0))
        surface.blit(plate, box[:2])
        if button.fill > 0:
            inner = box.inset(grid.px(2), grid.px(2))
            grown = shapes.plate((inner.w, inner.h), max(radius - grid.px(2), 1), palette.line, None, 1.0)
            surface.blit(grown, inner[:2], (0, 0, round(inner.w * min(button.fill, 1.0)), inner.h))
        for text in texts_of(button, grid, self._fonts):
            self._text(surface, text, grid, palette, dim=0.42 if button.why_not else 0.0)
        hint = corner_text(button, grid)
        if hint is not None:
            self._text(surface, hint, grid, palette, dim=0.35 if button.why_not else 0.0)


def _meter(surface: pygame.Surface, meter: Meter, palette: Palette, grid: Grid) -> None:
    gap = grid.px(3)
    width = (meter.box.w + gap) // meter.count - gap
    x = meter.box.x + (meter.box.w - (width + gap) * meter.count + gap) // 2
    for number in range(meter.count):
        lit = number < meter.lit
        colour = palette.accent if lit and meter.glows else palette.edge if lit else palette.line
        bar = shapes.plate((width, meter.box.h), grid.px(2), colour, None, 1.0)
        surface.blit(bar, (x + number * (width + gap), meter.box.y))


def _reach(item: Item, ring: int) -> Box:
    """Where an item paints: a focused control outside its box too."""
    return item.box.inset(-ring, -ring) if isinstance(item, Button) and item.focus else item.box


def _changed(before: tuple[Item, ...], after: tuple[Item, ...], ring: int) -> list[Box]:
    """The places of items that came, went or changed, those that touch joined into one."""
    return _joined(_reach(item, ring) for item in set(before) ^ set(after))


def _joined(boxes: Iterable[Box]) -> list[Box]:
    done: list[Box] = []
    for found in boxes:
        box = found
        while (other := next((b for b in done if b.meets(box)), None)) is not None:
            done.remove(other)
            box = box.joined(other)
        done.append(box)
    return done
