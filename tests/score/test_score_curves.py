"""Curves over frames: their shapes, and that a lane is one value at every frame however it is asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from setplayer.score.curves import SHAPES, Lane, Move, Shape, fade

AMOUNTS = st.just(0.0) | st.floats(1e-6, 4.0)
SHAPE = st.sampled_from(sorted(SHAPES))


def lane_of(steps: list[tuple[int, int, float, Shape]], initial: float = 1.0) -> Lane:
    """A lane that at each step, so many frames after the last, glides over some frames to a value."""
    lane, frame = Lane(initial=initial), 0
    for wait, frames, to, shape in steps:
        frame += wait
        lane = lane.with_moves((lane.glide(frame, frames, to, shape),))
    return lane


LANES = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 400), AMOUNTS, SHAPE), max_size=8).map(lane_of)


@given(SHAPE, st.floats(0.01, 4), st.floats(0.01, 4))
def test_every_shape_starts_and_ends_where_it_should_and_stays_between(shape: Shape, a: float, b: float) -> None:
    values = SHAPES[shape](a, b, np.linspace(0, 1, 101))
    assert (values[0], values[-1]) == (pytest.approx(a), pytest.approx(b))
    if shape != "equal-power":
        assert np.all(np.diff(values) * (b - a) >= -1e-12)
    assert values.max() <= max(a, b) * 1.0001
    assert values.min() >= min(a, b) * 0.9999


def test_the_powers_of_an_equal_power_crossfade_add_up_to_one() -> None:
    x = np.linspace(0, 1, 1001)
    up, down = SHAPES["equal-power"](0, 1, x), SHAPES["equal-power"](1, 0, x)
    assert np.allclose(up**2 + down**2, 1)


@given(st.floats(0, 1), st.floats(0, np.pi / 2))
def test_a_crossfade_taken_back_half_way_keeps_its_power(until: float, angle: float) -> None:
    one, other = float(np.cos(angle)), float(np.sin(angle))
    x = np.array([until])
    power = SHAPES["equal-power"](one, 1, x) ** 2 + SHAPES["equal-power"](other, 0, x) ** 2
    assert power[0] == pytest.approx(1)


def test_the_emergency_fade_is_half_gone_after_a_sixth_of_its_time() -> None:
    assert SHAPES["fade-out"](1, 0, np.array([1 / 6]))[0] < 0.5
    assert SHAPES["fade-out"](1, 0, np.array([1.0]))[0] == 0


def test_a_steady_change_of_level_is_straight_in_decibels() -> None:
    decibels = 20 * np.log10(SHAPES["linear-db"](1, 0.1, np.linspace(0, 1, 11)))
    assert np.allclose(decibels, np.linspace(0, -20, 11))


def test_decibels_that_would_start_from_nothing_become_a_calm_ramp() -> None:
    assert Lane(initial=0.0).glide(0, 10, 1.0, "linear-db").shape == "raised-cosine"


def test_before_any_move_a_lane_has_its_first_value() -> None:
    lane = Lane(initial=0.25).with_moves((Move(start_frame=100, frames=5, from_value=1, to_value=2, shape="linear"),))
    assert lane.value(0) == lane.value(99) == 0.25
    assert lane.target(99) == 0.25
    assert lane.settled == 2
    assert lane.constant(0, 100) == 0.25
    assert lane.constant(0, 101) is None


@given(LANES, st.integers(0, 3000), st.integers(1, 500))
def test_a_stretch_of_frames_has_the_values_of_each_of_them(lane: Lane, first: int, count: int) -> None:
    frames = np.arange(first, first + count)
    whole = lane.values(frames)
    assert np.array_equal(whole[::37], [lane.value(int(frame)) for frame in frames[::37]])
    constant = lane.constant(first, first + count)
    if constant is not None:
        assert np.allclose(whole, constant)


@given(LANES, st.integers(0, 3000), st.integers(1, 400), AMOUNTS, SHAPE)
def test_a_glide_starts_from_where_the_lane_is_and_ends_where_it_is_asked(
    lane: Lane, frame: int, frames: int, to: float, shape: Shape
) -> None:
    moved = lane.with_moves((lane.glide(frame, frames, to, shape),))
    assert moved.value(frame) == pytest.approx(lane.value(frame), abs=1e-12)
    before = np.arange(0, frame, 7)
    assert np.array_equal(moved.values(before), lane.values(before))
    assert moved.value(frame + frames) == pytest.approx(to, abs=1e-12)
    assert moved.settled == moved.target(frame) == to


def test_no_new_moves_change_nothing() -> None:
    lane = lane_of([(0, 10, 0.5, "linear")])
    assert lane.with_moves(()) is lane


def test_a_fade_is_nothing_before_and_whole_after() -> None:
    assert fade("linear", np.arange(0, 50, 10), 10, 20).tolist() == [0, 0, 0.5, 1, 1]
