"""Texts are shown in the language of the clinic, and in English where there is no catalogue."""

import pytest

from setplayer import words


@pytest.fixture(autouse=True)
def _english_again():
    yield
    words.speak("en")


def test_a_language_without_a_catalogue_is_shown_in_english():
    words.speak("tlh")
    assert words._("Hold") == "Hold"


@pytest.mark.parametrize(("count", "text"), [(1, "1 piece"), (3, "3 pieces")])
def test_a_count_takes_its_form(count, text):
    assert words.several("{count} piece", "{count} pieces", count) == text
