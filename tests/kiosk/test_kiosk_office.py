"""The lock, Records and Settings by touch and by keys: who gets in, what is shown, asked and forgotten."""

from functools import partial

import kiosk_cases as cases
import pytest
from kiosk_cases import Session, behind
from kiosk_office import PASSPHRASE, PHRASE, PIN, FakeOffice

from setplayer.kiosk.office import IDLE_S
from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.spoken import Speech


def asked(session: Session) -> list[str]:
    assert session.office is not None
    return [question for question, _ in session.office.asked]


def type_pin(session: Session, pin: str) -> None:
    for digit in pin:
        session.key(getattr(pygame, f"K_{digit}"), digit)
    session.key(pygame.K_RETURN)


# ---- the lock


def test_nothing_is_asked_for_and_nothing_shown_before_the_pin_is_given() -> None:
    session = behind("office records", pin="")
    assert "The PIN, please" in session.words
    assert asked(session) == []
    assert "K-31, " not in session.words


def test_the_right_pin_opens_what_was_wanted() -> None:
    assert "All clients · 18 sessions" in behind("office records").words
    assert "every change is saved at once" in behind("office settings").words


def test_a_wrong_pin_is_told_with_the_tries_that_are_left() -> None:
    session = behind("office settings", pin="0000")
    assert "Wrong. 4 tries are left." in session.words
    session.tap("digit 4")
    assert "Wrong." not in session.words


def test_the_pin_itself_is_never_shown_and_not_kept_once_it_was_tried() -> None:
    session = behind("office records", *(f"digit {digit}" for digit in PIN), pin="")
    assert "4821" not in session.words
    session.tap("office ok")
    assert session.desk.ui.office is not None
    assert session.desk.ui.office.digits == ""
    assert PIN not in repr(session.desk.ui)


def test_a_pin_of_three_digits_is_not_tried() -> None:
    session = behind("office records", "digit 1", "digit 2", "digit 3", pin="")
    session.tap("office ok")
    assert asked(session) == []
    assert "A PIN has at least 4 digits." in session.words


def test_after_five_tries_the_pad_waits_says_how_long_and_then_goes_on() -> None:
    session = cases.locked_out()
    assert "Wrong too often: next try in 0:21" in session.words
    session.tap("digit 1")
    assert session.desk.ui.office.digits == ""
    session.step(10)
    assert "next try in 0:1" in session.words
    session.step(20)
    session.tap(*(f"digit {digit}" for digit in PIN), "office ok")
    assert "All clients" in session.words


def test_by_the_keyboard_alone() -> None:
    session = behind("office records", pin="")
    session.key(pygame.K_ESCAPE)
    assert session.desk.ui.office is None
    session.key(pygame.K_F4)
    type_pin(session, "48")
    session.key(pygame.K_BACKSPACE)
    session.key(pygame.K_BACKSPACE)
    type_pin(session, PIN)
    assert "every change is saved at once" in session.words
    session.key(pygame.K_TAB)
    session.key(pygame.K_RETURN)
    assert session.desk.ui.office.panel == "output"
    session.key(pygame.K_ESCAPE)
    session.key(pygame.K_ESCAPE)
    assert session.desk.ui.office is None
    assert asked(session)[-1] == "lock"


@pytest.mark.parametrize("moment", ["pin", "records", "record", "settings", "new pin"])
def test_tab_reaches_everything(moment: str) -> None:
    session = cases.MOMENTS[moment]()
    reached = set()
    for _ in session.controls:
        session.key(pygame.K_TAB)
        reached.add(session.desk.ui.focus)
    assert reached == set(session.controls)


def test_it_locks_when_it_is_left_and_what_was_shown_is_forgotten() -> None:
    session = behind("office records", "session s9")
    session.tap("office back", "office back")
    assert session.desk.ui.office is None
    assert asked(session)[-1] == "lock"
    session.tap("office records")
    assert "The PIN, please" in session.words


def test_it_locks_by_itself_when_nobody_is_there_and_not_while_somebody_is() -> None:
    session = behind("office records", "session s9")
    session.step(IDLE_S - 1)
    session.tap("older")
    session.step(IDLE_S - 1)
    assert session.desk.ui.office is not None
    session.step(2)
    assert session.desk.ui.office is None
    assert asked(session)[-1] == "lock"


def test_an_engine_that_has_locked_meanwhile_is_asked_with_the_pin_again() -> None:
    session = behind("office records")
    session.office.open = False
    session.tap("session s9")
    assert "The PIN, please" in session.words
    assert "K-31" not in session.words


def test_without_a_pin_it_is_open_and_that_is_said_plainly() -> None:
    for wanted in ("office records", "office settings"):
        session = behind(wanted, guarded=False)
        assert "pin" not in asked(session)
        assert "No PIN is set" in session.words
    assert "and settings. PIN sets one." in session.words


# ---- never between a hand and the sound


def test_music_cues_and_the_fade_never_ask() -> None:
    session = cases.playing()
    session.office = session.engine.office = FakeOffice(session.engine.view)
    session.guard()
    for name in ("duck", "extend", "next_piece", "hold", "silence", "fade_now", "soft_stop"):
        session.tap(name) if name in session.controls else None
    session.key(pygame.K_F3)
    session.key(pygame.K_F4)
    session.key(pygame.K_ESCAPE)
    assert session.desk.ui.office is None
    assert asked(session) == []
    assert session.last["do"] == "fade_now"


@pytest.mark.parametrize(
    "start",
    [
        partial(behind, "office records", from_preparation=True),
        partial(behind, "office settings", pin="", from_preparation=True),
    ],
)
def test_when_another_front_begins_the_music_the_session_screen_is_there_at_once(start: partial[Session]) -> None:
    session = start()
    session.engine.send({"do": "begin"})
    session.guard()
    assert session.desk.ui.office is None
    session.play(60)
    session.key(pygame.K_F12)
    assert session.last["do"] == "fade_now"


def test_no_records_while_music_plays() -> None:
    session = cases.playing()
    assert "office records" not in session.controls
    session.key(pygame.K_F3)
    assert session.desk.ui.office is None


# ---- leaving


def test_leaving_the_kiosk_asks_for_the_pin() -> None:
    session = behind("office settings", pin="")
    session.desk._leave()  # the number pad of something else lets nobody out
    session.key(pygame.K_ESCAPE)
    session.desk._leave()
    assert not session.desk.left
    assert "Leave the kiosk" in session.words
    type_pin(session, "0000")
    assert not session.desk.left
    type_pin(session, PIN)
    assert session.desk.left


def test_closing_the_window_on_today_asks_for_the_pin_too() -> None:
    session = behind("office settings", pin="")
    session.post(pygame.QUIT)
    session.key(pygame.K_ESCAPE)
    session.post(pygame.QUIT)
    assert not session.desk.left
    type_pin(session, PIN)
    assert session.desk.left


def test_from_settings_it_is_left_by_a_hold() -> None:
    session = behind("office settings")
    session.tap("leave the kiosk")
    assert session.desk.left


def test_a_session_that_is_over_leaves_a_screen_that_anybody_may_leave() -> None:
    """Nobody is there to ask: it was started from the operator's own account."""
    session = cases.closed()
    session.tap("leave")
    assert session.desk.left


# ---- records


def test_sessions_are_listed_newest_first_and_by_client() -> None:
    session = behind("office records")
    assert "14 Nov 2026 · 14:05" in session["session s9"].label
    assert session["session s9"].sub == "closed · 1 h 12 min · K-31"
    session.tap("client K-31")
    assert [name for name in session.controls if name.startswith("session ")] == [
        "session s9",
        "session s7",
        "session s5",
    ]
    assert "K-31 · 3 sessions" in session.words


def test_older_sessions_and_other_clients_are_a_page_away() -> None:
    session = behind("office records")
    session.tap("older")
    assert "session s-12" in session.controls
    assert session["older"].why_not == "There are no older ones."
    session.tap("clients older")
    assert "client C-12" not in session.controls
    assert "client C-10" in session.controls


def test_a_file_that_cannot_be_read_says_so() -> None:
    session = behind("office records", "session s4")
    assert "This file cannot be read." in session.words


def test_an_opened_session_shows_its_arc_its_pieces_moments_and_marks() -> None:
    session = behind("office records", "session s9")
    for words in ("K-31, 14 Nov 2026", "Peak", "Tide", "Dose", "You said: “The water is holding me”", "shared"):
        assert words in session.words
    session.tap("older")
    assert "Slow Water" in session.words


def test_sealed_words_open_with_the_passphrase_which_is_shown_and_kept_nowhere() -> None:
    session = behind("office records", "session s9", "show passphrase", sealed=True)
    session.type(PASSPHRASE)
    session.step(1)
    assert PASSPHRASE not in session.words
    assert "•" in session.words
    assert session.engine.drafts.shown == ()
    session.tap("save")
    assert session.office.asked[-2:] == [("words", {"passphrase": PASSPHRASE}), ("record", {"session": "s9"})]
    assert PASSPHRASE not in repr(session.desk.ui)
    assert session["show passphrase"].why_not == "No words of it are sealed."


def test_a_wrong_passphrase_is_told() -> None:
    session = behind("office records", "session s9", "show passphrase", sealed=True)
    session.type("wrong words")
    session.key(pygame.K_RETURN)
    assert "The passphrase is not right." in session.words


def test_a_passphrase_that_is_given_up_is_forgotten() -> None:
    session = behind("office records", "session s9", "show passphrase", sealed=True)
    session.type("nine")
    session.key(pygame.K_ESCAPE)
    assert "nine" not in repr(session.desk.ui)


def test_a_page_goes_to_a_drive_or_to_this_computer() -> None:
    session = behind("office records", "session s9", "places")
    assert "CLINIC-STICK" in session.words
    assert "This computer" in session.words
    session.tap("form page", "place 1")
    assert session.office.asked[-1] == ("page", {"session": "s9", "place": "/media/CLINIC-STICK", "form": "page"})
    assert "It is saved as | session-2026-11-14-s9.html." in session.words


@pytest.mark.parametrize("form", ["pdf", "locked"])
def test_the_words_that_open_a_locked_one_are_shown_until_they_are_left_and_are_in_no_log(form: str) -> None:
    session = behind("office records", "session s9", "places")
    assert session["form pdf"].on, "a telephone's form is the first choice"
    session.tap(f"form {form}", "place 1")
    assert session.office.asked[-1][1]["form"] == form
    assert all(word in session.words for word in PHRASE.split())
    assert ("without spaces" in session.words) == (form == "pdf")
    told = " ".join(Speech().new(session.desk.view, session.desk.ui, connected=True))
    assert "It is saved as" in told
    assert not any(word in told for word in PHRASE.split())
    session.tap("office back")
    assert not any(word in session.words for word in PHRASE.split())
    assert PHRASE not in repr(session.desk.ui)


def test_erasing_says_what_it_comes_to_and_is_held() -> None:
    session = behind("office records", "session s9", "erase…")
    assert "3 sessions" in session.words
    session.down(session.middle("erase"))
    session.step(0.5)
    session.up(session.middle("erase"))
    assert "erase" not in asked(session)
    session.tap("erase")
    assert session.office.asked[-2:] == [("erase", {"client": "K-31"}), ("records", {})]
    assert "client K-31" not in session.controls
    assert "The words of 3 sessions are erased" in session.words


# ---- settings


def test_a_change_is_saved_at_once_told_and_undone_by_name() -> None:
    session = behind("office settings", "setting output", "output Room speakers")
    assert session.office.settings["output"] == "Room speakers"
    assert "Changed and saved: Output." in session.words
    assert session["office undo"].sub == "Output"
    session.tap("office undo")
    assert session.office.settings["output"] == "Headphones (USB)"
    assert session["office undo"].why_not == "Nothing was changed yet."


def test_what_nobody_had_chosen_is_undone_to_that() -> None:
    session = behind("office settings", "setting resumes", "resumes where_it_was", "office undo")
    assert session.office.settings["resumes"] is None


def test_reduced_light_is_there_at_once_and_f2_still_changes_it() -> None:
    session = behind("office settings", "setting reduced_light")
    assert session.desk.palette.name == "night"
    session.key(pygame.K_F2)
    session.play(1)
    assert session.desk.palette.name == "dim"
    session.tap("office undo")
    assert session.desk.palette.name == "dim"


def test_a_backup_drive_is_backed_up_to_at_once_and_from_then_on() -> None:
    session = behind("office settings", "setting backup", "backup CLINIC-STICK")
    assert session.office.asked[-1] == ("back_up", {"drive": "/media/CLINIC-STICK"})
    session.tap("setting backup", "backup none")
    assert session.office.settings["backup"] is None
    assert session["office undo"].why_not


def test_calibrations_are_shown() -> None:
    assert "97.5 dB" in behind("office settings", "setting calibration").words


def test_a_pin_is_set_by_typing_it_twice_and_guards_from_then_on() -> None:
    session = behind("office settings", "setting pin", "pin new", guarded=False)
    for pin in ("7070", "7071"):
        session.tap(*(f"digit {digit}" for digit in pin), "office ok")
    assert "Not the same." in session.words
    for _ in range(2):
        session.tap(*(f"digit {digit}" for digit in "7070"), "office ok")
    assert session.office.asked[-1] == ("new_pin", {"pin": "7070"})
    assert "No PIN is set" not in session.words
    session.tap("setting pin", "pin none")
    assert session.office.asked[-1] == ("new_pin", {"pin": ""})


def test_while_the_engine_is_away_it_says_so_and_nothing_is_lost() -> None:
    session = behind("office settings", "setting output")
    session.engine.connected = False
    session.tap("output Room speakers")
    assert "The player is restarting" in session.words
