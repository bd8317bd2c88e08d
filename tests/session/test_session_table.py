"""The command table, row by row: what is allowed when, what is refused and why, and the way back."""

from collections.abc import Callable
from typing import Final

import pytest
from session_cases import SECOND, Session, begun, differences, every, plain_arc, planned, settled

from setplayer.session import commands as c
from setplayer.session.decide import decide, preview
from setplayer.session.decide_arc import awake
from setplayer.session.events import Event, Refusal
from setplayer.session.state import State
from setplayer.session.table import TABLE, WHY_NOT

ARC: Final = plain_arc(cues=(every(5, "Blood pressure"),))

SENSIBLE: Final[dict[str, c.Command]] = {
    "choose_arc": c.ChooseArc(arc=plain_arc(name="Other"), arc_text="other", materials=c.Materials()),
    "intention": c.Intention(text="Rest"),
    "check_item": c.CheckItem(item="Bowl and tissues"),
    "set_output": c.SetOutput(output="Headphones"),
    "setting": c.Setting(light="dark"),
    "want_music": c.WantMusic(),
    "set_level_limit": c.SetLevelLimit(db=0),
    "set_resume": c.SetResume(place="where_it_was"),
    "finish_by": c.FinishBy(minutes=20),
    "level": c.Level(db=-3),
    "voice": c.VoicePrompt(sound="bell"),
    "note": c.Note(text="Calm"),
    "quote": c.Quote(text="It is wide"),
    "tag": c.Tag(tag="nausea"),
    "touch_agreed": c.TouchAgreed(text="a hand on the shoulder"),
    "vitals": c.Vitals(heart_rate=70),
    "reminder_skipped": c.ReminderSkipped(reason="asleep"),
    "why": c.Why(reason="client asked"),
    "correct": c.Correct(entry=1, text="meant otherwise"),
    "handover": c.Handover(code="t-2"),
    "share": c.Share(entries=[1]),
}


def sensible(do: str) -> c.Command:
    """The command with the fewest arguments that make sense."""
    return SENSIBLE[do] if do in SENSIBLE else c.COMMANDS[do]()


def in_state(word: str) -> Session:
    """A session in a state, six minutes after Begin, with a reminder due."""
    if word == "open":
        return Session(ARC)
    session = begun(ARC).at_min(6)
    steps: dict[str, list[c.Command]] = {
        "playing": [],
        "held": [c.Hold()],
        "silent": [c.Silence()],
        "faded": [c.FadeNow()],
        "stopping": [c.SoftStop()],
        "landed": [c.SoftStop()],
        "closed": [c.Silence(), c.End()],
    }
    for command in steps[word]:
        session.give(command)
    if word in {"faded", "landed"}:
        session.after_s(12)
    assert session.state.word == word
    return session


FIRST: Final[dict[tuple[str, str], list[c.Command]]] = {
    ("undo", "playing"): [c.Duck()],
    ("undo", "silent"): [],
    ("unduck", "playing"): [c.Duck()],
    ("unduck", "held"): [c.Duck()],
    ("release", "silent"): [c.Music(), c.Hold(), c.Silence()],
    ("unduck", "silent"): [c.Music(), c.Duck(), c.Silence()],
    ("return_to_arc", "playing"): [c.Grounding()],
    ("return_to_arc", "held"): [c.Grounding()],
    ("return_to_arc", "silent"): [c.Music(), c.Grounding(), c.Silence()],
    ("back", "playing"): [c.Away()],
    ("back", "held"): [c.Away()],
    ("back", "silent"): [c.Away()],
    ("back", "faded"): [c.Away()],
    ("back", "stopping"): [c.Away()],
    ("reminder_done", "open"): [],
    ("reminder_skipped", "open"): [],
}
"""What must have happened for a command that is allowed in a state to have something to do there."""

NOTHING_TO_DO: Final = {
    ("fade_now", "faded"),
    ("back", "landed"),
    ("reminder_done", "open"),
    ("reminder_skipped", "open"),
}
"""Allowed by the table, and refused all the same: only just now, nothing is due yet, or it was never away."""

CELLS: Final = [(do, word) for do in TABLE for word in WHY_NOT]


def test_the_table_has_exactly_the_commands() -> None:
    assert list(TABLE) == list(c.COMMANDS)
    assert all(row.label and row.sound and row.clock and row.allowed for row in TABLE.values())


def test_every_way_back_is_a_command_or_said_in_words() -> None:
    ways = {row.way_back for row in TABLE.values()} - set(c.COMMANDS)
    assert ways == {"", "change again", "correct"} - {"correct"}


def test_keys_are_given_once_but_for_a_command_and_its_way_back() -> None:
    by_key: dict[str, set[str]] = {}
    for row in TABLE.values():
        if row.key:
            by_key.setdefault(row.key, set()).add(row.do)
    for same in by_key.values():
        assert len(same) == 1 or all(TABLE[do].way_back in same for do in same)


@pytest.mark.parametrize(("do", "word"), CELLS)
def test_each_command_in_each_state(do: str, word: str) -> None:
    session = in_state(word)
    for command in FIRST.get((do, word), []):
        session.give(command)
    before, command = session.state, sensible(do)
    decided = decide(before, command, session.now)
    assert session.state is before
    if word in TABLE[do].allowed and (do, word) not in NOTHING_TO_DO:
        assert isinstance(decided, Event), decided
        assert decided.kind == do
        session.take(decided)
        assert differences(session.refolded(), session.state) == []
    else:
        assert isinstance(decided, Refusal)
        label, _, reason = decided.reason.partition(" is not possible: ")
        assert label == TABLE[do].label
        assert reason.endswith(".")
        if word not in TABLE[do].allowed:
            assert reason == f"{WHY_NOT[word]}."
        assert preview(before, command, session.now) == decided.reason


def nothing(session: Session) -> None:
    """As it is, in the middle of the first piece."""


def later(command: c.Command) -> Callable[[Session], None]:
    def prepare(session: Session) -> None:
        session.give(command)
        session.after_s(15)

    return prepare


WAYS_BACK: Final = [
    (c.Extend(), nothing, "undo"),
    (c.Extend(), later(c.Hold()), "undo"),
    (c.Shorten(), nothing, "undo"),
    (c.Shorten(minutes=200), nothing, "undo"),
    (c.NextPhase(), nothing, "undo"),
    (c.NextPhase(), later(c.Hold()), "undo"),
    (c.FinishBy(minutes=15), nothing, "undo"),
    (c.FinishBy(minutes=90), nothing, "undo"),
    (c.Hold(), nothing, "release"),
    (c.Hold(), nothing, "undo"),
    (c.Release(), later(c.Hold()), "undo"),
    (c.NextPiece(), nothing, "undo"),
    (c.Fuller(), nothing, "undo"),
    (c.Softer(), later(c.Fuller()), "undo"),
    (c.Level(db=-10), nothing, "undo"),
    (c.Duck(), nothing, "unduck"),
    (c.Duck(), nothing, "undo"),
    (c.Unduck(), later(c.Duck()), "undo"),
    (c.Silence(), nothing, "music"),
    (c.Silence(), nothing, "undo"),
    (c.Music(), later(c.Silence()), "undo"),
    (c.Grounding(), nothing, "return_to_arc"),
    (c.Grounding(), nothing, "undo"),
    (c.Grounding(), later(c.Silence()), "undo"),
    (c.ReturnToArc(), later(c.Grounding()), "undo"),
    (c.Away(), nothing, "back"),
    (c.Away(), nothing, "undo"),
    (c.Back(), later(c.Away()), "undo"),
    (c.FadeNow(), nothing, "bring_back"),
    (c.SoftStop(), nothing, "bring_back"),
]


@pytest.mark.parametrize(("command", "prepare", "way_back"), WAYS_BACK)
def test_the_way_back_leads_back(command: c.Command, prepare: Callable[[Session], None], way_back: str) -> None:
    session = begun(ARC).at_min(6)
    prepare(session)
    before = session.state
    session.give(command)
    if way_back == "bring_back":
        session.after_s(2.5)
    session.give(sensible(way_back))
    assert_same(before, session.state)


def assert_same(before: State, after: State) -> None:
    """Nothing is left of what was done and taken back, but in the record and in what has sounded."""
    now = after.frame
    assert after.flags == before.flags
    assert settled(after.lanes) == settled(before.lanes)
    assert awake(after, now) == awake(before, now)
    assert sources_ahead(after, now) == sources_ahead(before, now)


def sources_ahead(state: State, now: int) -> list[tuple[str, int, int]]:
    """What sounds from when to when, half a minute ahead and on, when every crossfade is over; while the arc waits
    only what sounds then."""
    clips = [clip for clip in state.score.clips if clip.end_frame > now + 30 * SECOND]
    if state.flags & {"held", "waiting"}:
        return [(clips[0].source, 0, 0)]
    return [(clip.source, max(clip.start_frame, now + 30 * SECOND), clip.end_frame) for clip in clips]


def test_undo_takes_back_step_by_step_to_the_beginning() -> None:
    session = begun(ARC).at_min(6)
    before = session.state
    done = [c.Extend(), c.Fuller(), c.Hold(), c.NextPiece(), c.Duck(), c.Release(), c.NextPhase(), c.Level(db=-3)]
    for command in done:
        session.give(command)
    undone = [session.give(c.Undo()).request["undoes"] for _ in done]
    assert undone == [command.do for command in reversed(done)]
    assert_same(before, session.state)
    assert session.refused(c.Undo()) == "Undo is not possible: there is nothing to take back."


def test_the_score_is_whole_again_to_the_clip_after_an_undone_extension() -> None:
    session = begun(ARC).at_min(6)
    before = planned(session.state.score.clips, session.now)
    session.give(c.Extend())
    assert planned(session.state.score.clips, session.now) != before
    session.give(c.Undo())
    assert planned(session.state.score.clips, session.now) == before
