"""Outlines that are even: pygame draws thin rounded ones that break at the corners."""

import math

import pytest

from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.shapes import plate
from setplayer.kiosk.theme import DIM

BOX = (120, 90)


def ink(picture: pygame.Surface, x: float, y: float) -> float:
    """How much lighter than the ground it is between pixels."""
    left, top = math.floor(x - 0.5), math.floor(y - 0.5)
    dx, dy = x - 0.5 - left, y - 0.5 - top
    shares = {(0, 0): (1 - dx) * (1 - dy), (1, 0): dx * (1 - dy), (0, 1): (1 - dx) * dy, (1, 1): dx * dy}
    found = 0.0
    for (right, down), share in shares.items():
        if left + right >= 0 and top + down >= 0:
            pixel = picture.get_at((left + right, top + down))
            found += share * max(pixel[0] - DIM.raised[0], 0) * pixel[3] / 255
    return found


def around_the_corner(picture: pygame.Surface, radius: int, width: float) -> list[float]:
    """How much of an outline there is on rays from the middle of a corner's circle."""
    steps = range(-8, round((width + 2) * 8))
    return [
        sum(ink(picture, radius - (radius - n / 8) * math.cos(away), radius - (radius - n / 8) * math.sin(away))
            for n in steps)
        for away in map(math.radians, range(2, 89, 2))
    ]  # fmt: skip


@pytest.mark.parametrize("radius", [8, 12])
@pytest.mark.parametrize("width", [1.5, 2.0])
def test_a_thin_rounded_outline_does_not_break_at_its_corners(width: float, radius: int) -> None:
    found = around_the_corner(plate(BOX, radius, DIM.raised, DIM.text, width), radius, width)
    assert max(found) < 1.35 * min(found)
    theirs = pygame.Surface(BOX, pygame.SRCALPHA)
    pygame.draw.rect(theirs, DIM.raised, theirs.get_rect(), border_radius=radius)
    pygame.draw.rect(theirs, DIM.text, theirs.get_rect(), width=round(width), border_radius=radius)
    found = around_the_corner(theirs, radius, width)
    assert max(found) > 1.35 * min(found), "this test would see it"
