"""The arc's curve as two pictures, all lit and all ahead: the playhead only chooses how much is taken from each.

Drawn at twice the size and scaled down smoothly; drawn anew only when the curve has moved by more than a pixel.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from setplayer.kiosk.items import Curve
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.theme import Colour, Palette, mixed

_TIMES: Final = 2
_LINE: Final = 3.2
"""Of the curve, in base pixels."""


@dataclass(frozen=True)
class _Drawn:
    size: tuple[int, int]
    palette: str
    heights: tuple[float, ...]
    lit: pygame.Surface
    ahead: pygame.Surface


class CurvePicture:
    """Keeps the two pictures of the latest curve."""

    def __init__(self) -> None:
        self._drawn: _Drawn | None = None

    def paint(self, surface: pygame.Surface, curve: Curve, palette: Palette, u: float) -> None:
        """Paint a curve onto a surface."""
        drawn = self._for(curve, palette, u)
        x, y, width, height = curve.box
        played = min(max(curve.played_x - x, 0), width)
        surface.blit(drawn.lit, (x, y), (0, 0, played, height))
        surface.blit(drawn.ahead, (x + played, y), (played, 0, width - played, height))

    def _for(self, curve: Curve, palette: Palette, u: float) -> _Drawn:
        size = (curve.box.w, curve.box.h)
        drawn = self._drawn
        if drawn is None or (drawn.size, drawn.palette) != (size, palette.name) or _moved(drawn.heights, curve):
            line = max(_LINE * u, 2.0)
            lit = _picture(curve, palette.accent, (0.42, 0.16), palette.accent, line)
            ahead_line = mixed(palette.surface, palette.accent, 0.5)
            ahead = _picture(curve, palette.accent, (0.17, 0.06), ahead_line, line)
            drawn = self._drawn = _Drawn(size, palette.name, curve.heights, lit, ahead)
        return drawn


def _moved(before: tuple[float, ...], curve: Curve) -> bool:
    if len(before) != len(curve.heights):
        return True
    most = max((abs(a - b) for a, b in zip(before, curve.heights, strict=True)), default=0.0)
    return most * curve.box.h > 1.0


def _picture(
    curve: Curve, ground: Colour, alphas: tuple[float, float], line_colour: Colour, line: float
) -> pygame.Surface:
    """The curve with a ground that pales towards its foot."""
    width, height = curve.box.w * _TIMES, curve.box.h * _TIMES
    points = _points(curve.heights, width, height, line * _TIMES)
    large = pygame.Surface((width, height), pygame.SRCALPHA)
    large.fill((*ground, 0))
    pygame.draw.polygon(large, (*ground, 255), [(0, height), *points, (width, height)])
    large.blit(_paling(width, height, alphas), (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    _stroke(large, points, line * _TIMES, line_colour)
    return pygame.transform.smoothscale(large, (curve.box.w, curve.box.h))


def _points(heights: tuple[float, ...], width: int, height: int, line: float) -> list[tuple[float, float]]:
    room = height - 1.5 * line
    last = max(len(heights) - 1, 1)
    return [(n / last * width, height - line * 0.5 - value * room) for n, value in enumerate(heights)]


def _paling(width: int, height: int, alphas: tuple[float, float]) -> pygame.Surface:
    column = pygame.Surface((1, height), pygame.SRCALPHA)
    for y in range(height):
        share = alphas[0] + (alphas[1] - alphas[0]) * y / max(height - 1, 1)
        column.set_at((0, y), (255, 255, 255, round(255 * share)))
    return pygame.transform.scale(column, (width, height))


def _stroke(surface: pygame.Surface, points: list[tuple[float, float]], line: float, colour: Colour) -> None:
    """A line with round joints: a band and a disc at each point."""
    for (ax, ay), (bx, by) in pairwise(points):
        long = max(((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5, 1e-6)
        nx, ny = -(by - ay) / long * line / 2, (bx - ax) / long * line / 2
        band = [(ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny)]
        pygame.draw.polygon(surface, colour, band)
    for x, y in points:
        pygame.draw.circle(surface, colour, (x, y), line / 2)
