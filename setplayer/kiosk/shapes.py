"""Smooth shapes: drawn large, scaled down, kept. pygame itself draws corners and polygons without smoothing."""

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.theme import Colour

_TIMES: Final = 4
Point = tuple[float, float]


@lru_cache(maxsize=512)
def plate(size: tuple[int, int], radius: int, fill: Colour, edge: Colour | None, edge_width: float) -> pygame.Surface:
    """A rounded rectangle with an even border."""
    width, height = size
    corner = min(radius, width // 2, height // 2)
    picture = pygame.Surface(size, pygame.SRCALPHA)
    whole = pygame.Surface((2 * corner * _TIMES + _TIMES, 2 * corner * _TIMES + _TIMES), pygame.SRCALPHA)
    line = edge_width * _TIMES
    if edge is not None:
        pygame.draw.rect(whole, edge, whole.get_rect(), border_radius=corner * _TIMES)
    inner = whole.get_rect().inflate(-2 * line, -2 * line) if edge is not None else whole.get_rect()
    ground = pygame.Surface(whole.get_size(), pygame.SRCALPHA)
    pygame.draw.rect(ground, fill, inner, border_radius=round(corner * _TIMES - (line if edge is not None else 0)))
    whole.blit(ground, (0, 0))
    small = pygame.transform.smoothscale(_bled(whole, edge or fill), (2 * corner + 1, 2 * corner + 1))
    _nine(picture, small, corner)
    return picture


def _bled(picture: pygame.Surface, colour: Colour) -> pygame.Surface:
    """The picture with its empty pixels in a colour, still empty: scaling then mixes in no black."""
    ground = pygame.Surface(picture.get_size(), pygame.SRCALPHA)
    ground.fill((*colour, 0))
    ground.blit(picture, (0, 0))
    return ground


def _nine(picture: pygame.Surface, small: pygame.Surface, corner: int) -> None:
    """Lay out the corners of a small rounded square, and stretch its middle, over a larger picture."""
    width, height = picture.get_size()
    xs = ((0, corner, 0), (corner, 1, corner), (corner + 1, corner, width - corner))
    ys = ((0, corner, 0), (corner, 1, corner), (corner + 1, corner, height - corner))
    for sx, sw, dx in xs:
        for sy, sh, dy in ys:
            piece = small.subsurface((sx, sy, sw, sh))
            size = (width - 2 * corner if sw == 1 else sw, height - 2 * corner if sh == 1 else sh)
            if size != (sw, sh):
                piece = pygame.transform.scale(piece, size)
            picture.blit(piece, (dx, dy))


@lru_cache(maxsize=256)
def icon(name: str, size: int, colour: Colour) -> pygame.Surface:
    """A shape in a square of so many pixels."""
    large = pygame.Surface((size * _TIMES, size * _TIMES), pygame.SRCALPHA)
    large.fill((*colour, 0))
    SHAPES[name](_Pen(large, size * _TIMES, colour))
    return pygame.transform.smoothscale(large, (size, size))


class _Pen:
    """Draws in a unit square."""

    def __init__(self, surface: pygame.Surface, side: int, colour: Colour):
        self._surface, self._side, self._colour = surface, side, colour

    def area(self, *points: Point) -> None:
        pygame.draw.polygon(self._surface, self._colour, [self._at(point) for point in points])

    def rect(self, x: float, y: float, w: float, h: float, round_: float = 0.04) -> None:
        side = self._side
        box = pygame.Rect(round(x * side), round(y * side), round(w * side), round(h * side))
        pygame.draw.rect(self._surface, self._colour, box, border_radius=round(round_ * side))

    def disc(self, x: float, y: float, r: float) -> None:
        pygame.draw.circle(self._surface, self._colour, self._at((x, y)), r * self._side)

    def ring(self, x: float, y: float, r: float, line: float = 0.11) -> None:
        pygame.draw.circle(self._surface, self._colour, self._at((x, y)), r * self._side, round(line * self._side))

    def stroke(self, *points: Point, line: float = 0.12) -> None:
        for (ax, ay), (bx, by) in pairwise(points):
            long = math.hypot(bx - ax, by - ay) or 1.0
            nx, ny = -(by - ay) / long * line / 2, (bx - ax) / long * line / 2
            self.area((ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny))
        for x, y in points:
            self.disc(x, y, line / 2)

    def hole(self, x: float, y: float, w: float, h: float) -> None:
        side = self._side
        box = pygame.Rect(round(x * side), round(y * side), round(w * side), round(h * side))
        self._surface.fill((*self._colour, 0), box)

    def _at(self, point: Point) -> tuple[float, float]:
        return point[0] * self._side, point[1] * self._side


def _held(pen: _Pen) -> None:
    pen.rect(0.18, 0.12, 0.23, 0.76)
    pen.rect(0.59, 0.12, 0.23, 0.76)


def _silent(pen: _Pen) -> None:
    pen.rect(0.12, 0.12, 0.76, 0.76)
    pen.hole(0.25, 0.25, 0.5, 0.5)


def _stopping(pen: _Pen) -> None:
    pen.area((0.08, 0.2), (0.92, 0.2), (0.5, 0.88))


def _landed(pen: _Pen) -> None:
    pen.stroke((0.5, 0.1), (0.5, 0.56))
    pen.stroke((0.28, 0.38), (0.5, 0.6), (0.72, 0.38))
    pen.rect(0.1, 0.8, 0.8, 0.12)


def _clock(pen: _Pen) -> None:
    pen.ring(0.5, 0.5, 0.44)
    pen.stroke((0.5, 0.24), (0.5, 0.52), (0.68, 0.62), line=0.1)


def _cross(pen: _Pen) -> None:
    pen.stroke((0.2, 0.2), (0.8, 0.8))
    pen.stroke((0.8, 0.2), (0.2, 0.8))


def _ducked(pen: _Pen) -> None:
    pen.stroke((0.15, 0.2), (0.5, 0.5), (0.85, 0.2))
    pen.stroke((0.15, 0.52), (0.5, 0.82), (0.85, 0.52))


def _grounding(pen: _Pen) -> None:
    pen.stroke((0.5, 0.08), (0.5, 0.45))
    pen.rect(0.1, 0.42, 0.8, 0.12)
    pen.rect(0.24, 0.64, 0.52, 0.12)
    pen.rect(0.38, 0.86, 0.24, 0.12)


def _away(pen: _Pen) -> None:
    pen.ring(0.5, 0.5, 0.42)
    pen.stroke((0.2, 0.8), (0.8, 0.2))


def _drop(pen: _Pen) -> None:
    pen.disc(0.5, 0.64, 0.31)
    pen.area((0.5, 0.02), (0.78, 0.5), (0.22, 0.5))


def _bed(pen: _Pen) -> None:
    wave = [(x / 12, 0.36 + 0.14 * math.sin(x / 12 * 2 * math.pi)) for x in range(1, 12)]
    pen.stroke(*wave, line=0.1)
    pen.rect(0.08, 0.72, 0.84, 0.12)


def _speaker(pen: _Pen) -> None:
    pen.area((0.04, 0.36), (0.22, 0.36), (0.48, 0.12), (0.48, 0.88), (0.22, 0.64), (0.04, 0.64))
    pen.stroke((0.66, 0.34), (0.74, 0.5), (0.66, 0.66), line=0.1)
    pen.stroke((0.82, 0.22), (0.94, 0.5), (0.82, 0.78), line=0.1)


def _no_output(pen: _Pen) -> None:
    pen.area((0.04, 0.36), (0.22, 0.36), (0.48, 0.12), (0.48, 0.88), (0.22, 0.64), (0.04, 0.64))
    pen.stroke((0.62, 0.36), (0.92, 0.66), line=0.1)
    pen.stroke((0.92, 0.36), (0.62, 0.66), line=0.1)


def _unsaved(pen: _Pen) -> None:
    pen.rect(0.16, 0.06, 0.68, 0.11)
    pen.rect(0.16, 0.83, 0.68, 0.11)
    pen.area((0.24, 0.15), (0.76, 0.15), (0.5, 0.5))
    pen.area((0.5, 0.5), (0.76, 0.85), (0.24, 0.85))


def _shield(pen: _Pen) -> None:
    pen.area((0.5, 0.04), (0.88, 0.18), (0.84, 0.55), (0.5, 0.97), (0.16, 0.55), (0.12, 0.18))


def _battery(pen: _Pen) -> None:
    pen.rect(0.04, 0.26, 0.8, 0.48)
    pen.hole(0.14, 0.36, 0.6, 0.28)
    pen.rect(0.2, 0.41, 0.26, 0.18)
    pen.rect(0.86, 0.39, 0.1, 0.22)


def _restarting(pen: _Pen) -> None:
    pen.ring(0.5, 0.52, 0.38)
    pen.hole(0.5, 0.06, 0.46, 0.3)
    pen.area((0.46, -0.04), (0.78, 0.2), (0.46, 0.42))


def _warning(pen: _Pen) -> None:
    pen.ring(0.5, 0.5, 0.42)
    pen.rect(0.44, 0.26, 0.12, 0.3)
    pen.disc(0.5, 0.7, 0.075)


def _screens(pen: _Pen) -> None:
    pen.rect(0.3, 0.08, 0.66, 0.5)
    pen.hole(0.4, 0.18, 0.46, 0.3)
    pen.hole(0.0, 0.34, 0.66, 0.6)
    pen.rect(0.04, 0.42, 0.58, 0.44)


def _tick(pen: _Pen) -> None:
    pen.stroke((0.14, 0.52), (0.4, 0.78), (0.86, 0.24), line=0.13)


SHAPES: Final[dict[str, Callable[[_Pen], None]]] = {
    "ring": lambda pen: pen.ring(0.5, 0.5, 0.4),
    "dot": lambda pen: pen.disc(0.5, 0.5, 0.4),
    "play": lambda pen: pen.area((0.14, 0.08), (0.94, 0.5), (0.14, 0.92)),
    "bars": _held,
    "square outline": _silent,
    "square": lambda pen: pen.rect(0.1, 0.1, 0.8, 0.8),
    "triangle down": _stopping,
    "landed": _landed,
    "cross": _cross,
    "chevrons": _ducked,
    "ground": _grounding,
    "slashed ring": _away,
    "drop": _drop,
    "wave": _bed,
    "speaker": _speaker,
    "speaker cross": _no_output,
    "hourglass": _unsaved,
    "shield": _shield,
    "battery": _battery,
    "turning": _restarting,
    "warning": _warning,
    "clock": _clock,
    "tick": _tick,
    "screens": _screens,
    "diamond": lambda pen: pen.area((0.5, 0.02), (0.98, 0.5), (0.5, 0.98), (0.02, 0.5)),
}
"""Every shape by name."""
