"""The rules of touch: act on release, cancel by sliding off, hold what cannot be undone, fade on press."""

import kiosk_cases as cases
import pytest
from kiosk_cases import Session

from setplayer.kiosk.sdl import pygame

NOWHERE = (2, 2)


@pytest.fixture
def session() -> Session:
    session = cases.playing()
    session.engine.sent.clear()
    return session


def test_a_command_is_given_when_the_finger_is_lifted(session: Session) -> None:
    session.down(session.middle("extend"))
    assert session.sent == []
    session.up(session.middle("extend"))
    assert session.sent == [{"do": "extend", "minutes": 2}]


def test_sliding_off_cancels(session: Session) -> None:
    session.down(session.middle("extend"))
    session.post(pygame.MOUSEMOTION, pos=NOWHERE, rel=(0, 0), buttons=(1, 0, 0))
    session.up(NOWHERE)
    session.down(session.middle("extend"))
    session.up(session.middle("shorten"))
    assert session.sent == []


def test_sliding_off_and_back_stays_cancelled(session: Session) -> None:
    session.down(session.middle("next_phase"))
    session.post(pygame.MOUSEMOTION, pos=NOWHERE, rel=(0, 0), buttons=(1, 0, 0))
    session.up(session.middle("next_phase"))
    assert session.sent == []


def test_fade_now_acts_on_press(session: Session) -> None:
    session.down(session.middle("fade_now"))
    assert session.sent == [{"do": "fade_now"}]
    session.up(session.middle("bring_back"))
    assert session.sent == [{"do": "fade_now"}]


def test_a_second_press_within_three_seconds_cuts(session: Session) -> None:
    point = session.middle("fade_now")
    for _ in range(2):
        session.down(point)
        session.up(point)
        session.step(0.5)
    assert [command["do"] for command in session.sent] == ["fade_now", "fade_now"]
    assert session.engine.view.said == "Cut"


def test_a_touch_that_a_driver_reports_twice_counts_once(session: Session) -> None:
    point = session.middle("fade_now")
    session.down(point)
    session.now_s += 0.03
    session.post(pygame.MOUSEBUTTONDOWN, button=1, pos=point)
    session.up(point)
    session.up(point)
    assert session.sent == [{"do": "fade_now"}]
    session.sent.clear()
    session.step(3)
    point = session.middle("tag 1")
    session.down(point)
    session.now_s += 0.03
    session.post(pygame.MOUSEBUTTONDOWN, button=1, pos=point)
    session.up(point)
    session.up(point)
    assert session.sent == [{"do": "tag", "tag": "Tears"}]


def test_what_cannot_be_undone_is_held_for_1200_ms(session: Session) -> None:
    session.down(session.middle("soft_stop"))
    session.step(1.1)
    assert session.sent == []
    assert 0.85 < session["soft_stop"].fill < 1.0
    session.step(0.11)
    assert session.sent == [{"do": "soft_stop"}]
    session.step(2)
    session.up(session.middle("fade_now"))
    assert session.sent == [{"do": "soft_stop"}]


def test_letting_go_of_a_hold_cancels(session: Session) -> None:
    session.down(session.middle("soft_stop"))
    session.step(1.0)
    session.up(session.middle("soft_stop"))
    session.step(1.0)
    assert session.sent == []
    assert session["soft_stop"].fill == 0.0


def test_sliding_off_a_hold_cancels(session: Session) -> None:
    session.down(session.middle("soft_stop"))
    session.step(0.6)
    session.post(pygame.MOUSEMOTION, pos=NOWHERE, rel=(0, 0), buttons=(1, 0, 0))
    session.step(1.0)
    assert session.sent == []


def test_a_tap_on_what_is_to_be_held_says_so(session: Session) -> None:
    session.down(session.middle("soft_stop"))
    session.step(0.1)
    session.up(session.middle("soft_stop"))
    assert session.sent == []
    assert "Press and hold until it has filled." in session.words


def test_a_hold_that_makes_no_sense_any_more_says_why(session: Session) -> None:
    """The music was faded from elsewhere while a finger held Soft stop."""
    session.down(session.middle("soft_stop"))
    session.step(0.6)
    session.give("fade_now")
    session.step(0.7)
    assert session.sent == []
    assert "Soft stop is not possible: the music was faded; bring it back first." in read(session)


def read(session: Session) -> str:
    return session.words.replace(" | ", " ")


def test_a_dimmed_control_says_why_for_a_while() -> None:
    session = cases.faded()
    session.sent.clear()
    session.tap("extend")
    assert session.sent == []
    assert "Extend is not possible: the music was faded; bring it back first." in read(session)
    session.step(4.1)
    assert "Extend is not possible" not in read(session)


def test_what_the_engine_refuses_is_said_beside_the_control(session: Session) -> None:
    session.give("away")
    session.tap("chime")
    assert session.last["do"] == "chime"
    assert "Chime is not possible: it is away; come back first." in read(session)
    callout = session.desk.ui.callout
    assert callout is not None
    assert callout.name == "chime"


def test_the_corner_brings_back_only_after_two_seconds(session: Session) -> None:
    session.tap("fade_now")
    corner = session["bring_back"]
    assert (corner.sub, corner.act) == ("again: cut", None)
    session.sent.clear()
    session.play(2.1)
    assert session["bring_back"].sub == "press and hold"
    session.tap("bring_back")
    assert session.sent == [{"do": "bring_back"}]
    assert session.engine.view.state == "playing"


def test_a_fade_from_elsewhere_is_dead_for_two_seconds_too(session: Session) -> None:
    session.give("fade_now")
    assert session["bring_back"].act is None
    session.step(2.1)
    assert session["bring_back"].act is not None


def test_while_faded_cues_are_dimmed_and_undo_is_gone() -> None:
    session = cases.faded()
    for name in ("shorten", "hold", "extend", "next_phase", "next_piece", "grounding", "duck", "silence", "chime",
                 "soft_stop", "level +1", "level -1", "softer", "fuller"):  # fmt: skip
        assert session[name].why_not, name
    assert "undo" not in session.controls
    for name in ("tag 1", "show note", "show vitals", "mark", "away"):
        assert not session[name].why_not, name


def test_other_mouse_buttons_do_nothing(session: Session) -> None:
    session.post(pygame.MOUSEBUTTONDOWN, button=3, pos=session.middle("fade_now"))
    session.post(pygame.MOUSEBUTTONUP, button=3, pos=session.middle("fade_now"))
    assert session.sent == []


def test_while_the_engine_is_away_a_command_says_so_and_a_draft_stays(session: Session) -> None:
    session.tap("show note")
    session.type("Half a note")
    session.engine.connected = False
    session.engine.changed.set()
    session.step(0.1)
    assert "The player is restarting" in session.words
    session.tap("save")
    assert "The player is restarting; try again in a moment." in read(session)
    assert session.desk.ui.panel == "note"
    session.come_back()
    session.tap("save")
    assert session.last == {"do": "note", "text": "Half a note"}
    assert session.desk.ui.panel == ""
    assert session.desk.ui.drafts == {}


def test_a_fade_that_did_not_reach_the_engine_leaves_no_dead_corner(session: Session) -> None:
    session.engine.connected = False
    session.tap("fade_now")
    assert session.desk.ui.faded_s is None
    assert session["fade_now"].label == "FADE NOW"


def test_left_and_right_are_heard_by_a_touch_before_begin_alone() -> None:
    session = cases.opened()
    session.engine.sent.clear()
    session.tap("show sound", "test output")
    assert session.sent == [{"do": "test_output"}]
    playing = cases.playing()
    playing.tap("show more", "show output")
    assert "test output" not in playing.controls
