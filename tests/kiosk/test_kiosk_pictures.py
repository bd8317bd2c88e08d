"""Pictures as they were looked at and found good. `kiosk_pictures.py` makes them anew.

Fonts are drawn slightly differently by different versions of their library: the tolerance leaves room for that, and
for nothing else.
"""

from pathlib import Path
from typing import Final

import kiosk_cases as cases
import numpy as np
import pytest
from kiosk_pictures import PICTURES, README, golden
from numpy.typing import NDArray

from setplayer.kiosk.painter import Painter
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.theme import luminance

MEAN: Final = 1.2
"""Of 255, over all channels of all pixels."""

SHARE: Final = 0.02
"""Of pixels that differ by more than 32 of 255 in a channel."""

BLOCK: Final = 16
"""Pixels, squared: the least that is looked at as a place of its own."""

BLOCK_MEAN: Final = 14
"""Of 255, over a block: everything moved by a pixel comes to 13, a label that is gone to 15 and more."""


def pixels(surface: pygame.Surface) -> NDArray[np.int16]:
    return np.asarray(pygame.surfarray.array3d(surface), dtype=np.int16)


def differs(a: NDArray[np.int16], b: NDArray[np.int16]) -> bool:
    if a.shape != b.shape:
        return True
    distance = np.abs(a - b)
    elsewhere = distance.mean() > MEAN or (distance.max(axis=2) > 32).mean() > SHARE
    return bool(elsewhere or np.abs(blocks(a) - blocks(b)).max() > BLOCK_MEAN)


def blocks(a: NDArray[np.int16]) -> NDArray[np.float64]:
    """The mean colours of the blocks of a picture."""
    width, height = (size // BLOCK for size in a.shape[:2])
    return a[: width * BLOCK, : height * BLOCK].reshape(width, BLOCK, height, BLOCK, 3).mean(axis=(1, 3))


@pytest.mark.parametrize("name", list(PICTURES))
def test_the_screen_looks_as_it_did_and_the_room_stays_dark(name: str, tmp_path: Path) -> None:
    picture = PICTURES[name]().picture()
    found = tmp_path / "found.png"
    pygame.image.save(picture, str(found))
    kept = pygame.image.load(str(golden(name)))
    assert not differs(pixels(picture), pixels(kept)), f"compare {found} with {golden(name)}"
    assert_dark(picture)


@pytest.mark.parametrize("name", list(README))
def test_the_pictures_of_the_readme_are_dark_too(name: str) -> None:
    assert_dark(README[name]().picture())


def assert_dark(picture: pygame.Surface) -> None:
    """Mean relative luminance at most 0.03, and no pixel above 0.6."""
    linear = np.array([luminance((n, n, n)) for n in range(256)])
    red, green, blue = np.moveaxis(linear[pixels(picture)], 2, 0)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert light.mean() <= 0.03
    assert light.max() <= 0.6


def test_pictures_of_different_moments_differ() -> None:
    """The tolerance would notice a held phase, a faded screen or the other palette."""
    others = ("playing, night", "held", "faded", "away", "noting", "more")
    kept = {name: pixels(pygame.image.load(str(golden(name)))) for name in ("playing", *others)}
    for other in others:
        assert differs(kept["playing"], kept[other]), other


@pytest.mark.parametrize("name", ["playing", "faded", "closing music", "opened", "more", "today"])
def test_the_tolerance_would_notice_that_a_control_lost_its_label(name: str) -> None:
    session = PICTURES[name]()
    whole = pixels(session.picture())
    for control in session.controls.values():
        if control.why_not:
            continue  # dimmed, it has little to lose
        box = control.box.inset(4, 4)
        place = (slice(box.x, box.right), slice(box.y, box.bottom))
        without = whole.copy()
        without[place] = np.median(whole[place], axis=(0, 1))
        assert differs(whole, without), control.name


def test_the_tolerance_lets_everything_stand_a_pixel_beside_itself() -> None:
    whole = pixels(PICTURES["playing"]().picture())
    for axis in (0, 1):
        assert np.abs(blocks(whole) - blocks(np.roll(whole, 1, axis))).max() <= BLOCK_MEAN


def test_painting_only_what_changed_gives_the_same_picture() -> None:
    session = cases.playing()
    surface = pygame.Surface(session.size)
    painter = Painter(session.fonts)

    def paint() -> list[pygame.Rect]:
        return painter.paint(surface, session.items, session.desk.grid, session.desk.palette)

    paint()
    for deed in (
        lambda: session.play(1),
        lambda: session.tap("duck"),
        lambda: session.key(pygame.K_TAB),
        lambda: session.key(pygame.K_TAB),
        lambda: session.down(session.middle("soft_stop")),
        lambda: session.step(0.5),
        lambda: session.up((5, 5)),
        lambda: session.tap("show more"),
        lambda: session.tap("close"),
        lambda: session.tap("fade_now"),
        lambda: session.tap("extend"),
        lambda: session.play(5),
        lambda: session.key(pygame.K_F2),
    ):
        deed()
        paint()
        assert np.array_equal(pixels(surface), pixels(session.picture()))


def test_when_nothing_changed_nothing_is_painted() -> None:
    session = cases.playing()
    surface = pygame.Surface(session.size)
    painter = Painter(session.fonts)
    painter.paint(surface, session.items, session.desk.grid, session.desk.palette)
    assert painter.paint(surface, session.items, session.desk.grid, session.desk.palette) == []


def test_a_second_of_time_repaints_a_small_part() -> None:
    session = cases.playing()
    surface = pygame.Surface(session.size)
    painter = Painter(session.fonts)
    painter.paint(surface, session.items, session.desk.grid, session.desk.palette)
    session.play(1)
    places = painter.paint(surface, session.items, session.desk.grid, session.desk.palette)
    assert places
    assert sum(place.w * place.h for place in places) < 0.1 * 1280 * 800
