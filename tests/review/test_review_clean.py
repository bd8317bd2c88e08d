"""No text of a person, a tag or a file can steer what shows it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setplayer.review.clean import clean, clean_line, nice_name

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;a title\x07words", "words"),
        ("\x9b2Jgone", "Jgone"),
        ("abc\u202edef\u202c", "abcdef"),
        ("\u2066inner\u2069 \u200fmark", "inner mark"),
        ("a\x00b\x08c\x7f", "abc"),
        ("half \ud83d a pair", "half  a pair"),
        ("one\r\ntwo\u2028three\x0bfour", "one\ntwo\nthree\nfour"),
        ("tab\tstop", "tab stop"),
        ("\ufeffmarked", "marked"),
    ],
)
def test_what_steers_a_screen_is_gone_and_the_words_stay(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


@pytest.mark.parametrize("text", ["Søren Kjær", "naïve café", "שלום", "مرحبا", "你好", f"a family {FAMILY}", "❤️"])
def test_words_of_any_script_and_emoji_stay_as_they_are(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_a_pile_of_accents_cannot_climb_over_other_lines() -> None:
    assert len(clean("a" + "\u0335\u0322" * 200)) <= 6


def test_what_is_no_text_is_nothing() -> None:
    assert [clean(value) for value in (None, 7, ["x"], {"a": 1})] == [""] * 4


@given(st.text())
def test_nothing_but_line_breaks_and_joiners_is_left_of_the_unseen(text: str) -> None:
    left = {c for c in clean(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")}
    assert left <= {"\n", "\u200c", "\u200d"}
    assert clean(clean(text)) == clean(text)
    assert "\n" not in clean_line(text)
    clean(text).encode("utf-8")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("tide", "Tide"),
        ("slow-water", "Slow water"),
        ("quiet/old_hymn (live).mp3", "Old hymn (live)"),
        ("Op. 11", "Op. 11"),
        ("", ""),
    ],
)
def test_a_soundscape_or_file_has_a_name_that_people_would_give_it(source: str, name: str) -> None:
    assert nice_name(source) == name
