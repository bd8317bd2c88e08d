"""Text can be read, and the room stays dark. What is drawn in Dim: `test_kiosk_contrast.py`."""

from typing import get_args

import pytest

from setplayer.kiosk.theme import DIM, NIGHT, Palette, Role, contrast, luminance


def test_text_in_night_can_be_made_out() -> None:
    for role in ("text", "accent", "due", "noted"):
        assert contrast(NIGHT.ink(role, 18), NIGHT.raised) >= 4.0, role
    assert contrast(NIGHT.ink("secondary", 24), NIGHT.surface) >= 3.0
    assert NIGHT.ink("secondary", 18) == NIGHT.text


@pytest.mark.parametrize("palette", [DIM, NIGHT], ids=["dim", "night"])
def test_no_colour_is_bright(palette: Palette) -> None:
    assert all(luminance(palette.colour(role)) <= 0.6 for role in get_args(Role))
    assert luminance(palette.background) < 0.004


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
