import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from terminal_cases import MACHINE, Session
from terminal_goldens import FOLDER, GOLDENS, away, playing

from setplayer.engine.view import EntryView, PieceView, ReminderView, View
from setplayer.session.table import TABLE, WHY_NOT
from setplayer.terminal.help_page import help_lines, pages
from setplayer.terminal.lines import fit, in_ascii, plain, sides, wrapped
from setplayer.terminal.model import SHAPES, Shown, session_lines, status
from setplayer.terminal.prompt import Writing

HOSTILE = "\x1b[2J\x1b]0;owned\x07\u202eevil\u2028\u009b31m泉\u0301ł"


@pytest.mark.parametrize("name", GOLDENS)
def test_the_screen_is_as_it_was_looked_at(name: str) -> None:
    assert GOLDENS[name]().screen() == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GOLDENS)
@pytest.mark.parametrize("size", [(80, 24), (81, 25), (132, 40), (250, 70), (40, 10), (20, 2), (10, 1)])
def test_every_line_is_as_wide_as_the_screen_and_there_are_as_many_as_it_has(
    name: str, size: tuple[int, int]
) -> None:
    session = GOLDENS[name]()
    view, shown = session.view, session.front.shown
    if shown.page:
        session.front.height = size[1]
    found = session_lines(view, shown, *size, "14:05")
    assert [line.cell_len for line in found] == [size[0]] * size[1]


def test_a_small_screen_still_says_what_matters_and_fades() -> None:
    session = playing()
    assert session.lines(60, 10)[0].startswith("playing · Peak  22:10 left · 26:50 of 1:13:00")
    session.press("esc")
    assert session.sent[-1] == {"do": "fade_now"}


def test_while_away_nothing_of_the_client_is_on_the_screen() -> None:
    session = away()
    for size in ((80, 24), (132, 40)):
        text = session.screen(*size)
        for word in ("Breath", "Tears", "Unease", "120/80", "BP", "◆", "▲", "dose   "):
            assert word not in text
        assert "away" in text
    session.press("t").write("secret words")
    assert "secret" not in session.screen()
    assert "••••" in session.screen()


def test_while_away_the_code_and_the_intention_are_hidden_too() -> None:
    view = away().view.model_copy(update={"client": "K7", "intention": "To meet what comes"})
    for page in range(4):
        lines = help_lines(view, Shown(page=page), 120, 40, "14:05") if page else session_lines(
            view, Shown(), 120, 40, "14:05")  # fmt: skip
        text = "".join(line.plain for line in lines)
        assert "K7" not in text
        assert "To meet" not in text


def test_the_code_is_shown_while_nobody_looks() -> None:
    view = playing().view.model_copy(update={"client": "K7"})
    assert "K7   14:05" in session_lines(view, Shown(), 80, 24, "14:05")[0].plain


def test_every_state_has_a_word_and_a_shape_and_is_drawn() -> None:
    assert set(SHAPES) == set(WHY_NOT)
    for state, shape in SHAPES.items():
        view = playing().view.model_copy(update={"state": state})
        assert session_lines(view, Shown(), 80, 24, "14:05")[0].plain.startswith(f"{shape} {state.upper()}")


def test_conditions_are_words_and_those_that_wait_for_somebody_have_a_shape() -> None:
    conditions = ("dose due", "no output", "not yet saved", "on battery")
    view = playing().view.model_copy(update={"conditions": conditions})
    assert "● dose due  ● no output  not yet saved  on battery" in session_lines(view, Shown(), 80, 24, "")[0].plain


def test_a_player_that_is_away_is_said_to_be_and_what_was_last_known_stays() -> None:
    first, second = session_lines(playing().view, Shown(connected=False), 80, 24, "14:05")[:2]
    assert first.plain.startswith("The player is restarting")
    assert "Peak  22:10 left" in second.plain


def test_before_the_first_view_it_waits() -> None:
    assert session_lines(None, Shown(), 80, 24, "")[0].plain.strip() == "Waiting for the player…"
    assert status(None, Shown(connected=False)).startswith("The player is restarting")


def test_closing_is_said() -> None:
    shown = Shown(closing=True)
    assert session_lines(playing().view, shown, 80, 24, "")[0].plain.startswith("Fading out and closing…")
    assert status(playing().view, shown) == "Fading out and closing…"


def test_underruns_are_shown_when_there_are_any() -> None:
    assert "broke off" not in playing().screen()
    view = playing().view.model_copy(update={"underruns": 3, "underrun_frames": 19_200})
    assert "the sound broke off 3 times, 0.4 s in all" in "".join(
        line.plain for line in session_lines(view, Shown(), 80, 24, "")
    )


@pytest.mark.parametrize("height", [24, 30, 60])
@pytest.mark.parametrize("name", ["playing", "held", "faded", "opened", "away"])
def test_the_pages_of_keys_show_every_command_with_its_key_and_what_it_does_or_why_not(
    name: str, height: int
) -> None:
    view = GOLDENS[name]().view
    rows = [
        line.plain for page in range(1, pages(height) + 1)
        for line in help_lines(view, Shown(page=page), 80, height, "14:05")[3:-1]
    ]  # fmt: skip
    for row in TABLE.values():
        key = row.key if row.key not in {"", "Up", "Down", "1"} else ""
        assert any((f"{key}" in line and row.label in line) or f":{row.do} " in line for line in rows), row.do
    assert sum("not now: " in line for line in rows) == sum(view.why_not(do) is not None for do in TABLE)


def test_the_pages_of_keys_foretell_what_would_change() -> None:
    text = playing().press("?").screen()
    assert "+ Extend           Extended 2 min: Re-entry now starts at 50:00" in text


@given(st.text(max_size=40), st.integers(80, 140))
def test_no_title_note_or_name_steers_the_terminal_or_breaks_a_line(text: str, width: int) -> None:
    text += HOSTILE
    view = _with(text)
    lines = session_lines(
        view, Shown(notice=text, prompt=Writing("note", "Note").with_text(text)), width, 24, "14:05"
    )
    lines += help_lines(view, Shown(page=1, previews=dict.fromkeys(TABLE, text)), width, 24, "14:05")
    for line in lines:
        assert line.cell_len == width
        assert not [c for c in line.plain if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]
        assert in_ascii(line).plain.isascii()


def _with(text: str) -> View:
    changes: dict[str, Any] = {
        "arc": text,
        "client": text,
        "conditions": (text,),
        "phases": tuple(phase.model_copy(update={"name": text}) for phase in BASE.phases),
        "now": PieceView(kind="track", title=text, artist=text, start_frame=0, end_frame=BASE.end_frame),
        "next": PieceView(kind="track", title=text, artist=text, start_frame=BASE.frame, end_frame=BASE.end_frame),
        "undo": text,
        "said": text,
        "offers": (text,),
        "reminders": (ReminderView(number=3, text=text, due_frame=0),),
        "next_reminder": ReminderView(number=0, text=text, due_frame=BASE.end_frame),
        "entries": (EntryView(seq=5, frame=0, kind="note", text=text),),
        "output": text,
    }
    return BASE.model_copy(update=changes)


BASE = Session(minutes=10, machine=MACHINE).view


@given(st.text(), st.text(), st.integers(1, 60))
def test_lines_are_set_to_their_width(left: str, right: str, width: int) -> None:
    assert fit(Text(plain(left)), width).cell_len == width
    assert sides(Text(plain(left)), Text(plain(right)), width).cell_len == width


@given(st.text(max_size=200), st.integers(4, 40))
def test_wrapping_keeps_the_words(text: str, width: int) -> None:
    rows = wrapped(Text(plain(text)), width, 300)
    assert all(cell_len(row.plain) == width for row in rows)
    kept = "".join("".join(row.plain for row in rows).split())
    assert kept == "".join(plain(text).split())


def test_warnings_of_the_music_are_told_before_begin() -> None:
    warnings = tuple(f"'{number}.flac' is left out: it is damaged." for number in range(6))
    screen = Session(begun=False, machine=replace(MACHINE, warnings=warnings)).screen()
    assert "Warning '0.flac' is left out: it is damaged." in screen
    assert "'4.flac'" not in screen
    assert "and 2 more; 'setplayer check' tells all" in screen
    assert "Warning" not in Session(begun=False).screen()


def test_what_a_client_avoids_stands_before_begin_with_what_plays_instead() -> None:
    lines = Session("ketamine-im-60 without tide,hearth", begun=False).lines(width=100, height=30)
    lines = [line.rstrip() for line in lines]
    assert "Avoids  Arrival: 'Tide' is avoided by this client; the soundscape drone plays instead" in lines
    assert "        Grounding: 'Hearth' is avoided by this client; the soundscape drone plays instead" in lines
    assert not any("avoided" in line for line in Session("ketamine-im-60", begun=False).lines())


def test_of_much_that_is_avoided_the_terminal_says_how_much_more_there_is() -> None:
    lines = Session("ketamine-im-60 without tide,hearth,drone,strings,pulse", begun=False).lines(width=100, height=30)
    assert sum("is avoided by this client" in line for line in lines) == 4
    assert any("more; 'setplayer status' tells all" in line for line in lines)
