"""Large type: every text a quarter larger, on every screen, and nothing clipped, covered or out of reach."""

import kiosk_cases as cases
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiosk_cases import Session
from kiosk_office import PIN
from test_kiosk_layout import controls_are_large_enough, controls_lie_apart, nothing_is_clipped, shown

from setplayer.kiosk.buttons import corner_text, texts_of
from setplayer.kiosk.items import Button, Text
from setplayer.kiosk.layout import grid_for, too_small
from setplayer.kiosk.sdl import pygame

SOME = ("playing", "troubled", "opened", "checklist", "today", "vitals", "noting", "settings", "record", "pin")


def sizes(session: Session) -> dict[str, list[int]]:
    """How large each text is, in pixels of the screen, wherever it stands."""
    grid, found = session.desk.grid, dict[str, list[int]]()
    for item in shown(session):
        texts = [item] if isinstance(item, Text) else []
        if isinstance(item, Button):
            texts = [text for text in (*texts_of(item, grid, session.fonts), corner_text(item, grid)) if text]
        for text in texts:
            found.setdefault(text.text, []).append(grid.px(text.size))
    return found


@pytest.mark.parametrize("moment", cases.MOMENTS)
def test_everything_has_room_in_large_type_and_is_a_quarter_larger(moment: str) -> None:
    session = cases.MOMENTS[moment](large=True)
    nothing_is_clipped(session)
    controls_lie_apart(session)
    controls_are_large_enough(session)
    large = sizes(session)
    session.desk.grid = grid_for(*session.size)
    session.desk._items = None
    for text, normal in sizes(session).items():
        if len(large.get(text, ())) == len(normal):  # otherwise it stands elsewhere too
            times = 1.25 if len(text) < 30 else 1  # a sentence is rather set smaller than cut
            assert all(b >= times * a - 1 for a, b in zip(sorted(normal), sorted(large[text]), strict=True)), text


@pytest.mark.parametrize("size", [(1024, 600), (1920, 1080)], ids=str)
@pytest.mark.parametrize("moment", SOME)
def test_everything_has_room_in_large_type_on_other_screens(moment: str, size: tuple[int, int]) -> None:
    session = cases.MOMENTS[moment](size=size, large=True)
    nothing_is_clipped(session)
    controls_lie_apart(session)


@pytest.mark.parametrize("moment", ["playing", "opened", "today", "landed", "record", "settings", "vitals"])
def test_large_type_hides_no_control(moment: str) -> None:
    """But for cards and rows that are a page further."""
    normal, large = (set(cases.MOMENTS[moment](large=on).controls) for on in (False, True))
    assert all(name.startswith(("client ", "session ", "check ", "answer ")) for name in normal - large)


@given(st.integers(1024, 5000), st.integers(600, 3000))
def test_the_grid_of_large_type_is_a_quarter_larger_and_its_parts_lie_apart(width: int, height: int) -> None:
    if too_small(width, height):
        return
    normal, grid = grid_for(width, height), grid_for(width, height, large=True)
    assert grid.u == pytest.approx(1.25 * normal.u)
    parts = [grid.header, grid.arc, grid.strip, grid.cues, grid.rail]
    assert all(part.within(grid.screen) for part in parts)
    assert not any(a.meets(b) for n, a in enumerate(parts) for b in parts[:n])
    assert grid.arc.h >= grid.px(180)


def test_it_is_there_at_once_and_can_be_undone() -> None:
    session = cases.behind("office settings", "setting large_type")
    assert session.desk.grid.large
    session.tap("office undo")
    assert not session.desk.grid.large


def test_it_is_set_by_keys_alone() -> None:
    session = cases.behind("office settings", pin="")
    for digit in PIN:
        session.key(getattr(pygame, f"K_{digit}"), digit)
    session.key(pygame.K_RETURN)
    while session.desk.ui.focus != "setting large_type":
        session.key(pygame.K_TAB)
    session.key(pygame.K_RETURN)
    assert session.desk.grid.large


def test_it_stays_through_a_session_and_a_window_that_changes() -> None:
    session = cases.today(large=True)
    session.tap("client K-31")
    assert session.desk.view.state == "open"
    assert session.desk.grid.large
    session.post(pygame.WINDOWSIZECHANGED, x=1920, y=1080)
    assert session.desk.grid == grid_for(1920, 1080, large=True)


def test_conditions_that_have_no_room_in_the_header_stand_above_the_arc() -> None:
    session = cases.troubled(large=True)
    for words in ("No sound", "Not yet saved", "Safe music", "Ducked", "Grounding", "On battery"):
        assert words in session.words
