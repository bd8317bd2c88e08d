import io

import pytest
from rich.console import Console
from rich.text import Text

from setplayer.terminal.screen import Screen


def drawn(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    console.file.seek(0)
    console.file.truncate()
    return text


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=5, height=2, _environ={})


def test_only_lines_that_changed_are_written(console: Console) -> None:
    screen = Screen(console)
    screen.paint([Text("one  "), Text("two  ")])
    assert "one" in drawn(console)
    screen.paint([Text("one  "), Text("three")])
    assert drawn(console) == "\x1b[2;1Hthree"
    screen.paint([Text("one  "), Text("three")])
    assert drawn(console) == ""


def test_a_line_of_another_weight_is_written(console: Console) -> None:
    screen = Screen(console)
    screen.paint([Text("one  ")])
    drawn(console)
    screen.paint([Text("one  ", style="bold")])
    assert "one" in drawn(console)


def test_a_screen_of_another_size_and_one_that_was_written_on_is_written_anew(console: Console) -> None:
    screen = Screen(console)
    screen.paint([Text("one  "), Text("two  ")])
    drawn(console)
    console.height = 3
    screen.paint([Text("one  "), Text("two  "), Text("     ")])
    assert "one" in drawn(console)
    screen.forget()
    screen.paint([Text("one  ")])
    assert "one" in drawn(console)


def test_words_are_never_taken_for_markup(console: Console) -> None:
    screen = Screen(console)
    screen.paint([Text("[b]ü ")])
    assert "[b]ü" in drawn(console)
