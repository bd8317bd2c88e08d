"""Nothing is clipped, nothing lies on anything else, and everything can be hit, in every state and size."""

from dataclasses import replace
from itertools import combinations, pairwise

import kiosk_cases as cases
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiosk_cases import Session

from setplayer.kiosk.buttons import corner_text, texts_of
from setplayer.kiosk.items import Button, Item, Text
from setplayer.kiosk.layout import Box, grid_for, too_small
from setplayer.kiosk.screen import screen

SIZES = [(1280, 800), (1920, 1080), (1024, 600), (1366, 1024)]


@pytest.fixture(params=list(cases.MOMENTS))
def moment(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def shown(session: Session) -> tuple[Item, ...]:
    """The items without the words beside a control, which lie on top on purpose."""
    at = session.desk._moment(cases.WALL)
    assert at is not None
    return session.items[: len(screen(replace(at, ui=replace(at.ui, callout=None))))]


def ink(session: Session, text: Text) -> Box:
    """Where the letters of a text are: from the height of a capital to below the baseline."""
    grid, fonts = session.desk.grid, session.fonts
    size = grid.px(text.size)
    if text.elide:
        words = fonts.elided(text.text, size, text.weight, text.box.w)
    else:
        words, size = text.text, fonts.fitting(text.text, size, text.weight, text.box.w, text.fixed)
    width = fonts.width(words, size, text.weight, text.fixed)
    spare = text.box.w - width
    x = text.box.x + {"left": 0, "centre": spare // 2, "right": spare}[text.align]
    top = text.box.y + (text.box.h - fonts.height(size, text.weight)) // 2
    baseline = text.baseline if text.baseline is not None else top + fonts.ascent(size, text.weight)
    return Box(x, baseline - round(size * 0.73), width, round(size * 0.73) + round(size * 0.2))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_is_clipped_and_none_lies_on_another(moment: str, size: tuple[int, int]) -> None:
    session = cases.MOMENTS[moment](size=size)
    grid = session.desk.grid
    inks: list[tuple[str, Box]] = []
    for item in shown(session):
        if isinstance(item, Text) and item.text:
            where = ink(session, item)
            assert where.w <= item.box.w, (item.text, where.w, item.box.w)
            assert where.within(grid.screen), item.text
            inks.append((item.text, where))
        elif isinstance(item, Button):
            hint = corner_text(item, grid)
            for text in [*texts_of(item, grid, session.fonts), *([hint] if hint else [])]:
                where = ink(session, text)
                assert where.within(item.box), (item.name, text.text, where, item.box)
                inks.append((text.text, where))
    for (first, a), (second, b) in combinations(inks, 2):
        assert not a.meets(b), (first, second, a, b)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_control_lies_on_another_and_all_are_on_the_screen(moment: str, size: tuple[int, int]) -> None:
    session = cases.MOMENTS[moment](size=size)
    controls = list(session.controls.values())
    assert len({control.name for control in controls}) == len(controls)
    for control in controls:
        assert control.box.within(session.desk.grid.screen), control.name
    for a, b in combinations(controls, 2):
        contains = {"show vitals"} & {a.name, b.name}
        assert contains or not a.box.meets(b.box), (a.name, b.name)


def test_controls_are_large_enough_for_a_finger(moment: str) -> None:
    """Cues 96 by 15 mm and tags 60 by 10 mm on a 10-inch panel; keys of the simple keyboard are smaller."""
    session = cases.MOMENTS[moment]()
    for control in session.controls.values():
        least = {"cue": (96, 96), "tag": (50, 52), "row": (96, 60), "plate": (96, 60), "key": (40, 48)}[control.style]
        assert control.box.w >= least[0], control.name
        assert control.box.h >= least[1], control.name


@given(st.integers(1024, 5000), st.integers(600, 3000))
def test_the_grid_stays_on_the_screen_and_its_parts_apart(width: int, height: int) -> None:
    if too_small(width, height):
        return
    grid = grid_for(width, height)
    parts = [grid.header, grid.arc, grid.strip, grid.cues, grid.rail]
    assert all(part.within(grid.screen) for part in parts)
    assert not any(a.meets(b) for a, b in combinations(parts, 2))
    assert grid.arc.h >= grid.px(300)


def test_at_1280_by_800_the_grid_is_as_designed() -> None:
    grid = grid_for(1280, 800)
    assert grid.u == 1
    assert grid.rail == Box(964, 88, 292, 688)
    assert grid.strip == Box(24, 440, 924, 112)
    assert grid.cues == Box(24, 568, 924, 208)


def test_wider_screens_stretch_the_left_column_only() -> None:
    assert grid_for(1920, 800).rail.w == grid_for(1280, 800).rail.w
    assert grid_for(1920, 800).arc.w == grid_for(1280, 800).arc.w + 640


@given(st.integers(1, 9), st.integers(0, 20), st.integers(200, 3000))
def test_columns_fill_their_box_evenly(count: int, gap: int, width: int) -> None:
    columns = Box(7, 5, width, 40).columns(count, gap)
    assert columns[0].x == 7
    assert columns[-1].right == 7 + width
    assert max(c.w for c in columns) - min(c.w for c in columns) <= 1
    assert all(b.x - a.right == gap for a, b in pairwise(columns))
