"""Entries on the timeline: where their first letter was, corrected for the client, both for the therapist."""

from typing import Any

from review_sessions import MINUTE, NOON_14_NOV_2026_US, At

from setplayer.review import lines
from setplayer.review.model import Moment, Timeline
from setplayer.review.text import render_text
from setplayer.review.timeline import build_timeline
from setplayer.session.events import Event


def event(kind: str, minutes: float, request: dict[str, Any] | None = None, **content: Any) -> Event:
    ref = (request or {}).get("entry")
    return Event(kind=kind, frame=round(minutes * MINUTE), request=request or {}, content=content, ref_seq=ref)


def timeline(*events: Event, everything: bool = False) -> Timeline:
    opened = Event(kind="open", frame=0, request={"kind": "session", "client": "K-1", "therapist": "t", "seed": 0})
    rows = [(seq, At(NOON_14_NOV_2026_US), e) for seq, e in enumerate([opened, *events], 1)]
    return build_timeline(rows, everything=everything)


def moments(*events: Event, everything: bool = False) -> list[Moment]:
    return list(timeline(*events, everything=everything).moments)


def test_what_was_shared_when_it_was_saved_is_there_at_its_first_letter() -> None:
    found = moments(
        event("note", 10, {"began_s_ago": 30, "shared": True}, text="calm"), event("note", 11, {}, text="mine")
    )
    assert [(moment.at_s, moment.text) for moment in found] == [(570, "calm")]


def test_what_was_shared_can_be_taken_back() -> None:
    taken = event("share", 12, {"entries": [2], "shared": False})
    assert not moments(event("note", 10, {"shared": True}, text="calm"), taken)


def test_a_correction_is_told_and_its_original_only_to_the_therapist() -> None:
    quote = event("quote", 10, {"shared": True}, text="water")
    correction = event("correct", 11, {"entry": 2}, text="the water")
    (mine,), (theirs,) = moments(quote, correction, everything=True), moments(quote, correction)
    assert (theirs.text, lines.beside(theirs)) == ("You said: “the water”", "corrected")
    assert lines.beside(mine) == "corrected; it was: You said: “water”"
    assert "corrected; it was" in render_text(timeline(quote, correction, everything=True), 80)


def test_one_value_of_vitals_is_corrected_and_the_others_stay() -> None:
    vitals = event("vitals", 10, {}, blood_pressure="120/80", heart_rate=70, temperature=98.4, temperature_unit="F")
    (found,) = moments(vitals, event("correct", 12, {"entry": 2}, heart_rate=90), everything=True)
    assert found.text == "Blood pressure 120/80, heart rate 90, temperature 98.4 °F"


def test_a_mark_is_worded_later_and_moved_from_where_it_was_made() -> None:
    mark, words = event("mark", 10, {"shared": True}), event("correct", 50, {"entry": 2}, text="A bird")
    moved = [event("correct", 51, {"entry": 2, "earlier_s": s}) for s in (60, 20)]
    (found,) = moments(mark, words, *moved)
    assert (found.at_s, found.text) == (580, "A bird")


def test_a_tag_a_reason_and_an_amount_are_corrected_in_words() -> None:
    tag = event("tag", 10, {"shared": True}, tag="Tears")
    dose = event("dose", 11, {"shared": True}, amount="50 mg")
    found = moments(
        tag,
        dose,
        event("correct", 12, {"entry": 2}, text="Laughter"),
        event("correct", 12, {"entry": 3}, text="60 mg"),
    )
    assert [moment.text for moment in found] == ["Laughter", "The medicine was given: 60 mg"]


def test_what_was_still_a_draft_says_so() -> None:
    (found,) = moments(event("note", 10, {"unfinished": True}, text="Breath sl"), everything=True)
    assert found.text == "Breath sl (unfinished)"


def test_touch_and_a_clinician_in_plain_words() -> None:
    found = moments(event("touch_agreed", 1, {}, text="a hand"), event("clinician_called", 2), everything=True)
    assert [moment.text for moment in found] == ["Touch was agreed on: a hand", "A clinician was called"]
