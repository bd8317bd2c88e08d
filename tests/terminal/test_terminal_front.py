from typing import Any

import pytest
from terminal_cases import Session

from setplayer.session.table import TABLE
from setplayer.terminal.prompt import Minutes, Writing

AT_ONCE: dict[str, dict[str, Any]] = {
    "+": {"do": "extend", "minutes": 2}, "=": {"do": "extend", "minutes": 2}, "-": {"do": "shorten", "minutes": 2},
    "h": {"do": "hold"}, "N": {"do": "next_piece"}, "p": {"do": "next_phase"}, "g": {"do": "grounding"},
    "d": {"do": "duck"}, "s": {"do": "silence"}, "c": {"do": "chime"}, "up": {"do": "fuller"},
    "down": {"do": "softer"}, "esc": {"do": "fade_now"}, "f12": {"do": "fade_now"}, "z": {"do": "undo"},
    "1": {"do": "tag", "tag": "Tears"}, "6": {"do": "tag", "tag": "Dissociation"}, "m": {"do": "mark"},
    "a": {"do": "away"}, ",": {"do": "level", "db": -1.0}, ".": {"do": "level", "db": 1.0},
    "r": {"do": "reminder_done"},
}  # fmt: skip


@pytest.mark.parametrize("key", AT_ONCE)
def test_what_can_be_undone_acts_at_once(key: str) -> None:
    assert Session(minutes=10).press(key).sent == [AT_ONCE[key]]


@pytest.mark.parametrize(("on", "back"), [("d", "unduck"), ("s", "music"), ("g", "return_to_arc"), ("a", "back"),
                                          ("h", "release")])  # fmt: skip
def test_the_same_key_is_the_way_back(on: str, back: str) -> None:
    session = Session(minutes=10).press(on, on)
    assert session.sent[1] == {"do": back}
    assert session.view.state == "playing"
    assert not session.view.conditions


def test_what_cannot_be_undone_is_pressed_twice_and_the_bottom_line_says_so() -> None:
    session = Session(minutes=10).press("e")
    assert session.bottom == "Soft stop: press E again. The music ends over 10 s."
    assert session.sent == []
    assert session.press("E").sent == [{"do": "soft_stop"}]


def test_one_press_alone_is_nothing_after_two_seconds() -> None:
    session = Session(minutes=10).press("e").passes(2.5)
    assert session.bottom == ""
    assert session.press("e").sent == []


def test_begin_and_end_are_pressed_twice() -> None:
    session = Session(begun=False).press("enter", "enter")
    assert session.sent == [{"do": "begin"}]
    session.passes(60).press("esc").passes(5).press("q", "q")
    assert session.sent[1:] == [{"do": "fade_now"}, {"do": "end"}]
    assert session.front.over


def test_bring_back_is_pressed_twice() -> None:
    session = Session(minutes=10).press("esc").passes(5).press("b", "b")
    assert session.sent[1:] == [{"do": "bring_back"}]
    assert session.view.state == "playing"


def test_fade_now_never_waits_for_anything() -> None:
    for keys in (("e",), ("?",), ("s", "w"), ("o",)):
        session = Session(minutes=10).press(*keys, "esc")
        assert session.sent[-1] == {"do": "fade_now"}
        assert session.view.state == "faded"


def test_in_a_note_esc_closes_and_keeps_the_draft_and_f12_fades() -> None:
    session = Session(minutes=10).press("t").write("Half a").press("esc")
    assert session.sent == []
    session.press("t")
    assert "Note: Half a" in session.bottom
    session.press("f12")
    assert session.sent == [{"do": "fade_now"}]
    session.write(" note").press("enter")
    assert session.sent[-1] == {"do": "note", "text": "Half a note", "began_s_ago": 7.0}
    assert "Note: ▏" in session.press("t").bottom


def test_letters_in_a_note_are_letters() -> None:
    session = Session(minutes=10).press("t").write("shade 1").press("enter")
    assert session.sent == [{"do": "note", "text": "shade 1", "began_s_ago": 3.5}]


def test_a_note_that_the_player_could_not_take_is_not_lost() -> None:
    session = Session(minutes=10)
    session.engine.connected = False
    session.press("t").write("Sobbing").press("enter")
    assert session.bottom.startswith("The player is restarting; try again in a moment. What was written is kept: T")
    session.engine.connected = True
    session.press("t", "enter")
    assert session.view.entries[-1].text == "Sobbing"


def test_vitals_are_typed_as_people_say_them_and_stay_when_they_make_no_sense() -> None:
    session = Session(minutes=10).press("v").write("1200/80 72").press("enter")
    assert session.sent == []
    assert session.lines()[-2].startswith("Vitals: 'blood_pressure' is written like 120/80.")
    session.press("home", "right", "delete", "enter")
    assert session.sent == [{"do": "vitals", "blood_pressure": "100/80", "heart_rate": 72, "began_s_ago": 7.0}]


def test_a_dose_is_marked_at_once_and_can_be_dated_back() -> None:
    session = Session("ketamine-im-60", minutes=14).press("o", "o")
    assert session.sent == [{"do": "dose"}]
    assert isinstance(session.front.shown.prompt, Minutes)
    session.press("3", "enter")
    assert session.sent[1] == {"do": "correct", "entry": session.view.entries[-1].seq, "minutes_ago": 3.0}
    assert session.view.zero_frame == 11 * 60 * 48_000


def test_after_a_dose_no_cue_waits_for_the_minutes() -> None:
    assert Session("ketamine-im-60", minutes=14).press("o", "o", "g").sent[-1] == {"do": "grounding"}


def test_a_second_dose_is_asked_for_in_other_words() -> None:
    session = Session("ketamine-im-60", minutes=14).press("o", "o").passes(30).press("o")
    assert session.bottom.startswith("The dose is marked already")


def test_the_consequence_and_undo_by_name_stand_together() -> None:
    session = Session(minutes=3).press("+")
    assert "Extended 2 min: Opening now starts at" in session.screen()
    assert "Z Undo: Extended 2 min" in session.screen()
    session.press("z")
    assert "Undone: Extended 2 min" in session.screen()


def test_a_refusal_is_said_in_place_and_goes() -> None:
    session = Session(minutes=3).press("b")
    assert session.bottom == "Bring back is not possible: the music is playing."
    assert session.sent == []
    assert session.passes(7).bottom == ""


def test_the_refusal_of_the_player_is_said_in_place() -> None:
    session = Session(minutes=3).press("r")
    assert session.bottom == "Reminder done is not possible: no reminder is due."


def test_a_key_that_is_none_says_so_and_space_says_nothing() -> None:
    assert Session(minutes=3).press("x").bottom == "x is no key here; ? shows them all."
    assert Session(minutes=3).press(" ").bottom == ""


def test_level_stops_at_its_limit_and_says_so() -> None:
    session = Session(begun=False).press(":").write("set_level_limit 1").press("enter", "enter", "enter").passes(30)
    session.press(".", ".", ".")
    assert [sent for sent in session.sent if sent["do"] == "level"] == [{"do": "level", "db": 1.0}]
    assert session.bottom == "The level is at its limit, +1 dB."


def test_why_is_offered_after_a_change_and_chosen_by_number() -> None:
    assert Session(minutes=3).press("w").bottom == "Why can be said after silence, fade, grounding or next piece."
    session = Session(minutes=3).press("s", "w")
    assert session.bottom == "Why: 1 client asked  2 not this piece again"
    assert session.press("1").sent[-1] == {"do": "why", "reason": "client asked"}


def test_a_typed_command_is_sent_and_another_arc_chosen() -> None:
    session = Session(begun=False).press(":").write("choose_arc ketamine-im-60").press("enter")
    assert session.view.arc.startswith("Ketamine")
    session.press(":").write("handover K7").press("enter")
    assert session.sent[-1] == {"do": "handover", "code": "K7"}
    assert session.bottom == "Handed over."


def test_a_wrong_line_stays_to_be_mended_with_what_is_wrong_above_it() -> None:
    session = Session(minutes=3).press(":").write("extend ten").press("enter")
    assert session.lines()[-2].startswith("Extend: 'minutes' must be a number.")
    session.press("backspace", "backspace", "backspace", "5", "enter")
    assert session.sent == [{"do": "extend", "minutes": 5.0}]


def test_tab_completes_a_typed_command() -> None:
    session = Session(minutes=3).press(":").write("hando").press("tab")
    assert isinstance(session.front.shown.prompt, Writing)
    assert session.front.shown.prompt.text == "handover "


def test_pasted_text_is_no_command() -> None:
    session = Session(minutes=3).press("paste:eehs")
    assert session.sent == []
    assert session.bottom == "What is pasted is only taken by a note: press T first."
    session.press("t", "paste:eehs", "enter")
    assert session.sent == [{"do": "note", "text": "eehs"}]


def test_keys_act_while_the_pages_of_keys_are_open_and_the_pages_end() -> None:
    session = Session(minutes=3).press("?", "d")
    assert session.sent == [{"do": "duck"}]
    assert "Keys, page 1 of 4" in session.screen()
    assert "Keys, page 4 of 4" in session.press("f1", "?", "?").screen()
    assert "Keys, page" not in session.press("?").screen()
    assert "Keys, page" not in session.press("?", "backspace").screen()


def test_what_would_change_is_asked_again_while_the_pages_are_open() -> None:
    session = Session(minutes=3).press("?")
    before = session.front.shown.previews["next_phase"]
    assert session.passes(60).front.shown.previews["next_phase"] != before


def test_ctrl_c_says_that_it_closes_and_a_second_one_leaves() -> None:
    session = Session(minutes=3)
    session.front.interrupted()
    assert session.lines()[0].startswith("Fading out and closing…")
    assert not session.front.over
    session.front.interrupted()
    assert session.front.over
    assert session.sent == []


def test_after_ctrl_c_the_screen_leaves_when_the_player_has_gone() -> None:
    session = Session(minutes=3)
    session.engine.connected = False
    assert not session.front.over
    session.front.interrupted()
    assert session.front.over


def test_before_the_first_view_keys_are_answered() -> None:
    class Empty:
        connected, ended, view = True, False, None

        def send(self, command: dict[str, Any]) -> int:
            self.sent = command
            return 1

    engine: Any = Empty()
    session = Session()
    session.front.engine = engine
    session.front.press("d", 0)
    assert session.front.shown.notice == "Waiting for the player…"
    session.front.press("esc", 0)
    assert engine.sent == {"do": "fade_now"}


def test_every_command_of_the_table_can_be_typed_into_the_front() -> None:
    for do in TABLE:
        session = Session(minutes=3).press(":").write(do)
        assert session.lines()[-2].strip()
        assert session.bottom.startswith(f":{do}▏")


def test_what_a_line_would_change_shows_while_it_is_typed() -> None:
    session = Session().press(":", *"extend 7")
    assert "Extended 7 min: " in session.screen()
    assert session.engine.sent == [], "nothing is given before Enter"
    session.press("backspace")
    assert "Extended 7 min" not in session.screen()
    session.press("enter")
    assert session.engine.sent == [{"do": "extend"}]


def test_a_time_of_day_can_be_typed() -> None:
    session = Session().press(":", *"finish_by 15:30", "enter")
    assert session.engine.sent == [{"do": "finish_by", "by": "15:30"}]
