"""What fronts are shown: the truth of the session at a moment, and the record in words."""

import contextlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent / "session"))
from session_cases import Session, at, begun, dose_arc, every, minutes, plain_arc

from setplayer.engine.journal import SHOWN, Journal, entry_text, noted
from setplayer.engine.messages import Answer, Bad, answer_or_view, command_from, to_bytes
from setplayer.engine.view import View
from setplayer.engine.views import Machine, make_view
from setplayer.session import commands as c
from setplayer.session.table import TABLE

MACHINE = Machine(session_id="s", output="Speakers", outputs=("Speakers", "nothing"), queue_ms=380, engine_pid=12)


def journal_of(session: Session) -> Journal:
    journal = Journal()
    for seq, event in enumerate(session.events, 1):
        journal = noted(journal, event, seq)
    return journal


def view(session: Session, machine: Machine = MACHINE) -> View:
    return make_view(session.state, journal_of(session), session.now, machine)


def test_before_an_arc_is_chosen_there_is_nothing_to_show() -> None:
    shown = view(Session())
    assert (shown.state, shown.arc, shown.phases, shown.phase, shown.now, shown.end_frame) == (
        "open",
        "",
        (),
        None,
        None,
        0,
    )
    assert (shown.output, shown.queue_ms, shown.engine_pid, shown.client) == ("Speakers", 380, 12, "c-1")


def test_before_begin_the_arc_lies_ahead() -> None:
    shown = view(Session(plain_arc()))
    assert (shown.arc, shown.state, shown.phase, shown.now, shown.next) == ("Plain", "open", None, None, None)
    assert [phase.name for phase in shown.phases] == ["Arriving", "Opening", "Peak", "Home"]
    assert shown.end_frame == minutes(40)
    assert shown.curve[0][1] == 2
    assert shown.undo is None


def test_in_the_middle_of_it() -> None:
    session = begun(plain_arc(cues=(at(20, remind="Look"),))).at_min(12)
    shown = view(session)
    assert (shown.state, shown.phase, shown.zero_frame, shown.waits_for) == ("playing", 1, 0, "")
    assert shown.phase_left_frames == minutes(8)
    assert shown.now is not None
    assert shown.now.title == "Two"
    assert shown.next is not None
    assert shown.next.start_frame > shown.frame
    assert shown.next_reminder is not None
    assert (shown.next_reminder.text, shown.next_reminder.due_frame) == ("Look", minutes(20))
    later = view(session.at_min(21))
    assert [(r.text, r.due_frame) for r in later.reminders] == [("Look", minutes(20))]
    assert later.next_reminder is None


def test_the_curve_tells_what_was_and_what_is_wanted() -> None:
    session = begun().at_min(15)
    session.give(c.Fuller())
    session.after_s(60)
    curve = dict(view(session).curve)
    assert all(0 <= value <= 10 for value in curve.values())
    assert list(curve) == sorted(curve)
    assert max(curve) == minutes(40)
    past = [value for frame, value in curve.items() if frame < minutes(9)]
    assert set(past) == {2.0}, "what was played stays as it was"
    ahead = [value for frame, value in curve.items() if minutes(21) < frame < minutes(29)]
    assert min(ahead) >= 7, "from here on a step more is wanted"


def test_a_hold_counts_on_as_if_it_ended_now() -> None:
    session = begun().at_min(12)
    session.give(c.Hold())
    ends = []
    for minute in (13, 20):
        shown = view(session.at_min(minute))
        assert (shown.state, shown.waits_for, shown.phase) == ("held", "release", 1)
        assert shown.phase_left_frames == pytest.approx(minutes(8), abs=48_000)
        ends.append(shown.end_frame)
    assert ends[1] - ends[0] == minutes(7)


def test_while_a_phase_is_held_its_next_soundscape_comes_after_the_hold_and_its_next_track_when_it_does() -> None:
    session = begun().at_min(21)  # Peak: drone, then bowls
    session.give(c.Hold())
    shown = view(session.at_min(23))
    assert shown.next is not None
    assert (shown.next.title, shown.next_waits_for) == ("Bowls", "release")
    assert all(piece.end_frame <= shown.end_frame for piece in shown.pieces)
    assert len([piece for piece in shown.pieces if piece.start_frame >= minutes(23)]) == 1, "Home has its piece"
    tracks = begun().at_min(11)  # Opening: two tracks, then drone
    tracks.give(c.Hold())
    shown = view(tracks.at_min(12))
    assert shown.next is not None
    assert (shown.next.title, shown.next_waits_for) == ("Three", "")
    assert shown.next.start_frame < minutes(16)


def test_it_says_that_it_waits_for_the_dose_only_once_it_does() -> None:
    session = begun(dose_arc()).at_min(4)
    assert (view(session).waits_for, view(session).zero_frame, view(session).dose_marked) == ("", None, False)
    session.at_min(6)
    assert (view(session).waits_for, view(session).said) == ("dose", "The dose is due")
    session.give(c.Dose())
    shown = view(session)
    assert (shown.waits_for, shown.zero_frame, shown.dose_marked) == ("", minutes(6), True)


def test_conditions_are_those_of_the_session_and_of_the_machine() -> None:
    session = begun().at_min(12)
    session.give(c.Duck())
    session.give(c.OutputLost(output="Speakers", reason="it was unplugged"))
    shown = view(session, replace(MACHINE, conditions=frozenset({"not yet saved"})))
    assert shown.conditions == ("ducked", "no output", "not yet saved")
    assert shown.said == "No sound reaches Speakers: it was unplugged"
    session.give(c.OutputOpened(output="Speakers"))
    assert view(session).said == "The sound goes to Speakers"


def test_what_happened_without_a_person_is_said_too() -> None:
    session = begun().at_min(12)
    session.give(c.Interrupted())
    session.after_s(5).give(c.Resumed(lost_frame=minutes(12)))
    assert view(session).said == "The player is back after 0:05"
    session.give(c.PlaySafe())
    assert view(session).said == "The player failed several times: a plain soundscape plays from here on"
    assert "safe music" in view(session).conditions


def test_after_the_end_the_phase_is_the_last_and_nothing_plays() -> None:
    shown = view(begun().at_min(41))
    assert (shown.state, shown.now, shown.next, shown.phase_left_frames) == ("landed", None, None, 0)


def test_one_control_means_what_the_state_says() -> None:
    session = begun().at_min(12)
    assert (view(session).turn("duck"), view(session).turn("silence")) == ("duck", "silence")
    session.give(c.Duck())
    session.give(c.Silence())
    assert (view(session).turn("duck"), view(session).turn("silence")) == ("unduck", "music")
    assert view(session).why_not("next_piece") == "Next piece is not possible: the music is silent."
    assert view(session).why_not("music") is None


# ---- the record


def test_entries_read_as_people_say_them() -> None:
    session = begun().at_min(12)
    for command, text in [
        (c.Note(text="breathes calmly"), "breathes calmly"),
        (c.Quote(text="I see a river"), "“I see a river”"),
        (c.Tag(tag="tears"), "tears"),
        (c.Mark(), "Marked"),
        (c.Vitals(blood_pressure="120/80", heart_rate=64, spo2=98), "BP 120/80 · HR 64 · SpO2 98 %"),
        (c.Interruption(text="door"), "Interruption: door"),
        (c.TouchGiven(), "Touch given"),
        (c.Dose(amount="60 mg"), "Dose 60 mg"),
    ]:
        assert entry_text(session.give(command)) == text
    shown = view(session)
    assert [entry.text for entry in shown.entries[-2:]] == ["Touch given", "Dose 60 mg"]
    assert len(shown.entries) <= SHOWN
    assert shown.moments[-1] == (minutes(12), "dose")


def test_a_mark_from_earlier_stands_where_it_was() -> None:
    session = begun().at_min(12)
    session.give(c.Dose(minutes_ago=4))
    assert view(session).entries[-1].frame == minutes(8)
    assert view(session).moments[-1] == (minutes(8), "dose")


def test_a_corrected_entry_reads_anew() -> None:
    session = begun().at_min(12)
    session.give(c.Note(text="calm"))
    seq = len(session.events)
    session.give(c.Mark())
    session.give(c.Correct(entry=seq, text="restless"))
    assert [entry.text for entry in view(session).entries if entry.seq == seq] == ["restless"]


def test_a_reason_is_offered_for_a_minute_and_once() -> None:
    session = begun().at_min(12)
    assert view(session).offers == ()
    session.give(c.NextPiece())
    assert view(session.after_s(50)).offers == ("client asked", "not this piece again")
    assert view(session.after_s(11)).offers == ()
    session.give(c.NextPiece())
    session.give(c.Why(reason="client asked"))
    assert view(session).offers == ()


def test_the_checklist_can_be_ticked_and_unticked() -> None:
    session = Session(plain_arc())
    session.give(c.CheckItem(item="Eyeshade"))
    session.give(c.CheckItem(item="Water"))
    session.give(c.CheckItem(item="Eyeshade", done=False))
    session.give(c.Intention(text="to rest"))
    assert (view(session).checked, view(session).intention) == (("Water",), "to rest")


# ---- on the wire


COMMANDS = st.sampled_from(
    [{"do": name} for name in TABLE if name not in ("open", "choose_arc", "begin", "end")]
    + [{"do": "note", "text": "x"}, {"do": "level", "db": -3}, {"do": "finish_by", "minutes": 20}]
)


@given(st.booleans(), st.lists(st.tuples(st.floats(0, 600), COMMANDS), max_size=8))
@settings(max_examples=40)
def test_every_view_travels_whole(waits: bool, steps: list[tuple[float, dict[str, object]]]) -> None:
    session = begun(dose_arc() if waits else plain_arc())
    for wait_s, fields in steps:
        session.after_s(wait_s)
        with contextlib.suppress(Bad):  # some need more than their name
            session.ask(command_from(fields))
        shown = view(session)
        assert answer_or_view(to_bytes(shown)) == shown
        assert answer_or_view(to_bytes(Answer(number=1, done=True, view=shown))) == Answer(
            number=1, done=True, view=shown
        )
        if shown.phase is not None:
            assert shown.phases[shown.phase].name
        assert shown.end_frame == max(phase.end_frame for phase in shown.phases)


def test_the_pieces_lie_side_by_side_and_fill_the_arc_also_while_it_waits() -> None:
    for session in (Session(plain_arc()), begun(plain_arc()).at_min(12), begun(dose_arc()).at_min(30)):
        shown = view(session)
        ends = [piece.end_frame for piece in shown.pieces]
        assert [piece.start_frame for piece in shown.pieces][1:] == ends[:-1]
        assert shown.pieces[0].start_frame == 0
        assert max(ends) >= shown.end_frame


def test_cues_that_are_ahead_are_shown_where_they_will_be() -> None:
    cues = (at(5, remind="Look"), at(20), at(1, "Home"), every(15, remind="Breath"))
    early, later = view(begun(plain_arc(cues=cues)).at_min(2)), view(begun(plain_arc(cues=cues)).at_min(12))
    home = later.phases[-1].start_frame + minutes(1)
    ahead = [(minutes(15), "reminder"), (minutes(20), "chime"), (minutes(30), "reminder"), (home, "chime")]
    assert [(cue.frame, cue.kind) for cue in early.cues] == sorted([(minutes(5), "reminder"), *ahead])
    assert [(cue.frame, cue.kind) for cue in later.cues] == sorted(ahead)


def test_while_the_dose_is_awaited_cues_move_on_with_it() -> None:
    session = begun(dose_arc(cues=(at(5), every(15, remind="Look"))))
    before, after = view(session.at_min(30)).cues, view(session.at_min(33)).cues
    assert before
    assert [b.frame - a.frame for a, b in zip(before, after, strict=True)] == [minutes(3)] * len(before)
