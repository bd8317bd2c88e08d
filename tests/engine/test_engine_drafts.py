"""Texts that are being typed: a crash costs no letter, nothing is offered twice, nothing is lost at the end."""

import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "session"))
from session_cases import SECOND, begun, every, plain_arc

from setplayer.engine.drafts import MOST_DRAFTS, Drafts
from setplayer.engine.journal import Journal, noted
from setplayer.engine.keeper import Keeper
from setplayer.engine.view import View
from setplayer.engine.views import Machine, make_view
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.session import commands as c
from setplayer.session.events import Event


class Kept(dict[str, bytes]):
    """What would be on the disk."""

    def keep(self, key: str, data: bytes | None) -> None:
        if data is None:
            self.pop(key, None)
        else:
            self[key] = data


def drafts(kept: Kept) -> Drafts:
    return Drafts(kept.keep)


def found(kept: Mapping[str, bytes], journal: Journal | None = None) -> Drafts:
    again = Drafts(Kept(kept).keep)
    again.found(dict(kept), (journal or Journal()).entries)
    return again


def test_a_draft_is_found_again_with_its_first_letter() -> None:
    kept = Kept()
    drafts(kept).keep("note", "Breath sl", 480, 12)
    draft = found(kept).shown[0]
    assert (draft.name, draft.text, draft.began_frame, draft.front_pid) == ("note", "Breath sl", 480, 12)


def test_two_fronts_do_not_overwrite_each_other() -> None:
    kept = Kept()
    typing = drafts(kept)
    typing.keep("note", "one", 0, 1)
    typing.keep("note", "two", 0, 2)
    typing.taken(c.Note(text="one"), 1)
    assert [draft.text for draft in typing.shown] == ["two"]
    assert list(kept) == ["2 note"]


def test_what_is_typed_on_while_another_text_is_saved_stays() -> None:
    typing = drafts(Kept())
    typing.keep("note", "one and more", 0, 1)
    typing.taken(c.Note(text="one"), 1)
    assert typing.shown


def test_what_was_saved_in_the_last_moment_is_not_offered_again() -> None:
    kept = Kept()
    drafts(kept).keep("quote", "wide", 0, 1)
    journal = noted(Journal(), Event(kind="quote", frame=0, content={"text": "wide"}), 1)
    assert not found(kept, journal).shown


def test_what_is_left_at_the_end_becomes_a_note_of_its_own() -> None:
    kept = Kept()
    typing = drafts(kept)
    typing.keep("quote", "The water", 4 * SECOND, 1)
    typing.keep("correct 12", "it was 118", 9 * SECOND, 1)
    notes = typing.unfinished(10 * SECOND)
    assert [(note.text, note.began_s_ago, note.unfinished) for note in notes] == [
        ("Quote: The water", 6.0, True),
        ("Correction: it was 118", 1.0, True),
    ]
    assert not kept
    assert not typing.shown


def test_a_front_cannot_fill_the_disk() -> None:
    kept = Kept()
    typing = drafts(kept)
    for number in range(MOST_DRAFTS + 20):
        typing.keep(f"note {number}", "x", 0, 1)
    assert len(kept) == MOST_DRAFTS


def test_bytes_of_another_version_are_left_alone() -> None:
    assert not found({"1 note": b"sealed", "2 note": b'{"a":1}'}).shown


def test_a_draft_is_in_the_file_without_a_proper_end(tmp_path: Path) -> None:
    """The file is copied as it lies there, as a killed process leaves it."""
    path = tmp_path / "s.session"
    keeper = Keeper(SessionFile.create(path, "s", FakeClock()))
    typing = Drafts(keeper.keep_draft)
    for text in ("B", "Br", "Breath"):
        typing.keep("note", text, 0, 1)
    assert keeper.keep([Event(kind="mark", frame=0)]).wait(10)
    copies = tmp_path / "copy"
    copies.mkdir()
    for part in tmp_path.glob("s.session*"):
        if not part.name.endswith("lock"):
            (copies / part.name).write_bytes(part.read_bytes())
    with SessionFile.resume(copies / "s.session", FakeClock()) as file:
        assert found(file.drafts()).shown[0].text == "Breath"
        assert [event.kind for event in file.events()] == ["mark"]
    keeper.close()


def view(session: object, **machine: object) -> View:
    journal = Journal()
    for seq, event in enumerate(session.events, 1):  # type: ignore[attr-defined]
        journal = noted(journal, event, seq)
    return make_view(session.state, journal, session.now, Machine(session_id="s", **machine))  # type: ignore[attr-defined,arg-type]


def test_away_takes_everything_of_the_client_out_of_the_view() -> None:
    session = begun().at_min(3)
    for command in (
        c.TouchAgreed(text="SECRET"), c.Note(text="SECRET"), c.Vitals(heart_rate=77), c.Dose(amount="SECRET"),
    ):  # fmt: skip
        session.give(command)
    typing = drafts(Kept())
    typing.keep("note", "SECRET", 0, 1)
    assert "SECRET" in view(session, drafts=typing.shown).model_dump_json()
    session.give(c.Away())
    hidden = view(session, drafts=typing.shown)
    assert "SECRET" not in hidden.model_dump_json()
    assert (hidden.client, hidden.vitals, hidden.entries, hidden.moments) == ("", None, (), ())
    session.give(c.Back())
    assert "SECRET" in [entry.text for entry in view(session).entries]


def test_a_reminder_becomes_overdue_and_stays_so() -> None:
    session = begun(plain_arc(cues=(every(5, "Blood pressure"),))).at_min(6)
    assert "reminder overdue" not in view(session).conditions
    session.at_min(7)
    assert view(session).reminders[0].overdue
    assert "reminder overdue" in view(session).conditions
    session.give(c.ReminderDone())
    assert "reminder overdue" not in view(session).conditions


def test_corrections_keep_what_was_said_first() -> None:
    session = begun().at_min(6)
    session.give(c.Vitals(blood_pressure="120/80", heart_rate=70))
    vitals = session.state.seq
    session.give(c.Mark())
    mark = session.state.seq
    session.give(c.Quote(text="water"))
    quote = session.state.seq
    session.give(c.Correct(entry=vitals, heart_rate=90))
    session.give(c.Correct(entry=mark, text="A bird"))
    session.give(c.Correct(entry=mark, earlier_s=30))
    session.give(c.Correct(entry=quote, text="the water"))
    entries = {entry.seq: entry for entry in view(session).entries}
    assert (entries[vitals].text, entries[vitals].was) == ("BP 120/80 · HR 90", "BP 120/80 · HR 70")
    assert (entries[mark].text, entries[mark].was) == ("Marked: A bird", "Marked")
    assert entries[mark].made_frame - entries[mark].frame == 30 * SECOND
    assert (entries[quote].text, entries[quote].worded) == ("“the water”", "the water")


def test_an_entry_is_saved_only_once_it_is_on_the_disk() -> None:
    session = begun().at_min(6)
    session.give(c.Note(text="calm"))
    assert not view(session, saved_seq=session.state.seq - 1).is_saved(view(session).entries[-1])
    assert view(session, saved_seq=session.state.seq).is_saved(view(session).entries[-1])


def test_a_glance_has_what_whoever_takes_over_needs() -> None:
    session = begun().at_min(6)
    session.give(c.TouchAgreed(text="a hand"))
    session.give(c.Dose(amount="60 mg", minutes_ago=2))
    session.give(c.Vitals(spo2=97))
    session.give(c.Handover(code="t-2"))
    assert session.give(c.Note(text="now mine")).actor == "t-2"
    shown = view(session)
    assert (shown.therapist, shown.touch_agreed) == ("t-2", "a hand")
    assert [(entry.text, entry.frame) for entry in shown.medicine] == [("Dose 60 mg", 4 * 60 * SECOND)]
    assert shown.vitals is not None
    assert shown.vitals.text == "SpO2 97 %"
