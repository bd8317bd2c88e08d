"""The meter on the test signals of EBU Tech 3341 and 3342, against what they must show and against libebur128.

Left out are 3341-6 (five channels: surround is mixed to stereo before it is measured) and 3341-7 and -8 (programmes
that only the EBU has). 3341-11 and -14 are for live meters; here their successive values are read from the series.
"""

import os
from collections.abc import Iterator

import ebur128_reference
import numpy as np
import pytest
from scipy.signal import firwin, oaconvolve

from setplayer.library.loudness import Loudness, LoudnessMeter

RATE = 48_000
PART = 16_384


@pytest.fixture(scope="module")
def libebur128():
    """The library, as a second opinion. On a person's machine it may be missing; in CI it may not."""
    found = ebur128_reference.library()
    if found is None:
        message = (
            "libebur128 is not installed (libebur128-1 in Debian), so that nothing independent checks these figures"
        )
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return found


def parts(samples: np.ndarray) -> Iterator[np.ndarray]:
    return (samples[start : start + PART] for start in range(0, len(samples), PART))


def meter_of(samples: np.ndarray) -> LoudnessMeter:
    meter = LoudnessMeter(RATE)
    for part in parts(samples):
        meter.feed(part)
    return meter


def measured(samples: np.ndarray) -> Loudness:
    return meter_of(samples).result()


def stereo(wave: np.ndarray) -> np.ndarray:
    return np.stack([wave, wave], axis=1).astype(np.float32)


def steps(*levels_and_seconds: tuple[float | None, float]) -> np.ndarray:
    """A sine of 1 kHz on both sides whose level in dBFS steps; None is silence."""
    gain = np.concatenate(
        [
            np.full(round(seconds * RATE), 0.0 if level is None else 10 ** (level / 20))
            for level, seconds in levels_and_seconds
        ]
    )
    return stereo(gain * np.sin(2 * np.pi * 1000 * np.arange(len(gain)) / RATE))


INTEGRATED = {
    "3341-1": (((-23, 20),), -23),
    "3341-2": (((-33, 20),), -33),
    "3341-3": (((-36, 10), (-23, 60), (-36, 10)), -23),
    "3341-4": (((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23),
    "3341-5": (((-26, 20), (-20, 20.1), (-26, 20)), -23),
}

RANGE = {
    "3342-1": (((-20, 20), (-30, 20)), 10),
    "3342-2": (((-20, 20), (-15, 20)), 5),
    "3342-3": (((-40, 20), (-20, 20)), 20),
    "3342-4": (((-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)), 15),
}


@pytest.mark.parametrize("case", INTEGRATED)
def test_integrated_loudness_is_what_the_ebu_and_libebur128_say(case, libebur128):
    signal, expected = INTEGRATED[case]
    ours, theirs = measured(steps(*signal)), ebur128_reference.heard_by(libebur128, parts(steps(*signal)))
    assert ours.integrated_lufs == pytest.approx(expected, abs=0.1)
    assert ours.integrated_lufs == pytest.approx(theirs.integrated_lufs, abs=0.001)
    assert ours.true_peak_dbtp == pytest.approx(theirs.true_peak_dbtp, abs=0.001)


@pytest.mark.parametrize("case", RANGE)
def test_loudness_range_is_what_the_ebu_and_libebur128_say(case, libebur128):
    signal, expected = RANGE[case]
    ours, theirs = measured(steps(*signal)), ebur128_reference.heard_by(libebur128, parts(steps(*signal)))
    # The standard allows 1 LU; more than a tenth would be a fault all the same.
    assert ours.range_lu == pytest.approx(expected, abs=0.1)
    assert ours.range_lu == pytest.approx(theirs.range_lu, abs=0.001)


@pytest.mark.parametrize(("case", "level"), [("3341-1", -23), ("3341-2", -33)])
def test_a_steady_tone_is_as_loud_for_a_moment_as_for_a_while(case, level):
    heard = measured(steps((level, 20)))
    assert heard.max_momentary_lufs == pytest.approx(level, abs=0.1)
    assert heard.max_short_term_lufs == pytest.approx(level, abs=0.1)


def test_3341_9_short_term_loudness_of_a_pattern_of_three_seconds_is_constant():
    series = meter_of(steps(*[(-20, 1.34), (-30, 1.66)] * 5)).short_term_lufs()
    assert len(series) == 150 - 29
    assert series == pytest.approx(np.full(len(series), -23.0), abs=0.1)


@pytest.mark.parametrize("segment", range(20))
def test_3341_10_the_loudest_three_seconds_are_found_wherever_they_lie(segment):
    heard = measured(steps((None, 0.15 * segment), (-23, 3), (None, 1)))
    assert heard.max_short_term_lufs == pytest.approx(-23, abs=0.1)


def test_3341_11_short_term_loudness_follows_twenty_tones():
    tones = [[(None, 0.15 * n), (-38 + n, 3), (None, 3 - 0.15 * n)] for n in range(20)]
    series = meter_of(steps(*[step for tone in tones for step in tone])).short_term_lufs()
    loudest = [series[60 * n : 60 * n + 31].max() for n in range(20)]
    assert loudest == pytest.approx([-38 + n for n in range(20)], abs=0.1)


def test_3341_12_momentary_loudness_of_a_pattern_of_400_ms_is_its_mean():
    assert measured(steps(*[(-20, 0.18), (-30, 0.22)] * 25)).max_momentary_lufs == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("segment", range(20))
def test_3341_13_the_loudest_400_ms_are_found_wherever_they_lie(segment):
    heard = measured(steps((None, 0.02 * segment), (-23, 0.4), (None, 1)))
    assert heard.max_momentary_lufs == pytest.approx(-23, abs=0.1)


def test_3341_14_of_twenty_short_tones_the_loudest_counts():
    tones = [[(None, 0.02 * n), (-38 + n, 0.4), (None, 0.4 - 0.02 * n)] for n in range(20)]
    assert measured(steps(*[step for tone in tones for step in tone])).max_momentary_lufs == pytest.approx(
        -19, abs=0.1
    )


def tapered(divisor: float, phase: float, peak: float) -> np.ndarray:
    """Half a second of a sine at the rate over `divisor`, with 10 ms of fade at both ends."""
    n = np.arange(RATE // 2)
    wave = peak * np.sin(2 * np.pi * n / divisor + np.radians(phase))
    return stereo(wave * np.minimum(1, np.minimum(n, n[::-1]) / (RATE // 100)))


def surprise(offset: int) -> np.ndarray:
    """A sine at a sixth of the rate with one period of another, twice as high in level, at a quarter of the rate.

    Made at four times the rate, freed from what lies above half the rate, and thinned out from `offset` on.
    """
    carrier = 0.5 * np.sin(2 * np.pi * np.arange(24 * 500) / 24)
    period = np.sin(2 * np.pi * np.arange(16) / 16)
    fine = np.concatenate([carrier, period, carrier])
    fine *= np.minimum(1, np.minimum(np.arange(len(fine)), np.arange(len(fine))[::-1]) / (4 * RATE // 100))
    return stereo(oaconvolve(fine, firwin(511, 0.25), "same")[offset::4])


TRUE_PEAK = {
    "3341-15": (tapered(4, 0.0, 0.50), -6.0),
    "3341-16": (tapered(4, 45.0, 0.50), -6.0),
    "3341-17": (tapered(6, 60.0, 0.50), -6.0),
    "3341-18": (tapered(8, 67.5, 0.50), -6.0),
    "3341-19": (tapered(4, 45.0, 1.41), 3.0),
    "3341-20": (surprise(0), 0.0),
    "3341-21": (surprise(1), 0.0),
    "3341-22": (surprise(2), 0.0),
    "3341-23": (surprise(3), 0.0),
}


@pytest.mark.parametrize("case", TRUE_PEAK)
def test_true_peak_is_what_the_ebu_and_libebur128_say(case, libebur128):
    signal, expected = TRUE_PEAK[case]
    level = measured(signal).true_peak_dbtp
    assert expected - 0.4 <= level <= expected + 0.2
    assert level == pytest.approx(ebur128_reference.heard_by(libebur128, parts(signal)).true_peak_dbtp, abs=0.001)


def piece(seed: int, seconds: int) -> np.ndarray:
    """Something like music: dull noise on two sides that swells, rests and is struck, differing with the seed."""
    generator = np.random.default_rng(seed)
    frames = seconds * RATE
    dull = oaconvolve(generator.standard_normal((frames, 2)), np.ones((24, 1)) / 24, "same", axes=0)
    knots = np.linspace(0, frames, seconds // 3)
    swell_db = np.interp(np.arange(frames), knots, generator.uniform(-60, -12, len(knots)))
    struck = np.exp(-(np.arange(frames) % int(generator.integers(RATE // 3, 2 * RATE))) / RATE * 4)
    return (dull * (10 ** (swell_db / 20) * (0.2 + struck))[:, np.newaxis]).astype(np.float32)


@pytest.mark.parametrize(("seed", "seconds"), [(1, 9), (2, 14), (3, 31), (4, 60)])
def test_uneven_pieces_measure_as_by_libebur128(seed, seconds, libebur128):
    sound = piece(seed, seconds)
    ours, theirs = measured(sound), ebur128_reference.heard_by(libebur128, [sound], maxima=seconds < 20)
    assert ours.integrated_lufs == pytest.approx(theirs.integrated_lufs, abs=0.001)
    assert ours.range_lu == pytest.approx(theirs.range_lu, abs=0.001)
    assert ours.true_peak_dbtp == pytest.approx(theirs.true_peak_dbtp, abs=0.001)
    if seconds < 20:
        assert ours.max_momentary_lufs == pytest.approx(theirs.max_momentary_lufs, abs=0.01)
        assert ours.max_short_term_lufs == pytest.approx(theirs.max_short_term_lufs, abs=0.01)
