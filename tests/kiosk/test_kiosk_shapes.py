"""Outlines that are whole: pygame draws rounded ones with gaps at the corners."""

import math

import pytest

from setplayer.kiosk.shapes import plate
from setplayer.kiosk.theme import DIM


@pytest.mark.parametrize("width", [1.5, 2.0, 3.0])
@pytest.mark.parametrize("radius", [8, 12])
def test_a_rounded_outline_has_no_gap_at_its_corners(width: float, radius: int) -> None:
    picture = plate((120, 90), radius, DIM.raised, DIM.text, width)
    straight = max(picture.get_at((60, y))[0] for y in range(5))
    for degrees in range(2, 89, 2):
        away = math.radians(degrees)
        rays = [
            picture.get_at((round(radius - r * math.cos(away)), round(radius - r * math.sin(away))))
            for r in (radius - width / 2 + step / 4 for step in range(-4, 5))
            if r <= radius
        ]
        drawn = max(pixel[0] * pixel[3] / 255 for pixel in rays)
        assert drawn > 0.55 * straight, degrees
