"""The shapes are what their names say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from setplayer.soundscape.shapes import STEP_FRAMES, lines, rise, spin, spline, turn_steps, turns_at


@given(frame=st.integers(0, 2**63), hz=st.floats(20.0, 7_000.0))
def test_phase_is_exact_after_any_time(frame: int, hz: float) -> None:
    step = turn_steps(np.array([hz]), 48_000.0)
    exact = frame * int(step[0]) % 2**64 / 2**64
    assert abs(turns_at(np.array([frame], np.uint64), step)[0] - exact) < 1e-15


def test_a_pitch_is_true_to_a_hundredth_of_a_millihertz() -> None:
    assert abs(int(turn_steps(440.0, 48_000.0)) / 2**64 * 48_000.0 - 440.0) < 1e-5


def test_phasors_keep_their_place_after_many_turns() -> None:
    assert np.allclose(spin(np.array([0.25, 1e9 + 0.5])), [1j, -1.0], atol=1e-6)


def test_a_spline_is_smooth_and_never_above_its_points() -> None:
    weights = spline(512)
    assert (weights >= 0.0).all()
    assert np.allclose(weights.sum(axis=0), 1.0, atol=1e-6)
    points = np.array([0.0, 0.0, 1.0, 0.0, 0.0])
    line = np.concatenate([weights.T @ points[row : row + 3] for row in range(3)])
    assert np.abs(np.diff(line)).max() < 2.0 / 512


def test_lanes_are_straight_lines_between_points() -> None:
    lane = lines(np.array([1.0, 2.0, 0.0]))
    assert len(lane) == 2 * STEP_FRAMES
    assert lane[[0, 32, 64, 96]].tolist() == [1.0, 1.5, 2.0, 1.0]


def test_a_rise_stays_between_nothing_and_all() -> None:
    assert rise(np.array([-1.0, 0.0, 0.5, 1.0, 9.0])).round(9).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]
