from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal_cases import Session

from setplayer.engine.messages import Bad, command_from
from setplayer.session.table import TABLE
from setplayer.terminal.commands import command_of_key, completed, from_line, key_of, line_help, usage, vitals

LINES: dict[str, tuple[str, dict[str, Any]]] = {
    "open": ("open client=K7", {"client": "K7"}),
    "choose_arc": ("choose_arc music-45", {"name": "music-45"}),
    "intention": ("intention To meet what comes", {"text": "To meet what comes"}),
    "prefer": ("prefer slow cello avoid=choir, bells", {"like": "slow cello", "avoid": "choir, bells"}),
    "check_item": ("check_item Blood pressure done=false", {"item": "Blood pressure", "done": False}),
    "setting": ("setting dark eye_mask=worn", {"light": "dark", "eye_mask": "worn"}),
    "want_music": ("want_music false", {"wanted": False}),
    "set_output": ("set_output Living room", {"output": "Living room"}),
    "set_level_limit": ("set_level_limit -3", {"db": -3.0}),
    "set_resume": ("set_resume where_it_was", {"place": "where_it_was"}),
    "begin": ("begin", {}),
    "dose": ("dose 4 60 mg", {"minutes_ago": 4.0, "amount": "60 mg"}),
    "booster": ("booster amount=20 mg", {"amount": "20 mg"}),
    "device_given": ("device_given", {}),
    "infusion_end": ("infusion_end minutes_ago=2", {"minutes_ago": 2.0}),
    "extend": ("extend 5", {"minutes": 5.0}),
    "shorten": ("shorten minutes=1.5", {"minutes": 1.5}),
    "next_phase": ("next-phase", {}),
    "finish_by": ("finish_by minutes=10", {"minutes": 10.0}),
    "hold": ("hold", {}),
    "release": ("release", {}),
    "next_piece": ("next_piece", {}),
    "fuller": ("fuller", {}),
    "softer": ("softer", {}),
    "level": ("level -6", {"db": -6.0}),
    "duck": ("duck", {}),
    "unduck": ("unduck", {}),
    "silence": ("silence", {}),
    "music": ("music", {}),
    "grounding": ("grounding", {}),
    "return_to_arc": ("return_to_arc", {}),
    "away": ("away", {}),
    "back": ("back", {}),
    "chime": ("chime bell", {"sound": "bell"}),
    "voice": ("voice breathe.flac", {"sound": "breathe.flac"}),
    "fade_now": ("fade_now", {}),
    "soft_stop": ("soft_stop", {}),
    "bring_back": ("bring_back", {}),
    "note": ("note Breath = slow", {"text": "Breath = slow"}),
    "quote": ("quote I am floating", {"text": "I am floating"}),
    "tag": ("tag Awe", {"tag": "Awe"}),
    "mark": ("mark", {}),
    "vitals": ("vitals 120/80 72 98", {"blood_pressure": "120/80", "heart_rate": 72, "spo2": 98}),
    "interruption": ("interruption door bell", {"text": "door bell"}),
    "touch_given": ("touch_given hand", {"text": "hand"}),
    "touch_agreed": ("touch_agreed a hand on the shoulder", {"text": "a hand on the shoulder"}),
    "clinician_called": ("clinician_called", {}),
    "reminder_done": ("reminder_done 23", {"reminder": 23}),
    "reminder_skipped": ("reminder_skipped asleep now reminder=23", {"reason": "asleep now", "reminder": 23}),
    "why": ("why client asked", {"reason": "client asked"}),
    "correct": ("correct 12 it was 118", {"entry": 12, "text": "it was 118"}),
    "handover": ("handover K7", {"code": "K7"}),
    "share": ("share 12,13 shared=no", {"entries": [12, 13], "shared": False}),
    "end": ("end", {}),
    "undo": ("undo", {}),
}


def refusal(line: str) -> str:
    with pytest.raises(Bad) as refused:
        from_line(line)
    return str(refused.value)


@pytest.mark.parametrize("do", TABLE)
def test_every_command_can_be_typed(do: str) -> None:
    line, fields = LINES[do]
    assert from_line(line) == {"do": do, **fields}
    if do != "choose_arc":
        command_from(from_line(line))


@pytest.mark.parametrize("do", TABLE)
def test_every_command_is_explained_while_it_is_typed(do: str) -> None:
    assert line_help(do, None).startswith(usage(do) + ": ")
    assert line_help(do, None).endswith(".")


@pytest.mark.parametrize("row", [row for row in TABLE.values() if row.key], ids=lambda row: row.do)
def test_keys_are_those_of_the_command_table_in_either_case(row: Any) -> None:
    key = {"Up": "up", "Down": "down", "Esc": "esc"}.get(row.key, row.key)
    pair = {"unduck": "duck", "music": "silence", "return_to_arc": "grounding", "back": "away", "release": "hold"}
    assert command_of_key(key.upper() if len(key) == 1 else key, None) == pair.get(row.do, row.do)
    assert command_of_key(key.lower(), None) == pair.get(row.do, row.do)


def test_no_two_controls_share_a_key() -> None:
    keys = [key_of(row.do) for row in TABLE.values() if row.do not in {"unduck", "music", "return_to_arc", "back",
                                                                      "release"}]  # fmt: skip
    assert len(keys) == len(set(keys))


def test_a_key_of_a_pair_means_the_way_back_when_it_is_on() -> None:
    session = Session(minutes=10).press("d")
    assert command_of_key("d", session.view) == "unduck"


def test_space_does_nothing() -> None:
    assert command_of_key(" ", None) is None


def test_a_wrong_line_is_refused_in_words() -> None:
    assert refusal("exten 2") == "There is no command 'exten'; there is extend."
    assert refusal("tug") == "There is no command 'tug'; press ? to see them all."
    assert refusal("hold on") == "hold: 'on' is more than it takes; it is typed as: hold."
    assert refusal("extend two").startswith("Extend: 'minutes' must be a number.")
    assert refusal("finish_by").startswith("Finish by: say 'minutes', or 'by' a time of day such as 15:30.")
    assert refusal("level 20") == "Level: 'db' must be at most 6."


def test_vitals_are_read_in_their_order() -> None:
    assert vitals("120/80 72 98 36.8") == {
        "blood_pressure": "120/80", "heart_rate": "72", "spo2": "98", "temperature": "36.8"
    }  # fmt: skip
    assert vitals("- 72") == vitals("72") == {"heart_rate": "72"}
    assert vitals("120/80 - 98") == {"blood_pressure": "120/80", "spo2": "98"}
    assert vitals("120/80 36.8 calm, pale") == {
        "blood_pressure": "120/80", "temperature": "36.8", "other": "calm, pale"
    }  # fmt: skip
    assert vitals("") == {}


def test_tab_completes_as_far_as_it_is_certain() -> None:
    assert completed("fini") == "finish_by "
    assert completed("re") == "re"
    assert completed("remi") == "reminder_"
    assert completed("tug") == "tug"
    assert completed("note a b") == "note a b"


@given(st.text(max_size=60))
def test_whatever_is_typed_becomes_a_command_or_is_refused_in_words(line: str) -> None:
    try:
        found = from_line(line)["do"]
    except Bad as bad:
        found = str(bad)
    assert found in TABLE or found.endswith(".")
