from hypothesis import given
from hypothesis import strategies as st
from terminal_cases import Session

from setplayer.engine.view import PhaseView, View
from setplayer.terminal.arc_line import ROWS_BESIDE, arc_rows, column, intensity_at
from setplayer.units import frames_from_s

MINUTE = frames_from_s(60)
PHASES = (
    PhaseView(name="Arrival", kind="pre-onset", start_frame=0, end_frame=20 * MINUTE),
    PhaseView(name="Skipped", kind="onset", start_frame=20 * MINUTE, end_frame=20 * MINUTE),
    PhaseView(name="Peak", kind="peak", start_frame=20 * MINUTE, end_frame=40 * MINUTE),
)
VIEW = View(
    session_id="abc",
    state="playing",
    frame=30 * MINUTE,
    end_frame=40 * MINUTE,
    phases=PHASES,
    phase=2,
    curve=((0, 0.0), (20 * MINUTE, 10.0), (40 * MINUTE, 10.0)),
    moments=((10 * MINUTE, "note"), (20 * MINUTE, "dose")),
)


def rows(view: View, width: int = 40, curve_rows: int = 4, *, marks: bool = True) -> list[str]:
    return [row.plain for row in arc_rows(view, width, curve_rows, marks=marks)]


def test_names_curve_marks_and_times_stand_under_each_other() -> None:
    assert rows(VIEW) == [
        "│Arrival            │Peak               ",
        "               ▁▂▄▆▇██████████┃█████████",
        "          ▁▂▄▆▇███████████████┃█████████",
        "     ▁▂▄▆▇████████████████████┃█████████",
        "▁▂▄▆▇█████████████████████████┃█████████",
        "┴─────────◆─────────▲─────────┃─────────",
        "0         10        20      30:00     40",
    ]


def test_a_phase_that_was_skipped_has_no_name() -> None:
    assert "Skipped" not in rows(VIEW)[0]


def test_marks_are_left_out_while_the_client_may_look() -> None:
    assert "◆" not in "".join(rows(VIEW, marks=False))
    assert "▲" not in "".join(rows(VIEW, marks=False))


def test_a_mark_under_the_playhead_is_seen() -> None:
    view = VIEW.model_copy(update={"frame": 20 * MINUTE})
    assert rows(view)[-2][20] == "▲"


def test_the_time_of_the_playhead_is_under_it_and_at_both_ends_on_the_screen() -> None:
    for frame, label in ((0, "0:00"), (30 * MINUTE, "30:00"), (40 * MINUTE, "40:00")):
        assert label in rows(VIEW.model_copy(update={"frame": frame}))[-1]


@given(st.integers(2, 200), st.integers(0, 90 * MINUTE), st.integers(20, 200), st.integers(1, 12))
def test_every_row_is_as_wide_as_the_screen(end_min: int, frame: int, width: int, curve_rows: int) -> None:
    view = VIEW.model_copy(update={"end_frame": end_min * MINUTE, "frame": frame})
    found = rows(view, width, curve_rows)
    assert len(found) == curve_rows + ROWS_BESIDE
    assert {len(row) for row in found} == {width}


def test_intensity_lies_on_straight_lines_and_ends_at_the_ends() -> None:
    curve = ((0, 2.0), (100, 4.0))
    assert [intensity_at(curve, frame) for frame in (-5, 0, 50, 100, 300)] == [2.0, 2.0, 3.0, 4.0, 4.0]
    assert intensity_at((), 5) == 0.0


@given(st.integers(-10, 10_000_000), st.integers(1, 1_000_000), st.integers(1, 300))
def test_a_column_is_on_the_screen(frame: int, end: int, width: int) -> None:
    assert 0 <= column(frame, end, width) < width


def test_the_arc_of_a_real_session_is_drawn_as_high_as_it_is() -> None:
    drawn = rows(Session(minutes=10).view, 80, 4)
    assert drawn[4].count("█") > drawn[3].count("█") > drawn[2].count("█")
