"""In a language whose words are a third longer nothing is cut off, and nothing is shown that was not translated."""

import re
from collections.abc import Iterator
from typing import Any

import kiosk_cases as cases
import pytest

from setplayer import words
from setplayer.kiosk.buttons import texts_of
from setplayer.kiosk.items import Button, Text
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.text import Fonts
from setplayer.session.table import TABLE

SIZES = [(1024, 600), (1280, 800), (1920, 1080)]


class Watching(Fonts):
    """Remembers which texts were shortened."""

    def __init__(self) -> None:
        super().__init__()
        self.shortened: set[str] = set()

    def elided(self, text: str, size: int, weight: Any, width: int) -> str:
        found = super().elided(text, size, weight, width)
        if found.endswith("…") and not text.endswith("…"):
            self.shortened.add(text)
        return found


@pytest.fixture(scope="module")
def watching() -> Watching:
    return Watching()


@pytest.fixture(autouse=True)
def pretending() -> Iterator[None]:
    words.pretend()
    yield
    words.speak("en")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)


def is_ours(text: str) -> bool:
    """Whether it is a text of setplayer alone: nothing in it that a clinic or a client said."""
    return not re.search("[A-Za-z]", text)


@pytest.mark.parametrize("moment", list(cases.MOMENTS))
def test_a_language_a_third_longer_is_shown_whole(
    moment: str, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "fonts", lambda: watching)
    session = cases.MOMENTS[moment]()
    faults = []
    for size in SIZES:
        watching.shortened.clear()
        session.post(pygame.VIDEORESIZE, w=size[0], h=size[1], size=size)
        session.size = size
        session.picture()
        grid = session.desk.grid
        for item in session.items:
            if isinstance(item, Text):
                texts, room = [item], grid.screen
            elif isinstance(item, Button):
                texts, room = texts_of(item, grid, watching), item.box
            else:
                continue
            for text in texts:
                fits = watching.fitting(text.text, grid.px(text.size), text.weight, text.box.w, text.fixed)
                wide = watching.width(text.text, fits, text.weight, text.fixed)
                if wide > text.box.w and not text.elide:
                    faults.append(f"{size[0]}: clipped: {text.text} ({wide} in {text.box.w})")
                if not text.box.within(room):
                    faults.append(f"{size[0]}: outside: {text.text}")
        faults += [f"{size[0]}: shortened: {text}" for text in sorted(watching.shortened) if is_ours(text)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("moment", list(cases.MOMENTS))
def test_every_text_of_setplayer_is_translated(moment: str) -> None:
    session = cases.MOMENTS[moment]()
    view = session.engine.view
    said = {line for one in strings(view.model_dump()) for line in (one, one[:1].upper() + one[1:])}
    for office in [session.desk.ui.office] if session.desk.ui.office else []:
        said |= set(strings(repr(office)))
    found = []
    for item in session.items:
        if isinstance(item, Text):
            shown = [item.text]
        elif isinstance(item, Button) and item.style not in ("plate", "key"):
            shown = [item.label, item.sub]
        else:
            continue
        found += [text for text in shown if re.search("[A-Za-z]{2}", text) and not _said(text, said)]
    assert not found, "\n".join(found)


def _said(text: str, said: set[str]) -> bool:
    """Whether what has no marks in it is what a clinic, a client or the record says, or a part of it."""
    left = [part for part in re.split(r"[^\x20-\x7e’“”−×·]+|  | · ", text) if re.search("[A-Za-z]{2}", part)]
    return all(any(part.strip() in one for one in said) for part in left)


def test_every_command_has_a_name_that_is_translated() -> None:
    assert all(is_ours(words._(row.label)) for row in TABLE.values())
