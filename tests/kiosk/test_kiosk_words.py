"""In a language whose words are a third longer nothing is cut off, and nothing is shown that was not translated."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import kiosk_cases as cases
import pytest

from setplayer import words
from setplayer.kiosk.buttons import texts_of
from setplayer.kiosk.items import Button, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.sdl import pygame
from setplayer.session.table import TABLE
from setplayer.spoken_times import short_full_day, weekday_and_day

SIZES = [(1024, 600), (1280, 800), (1920, 1080)]


ENDS = ("Opening…", "Looking…", "Looking through the arcs…", "Reading the sessions…", "A moment…")
"""Texts that end with an ellipsis by themselves."""


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
    """Whether it is a text of setplayer alone: nothing in it that a clinic or a client said, and no list of what was
    chosen, which may end in an ellipsis."""
    return not re.search("[A-Za-z]", text) and text.count(",") < 2


@pytest.mark.parametrize("moment", list(cases.MOMENTS))
def test_a_language_a_third_longer_is_shown_whole(moment: str) -> None:
    session = cases.MOMENTS[moment]()
    faults = []
    for size in SIZES:
        session.post(pygame.VIDEORESIZE, w=size[0], h=size[1], size=size)
        for item in session.items:
            if isinstance(item, Text):
                faults += [
                    f"{size[0]}: {fault}" for fault in _faults(session, item, item.text, session.desk.grid.screen)
                ]
            elif isinstance(item, Button):
                for text in texts_of(item, session.desk.grid, session.fonts):
                    ends = tuple(words for words in (item.label, item.sub) if words)
                    whole = (
                        "" if text.text.endswith("…") and any(end.endswith(text.text) for end in ends) else text.text
                    )
                    faults += [
                        f"{size[0]}: {item.name}: {fault}" for fault in _faults(session, text, whole, item.box)
                    ]
    assert not faults, "\n".join(faults)


def _faults(session: cases.Session, text: Text, whole: str, room: Box) -> Iterator[str]:
    """What is wrong with how a text is drawn; `whole` is empty where an ellipsis at its end is its own."""
    fonts = session.fonts
    size = session.desk.grid.px(text.size)
    if not text.elide:
        size = fonts.fitting(text.text, size, text.weight, text.box.w, text.fixed)
    wide = fonts.width(text.text, size, text.weight, text.fixed)
    if wide > text.box.w and (is_ours(text.text) or not text.elide):
        yield f"cut off: {text.text} ({wide} in {text.box.w})"
    if is_ours(text.text) and _is_cut(whole):
        yield f"shortened: {text.text}"
    if not text.box.within(room):
        yield f"outside: {text.text}"


def _is_cut(text: str) -> bool:
    """Whether a text was cut off when it was put into lines."""
    return text.endswith("…") and not any(text.endswith(words._(known)) for known in ENDS)


@pytest.mark.parametrize("moment", list(cases.MOMENTS))
def test_every_text_of_setplayer_is_translated(moment: str) -> None:
    session = cases.MOMENTS[moment]()
    view, ui = session.desk.view, session.desk.ui
    assert view is not None
    said = _words(f"{list(strings(view.model_dump()))} {ui.office} {ui.drafts} {DAYS} {SETPLAYERS}")
    found = []
    for item in session.items:
        if isinstance(item, Text):
            shown = [item.text]
        elif isinstance(item, Button) and item.style not in ("plate", "key"):
            shown = [item.label, item.sub]
        else:
            continue
        found += [text for text in shown if not _words(text) <= said]
    assert not found, "\n".join(found)


SETPLAYERS = "English setplayer review last -o page.html Tab Esc"
"""Names of a language, a command and keys: the same in every language."""

DAYS = [
    weekday_and_day(date(2026, month, month)) + " " + short_full_day(date(2026, month, month))
    for month in range(1, 13)
]
"""Written by the locale, and the language that nobody speaks has none."""


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall("[A-Za-z]{2,}", text)}


def test_every_command_has_a_name_that_is_translated() -> None:
    assert all(is_ours(words._(row.label)) for row in TABLE.values())
