"""What is typed on the kiosk is kept while it is typed, offered again, and says when it began and whose it is."""

from dataclasses import replace

import kiosk_cases as cases
import pytest
from kiosk_cases import Session

from setplayer.kiosk.items import Icon
from setplayer.kiosk.sdl import pygame

ELSEWHERE = 999_999


@pytest.fixture
def session() -> Session:
    session = cases.playing()
    session.engine.sent.clear()
    return session


def left(session: Session, name: str, text: str, seconds_ago: float = 60) -> None:
    """Another screen broke off in the middle of a text."""
    began = session.engine.frame - round(seconds_ago * 48_000)
    session.engine.drafts.keep(name, text, began, ELSEWHERE)
    session.desk.refresh(session.now_s)


def kept(session: Session) -> list[tuple[str, str]]:
    return [(draft.name, draft.text) for draft in session.engine.drafts.shown]


def test_a_draft_is_kept_within_a_second_and_gone_once_it_is_saved(session: Session) -> None:
    session.tap("show note")
    session.type("Hands")
    session.step(0.6)
    session.type(" open")
    session.step(0.6)
    assert kept(session) == [("note", "Hands open")]
    session.key(pygame.K_ESCAPE)
    session.step(0.6)
    assert kept(session) == [("note", "Hands open")]
    session.tap("show note", "save")
    session.step(0.6)
    assert kept(session) == []
    assert "resume draft" not in session.controls


def test_a_draft_of_before_is_gone_on_with_at_its_first_letter(session: Session) -> None:
    left(session, "quote", "The water")
    assert session["resume draft"].label == "Draft: The water"
    session.tap("resume draft")
    session.type(" sings")
    session.step(0.6)
    assert kept(session) == [("quote", "The water sings")]
    session.tap("save")
    assert {name: session.last[name] for name in ("do", "text")} == {"do": "quote", "text": "The water sings"}
    assert session.last["began_s_ago"] == pytest.approx(60, abs=3)
    session.step(0.6)
    assert kept(session) == []


def test_a_draft_can_be_dropped(session: Session) -> None:
    left(session, "note", "nothing")
    session.tap("drop draft")
    assert kept(session) == []
    assert "resume draft" not in session.controls


def test_a_correction_goes_on_with_its_entry(session: Session) -> None:
    newest = session.engine.view.entries[-1]
    left(session, f"correct {newest.seq}", "The river")
    session.tap("resume draft", "save")
    assert session.last == {"do": "correct", "entry": newest.seq, "text": "The river"}


def test_no_draft_is_seen_while_away(session: Session) -> None:
    left(session, "note", "SECRET")
    session.tap("away")
    session.play(2)
    assert "SECRET" not in session.words


def test_what_is_typed_while_the_player_is_away_is_kept_when_it_is_back(session: Session) -> None:
    session.tap("show note")
    session.type("Hands")
    session.step(0.6)
    session.engine.connected = False
    session.desk.refresh(session.now_s)
    session.type(" open")
    session.step(0.6)
    session.engine.connected = True
    session.desk.refresh(session.now_s)
    session.step(0.6)
    assert kept(session) == [("note", "Hands open")]


def test_a_note_is_the_therapists_own_unless_it_is_touched(session: Session) -> None:
    session.tap("show note")
    session.type("Mine")
    session.tap("save")
    assert "shared" not in session.last
    session.tap("show note")
    session.type("Ours")
    session.tap("sharing", "save")
    assert session.last["shared"] is True
    assert session.engine.view.entries[-1].shared


def test_vitals_are_corrected_field_by_field(session: Session) -> None:
    vitals = next(e for e in reversed(session.engine.view.entries) if e.kind == "vitals")
    session.tap("show more", "show entries", f"entry {vitals.seq}", "field heart_rate", "digit 7", "digit 1", "save")
    assert session.last == {
        "do": "correct", "entry": vitals.seq, "blood_pressure": "132/84", "heart_rate": 71, "spo2": 98,
    }  # fmt: skip
    session.tap("show vitals")
    assert not session.desk.ui.drafts


def test_a_mark_is_moved_by_a_touch(session: Session) -> None:
    session.tap("mark")
    mark = session.engine.view.entries[-1]
    session.play(20)
    session.tap("show more", "show entries", f"entry {mark.seq}", "earlier 30")
    moved = session.engine.view.entries[-1]
    assert mark.frame - moved.frame == 30 * 48_000


def test_a_free_check_answers_a_reminder() -> None:
    session = cases.held()
    session.tap("show vitals", "show check")
    session.type("3 of 10")
    session.tap("save")
    assert session.last["checks"] == "Blood pressure=3 of 10"


def test_whoever_takes_over_sees_at_once_what_matters(session: Session) -> None:
    session.give("touch_agreed", text="A hand on the shoulder")
    session.tap("show more", "show handover")
    session.type("K-9")
    session.tap("save")
    assert session.desk.ui.panel == "glance"
    for words in ("A hand on the shoulder", "K-9", "Dose", "BP 132/84"):
        assert words in session.words


def test_an_entry_that_is_not_on_the_disk_has_an_hourglass(session: Session) -> None:

    assert "hourglass" not in [item.shape for item in session.items if isinstance(item, Icon)]
    session.engine.machine = replace(session.engine.machine, saved_seq=1)
    session.desk.refresh(session.now_s)
    assert "hourglass" in [item.shape for item in session.items if isinstance(item, Icon)]
