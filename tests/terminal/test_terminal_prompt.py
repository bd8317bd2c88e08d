from hypothesis import given
from hypothesis import strategies as st

from setplayer.terminal.prompt import LONGEST_TEXT, OFFER_S, TWICE_S, Choice, Minutes, Step, Twice, Writing

STOP = {"do": "soft_stop"}
TWICE = Twice("e", STOP, "Soft stop", 10 + TWICE_S)
MINUTES = Minutes(7, "Minutes ago", 10 + OFFER_S)
KEYS = st.sampled_from(["a", "Z", "é", " ", "left", "right", "home", "end", "backspace", "delete", "ctrl-w", "ctrl-u",
                        "paste:two  words\n", "up", "f5", "ctrl-k"])  # fmt: skip


def typed(prompt: Writing, *keys: str) -> Writing:
    for key in keys:
        step = prompt.typed(key, 0)
        assert isinstance(step.prompt, Writing)
        prompt = step.prompt
    return prompt


def test_the_same_key_within_two_seconds_carries_out() -> None:
    assert TWICE.typed("E", 11.9) == Step(None, command=STOP)


def test_too_late_or_another_key_does_not_and_the_key_means_itself() -> None:
    assert TWICE.typed("e", 12.1) == Step(None, passes=True)
    assert TWICE.typed("d", 11) == Step(None, passes=True)
    assert TWICE.typed("esc", 11) == Step(None, passes=True)


def test_a_choice_takes_its_keys_and_lets_all_others_pass() -> None:
    why = {"do": "why", "reason": "client asked"}
    choice = Choice("Why", (("1", why),), 20)
    assert choice.typed("1", 19) == Step(None, command=why)
    assert choice.typed("1", 21) == Step(None, passes=True)
    assert choice.typed("s", 19) == Step(None, passes=True)


def test_minutes_take_digits_and_enter_corrects_the_entry() -> None:
    step = MINUTES.typed("1", 11)
    assert isinstance(step.prompt, Minutes)
    step = step.prompt.typed("2", 20)
    assert isinstance(step.prompt, Minutes)
    assert step.prompt.typed("enter", 21).command == {"do": "correct", "entry": 7, "minutes_ago": 12.0}


def test_minutes_never_hold_a_cue_back() -> None:
    assert MINUTES.typed("enter", 11) == Step(None)
    assert MINUTES.typed("esc", 11) == Step(None, passes=True)
    assert MINUTES.typed("g", 11) == Step(None, passes=True)
    assert MINUTES.typed("4", 30) == Step(None, passes=True)


def test_esc_closes_the_line_and_only_f12_passes() -> None:
    line = Writing("note", "Note").with_text("half a")
    assert line.typed("esc", 0) == Step(None)
    assert line.typed("f12", 0) == Step(line, passes=True)
    assert line.typed("enter", 0) == Step(None, line="half a")


def test_a_line_is_edited_as_people_know_it() -> None:
    line = typed(Writing("note", "Note"), *"slow breth", "left", "left", "a", "home", "delete", "S", "end", "!")
    assert line.text == "Slow breath!"
    assert typed(line, "ctrl-w").text == "Slow "
    assert typed(line, "paste:two\n words").text == "Slow breath!two words"
    assert typed(line, "ctrl-u").text == ""


@given(st.lists(KEYS, max_size=60))
def test_the_cursor_stays_in_the_text(keys: list[str]) -> None:
    line = typed(Writing("note", "Note"), *keys)
    assert 0 <= line.cursor <= len(line.text) <= LONGEST_TEXT


def test_a_line_is_never_longer_than_a_note_may_be() -> None:
    line = typed(Writing("note", "Note"), "paste:" + "a" * (LONGEST_TEXT + 5), "b")
    assert len(line.text) == LONGEST_TEXT
