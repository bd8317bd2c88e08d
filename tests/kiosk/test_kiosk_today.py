"""Today, and how few touches lie between it and the music; a first session by keys alone."""

from dataclasses import replace

import kiosk_cases as cases
import pytest
from kiosk_cases import Session

from setplayer.kiosk.days import ago, long_day, short_day
from setplayer.kiosk.sdl import pygame


def keys_of(session: Session, *pressed: int) -> None:
    for key in pressed:
        session.key(key)
        session.key_up(key)


def tab_to(session: Session, name: str) -> None:
    """By Tab alone."""
    for _ in range(80):
        if session.desk.ui.focus == name:
            return
        session.key(pygame.K_TAB)
    raise AssertionError(f"Tab never reaches {name}")


def enter(session: Session, name: str) -> None:
    """Tab to a control, and Enter; held where it is to be held."""
    tab_to(session, name)
    session.key(pygame.K_RETURN)
    if session[name].held_down if name in session.controls else False:
        session.step(1.3)
    session.key_up(pygame.K_RETURN)


def test_music_is_five_touches_away_for_a_returning_client_with_a_usual_arc() -> None:
    session = cases.today()
    touches = ["client K-31", "test output", "show checklist", "check all", "begin"]
    session.tap(*touches)
    assert len(touches) <= 5
    assert session.engine.view.client == "K-31"
    assert session.engine.view.state == "playing"
    assert session.last == {"do": "begin"}


def test_a_new_client_is_led_from_step_to_step_by_enter_alone() -> None:
    session = cases.today(replace_health())
    keys_of(session, pygame.K_n)
    assert session.engine.view.client == ""
    keys_of(session, pygame.K_RETURN)
    assert session.desk.ui.panel == "client"
    session.type("K-99")
    keys_of(session, pygame.K_RETURN)
    assert session.engine.view.client == "K-99"
    keys_of(session, pygame.K_RETURN)
    assert session.desk.ui.panel == "arcs"
    enter(session, "choose ketamine-iv-60")
    assert session.engine.view.arc == cases.IV
    typed = {"intention": "to rest", "like": "cello", "avoid": "choirs", "touch_agreed": "hand only"}
    for panel, words in typed.items():
        keys_of(session, pygame.K_RETURN)
        assert session.desk.ui.panel == panel
        session.type(words)
        keys_of(session, pygame.K_RETURN)
    keys_of(session, pygame.K_RETURN)
    assert session.desk.ui.panel == "setting"
    for name in ("light dark", "eye_mask worn", "heard_by headphones", "present therapist"):
        enter(session, name)
    keys_of(session, pygame.K_ESCAPE, pygame.K_RETURN)
    assert session.desk.ui.panel == "sound"
    keys_of(session, pygame.K_l, pygame.K_ESCAPE, pygame.K_RETURN)
    assert session.desk.ui.panel == "checklist"
    for item in cases.CHECKS[:3]:
        enter(session, f"check {item}")
    enter(session, "check all")
    keys_of(session, pygame.K_ESCAPE)
    assert "All is ready" in session.words
    enter(session, "begin")
    assert session.engine.view.state == "playing"
    view = session.engine.view
    assert (view.intention, view.like, view.avoid, view.touch_agreed) == tuple(typed.values())
    assert (view.light, view.eye_mask, view.heard_by, view.present) == ("dark", "worn", "headphones", ("therapist",))
    assert view.sound_tested == cases.OUTPUTS[0]


def replace_health() -> cases.Today:
    return cases.EMPTY.model_copy(update={"health": cases.health()})


def test_a_step_that_was_looked_at_and_left_does_not_hold_up_the_next() -> None:
    session = cases.opened()
    session.tap("next step")
    assert session.desk.ui.panel == "like"
    session.tap("close", "next step")
    assert session.desk.ui.panel == "avoid"
    session.tap("close")
    assert "Preferred, To avoid" in session.words  # still told as left


def test_an_interrupted_session_comes_first_says_where_it_resumes_and_is_held() -> None:
    session = cases.today(cases.BROKEN)
    assert next(iter(session.controls)) == "resume broken"
    assert "Interrupted 12 minutes ago" in session.words
    assert "Resumes where it is by now, in Peak, at 23:10 of 1:11:30: Playing" in session.words
    control = session["resume broken"]
    session.down(session.middle("resume broken"))
    session.up(session.middle("resume broken"))
    assert session.sent == []
    assert control.held_down
    session.tap("resume broken")
    assert session.sent == [{"do": "choose", "session": "broken"}]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"waits": True}, "Resumes where it was, in Peak"),
        ({"phase": ""}, "Resumes after the end of the arc"),
        ({"word": "silent"}, "1:11:30: Silent"),
        ({"word": "faded", "ago_s": 7300}, "Interrupted 2 hours ago"),
    ],
)
def test_what_would_resume_is_told_as_it_is(changed: dict[str, object], words: str) -> None:
    broken = cases.BROKEN.interrupted
    assert broken is not None
    session = cases.today(cases.BROKEN.model_copy(update={"interrupted": broken.model_copy(update=changed)}))
    assert words in session.words


def test_a_prepared_session_is_opened_again_days_later() -> None:
    session = cases.today()
    assert "K-14 | Ketamine, intramuscular, one hour | 20 November · 6 of 15 checked" in session.words
    session.tap("prepared prep1")
    assert session.sent == [{"do": "choose", "session": "prep1"}]


def test_a_preparation_is_left_for_today_and_nothing_of_it_stays_on_the_screen() -> None:
    session = cases.opened()
    session.tap("show touch_agreed")
    session.type("hand on the shoulder")
    session.key(pygame.K_ESCAPE)
    session.engine.machine = replace(session.engine.machine, session_id="first")
    session.play(1)
    session.tap("leave preparation")
    assert session.last == {"do": "leave"}
    session.engine.machine = replace(session.engine.machine, session_id="second")
    session.tap("new client")
    session.tap("show touch_agreed")
    assert "hand on the shoulder" not in session.words
    assert session.desk.ui.passed == {"touch_agreed"}


def test_while_it_opens_the_screen_says_so_and_a_refusal_brings_today_back() -> None:
    session = cases.today()
    session.engine.connected = False
    session.tap("client K-07")
    assert "Who is here today?" in session.words
    assert "The player is restarting" in session.words
    session.engine.connected = True
    session.engine.choose = lambda kind, value: 99  # type: ignore[method-assign]
    session.step(5)
    session.tap("client K-07")
    assert "Opening K-07…" in session.words


def test_a_name_is_no_code_and_the_step_is_not_done() -> None:
    session = cases.today()
    session.tap("new client", "show client")
    session.type("jane doe")
    session.tap("save")
    assert "jane doe is no code" in session.words
    assert "Client, Medicine and arc" in session.words.replace(" | ", " ")


def test_today_is_no_session_and_cues_do_nothing_there() -> None:
    session = cases.today()
    for key in (pygame.K_h, pygame.K_m, pygame.K_d, pygame.K_1, pygame.K_SPACE):
        keys_of(session, key)
    assert session.sent == []


def test_more_clients_than_there_is_room_for_are_a_touch_away() -> None:
    session = cases.today()
    shown = set(session.controls)
    assert "client K-33" not in shown
    session.tap("clients_page more")
    assert "client K-33" in session.controls
    session.tap("clients_page before")
    assert set(session.controls) == shown


def test_every_control_of_today_is_reached_by_tab() -> None:
    session = cases.today(cases.BROKEN)
    reached = set()
    for _ in session.controls:
        session.key(pygame.K_TAB)
        reached.add(session.desk.ui.focus)
    assert reached == set(session.controls)


def test_what_is_wrong_with_the_computer_is_told_in_words() -> None:
    words = cases.today(cases.EMPTY).words
    for told in ("Look at this computer first", "Sound: no output found", "Disk: nearly full", "0.4 GB free",
                 "Power: on battery", "41 % left: plug it in", "Words: not sealed"):  # fmt: skip
        assert told in words
    session = cases.today()
    assert "Ready" in session.words
    session.engine.connected = False
    session.play(1)
    assert "The player is restarting" in session.words


def test_a_session_that_ended_in_a_house_leads_back_to_today_and_the_screen_stays() -> None:
    session = cases.today()
    session.tap("client K-31", "begin", "begin Checked on paper")
    session.play(10)
    session.give("fade_now")
    session.play(5)
    session.give("end")
    keys_of(session, pygame.K_RETURN)
    assert not session.desk.left
    session.engine.today = cases.BUSY
    session.play(1)
    assert "Who is here today?" in session.words


def test_an_answer_is_kept_beside_its_item_and_never_shown() -> None:
    session = cases.opened()
    session.tap("show checklist", f"answer {cases.CHECKS[5]}")
    session.type("none")
    session.tap("save")
    assert session.last == {"do": "check_item", "item": cases.CHECKS[5], "done": True, "note": "none"}
    assert session.desk.ui.panel == "checklist"
    assert session[f"answer {cases.CHECKS[5]}"].sub == "written"
    assert "none" not in session.words.replace("none recorded", "")


def test_a_session_can_begin_without_music() -> None:
    session = cases.ready()
    session.tap("want_music")
    assert "begins silent" in session.words
    session.tap("begin")
    assert session.engine.view.state == "silent"
    assert "Begun: the arc waits for the dose after 10 min, without music" in session.engine.view.said


def test_days_and_times_are_said_as_people_say_them() -> None:
    assert long_day("2026-11-22") == "Sunday 22 November"
    days = {"2026-11-22": "today", "2026-11-21": "yesterday", "2026-10-03": "3 October", "?": ""}
    assert {day: short_day(day, "2026-11-22") for day in days} == days
    assert short_day("2025-11-22", "2026-11-22") == "22 November 2025"
    assert [ago(s) for s in (10, 60, 700, 7300)] == ["just now", "1 minute ago", "12 minutes ago", "2 hours ago"]
