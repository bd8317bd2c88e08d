"""Every screen in a language a third longer than English: nothing is cut, and no text of the screen was forgotten."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import kiosk_cases as cases
import pytest
from kiosk_cases import Session
from test_kiosk_layout import nothing_is_clipped, shown

from setplayer.engine.told import told
from setplayer.kiosk.buttons import texts_of
from setplayer.kiosk.fitting import fitted
from setplayer.kiosk.items import Button, Text
from setplayer.kiosk.other_screens import REVIEW
from setplayer.pseudo_language import NAME
from setplayer.spoken_times import short_full_day, weekday_and_day
from setplayer.words import speak

SIZES = [(1280, 800), (1024, 600), (1920, 1080)]
PSEUDO = re.compile("[åçéîñöšûýÅÇÉÎÑÖŠÛÝ]")
WORD = re.compile(r"[A-Za-z]*[aeiou][A-Za-z]*")
NO_WORDS = ("Tab ⏎", REVIEW, "English")
"""Names of keys, of a command and of a language: the same everywhere."""


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak("en")


def texts(session: Session) -> Iterator[tuple[str, str]]:
    """Every text on the screen, as it was meant and as it is drawn."""
    grid, fonts = session.desk.grid, session.fonts
    for item in shown(session):
        found = texts_of(item, grid, fonts) if isinstance(item, Button) else [item] if isinstance(item, Text) else []
        for text in (fitted(one, grid, fonts) for one in found):
            size = grid.px(text.size)
            drawn = fonts.elided(text.text, size, text.weight, text.box.w) if text.elide else text.text
            yield text.text, drawn


def said_elsewhere(session: Session) -> str:
    """What other people wrote, and what the office says: the screen passes it on as it is."""
    view = session.desk.view
    office = session.office.settings if session.office is not None else {}
    rows = session.desk.ui.office.__dict__ if session.desk.ui.office is not None else {}
    given = [view.model_dump(mode="json") if view else {}, office, rows, session.desk.ui.drafts]
    return " ".join(values(json.loads(json.dumps(given, default=str))))


def values(given: Any) -> Iterator[str]:
    """The texts in it, without the names of fields."""
    for one in given.values() if isinstance(given, dict) else given:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            yield from values(one)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("moment", cases.MOMENTS)
def test_nothing_of_the_screens_own_is_cut(moment: str, size: tuple[int, int]) -> None:
    session = cases.MOMENTS[moment](size=size, language=NAME)
    nothing_is_clipped(session)
    own = [drawn for _meant, drawn in texts(session) if PSEUDO.search(drawn) and not WORD.search(drawn)]
    assert not [drawn for drawn in own if drawn.endswith("…")]


@pytest.mark.parametrize("moment", cases.MOMENTS)
def test_every_text_of_the_screens_own_is_in_the_language(moment: str) -> None:
    session = cases.MOMENTS[moment](language=NAME)
    days = [date(2026, month, month) for month in range(1, 13)]
    by_locale = [written(day) for day in days for written in (short_full_day, weekday_and_day)]
    known = " ".join([said_elsewhere(session), *by_locale]).casefold()
    forgotten = [
        meant
        for meant, _drawn in texts(session)
        if not PSEUDO.search(meant)
        and meant not in NO_WORDS
        and any(word.casefold() not in known for word in WORD.findall(meant) if len(word) > 2)
    ]
    assert not forgotten


@pytest.mark.parametrize("moment", cases.MOMENTS)
def test_what_a_session_says_is_in_the_language_too(moment: str) -> None:
    view = cases.MOMENTS[moment](language=NAME).desk.view
    assert view is not None
    said = view.said if view.state != "open" else ""  # before Begin it is the arc's name
    assert all(PSEUDO.search(told(text)) for text in (said, view.undo) if text)


def test_what_the_player_warns_of_is_in_the_language_too() -> None:
    session = Session(begun=False, language=NAME)
    warnings = ("'a.flac' is left out: there is no such file.", "The last backup failed: no space")
    session.engine.machine = replace(session.engine.machine, warnings=warnings)
    session.play(1)
    words = session.words.replace(" | ", " ")
    assert "a.flac" in words
    assert "no space" in words
    assert not any(word in words for word in ("left", "such file", "backup", "failed"))
