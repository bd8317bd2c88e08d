"""Typing by touch in the clinic's languages, and through an input method."""

import kiosk_cases as cases
import pytest
from kiosk_cases import Session

from setplayer.alphabets import ALPHABETS, COLUMNS
from setplayer.clinic import Clinic
from setplayer.kiosk.sdl import pygame


def noting(*keyboards: str) -> Session:
    session = cases.playing(clinic=Clinic(keyboards=keyboards))
    session.engine.sent.clear()
    session.tap("show note")
    return session


@pytest.mark.parametrize("code", list(ALPHABETS))
def test_every_letter_of_a_language_can_be_touched_small_and_as_a_capital(code: str) -> None:
    session, alphabet = noting(code), ALPHABETS[code]
    capitals = {name.removeprefix("key ") for name in session.controls if name.startswith("key ")}
    session.tap("shift")
    small = {name.removeprefix("key ") for name in session.controls if name.startswith("key ")}
    assert set(alphabet.letters) <= small
    assert set(alphabet.capitals) <= capitals
    assert len(alphabet.letters) == len(alphabet.capitals)
    assert len(alphabet.keys(False)) <= alphabet.rows * COLUMNS
    assert "." in small
    assert alphabet.rows <= 7, "the field above keeps three lines"


@pytest.mark.parametrize("code", list(ALPHABETS))
def test_the_shipped_font_has_every_letter(code: str) -> None:
    fonts, alphabet = cases.fonts(), ALPHABETS[code]
    assert all(fonts._has("medium", letter) for letter in alphabet.letters + alphabet.capitals)


def test_a_note_is_typed_by_touch_in_two_languages() -> None:
    session = noting("de", "ru")
    session.tap("key Ä", "key n", "key g", "key s", "key t", "space", "keyboard", "key м", "key и", "key р")
    session.tap("symbols", "key !", "rub out", "symbols", "save")
    assert session.last["text"] == "Ängst мир"


def test_the_keyboard_that_was_chosen_stays_for_the_next_note() -> None:
    session = noting("en", "ru")
    session.tap("keyboard", "key Д", "key а", "save", "show note")
    assert "key Д" in session.controls


def test_one_keyboard_has_no_key_for_others() -> None:
    assert "keyboard" not in noting("en").controls


def test_what_an_input_method_makes_is_shown_and_taken_when_it_is_done() -> None:
    session = noting("en")
    session.post(pygame.TEXTEDITING, text="かんじ", start=0, length=3)
    assert "かんじ" in session.words
    session.key(pygame.K_BACKSPACE)
    session.key(pygame.K_RETURN)
    session.key(pygame.K_ESCAPE)
    assert session.desk.ui.panel == "note", "these keys are the input method's"
    assert session.sent == []
    session.post(pygame.TEXTINPUT, text="漢字")
    assert "かんじ" not in session.words
    session.key(pygame.K_RETURN)
    assert session.last["text"] == "漢字"


def test_the_fade_is_never_an_input_methods() -> None:
    session = noting("en")
    session.post(pygame.TEXTEDITING, text="ka", start=0, length=2)
    session.key(pygame.K_F12)
    assert session.last == {"do": "fade_now"}
