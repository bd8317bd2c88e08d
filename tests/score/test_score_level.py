"""How loud a piece is played: what the arc wants, as far as the recording allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from score_cases import track

from setplayer.score.level import CEILING_DBTP, MAX_BOOST_DB, gain_db, target_lufs


def test_a_peak_is_played_louder_than_an_onset_and_a_return_softer() -> None:
    assert target_lufs(7) - target_lufs(3) == pytest.approx(3.2)
    assert target_lufs(7) - target_lufs(1) == pytest.approx(4.8)


def test_a_loud_recording_is_turned_down_to_the_target() -> None:
    assert gain_db(track("a.ogg", 60, lufs=-9), 5) == target_lufs(5) + 9


def test_a_quiet_one_with_high_peaks_is_raised_only_to_the_ceiling() -> None:
    peaky = track("a.ogg", 60, lufs=-30)
    assert gain_db(peaky, 10) == CEILING_DBTP - peaky.true_peak_dbtp


def test_a_very_quiet_one_is_raised_by_so_much_at_most() -> None:
    silent = track("a.ogg", 60, lufs=-70).model_copy(update={"true_peak_dbtp": -60.0})
    assert gain_db(silent, 10) == MAX_BOOST_DB


def test_what_cannot_be_measured_is_played_as_it_is() -> None:
    unmeasured = track("a.ogg", 60).model_copy(update={"integrated_lufs": None})
    assert gain_db(unmeasured, 5) == 0


@given(st.floats(-70, 3), st.floats(-100, 6), st.floats(0, 10))
def test_no_recording_is_ever_raised_above_the_ceiling(lufs: float, peak: float, intensity: float) -> None:
    measured = track("a.ogg", 60, lufs=lufs).model_copy(update={"true_peak_dbtp": peak})
    gain = gain_db(measured, intensity)
    assert gain <= MAX_BOOST_DB
    assert peak + gain <= CEILING_DBTP + 0.005
    assert gain <= target_lufs(intensity) - lufs + 0.005
