"""The record: first keystrokes, units, marks that move a little, and which piece a reason is about."""

import pytest
from pydantic import ValidationError
from session_cases import Session, begun, minutes

from setplayer.session import commands as c
from setplayer.session.entries import moment_frame
from setplayer.session.measured import measured_parts


def test_an_entry_is_where_its_first_letter_was() -> None:
    event = begun().at_min(12).give(c.Note(text="calm", began_s_ago=30))
    assert (event.frame, moment_frame(event)) == (minutes(12), minutes(11.5))
    assert event.request == {"began_s_ago": 30, "shared": False, "unfinished": False}
    assert event.content == {"text": "calm"}


def test_nothing_is_before_begin() -> None:
    event = begun().at_min(1).give(c.Quote(text="wide", began_s_ago=300))
    assert moment_frame(event) == 0


@pytest.mark.parametrize("word", ["interruption", "Interruption", " INTERRUPTION "])
def test_the_tag_of_an_interruption_is_an_interruption(word: str) -> None:
    assert begun().at_min(5).give(c.Tag(tag=word, shared=True)).kind == "interruption"


def test_a_mark_moves_up_to_a_minute_earlier_and_no_further() -> None:
    session = begun().at_min(10)
    session.give(c.Mark())
    entry = session.state.seq
    session.at_min(15)
    session.give(c.Correct(entry=entry, earlier_s=60))
    far = "Correct is not possible: a mark can be moved at most 60 s earlier than it was made, and not later."
    assert session.refused(c.Correct(entry=entry, earlier_s=61)) == far
    assert session.refused(c.Correct(entry=entry, minutes_ago=2)) == far
    assert session.give(c.Correct(entry=entry, text="A bird")).content == {"text": "A bird"}


def test_only_a_mark_moves_by_seconds() -> None:
    session = begun().at_min(10)
    session.give(c.Note(text="calm"))
    reason = session.refused(c.Correct(entry=session.state.seq, earlier_s=10))
    assert reason == "Correct is not possible: only a mark is moved by seconds; say how many minutes ago it was."


def test_vitals_have_units_and_free_checks() -> None:
    given = c.Vitals.model_validate(
        {"blood_pressure": "120/80", "spo2": 98, "temperature": "98.4 F", "checks": "Pain=3 of 10; Sedation=light"}
    )
    assert [words for _, words in measured_parts(given.content())] == [
        "120/80", "98 %", "98.4 °F", "Pain 3 of 10", "Sedation light",
    ]  # fmt: skip
    assert given.request() == {"began_s_ago": 0, "shared": False}


def test_a_slip_of_the_unit_is_told() -> None:
    with pytest.raises(ValidationError, match=r"98.4 °C is no temperature of a person; write .* 98.4F"):
        c.Vitals(temperature=98.4, temperature_unit="C")


def test_a_unit_alone_measures_nothing() -> None:
    assert begun().refused(c.Vitals(temperature_unit="C")) == "Vitals is not possible: no value was given."


def test_after_a_fade_the_piece_that_sounded_is_meant_however_long_ago() -> None:
    session = begun().at_min(2)
    faded = session.piece()
    session.give(c.FadeNow())
    session.at_min(12)
    assert session.piece() != faded
    assert session.give(c.Why(reason="not this piece again")).outcome.avoid == (faded,)


def test_later_the_piece_that_sounds_is_meant_again() -> None:
    session = begun().at_min(2)
    session.give(c.Silence())
    session.after_s(30)
    session.give(c.Music())
    session.at_min(12)
    sounds = session.piece()
    assert session.give(c.Why(reason="not this piece again")).outcome.avoid == (sounds,)


def test_touch_is_agreed_at_any_time_and_a_clinician_called() -> None:
    session = Session()
    session.give(c.TouchAgreed(text="a hand on the shoulder"))
    assert session.give(c.ClinicianCalled()).kind == "clinician_called"


@pytest.mark.parametrize(("do", "first"), [("note", "text"), ("vitals", "blood_pressure"), ("correct", "entry")])
def test_what_is_seldom_typed_comes_last(do: str, first: str) -> None:
    assert c.typed_fields(do)[0] == first
