"""What can be read on the screen, and what must not."""

from dataclasses import replace

import kiosk_cases as cases
import pytest
from kiosk_cases import Session

from setplayer.engine.pretend import PretendEngine
from setplayer.engine.view import PieceView, View
from setplayer.kiosk import model
from setplayer.kiosk.items import Button, Curve, Icon, Meter, Text
from setplayer.kiosk.model import CONDITIONS, STATES, level_words, phase_words
from setplayer.kiosk.sdl import pygame
from setplayer.session.table import WHY_NOT

STARTS = {
    "open": lambda: Session(begun=False),
    "playing": cases.playing,
    "held": lambda: given("hold"),
    "silent": lambda: given("silence"),
    "faded": lambda: given("fade_now"),
    "stopping": lambda: given("soft_stop"),
    "landed": cases.landed,
}


def given(*commands: str) -> Session:
    session = cases.playing()
    for do in commands:
        session.give(do)
    return session


def icons(session: Session) -> list[str]:
    return [item.shape for item in session.items if isinstance(item, Icon)]


@pytest.mark.parametrize("state", list(STARTS))
def test_every_state_has_a_word_and_a_shape(state: str) -> None:
    session = STARTS[state]()
    word, shape, _ = STATES[state]
    assert session.engine.view.state == state
    assert word in session.words
    assert shape in icons(session)


def test_no_two_states_or_conditions_share_a_shape() -> None:
    assert set(STATES) == set(WHY_NOT)
    shapes = [shape for _, shape, _ in [*STATES.values(), *CONDITIONS.values()]]
    shared = {"bars", "square outline"}  # held and silent are states and, under another state, conditions
    assert {shape for shape in shapes if shapes.count(shape) > 1} == shared


@pytest.mark.parametrize(
    "condition",
    ["no output", "not yet saved", "safe music", "dose due", "grounding", "ducked", "on the bed", "on battery",
     "restarting", "held", "silent"],
)  # fmt: skip
def test_every_condition_has_words_and_a_shape(condition: str) -> None:
    session = cases.playing(conditions=[condition])
    words, shape, _ = CONDITIONS[condition]
    assert ("No sound" if condition == "no output" else words) in session.words
    assert shape in icons(session)


def test_a_condition_that_is_new_to_this_screen_is_shown_in_its_own_words() -> None:
    assert "Remote joined" in cases.playing(conditions=["remote joined"]).words


def test_four_conditions_at_once_are_all_read() -> None:
    session = cases.playing(conditions=["no output", "not yet saved", "on battery"])
    session.tap("duck")
    for words in ("No sound", "Not yet saved", "On battery", "Ducked"):
        assert words in session.words


def test_a_control_that_is_on_says_so() -> None:
    session = given("duck", "grounding", "hold")
    for name in ("duck", "grounding", "hold"):
        assert session[name].on
        assert session[name].sub.startswith("ON")


def test_the_header_says_what_the_view_says() -> None:
    words = cases.playing().words
    for part in ("Peak", "16:16", "left", "31:14", "of 1:11:30", "Playing", cases.WALL):
        assert part in words


def test_while_it_waits_the_header_says_so_in_words() -> None:
    assert "waits for the dose" in cases.waiting().words
    assert "left, held" in cases.held().words


def test_the_arc_shows_where_the_dose_is_waited_for_and_counts_from_it_afterwards() -> None:
    assert "0:00 waits here" in cases.waiting().words
    assert "minutes from Begin, until the dose is marked" in cases.waiting().words
    playing = cases.playing()
    assert "minutes from the dose" in playing.words
    assert "21:44" in playing.words
    assert icons(playing).count("drop") == 1
    assert icons(playing).count("diamond") == 6


def test_dose_is_the_largest_control_until_it_is_marked() -> None:
    session = cases.waiting()
    sizes = {name: button.box.w * button.box.h for name, button in session.controls.items()}
    assert max(sizes, key=lambda name: sizes[name]) == "dose"
    assert session["dose"].look == "due"
    session.tap("dose")
    assert session.last == {"do": "dose", "minutes_ago": 0}
    assert "dose" not in session.controls


def test_an_arc_without_a_dose_asks_for_none() -> None:
    session = Session(arc="music-45")
    session.play(60)
    assert "dose" not in session.controls


def test_a_reminder_that_is_due_is_bordered_worded_and_settled_by_a_touch() -> None:
    session = cases.held()
    assert "due for 1:14" in session.words
    assert session["show vitals"].look == "due"
    session.tap("reminder skip", "skip Client resting")
    number = session.last["reminder"]
    assert session.last == {"do": "reminder_skipped", "reminder": number, "reason": "Client resting"}
    assert session["show vitals"].look == "plain"
    assert session.desk.ui.panel == ""


def test_a_reminder_can_be_skipped_in_words() -> None:
    session = cases.held()
    number = session.engine.view.reminders[0].number
    session.tap("reminder skip", "show skip words")
    session.type("Cuff refused")
    session.tap("save")
    assert session.last == {"do": "reminder_skipped", "reminder": number, "reason": "Cuff refused"}


def test_vitals_and_their_reminder_are_settled_together() -> None:
    session = cases.held()
    session.sent.clear()
    session.tap("show vitals", "digit 1", "digit 1", "digit 8", "digit mark", "digit 7", "digit 4", "save done")
    assert [command["do"] for command in session.sent] == ["vitals", "reminder_done"]
    assert not session.engine.view.reminders


def test_vitals_that_make_no_sense_are_refused_in_words_before_they_are_sent() -> None:
    session = cases.playing()
    session.sent.clear()
    session.tap("show vitals", "digit 1", "digit 2", "save")
    assert "Blood pressure is written like 120/80." in session.words
    session.tap("field spo2", "digit 1", "digit 2", "digit 0")
    session.tap("field blood_pressure", "rub out", "rub out", "save")
    assert session.sent == []
    assert "SpO2 is at most 100." in session.words


def test_a_reminder_that_hangs_on_something_that_waits_is_not_counted_down() -> None:
    """While the arc waited, the rail counted down 24 hours to a reminder of a later phase."""
    assert "24:" not in cases.waiting().words


def test_after_a_change_of_the_music_its_reason_is_offered() -> None:
    session = cases.playing()
    assert "why client asked" not in session.controls
    session.tap("next_piece") if not session["next_piece"].why_not else None
    session.tap("silence")
    session.tap("why not this piece again")
    assert session.last == {"do": "why", "reason": "not this piece again"}
    assert "why client asked" not in session.controls


def test_the_consequence_stands_above_undo() -> None:
    session = cases.playing()
    assert session["undo"].sub == "Extended 2 min"
    assert "Re-entry" in session.words
    assert "1:11:30; Strings stays" in session.words.replace(" | ", " ")


@pytest.mark.parametrize("name", ["extend", "shorten", "next_phase", "hold"])
def test_while_a_control_that_re_times_is_pressed_its_consequence_shows_and_beside_it_nothing_is_given(
    name: str,
) -> None:
    session = cases.playing()
    session.sent.clear()
    session.down(session.middle(name))
    session.step(0.1)
    shown = session.desk.ui.callout
    assert shown is not None
    assert shown.name == name
    assert "Re-entry" in shown.text or "is held" in shown.text
    assert shown.text.startswith("If done: ")
    session.post(pygame.MOUSEMOTION, pos=session.middle("level -1"), rel=(0, 0), buttons=(1, 0, 0))
    assert session.desk.ui.callout is None, "what will not be done is not told any longer"
    session.post(pygame.MOUSEBUTTONUP, button=1, pos=session.middle("level -1"))
    assert session.sent == []


def test_a_booster_is_held_so_that_its_new_end_is_seen_first() -> None:
    session = cases.playing()
    session.tap("show more")
    session.sent.clear()
    session.down(session.middle("booster"))
    session.step(0.1)
    assert session.desk.ui.callout is not None
    assert "Booster now" in session.desk.ui.callout.text
    assert session.sent == []


def test_the_arc_can_be_told_to_end_at_a_time_of_day() -> None:
    session = cases.playing()
    session.tap("show more", "show finish")
    choices = [button for name, button in session.controls.items() if name.startswith("finish")]
    wall = session.desk._wall
    assert [b.sub for b in choices if b.label == "30 min"] == [f"ends {model.later(wall, 30)}"]
    by = next(button for button in choices if button.label.startswith("by "))
    session.tap(by.name)
    assert session.last == {"do": "finish_by", "by": by.label.removeprefix("by ")}


@pytest.mark.parametrize(
    ("wall", "first"),
    [("14:20", ("14:30", 10)), ("14:25", ("14:30", 5)), ("14:26", ("14:45", 19)), ("23:50", ("00:00", 10))],
)
def test_quarters_of_an_hour_are_offered_from_five_minutes_ahead(wall: str, first: tuple[str, int]) -> None:
    assert model.quarters(wall, 2)[0] == first


def test_the_level_meter_glows_only_when_something_sounds() -> None:
    def meter(session: Session) -> Meter:
        return next(item for item in session.items if isinstance(item, Meter))

    assert meter(cases.playing()).glows
    for session in (cases.faded(), cases.away(), given("silence"), given("soft_stop")):
        assert not meter(session).glows


def test_the_level_goes_by_decibels_up_to_the_limit() -> None:
    session = Session(begun=False)
    session.tap("show sound", "limit -1", "limit -1", "limit -1", "limit -1", "limit -1")
    session.tap("begin", "begin Checked on paper")
    session.tap("level +1")
    assert session.last == {"do": "level", "db": 1.0}
    assert "+1 dB" in session.words
    session.sent.clear()
    session.tap("level +1")
    assert session.sent == []
    assert "The limit set at preparation is +1 dB." in session.words
    assert [level_words(db) for db in (-3.0, -0.2, 0.0, 2.0)] == ["−3 dB", "0 dB", "0 dB", "+2 dB"]


def test_away_hides_everything_of_the_client() -> None:
    session = cases.playing()
    session.give("note", text="Secret grief")
    session.give("away")
    words = session.words
    for hidden in ("Secret grief", "Unease", "Tears", "BP 132/84", "water", "K-31", "Extended"):
        assert hidden not in words, hidden
    assert not [name for name in session.controls if name.startswith(("tag", "show"))]
    session.tap("back")
    assert session.last == {"do": "back"}
    assert "Secret grief" in session.words


def test_away_with_a_field_open_hides_it_and_keeps_the_draft() -> None:
    session = cases.noting()
    session.tap("away")
    assert "Breath" not in session.words
    assert not session.desk.typing
    session.key(pygame.K_d)
    assert session.last == {"do": "duck"}
    session.tap("back")
    assert "Breath" in session.words


def test_while_away_keys_of_tags_notes_and_vitals_do_nothing_and_say_so() -> None:
    for key in (pygame.K_1, pygame.K_t, pygame.K_v, pygame.K_i, pygame.K_m, pygame.K_z):
        session = cases.away()
        session.sent.clear()
        session.key(key)
        assert session.sent == []
        assert session.desk.ui.panel == ""
        assert "Come back first: A." in session.words.replace(" | ", " ")


def test_what_is_typed_for_a_note_that_did_not_open_is_no_cue() -> None:
    session = cases.away()
    session.key(pygame.K_t)
    session.sent.clear()
    for letter in "cold hands":
        session.key(ord(letter), letter)
    assert session.sent == []
    assert session.engine.view.conditions == ("away",)
    session.step(2.1)
    session.key(pygame.K_a)
    assert session.last == {"do": "back"}


def test_closing_music_is_called_so_only_once_the_arc_is_over() -> None:
    assert cases.landed()["bring_back"].label == "Closing music"
    early = cases.playing()
    early.tap("soft_stop")
    early.play(12)
    assert early.engine.view.state == "landed"
    assert early["bring_back"].label == "Bring back"
    assert "The music has ended" in early.words
    assert " left" not in early.words


def test_preparation_says_what_is_left_and_begin_is_held() -> None:
    session = cases.opened()
    assert "4 of 15 checked" in session.words
    assert "Preferred, To avoid, Touch agreed, Setting, Sound, Checklist" in session.words.replace(" | ", " ")
    ready = cases.ready()
    assert "All is ready" in ready.words
    assert ready["begin"].held_down
    ready.tap("begin")
    assert ready.last == {"do": "begin"}
    assert ready.engine.view.state == "playing"


def test_beginning_with_items_open_asks_why_and_keeps_the_reason_with_what_was_open() -> None:
    session = cases.opened()
    assert session["begin"].sub == "11 items open: asks why"
    session.tap("begin")
    assert session.engine.view.state == "open"
    assert "11 items are open" in session.words
    session.tap("begin Checked on paper")
    assert session.last == {"do": "begin", "left_open": list(cases.CHECKS[4:]), "reason": "Checked on paper"}
    assert session.engine.view.state == "playing"
    assert "Begun with 11 items of the checklist open: Checked on paper" in [
        e.text for e in session.engine.view.entries
    ]


def test_the_reason_can_be_given_in_words() -> None:
    session = cases.opened()
    session.tap("begin", "show begin words")
    session.type("asked by phone")
    session.tap("save")
    assert session.last["reason"] == "asked by phone"
    assert session.engine.view.state == "playing"


def test_what_was_typed_in_preparation_is_shown() -> None:
    session = Session(begun=False)
    session.tap("show client")
    session.type("K-12")
    session.tap("save", "show avoid")
    session.type("choirs")
    session.tap("save", "show like")
    session.type("cello")
    session.tap("save")
    assert session.last == {"do": "prefer", "like": "cello", "avoid": "choirs"}
    for words in ("K-12", "cello", "choirs"):
        assert words in session.words


def test_another_arc_is_chosen_and_drawn() -> None:
    session = Session(begun=False)
    before = next(item for item in session.items if isinstance(item, Curve)).heights
    session.tap("show arcs", "choose music-45")
    assert session.last == {"do": "choose_arc", "name": "music-45"}
    assert next(item for item in session.items if isinstance(item, Curve)).heights != before


def test_every_arc_that_ships_can_be_reached() -> None:
    session = Session(begun=False)
    session.tap("show arcs")
    assert {f"choose {name}" for name in session.desk.view.arcs} <= set(session.controls)
    more = tuple(
        one.model_copy(update={"name": f"own {n}", "medicine": f"m{n}"}) for n, one in enumerate(cases.shelf())
    )
    session.engine.machine = replace(session.engine.machine, shelf=(*cases.shelf(), *more))
    session.play(1)
    reached = set(session.controls)
    while not session["page after"].why_not:
        session.tap("page after")
        reached |= set(session.controls)
    assert {f"choose {one.name}" for one in more} <= reached


def test_every_sound_of_a_clinic_with_many_can_be_reached() -> None:
    session = Session()
    session.tap("show more", "show sounds")
    names = tuple(f"prompt {number:02}" for number in range(17))
    session.desk.view = session.desk.view.model_copy(update={"sounds": names})
    session.desk._items = None
    reached = set()
    for page in range(3):
        if page:
            session.tap("more sounds")
        buttons = {item.name for item in session.items if isinstance(item, Button)}
        reached |= {name for name in names if {f"chime {name}", f"voice {name}"} <= buttons}
    assert reached == {*names}
    session.tap("sounds before", "sounds before", "voice prompt 03")
    assert session.last == {"do": "voice", "sound": "prompt 03"}


def test_the_closing_notice_names_the_timeline_and_is_left_by_a_touch() -> None:
    session = cases.landed()
    session.tap("end")
    assert "The session is closed" in session.words
    assert "setplayer review last -o page.html" in session.words
    assert not session.desk.left
    session.tap("leave")
    assert session.desk.left


def test_the_window_cannot_be_closed_in_a_session_and_can_afterwards() -> None:
    session = cases.playing()
    session.post(pygame.QUIT)
    assert not session.desk.left
    assert "The session goes on." in session.words
    session = cases.closed()
    session.post(pygame.QUIT)
    assert session.desk.left


def test_an_engine_that_has_ended_shows_the_closing_notice_whatever_it_last_said() -> None:
    session = cases.playing()
    session.engine.ended = True
    session.engine.changed.set()
    session.step(0.1)
    assert "The session is closed" in session.words


def test_a_screen_that_comes_after_the_end_does_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PretendEngine, "view", None)
    session = Session()
    assert not session.desk.left
    session.engine.ended = True
    session.desk.refresh(session.now_s)
    assert session.desk.left


def test_a_window_that_is_too_small_or_upright_says_so() -> None:
    for size in ((1000, 600), (1024, 580), (320, 200), (800, 1280)):
        session = Session(size=size)
        words = session.words.replace(" | ", " ")
        assert ("This screen stands upright. Turn it" if size[1] > size[0] else "This window is too small") in words
        assert "The music plays on. F12 fades it." in words
        assert not session.controls
        assert all(session.fonts.width(i.text, round(i.size * session.desk.grid.u)) < size[0] for i in session.items)
        session.key(pygame.K_F12)
        assert session.last == {"do": "fade_now"}


def test_the_window_may_change_its_size() -> None:
    session = cases.playing()
    session.post(pygame.VIDEORESIZE, w=1920, h=1080, size=(1920, 1080))
    assert session["fade_now"].box.right > 1280


def test_a_piece_of_silence_is_called_silence() -> None:
    session = cases.playing()
    view = session.engine.view
    silence = PieceView(kind="silence", title="", start_frame=view.frame, end_frame=view.frame + 48_000)
    session.desk.view = view.model_copy(update={"now": silence})
    session.desk._items = None
    assert "Silence | " in session.words


def test_once_the_arc_is_over_the_header_says_so() -> None:
    assert phase_words(cases.landed().engine.view)[0] == "The arc is over"
    assert phase_words(View(session_id="x"))[0] == "No arc chosen"


def test_hostile_words_neither_break_nor_leave_their_boxes() -> None:
    session = cases.playing()
    for text in (
        "a" * 9_000,
        "line\nbreak\ttab\x00nul\x1b[31m",
        "שלום עולם",
        "日本語のメモ",
        "🙂 e\u0301\u0301",
        " . ",
    ):
        session.give("note", text=text)
    session.tap("show more", "show entries")
    session.picture()
    for item in session.items:
        if isinstance(item, Text | Button):
            assert "\n" not in getattr(item, "text", "")


def test_before_an_arc_is_chosen_the_screen_asks_for_one() -> None:
    session = Session(begun=False)
    session.desk.view = View(session_id="x", arcs=("music-45",))
    session.desk._items = None
    assert "No arc is chosen" in session.words
    session.picture()
    session.tap("begin")
    assert "Choose an arc first." in session.words
    assert session.sent == []


def test_before_the_first_view_the_screen_says_that_the_player_is_starting() -> None:
    session = cases.playing()
    session.desk.view = None
    assert "The player is starting" in session.words
    for key in (pygame.K_h, pygame.K_t, pygame.K_TAB, pygame.K_RETURN, pygame.K_F12):
        session.key(key)
    assert session.last == {"do": "fade_now"}


def test_warnings_of_the_music_stand_with_the_checks_before_begin() -> None:
    session = Session(begun=False)
    assert "warning" not in session.words
    warning = "'a.flac' is left out: it is damaged."
    session.engine.machine = replace(session.engine.machine, warnings=(warning,))
    session.play(1)
    assert warning in session.words.replace(" | ", " ")


# ---- what a client asked not to hear


def test_what_is_avoided_is_on_the_card_before_begin_and_in_sentences_behind_it() -> None:
    session = cases.avoiding()
    shown = " ".join(session.words.split(" | "))
    assert "To avoid 3 pieces replaced · no tide, hearth," in shown
    assert "Arrival: 'Tide' is avoided by this client; the soundscape drone plays instead" in shown
    assert "1 to 2 of 4" in shown
    session.tap("more avoided")
    shown = " ".join(session.words.split(" | "))
    assert "Grounding: 'Hearth' is avoided by this client; the soundscape drone plays instead" in shown


def test_one_touch_keeps_what_is_avoided_and_another_gives_it_up() -> None:
    session = cases.avoiding()
    session.tap("keep 0")
    assert session.last == {"do": "keep", "name": "tide"}
    assert session["keep 0"].on
    assert session.desk.ui.panel == "avoided"
    assert "2 pieces replaced" in session.words
    session.tap("keep 0")
    assert not session["keep 0"].on
    session.tap("show avoid")
    assert session.desk.ui.panel == "avoid"


def test_what_a_client_no_longer_avoids_can_be_emptied() -> None:
    session = cases.opened()
    session.give("prefer", avoid="x")
    session.tap("show avoid")
    session.key(pygame.K_BACKSPACE)
    session.tap("save")
    assert session.last == {"do": "prefer", "like": "", "avoid": ""}
