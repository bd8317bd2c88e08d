import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setplayer.arc.quantities import (
    RefusedError,
    parse_duration,
    parse_intensity,
    parse_moment,
    parse_tempo,
    shown,
)
from setplayer.units import SAMPLE_RATE, duration

MINUTE = 60 * SAMPLE_RATE


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12 min", 720),
        ("90 s", 90),
        ("1 h 30 min", 5400),
        ("1.5 min", 90),
        ("500 ms", 0.5),
        ("12min", 720),
        ("2 hours", 7200),
        ("1 hour 1 minute 1 second", 3661),
        ("3 minutes 20 seconds", 200),
        ("45 sec", 45),
        ("1  h\t5 min", 3900),
        ("0 s", 0),
    ],
)
def test_a_length_is_read_to_the_frame(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds * SAMPLE_RATE


@given(st.integers(0, 24 * 3600))
def test_a_length_that_setplayer_writes_can_be_read_again(seconds: int) -> None:
    assert parse_duration(duration(seconds * SAMPLE_RATE)) == seconds * SAMPLE_RATE


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (12, "a length needs a unit; write '12 min' or '12 s'"),
        (1.5, "a length needs a unit; write '1.5 min' or '1.5 s'"),
        ("1:30", "'1:30' can be read in two ways; write '1 min 30 s' or '1 h 30 min'"),
        ("01:30", "'01:30' can be read in two ways; write '1 min 30 s' or '1 h 30 min'"),
        ("1:02:03", "'1:02:03' can be read in two ways; write '1 h 2 min 3 s'"),
        ("1,5 min", "'1,5 min' is not a length; write '1.5 min'"),
        ("5 Min", "'5 Min' is not a length; write '5 min'"),
        ("-5 min", "a length cannot be negative, and '-5 min' is"),
        ("soon", "'soon' is not a length; write it like '12 min', '90 s' or '1 h 30 min'"),
        ("5 mins", "'5 mins' is not a length; write it like '12 min', '90 s' or '1 h 30 min'"),
        ("5 min 30", "'5 min 30' is not a length; write it like '12 min', '90 s' or '1 h 30 min'"),
        (True, "a length is a number with a unit; write it like '12 min', '90 s' or '1 h 30 min'"),
        (None, "a length is a number with a unit; write it like '12 min', '90 s' or '1 h 30 min'"),
    ],
)
def test_what_is_not_a_length_says_what_to_write(value: object, message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        parse_duration(value)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "anchor", "minutes"),
    [
        ("12 min", None, 12),
        ("-5 min", None, -5),
        ("− 5 min", None, -5),
        ("+5 min", None, 5),
        ("peak", "peak", 0),
        ("peak + 2 min", "peak", 2),
        ("Inner silence - 30 s", "Inner silence", -0.5),
        ("booster + 7 min", "booster", 7),
        ("pre-onset", "pre-onset", 0),
        ("re-entry - 1 min", "re-entry", -1),
        ("Part 2 - the way - 3 min", "Part 2 - the way", -3),
        ("Part - 2 of 3", "Part - 2 of 3", 0),
        ("12 minuts", "12 minuts", 0),
    ],
)
def test_a_moment_is_an_anchor_and_an_offset(text: str, anchor: str | None, minutes: float) -> None:
    assert parse_moment(text) == (anchor, minutes * MINUTE)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (12, "a moment needs a unit; write '12 min' or '12 s'"),
        ("12", "'12' is not a length; write it like '12 min', '90 s' or '1 h 30 min'"),
        ("1:30", "'1:30' can be read in two ways; write '1 min 30 s' or '1 h 30 min'"),
        ("-1:30", "'1:30' can be read in two ways; write '1 min 30 s' or '1 h 30 min'"),
        (" ", "a moment is written like '12 min', '-5 min', 'peak' or 'peak + 2 min'"),
        (["peak"], "a moment is written like '12 min', '-5 min', 'peak' or 'peak + 2 min'"),
        ("peak + 25 h", "a moment is at most 24 h away; write a shorter length"),
    ],
)
def test_what_is_not_a_moment_says_what_to_write(value: object, message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        parse_moment(value)
    assert str(caught.value) == message


def test_an_intensity_is_a_number_or_two() -> None:
    assert parse_intensity(2) == (2, 2)
    assert parse_intensity("2 -> 4.5") == (2, 4.5)
    for value in ("11 -> 2", -1, "-1 -> 2", 10.5):
        with pytest.raises(RefusedError, match=r"an intensity is from 0 to 10, and .* is not"):
            parse_intensity(value)
    for value in ("high", True, None, [2, 4]):
        with pytest.raises(RefusedError, match="a number from 0 to 10, or"):
            parse_intensity(value)


def test_a_tempo_is_a_range() -> None:
    assert parse_tempo("60 - 80") == (60, 80)
    for value in ("80 - 60", "60", 60, "1 - 80", "60 - 900"):
        with pytest.raises(RefusedError, match="write it like '60 - 80'"):
            parse_tempo(value)


@given(st.one_of(st.text(), st.text("0123456789 .:-+>hmins"), st.integers(), st.floats(), st.none()))
def test_anything_else_is_refused_and_nothing_else_is_raised(value: object) -> None:
    for parse in (parse_duration, parse_moment, parse_intensity, parse_tempo):
        with contextlib.suppress(RefusedError):
            parse(value)


def test_what_is_quoted_stays_on_one_short_line() -> None:
    assert shown("a\n\x07b") == "'a b'"
    assert len(shown("x" * 500)) == 62
