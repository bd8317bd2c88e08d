"""What the engine measures of what is heard, on which output, and what it makes of it."""

import numpy as np
import pytest

from setplayer.engine.hearing_meter import HearingMeter
from setplayer.settings import Calibration
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE


def tone(peak_db: float) -> np.ndarray:
    """A block of 1 kHz, where A-weighting does nothing; its mean square is 3 dB below the peak's."""
    wave = 10 ** (peak_db / 20) * np.sin(2 * np.pi * 1_000 * np.arange(BLOCK_FRAMES) / SAMPLE_RATE)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def metered(peak_db: float, seconds: float, meter: HearingMeter | None = None) -> HearingMeter:
    if meter is None:
        meter = HearingMeter({"Room": Calibration(offset_db=100)})
        meter.start("Room")
    block = tone(peak_db)
    for _ in range(round(seconds * SAMPLE_RATE / BLOCK_FRAMES)):
        meter.take(block)
    return meter


def test_the_mean_and_the_loudest_second() -> None:
    meter = metered(-47, 3)
    metered(-27, 1, meter)
    metered(-47, 6, meter)
    exposure = meter.so_far()
    assert exposure is not None
    assert exposure.seconds == pytest.approx(10, abs=0.1)
    assert exposure.level_db == pytest.approx(-39.6, abs=0.2)
    assert exposure.loudest_db == pytest.approx(-30, abs=0.5)
    assert exposure.offset_db == 100


def test_where_nobody_hears_anything_nothing_is_measured() -> None:
    meter = HearingMeter({})
    metered(-20, 2, meter)
    assert meter.so_far() is None
    meter.start("Headphones")
    assert meter.so_far() is None


def test_an_output_that_was_not_calibrated_is_never_called_loud() -> None:
    meter = HearingMeter({"Room": Calibration(offset_db=100)})
    meter.start("Headphones")
    metered(0, 20, meter)
    exposure = meter.so_far()
    assert exposure is not None
    assert exposure.offset_db is None
    assert not meter.loud
    assert meter.too_loud_at(6) is None


@pytest.mark.parametrize(("peak_db", "loud"), [(-23, False), (-21, True)])
def test_75_dba_is_loud(peak_db: float, loud: bool) -> None:
    assert metered(peak_db, 12).loud is loud


def test_a_level_that_would_reach_more_than_80_dba_is_too_loud() -> None:
    meter = HearingMeter({"Room": Calibration(offset_db=100)})
    meter.start("Room")
    meter.level_db = -3
    metered(-27, 12, meter)  # 70 dBA at -3 dB
    assert meter.too_loud_at(6) is None
    metered(-22, 12, meter)  # 75 dBA at -3 dB
    assert meter.too_loud_at(1) is None
    assert meter.too_loud_at(3) == pytest.approx(81, abs=0.2)
    meter.start("Headphones")
    assert meter.too_loud_at(6) is None


def test_it_is_told_every_ten_minutes() -> None:
    meter = HearingMeter({})
    meter.start("Room")
    assert not meter.due
    meter._blocks = 600 * SAMPLE_RATE // BLOCK_FRAMES + 1
    assert meter.due
    meter.start("Room")
    assert not meter.due
