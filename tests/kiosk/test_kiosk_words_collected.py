"""Translators are given every text; days and figures are written as a language writes them."""

from collections.abc import Iterator
from datetime import date, time

import pytest
from babel.messages.pofile import read_po

from setplayer import words
from setplayer.collecting_words import TEMPLATE, template
from setplayer.session.table import TABLE
from setplayer.spoken_times import decimal, full_day, short_full_day, time_of_day, weekday_and_day


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    words.speak("en")


def test_the_template_for_translators_is_that_of_the_code() -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == template(), "run 'make words' and commit assets/locale"


def test_it_has_what_is_marked_in_each_way() -> None:
    with TEMPLATE.open("rb") as file:
        texts = {message.id for message in read_po(file)}
    assert {"press and hold", "No sound reaching the output", ("{count} session", "{count} sessions")} <= texts
    assert {row.label for row in TABLE.values()} <= texts


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Sunday 22 November, 22 November 2026, 22 Nov 2026, 14:05, 53.8"),
        ("de", "Sonntag, 22. November, 22. November 2026, 22.11.2026, 14:05, 53,8"),
        ("pt_BR", "domingo, 22 de novembro, 22 de novembro de 2026, 22 de nov. de 2026, 14:05, 53,8"),
        ("zz", "Sunday 22 November, 22 November 2026, 22 Nov 2026, 14:05, 53.8"),
    ],
)
def test_days_times_and_figures_are_written_as_a_language_writes_them(language: str, written: str) -> None:
    words.speak(language)
    day = date(2026, 11, 22)
    found = (weekday_and_day(day), full_day(day), short_full_day(day), time_of_day(time(14, 5)), decimal(53.84, 1))
    assert ", ".join(found) == written
