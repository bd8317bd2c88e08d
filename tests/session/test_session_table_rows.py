"""The command table, row by row: what each does to the sound and to the clock, and what is left after a crash."""

from functools import cache
from typing import Final

import numpy as np
import pytest
from session_cases import SECOND, Session, differences, restored
from test_session_table import CELLS, FIRST, NOTHING_TO_DO, in_state, sensible

from setplayer.engine.live import passed_over
from setplayer.session import commands as c
from setplayer.session.decide import decide
from setplayer.session.decide_arc import awake
from setplayer.session.events import Event
from setplayer.session.lanes import GAIN_LANES, Bus, bus_gain
from setplayer.session.state import State, fold
from setplayer.session.table import TABLE, Word

BUSES: Final[tuple[Bus, ...]] = ("arc", "grounding")
SOUND_LANES: Final = {lane for lanes in GAIN_LANES.values() for lane in lanes} | {"duck", "talkover"}

MOVES: Final[dict[str, set[str]]] = {
    "starts over 20 s": {"opening"},
    "at most +3 dB/s, up to the limit": {"level"},
    "-15 dB in 0.3 s": {"duck"},
    "back over 3 s": {"duck"},
    "fades over 8 s": {"silence"},
    "ramps, in place by now": {"silence", "away", "urgent", "closing"},
    "crossfades over 4 s": {"arc", "grounding", "silence"},
    "crossfades over 4 s, in place by now": {"arc", "grounding"},
    "fades": {"away"},
    "over lowered music": {"talkover"},
    "3 s; again within 3 s: 50 ms": {"urgent"},
    "fades over 10 s": {"closing"},
    "the inverse": SOUND_LANES,
}
"""What a row says of the sound, as the lanes that may move for it. Whatever else it says moves no lane of gain."""

LEAVES: Final = {"stays or crossfades", "crossfades", "crossfades over 12 s", "the inverse",
                 "the piece leaves this session, if that is the reason"}  # fmt: skip
"""Rows that may end the piece that sounds otherwise than it was laid out to."""

MOVES_PHASES: Final = {"re-timed", "zero set", "stretched", "the inverse"}


@cache
def prepared(do: str, word: Word) -> Session:
    """In a state in which the command makes sense. Nobody changes it: a test takes a copy."""
    session = in_state(word)
    for command in FIRST.get((do, word), []):
        session.give(command)
    return session


def given(do: str, word: Word) -> tuple[Session, State, Event]:
    """A copy of such a session, what it was, and what came of the command."""
    origin = prepared(do, word)
    session = Session()
    session.state, session.events, session.stored = origin.state, [*origin.events], [*origin.stored]
    return session, session.state, session.give(sensible(do))


ALLOWED: Final = [
    (do, word) for do, word in CELLS if word in TABLE[do].allowed and (do, word) not in NOTHING_TO_DO and do != "open"
]
BEGUN: Final = [(do, word) for do, word in ALLOWED if word not in {"open", "closed"}]


@pytest.mark.parametrize(("do", "word"), ALLOWED)
def test_the_sound_does_what_the_row_says_and_nothing_more(do: str, word: Word) -> None:
    _, before, event = given(do, word)
    says, outcome = TABLE[do].sound, event.outcome
    assert set(outcome.moves) & SOUND_LANES <= MOVES.get(says, set())
    if says in MOVES and do not in {"undo", "bring_back"}:
        assert set(outcome.moves) & SOUND_LANES, "it does something"
    voices = {"over lowered music": 1, "crossfades over 4 s": 1, "crossfades over 4 s, in place by now": 1}
    assert len(outcome.voices) == voices.get(says, 0) or do == "undo"
    if "begun" in before.flags and do not in {"end"} and says not in LEAVES:
        now = event.frame
        sounding = before.score.clip_at(now)
        if sounding is not None and outcome.score is not None:
            changed = before.score.changed(outcome.score).clip(sounding.clip_id)
            assert changed is not None
            assert (changed.source, changed.offset_frames, changed.gain_db) == (
                sounding.source, sounding.offset_frames, sounding.gain_db,
            )  # fmt: skip
            assert changed.end_frame > now + 12 * SECOND, "it goes on"


@pytest.mark.parametrize(("do", "word"), BEGUN)
def test_the_arcs_clock_does_what_the_row_says(do: str, word: Word) -> None:
    session, before, event = given(do, word)
    row, now = TABLE[do], event.frame
    if row.clock in {"none", "runs", "marked"} and now < before.score.frames:
        assert lying(before, now) == lying(session.state, now), "no phase moves"
    waited = {"held", "waiting"} & session.state.flags
    if row.clock == "waits":
        assert waited == {"held"}
    if row.clock == "runs again":
        assert not waited
    if row.clock == "ends":
        session.after_s(11)
        assert session.state.word in {"landed", "closed"}
    if row.clock not in MOVES_PHASES | {"waits", "runs again"}:
        assert {"held", "waiting"} & before.flags == waited
    assert session.now == event.frame or row.clock == "ends", "elapsed goes on by itself alone"


def lying(state: State, now: int) -> object:
    return awake(state, now) if now < state.score.frames else state.score.phases


SILENT: Final = {"silent", "faded", "stopping", "landed", "closed"}


@pytest.mark.parametrize(("do", "word"), BEGUN)
def test_after_a_crash_it_is_as_it_was_and_only_what_was_playing_sounds(do: str, word: Word) -> None:
    session = given(do, word)[0]
    state = session.refolded()
    assert differences(state, session.state) == []
    if "closed" in state.flags:
        return
    for one in passed_over(state, state.frame, state.frame + 40 * SECOND):
        state = fold([one], state)
    words = {session.state.word, "landed"} if session.state.word == "stopping" else {session.state.word}
    assert state.word in words
    kept = {"ducked", "grounding", "away", "held", "silent", "waiting"}
    assert state.flags & kept == session.state.flags & kept
    gain = max(
        float(np.max(bus_gain(state.lanes, bus, state.frame + 11 * SECOND, 1))) for bus in ("arc", "grounding")
    )
    assert (gain > 0) == (state.word in {"playing", "held"} and "away" not in state.flags)


@pytest.mark.parametrize(("do", "word"), BEGUN)
def test_a_command_does_the_same_after_a_crash(do: str, word: Word) -> None:
    origin = prepared(do, word)
    again = fold(restored(origin.stored))
    command = sensible(do)
    assert decide(again, command, again.frame) == decide(origin.state, command, origin.now)


@pytest.mark.parametrize("do", [do for do, row in TABLE.items() if row.way_back == "correct"])
def test_what_is_corrected_keeps_the_original_and_is_told(do: str) -> None:
    session = in_state("playing")
    session.give(sensible(do))
    entry, original = session.state.seq, session.events[-1]
    event = session.give(c.Correct(entry=entry, text="otherwise", minutes_ago=1))
    assert event.ref_seq == entry
    assert session.events[entry - 1] == original
    assert event.outcome.text.startswith(f"Entry {entry} corrected")
    assert differences(session.refolded(), session.state) == []
