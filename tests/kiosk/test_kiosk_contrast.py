"""In Dim every text that is drawn can be read on what really lies under it, and no colour says anything alone."""

from collections import Counter
from typing import Any, get_args

import kiosk_cases as cases
import numpy as np
import pytest
from kiosk_cases import Session

from setplayer.kiosk import model
from setplayer.kiosk.buttons import edge_of
from setplayer.kiosk.items import Button, Text
from setplayer.kiosk.painter import Painter
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.shapes import SHAPES
from setplayer.kiosk.text import Fonts
from setplayer.kiosk.theme import DIM, Colour, Role, contrast

LEAST = 4.5
SHARE = 0.15
"""A ground counts from this share of a text's place on: less are lines and icons that pass behind it."""


def pressed(**options: Any) -> Session:
    """The fade is being touched."""
    session = cases.playing(**options)
    session.down(session.middle("fade_now"))
    return session


def erasing(**options: Any) -> Session:
    """What cannot be undone is being held."""
    session = cases.MOMENTS["record, erase"](**options)
    session.down(session.middle("erase"))
    session.step(0.6)
    return session


def chosen_by_tab(**options: Any) -> Session:
    session = cases.faded(**options)
    session.desk._set(focus="chime")
    return session


ALIKE = {
    "held", "silent", "noting in Portuguese", "long words", "first", "today", "finish by", "output", "handover",
    "share", "intention", "record", "record, its end", "record, passphrase", "settings", "settings, pin", "wrong pin",
    "new pin",
}  # fmt: skip
"""Moments whose pairs of text and ground others have too."""

KINDS = {name: start for name, start in cases.MOMENTS.items() if name not in ALIKE}
MOMENTS = {**KINDS, "pressed": pressed, "erasing": erasing, "by Tab": chosen_by_tab}


class Collecting(Fonts):
    """Knows each text that it drew by its picture."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: dict[int, tuple[str, Colour, pygame.Surface]] = {}

    def rendered(self, text: str, size: int, weight: Any, colour: Colour, fixed: bool = False) -> pygame.Surface:
        picture = super().rendered(text, size, weight, colour, fixed)
        self.drawn[id(picture)] = (text, colour, picture)
        return picture


class Sheet:
    """A surface that notes what lies under each text that is put on it."""

    def __init__(self, size: tuple[int, int], fonts: Collecting):
        self.surface = pygame.Surface(size)
        self.fonts = fonts
        self.pairs: set[tuple[str, Colour, Colour]] = set()

    def blit(self, picture: pygame.Surface, place: tuple[int, int], *area: Any) -> None:
        if id(picture) in self.fonts.drawn:
            self._note(*self.fonts.drawn[id(picture)][:2], pygame.Rect(place, picture.get_size()))
        self.surface.blit(picture, place, *area)

    def _note(self, text: str, colour: Colour, place: pygame.Rect) -> None:
        under = pygame.surfarray.array3d(self.surface.subsurface(place.clip(self.surface.get_rect()))).reshape(-1, 3)
        counts = Counter((under.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)).tolist())
        for packed, count in counts.items():
            if count >= SHARE * len(under):
                self.pairs.add((text, colour, (packed >> 16, packed >> 8 & 255, packed & 255)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.surface, name)


_fonts: list[Collecting] = []


def pairs(session: Session) -> set[tuple[str, Colour, Colour]]:
    """Every text that is drawn, its colour, and the colours that it stands on."""
    fonts = _fonts[0] if _fonts else Collecting()
    _fonts[:] = [fonts]
    sheet = Sheet(session.size, fonts)
    Painter(fonts).paint(sheet, session.items, session.desk.grid, session.desk.palette)  # type: ignore[arg-type]
    return sheet.pairs


@pytest.mark.parametrize("moment", MOMENTS)
def test_every_text_that_is_drawn_can_be_read_on_its_ground(moment: str) -> None:
    session = MOMENTS[moment]()
    found = pairs(session)
    assert found
    poor = {(text, ink, ground) for text, ink, ground in found if contrast(ink, ground) < LEAST}
    assert not poor
    for control in session.controls.values():
        says_what_it_is(control)


def says_what_it_is(control: Button) -> None:
    """What is on, by a border and a word, but for a title beside what it opened; what is dimmed, why."""
    if control.on and not control.why_not:
        assert edge_of(control, DIM)[1] > 2, control.name
        assert control.sub or control.style in ("plate", "key"), control.name
    assert control.act is not None or control.on_press is not None or control.why_not, control.name


@pytest.mark.parametrize("moment", ["faded", "today", "settings"])
def test_dimmed_controls_can_be_read_and_are_paler_than_the_others(moment: str) -> None:
    session = cases.MOMENTS[moment]()
    dimmed = [control for control in session.controls.values() if control.why_not and control.style != "plate"]
    assert dimmed
    shades = [DIM.dimmed("text", control.size, 0.42) for control in dimmed]
    assert all(LEAST <= contrast(shade, DIM.surface) < 0.6 * contrast(DIM.text, DIM.raised) for shade in shades)


# ---- never by colour alone


def test_every_state_and_condition_has_a_word_and_a_shape_that_is_drawn() -> None:
    for words, shape, role in (*model.STATES.values(), *model.CONDITIONS.values()):
        assert words
        assert shape in SHAPES
        assert role in get_args(Role)


@pytest.mark.parametrize("moment", ["troubled", "held", "waiting", "today broken", "today empty", "checklist"])
def test_what_is_due_or_wrong_is_told_by_words_beside_its_colour(moment: str) -> None:
    session = cases.MOMENTS[moment]()
    due = [item for item in session.items if isinstance(item, Text) and item.role == "due"]
    looks = [item for item in session.items if isinstance(item, Button) and item.look == "due"]
    icons = [item for item in session.items if getattr(item, "role", "") == "due" and hasattr(item, "shape")]
    assert len(due) >= len(icons)
    assert all(item.text for item in due)
    assert all(item.label for item in looks)
