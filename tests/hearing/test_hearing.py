"""How loud it was for an ear: against the standard's table, and in words."""

import math

import numpy as np
import pytest

from setplayer.hearing import Exposure, a_weighting, allowance, decibels, in_words, mean_square
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE

TABLE = [
    (10 ** (number / 10), weight_db)
    for number, weight_db in zip(
        range(15, 43, 3), (-39.4, -26.2, -16.1, -8.6, -3.2, 0.0, 1.2, 1.0, -1.1, -6.6), strict=True
    )
]
"""The octaves from 31.6 Hz to 15.8 kHz and their A-weights in dB, as IEC 61672-1:2013 prints them in table 3."""


@pytest.mark.parametrize(("hz", "weight_db"), TABLE)
def test_the_curve_is_the_standards(hz: float, weight_db: float) -> None:
    assert 20 * math.log10(a_weighting(np.array([hz]))[0]) == pytest.approx(weight_db, abs=0.06)


def level_db(samples: np.ndarray) -> float:
    blocks = samples[: len(samples) // BLOCK_FRAMES * BLOCK_FRAMES].reshape(-1, BLOCK_FRAMES, 2)
    return decibels(float(np.mean([mean_square(block) for block in blocks.astype(np.float32)])))


@pytest.mark.parametrize(("hz", "weight_db"), TABLE[2:])
def test_a_tone_measures_its_weight(hz: float, weight_db: float) -> None:
    tone = 0.1 * np.sin(2 * np.pi * hz * np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE)
    both = np.stack([tone, tone], axis=1)
    assert level_db(both) == pytest.approx(-23.01 + weight_db, abs=0.2)
    one = both * [1, 0]
    assert level_db(one) == pytest.approx(level_db(both) - 3.01, abs=0.01), "half the energy"


def test_bass_does_not_pass_for_what_the_ear_is_keen_on() -> None:
    tone = np.sin(2 * np.pi * 45 * np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE)
    assert level_db(np.stack([tone, tone], axis=1)) < -3 - 30


def test_nothing_is_very_quiet() -> None:
    assert level_db(np.zeros((BLOCK_FRAMES, 2))) == -150


def test_a_weeks_allowance_is_40_hours_at_80_dba_and_halves_with_3_db() -> None:
    assert allowance(80, 40 * 3600) == 1
    assert allowance(83.0103, 20 * 3600) == pytest.approx(1, rel=1e-4)
    assert allowance(70, 4 * 3600) == pytest.approx(0.01)


def heard(seconds: float, level_db: float, offset_db: float | None = 100) -> Exposure:
    return Exposure(seconds=seconds, level_db=level_db, loudest_db=level_db, offset_db=offset_db)


@pytest.mark.parametrize(
    ("exposures", "words"),
    [
        ([], ""),
        ([heard(0, -40)], ""),
        ([heard(60, -40, None)], "Hearing: not calibrated"),
        (
            [heard(3_720, -30)],
            "Hearing: 70 dBA on average over 1 h 2 min, 0.3 % of a week's allowance (WHO/ITU H.870)",
        ),
        ([heard(45, -40)], "Hearing: 60 dBA on average over 45 s, under 0.1 % of a week's allowance (WHO/ITU H.870)"),
        (
            [heard(1_800, -25), heard(1_800, -100)],
            "Hearing: 72 dBA on average over 1 h, 0.4 % of a week's allowance (WHO/ITU H.870)",
        ),
        (
            [heard(1_800, -25), heard(600, -20, None)],
            "Hearing: 75 dBA on average over 30 min, 0.4 % of a week's allowance (WHO/ITU H.870); "
            "another output was not calibrated",
        ),
    ],
)
def test_in_words(exposures: list[Exposure], words: str) -> None:
    assert in_words(exposures) == words
