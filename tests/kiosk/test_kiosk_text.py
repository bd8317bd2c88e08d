"""Text that fits, digits that stand still, and every script that there is a font for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiosk_cases import fonts

from setplayer.kiosk.text import one_line


def test_digits_are_of_one_width_so_that_clocks_stand_still() -> None:
    widths = {fonts().width(f"{n}{n}:{n}{n}", 56, "medium", fixed=True) for n in range(10)}
    assert len(widths) == 1


@pytest.mark.parametrize("character", list("łčşệẞБабΩ·−…“”±°→↑↓⏎"))
def test_the_shipped_font_has_what_the_screen_and_its_neighbours_write(character: str) -> None:
    assert fonts()._has("regular", character)
    assert fonts()._has("medium", character)


def test_a_character_that_is_nowhere_is_drawn_as_a_box_and_nothing_breaks() -> None:
    picture = fonts().rendered("\U000f1234 x", 20, "regular", (200, 200, 200))
    assert picture.get_width() > 10


@given(st.text(max_size=200), st.integers(20, 400))
def test_elided_text_fits(text: str, width: int) -> None:
    found = fonts().elided(text, 18, "regular", width)
    assert fonts().width(found, 18) <= width
    assert found == one_line(text) or found.endswith("…")


@given(st.text(max_size=300), st.integers(40, 400), st.integers(1, 5))
def test_wrapped_lines_fit_and_lose_nothing_before_the_ellipsis(text: str, width: int, count: int) -> None:
    lines = fonts().wrapped(text, 18, "regular", width, count)
    assert len(lines) <= count
    assert all(fonts().width(line, 18) <= width or len(line) == 1 for line in lines)
    if not lines or not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == one_line(text).replace(" ", "")


@pytest.mark.parametrize("character", ["✳", "🙂", "❤"])
def test_a_picture_character_is_no_larger_and_no_brighter_than_text(character: str) -> None:
    """The colour font of the system drew them 136 pixels wide, and white."""
    assert fonts().width(character, 18) <= 40


def test_control_characters_become_spaces() -> None:
    assert one_line("a\nb\tc\x00d\u2028e  f ") == "a b c d e f"
    assert one_line("e\u0301") == "é"
