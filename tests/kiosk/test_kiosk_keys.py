"""Keys do what the table says, fields take text, and Tab and Enter reach everything."""

import kiosk_cases as cases
import pytest
from kiosk_cases import Session

from setplayer.kiosk.sdl import pygame

TAPS = {
    pygame.K_h: "hold", pygame.K_n: "next_piece", pygame.K_g: "grounding", pygame.K_d: "duck", pygame.K_s: "silence",
    pygame.K_c: "chime", pygame.K_UP: "fuller", pygame.K_DOWN: "softer", pygame.K_F12: "fade_now",
    pygame.K_ESCAPE: "fade_now", pygame.K_z: "undo", pygame.K_m: "mark", pygame.K_a: "away", pygame.K_p: "next_phase",
    pygame.K_MINUS: "shorten", pygame.K_PLUS: "extend", pygame.K_EQUALS: "extend", pygame.K_KP_PLUS: "extend",
    pygame.K_KP_MINUS: "shorten", pygame.K_1: "tag", pygame.K_6: "tag", pygame.K_KP3: "tag",
    pygame.K_7: "interruption", pygame.K_k: "clinician_called",
}  # fmt: skip


@pytest.fixture
def session() -> Session:
    session = cases.playing()
    session.engine.sent.clear()
    return session


@pytest.mark.parametrize("key", list(TAPS), ids=lambda key: pygame.key.name(key) or str(key))
def test_a_key_gives_its_command(session: Session, key: int) -> None:
    session.key(key)
    session.key_up(key)
    assert [command["do"] for command in session.sent] == [TAPS[key]]


@pytest.mark.parametrize("key", [key for key in TAPS if TAPS[key] not in ("tag", "mark")])
def test_keys_work_while_a_panel_without_a_field_is_open(session: Session, key: int) -> None:
    session.tap("show more")
    session.key(key)
    assert session.last["do"] == TAPS[key]


def test_the_key_of_a_pair_takes_it_back(session: Session) -> None:
    for key, back in ((pygame.K_d, "unduck"), (pygame.K_g, "return_to_arc"), (pygame.K_h, "release"),
                      (pygame.K_s, "music"), (pygame.K_a, "back")):  # fmt: skip
        session.key(key)
        session.key(key)
        assert session.last["do"] == back


def test_keys_of_what_cannot_be_undone_are_held(session: Session) -> None:
    session.key(pygame.K_e)
    session.step(0.5)
    session.key_up(pygame.K_e)
    session.step(1)
    assert session.sent == []
    session.key(pygame.K_e)
    session.step(1.25)
    session.key_up(pygame.K_e)
    assert session.sent == [{"do": "soft_stop"}]
    session.key(pygame.K_b)
    session.step(1.25)
    assert session.last == {"do": "bring_back"}


def test_the_dose_key_is_held_even_when_its_control_is_on_no_screen(session: Session) -> None:
    assert "dose" not in session.controls
    session.key(pygame.K_o)
    assert session.sent == []
    session.step(1.25)
    assert session.last == {"do": "dose", "minutes_ago": 0}


def test_space_does_nothing(session: Session) -> None:
    session.key(pygame.K_SPACE, " ")
    session.key_up(pygame.K_SPACE)
    assert session.sent == []


def test_a_second_fade_key_cuts(session: Session) -> None:
    session.key(pygame.K_F12)
    session.key(pygame.K_ESCAPE)
    assert session.engine.view.said == "Cut"


def test_t_opens_the_note_and_letters_are_text_there(session: Session) -> None:
    session.key(pygame.K_t)
    assert session.desk.typing
    for letter in "hands":
        session.key(ord(letter), letter)
        session.type(letter)
    session.type(" łódź")
    session.key(pygame.K_BACKSPACE)
    session.key(pygame.K_RETURN)
    assert session.sent == [{"do": "note", "text": "hands łód", "began_s_ago": 1.2}]
    assert not session.desk.typing


def test_escape_in_a_field_closes_it_and_keeps_the_draft(session: Session) -> None:
    session.key(pygame.K_t)
    session.type("Half")
    session.key(pygame.K_ESCAPE)
    assert session.sent == []
    assert session.desk.ui.panel == ""
    session.key(pygame.K_t)
    assert "Half" in session.words


def test_f12_and_the_corner_fade_from_inside_a_field(session: Session) -> None:
    session.key(pygame.K_t)
    session.key(pygame.K_F12)
    assert session.last == {"do": "fade_now"}
    session = cases.noting()
    session.tap("fade_now")
    assert session.last == {"do": "fade_now"}
    assert session.desk.ui.panel == "note"


def test_vitals_by_keyboard(session: Session) -> None:
    session.key(pygame.K_v)
    session.type("128/82")
    session.tap("field spo2")
    session.type("9x7")
    session.key(pygame.K_RETURN)
    assert session.sent == [{"do": "vitals", "blood_pressure": "128/82", "spo2": 97}]


def test_f2_is_night_and_f1_shows_the_keys(session: Session) -> None:
    session.key(pygame.K_F2)
    assert session.desk.palette.name == "night"
    session.key(pygame.K_F2)
    assert session.desk.palette.name == "dim"
    session.key(pygame.K_F1)
    assert "Bring back, hold" in session.words
    session.key(pygame.K_F1)
    assert "Bring back, hold" not in session.words


def test_enter_presses_what_has_the_focus(session: Session) -> None:
    while not session["tag 2"].focus:
        session.key(pygame.K_TAB, "\t")
    session.key(pygame.K_RETURN)
    session.key_up(pygame.K_RETURN)
    assert session.sent == [{"do": "tag", "tag": "Stillness"}]


def test_enter_holds_what_is_to_be_held(session: Session) -> None:
    while not session["soft_stop"].focus:
        session.key(pygame.K_TAB, "\t")
    session.key(pygame.K_RETURN)
    session.step(0.6)
    assert session.sent == []
    assert session["soft_stop"].fill == pytest.approx(0.5)
    session.step(0.7)
    assert session.sent == [{"do": "soft_stop"}]


def test_every_key_of_the_table_stands_on_its_control(session: Session) -> None:
    keys = {name: button.key for name, button in session.controls.items() if button.key}
    assert keys == {
        "shorten": "−", "hold": "H", "extend": "+", "next_phase": "P", "next_piece": "N", "grounding": "G",
        "duck": "D", "silence": "S", "chime": "C", "away": "A", "soft_stop": "E", "fade_now": "Esc", "softer": "↓",
        "fuller": "↑", "undo": "Z", "mark": "M", "show note": "T", "show vitals": "V", "show glance": "I",
        **{f"tag {n}": str(n) for n in range(1, 8)},
    }  # fmt: skip
