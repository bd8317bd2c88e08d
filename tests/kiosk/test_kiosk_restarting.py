"""The engine is away, or the screen was: what is said, what is kept, and what is done as soon as it is back."""

import os

import kiosk_cases as cases
import pytest
from kiosk_cases import Session

from setplayer.kiosk.desk import Desk

WHY = "The player is restarting; try again in a moment."
FADES_LATER = "The player is restarting. It fades as soon as it is back."


def said(session: Session) -> str:
    callout = session.desk.ui.callout
    return "" if callout is None else callout.text


@pytest.fixture
def session() -> Session:
    session = cases.playing()
    session.engine.sent.clear()
    return session


def test_while_the_player_is_away_the_state_says_so_and_controls_say_why(session: Session) -> None:
    session.leave()
    assert "The player is restarting" in session.words
    for name in ("extend", "hold", "tag 1", "undo", "soft_stop"):
        assert session[name].why_not == WHY
    session.tap("extend")
    assert session.sent == []
    assert said(session) == WHY
    assert not session["show note"].why_not, "what is this screen's own goes on"
    session.come_back()
    assert "The player is restarting |" not in session.words
    session.tap("extend")
    assert session.last == {"do": "extend", "minutes": 2}


def test_a_fade_that_is_pressed_while_the_player_is_away_is_done_when_it_is_back(session: Session) -> None:
    session.leave()
    session.tap("fade_now")
    assert session.sent == []
    assert said(session) == FADES_LATER
    session.come_back()
    assert session.last == {"do": "fade_now"}
    assert session.engine.view.state == "faded"
    session.play(1)
    assert session.sent == [{"do": "fade_now"}], "once, and not as a cut"


def test_a_fade_that_the_player_took_with_it_is_asked_for_again(session: Session) -> None:
    session.engine.connected = False  # the screen has not seen it yet
    session.tap("fade_now")
    session.engine.sent.clear()
    session.come_back()
    assert session.engine.view.state == "faded"


def test_a_hold_that_fills_while_the_player_is_away_says_why(session: Session) -> None:
    session.down(session.middle("soft_stop"))
    session.step(0.5)
    session.leave()
    session.step(1)
    assert session.sent == []
    assert said(session) == WHY


def test_a_note_stays_open_while_the_player_is_away_and_is_saved_when_it_is_back(session: Session) -> None:
    session.tap("show note")
    session.type("Breath")
    session.leave()
    session.type(" deep")
    assert session["save"].why_not == WHY
    session.come_back()
    session.tap("save")
    assert (session.last["do"], session.last["text"]) == ("note", "Breath deep")


def test_a_screen_that_died_comes_back_with_its_note_open(session: Session) -> None:
    session.tap("show note")
    session.type("Breath")
    session.step(0.6)
    (draft,) = session.engine.drafts.shown
    session.engine.drafts.keep(draft.key, "", 0, os.getpid())
    session.engine.drafts.keep("note", "Breath", draft.began_frame, 1)  # typed on a screen that is gone
    session.desk = Desk(session.engine, session.size, session.fonts)
    session.desk.refresh(session.now_s)
    assert session.desk.typing
    session.type(" deep")
    session.tap("save")
    assert (session.last["do"], session.last["text"]) == ("note", "Breath deep")
    session.step(0.6)
    assert session.engine.drafts.shown == ()


@pytest.mark.parametrize(("state", "ago_s"), [("away", 5), ("playing", 700)])
def test_what_is_old_or_not_to_be_seen_is_not_opened_by_itself(session: Session, state: str, ago_s: int) -> None:
    session.engine.drafts.keep("note", "Breath", session.engine.frame - ago_s * 48_000, 1)
    if state == "away":
        session.give("away")
    session.desk = Desk(session.engine, session.size, session.fonts)
    session.desk.refresh(session.now_s)
    assert not session.desk.ui.panel


def test_a_player_that_hangs_counts_as_away_and_a_fade_is_done_when_it_is_heard_from(session: Session) -> None:
    session.hang(2.5)
    assert "Playing" in session.words
    session.hang(1.0)
    assert "The player is restarting" in session.words
    assert session["extend"].why_not == WHY
    session.down(session.middle("fade_now"))
    assert session.sent == []
    assert said(session) == FADES_LATER
    session.play(1)
    assert session.last == {"do": "fade_now"}
    assert "Faded" in session.words


def test_before_begin_nothing_is_shown_by_the_second_and_nobody_is_missed() -> None:
    session = cases.opened()
    session.hang(60)
    assert "restarting" not in session.words
