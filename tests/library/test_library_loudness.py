import re
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_making import make, noise, tone
from scipy.signal import sosfreqz, upfirdn

from setplayer.library import loudness
from setplayer.library.decode import TrackStream
from setplayer.library.loudness import Loudness, LoudnessMeter, k_weighting
from setplayer.library.polyphase import TAPS
from setplayer.library.track import SILENT_DBTP

RATE = 48_000


def measured(samples: np.ndarray, rate: int = RATE, chunk: int = 16_384) -> Loudness:
    meter = LoudnessMeter(rate, samples.shape[1])
    for start in range(0, len(samples), chunk):
        meter.feed(samples[start : start + chunk])
    return meter.result()


def steps(*levels_and_seconds: tuple[float, float], hz: float = 1000.0, rate: int = RATE) -> np.ndarray:
    """A stereo sine whose level in dBFS steps, as the EBU's test signals are defined."""
    gain = np.concatenate([np.full(round(s * rate), 10 ** (level / 20)) for level, s in levels_and_seconds])
    wave = gain * np.sin(2 * np.pi * hz * np.arange(len(gain)) / rate)
    return np.stack([wave, wave], axis=1).astype(np.float32)


EBU_3341 = {
    1: (((-23.0, 20.0),), -23.0),
    2: (((-33.0, 20.0),), -33.0),
    3: (((-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)), -23.0),
    4: (((-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)), -23.0),
    5: (((-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)), -23.0),
}

EBU_3342 = {
    1: (((-20.0, 20.0), (-30.0, 20.0)), 10.0),
    2: (((-20.0, 20.0), (-15.0, 20.0)), 5.0),
    3: (((-40.0, 20.0), (-20.0, 20.0)), 20.0),
    4: (((-50.0, 20.0), (-35.0, 20.0), (-20.0, 20.0), (-35.0, 20.0), (-50.0, 20.0)), 15.0),
}


@pytest.mark.parametrize("case", EBU_3341)
def test_integrated_loudness_meets_ebu_tech_3341(case):
    signal, expected = EBU_3341[case]
    assert measured(steps(*signal)).integrated_lufs == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("case", EBU_3342)
def test_loudness_range_meets_ebu_tech_3342(case):
    signal, expected = EBU_3342[case]
    # The standard allows 1 LU; more than a tenth would be a fault all the same.
    assert measured(steps(*signal)).range_lu == pytest.approx(expected, abs=0.1)


# EBU Tech 3341 cases 15 to 19: divisor of the rate, phase in degrees, peak, and what a meter must show.
@pytest.mark.parametrize(
    ("divisor", "phase", "peak", "expected"),
    [(4, 0, 0.5, -6.0), (4, 45, 0.5, -6.0), (6, 60, 0.5, -6.0), (8, 67.5, 0.5, -6.0), (4, 45, 1.41, 3.0)],
)
def test_true_peak_meets_ebu_tech_3341(divisor, phase, peak, expected):
    n = np.arange(RATE)
    wave = peak * np.sin(2 * np.pi * n / divisor + np.radians(phase))
    # The signal comes and goes smoothly: an abrupt edge has a higher peak of its own.
    wave *= np.minimum(1, np.minimum(n, n[::-1]) / 4_800)
    level = measured(np.stack([wave, wave], axis=1).astype(np.float32)).true_peak_dbtp
    assert expected - 0.4 <= level <= expected + 0.2


def test_the_weighting_is_that_of_the_standards_table():
    """BS.1770-4 Tables 1 and 2, for 48 kHz."""
    shelf, cut = k_weighting(48_000)
    assert shelf[:3] == pytest.approx([1.53512485958697, -2.69169618940638, 1.19839281085285], abs=1e-8)
    assert shelf[4:] == pytest.approx([-1.69065929318241, 0.73248077421585], abs=1e-8)
    assert cut == pytest.approx([1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621], abs=1e-8)


@pytest.mark.parametrize("rate", [44_100, 96_000])
def test_the_weighting_is_the_same_curve_at_other_rates(rate):
    hz = np.array([50.0, 200.0, 1_000.0, 4_000.0, 8_000.0])
    here = np.abs(sosfreqz(k_weighting(rate), hz, fs=rate)[1])
    there = np.abs(sosfreqz(k_weighting(48_000), hz, fs=48_000)[1])
    assert 20 * np.log10(here / there) == pytest.approx(np.zeros(5), abs=0.1)


def test_the_interpolating_filter_is_the_published_table():
    """BS.1770-4 Annex 2: a few of its 48 entries as printed, and its symmetry."""
    assert TAPS.shape == (12, 4)
    assert TAPS[0].tolist() == [0.001708984375, -0.0291748046875, -0.0189208984375, -0.00830078125]
    assert TAPS[5].tolist() == [0.1373291015625, 0.465087890625, 0.77978515625, 0.97216796875]
    assert TAPS[11].tolist() == [-0.00830078125, -0.0189208984375, -0.0291748046875, 0.001708984375]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1_000), frames=st.integers(1, 3_000), chunk=st.integers(1, 3_000))
def test_passing_over_quiet_spans_never_misses_the_peak(seed, frames, chunk):
    generator = np.random.default_rng(seed)
    samples = noise(frames, seed=seed) * generator.random((frames, 1), dtype=np.float32) ** 4
    whole = upfirdn(loudness._FILTER, samples.astype(np.float64), up=4, axis=0)
    peak = max(np.abs(whole).max(), np.abs(samples).max())
    assert measured(samples, chunk=chunk).true_peak_dbtp == pytest.approx(20 * np.log10(peak), abs=1e-3)


@settings(max_examples=8, deadline=None)
@given(chunk=st.integers(100, 50_000))
def test_the_size_of_the_pieces_fed_does_not_matter(chunk):
    samples = steps((-30.0, 1.5), (-18.0, 2.0), (-40.0, 1.1))
    whole, pieces = measured(samples, chunk=len(samples)), measured(samples, chunk=chunk)
    assert pieces.integrated_lufs == pytest.approx(whole.integrated_lufs, abs=1e-6)
    assert pieces.range_lu == pytest.approx(whole.range_lu, abs=1e-6)
    assert pieces.true_peak_dbtp == pytest.approx(whole.true_peak_dbtp, abs=1e-4)


def test_silence_and_very_short_sounds_have_no_loudness():
    silence = measured(np.zeros((RATE * 5, 2), dtype=np.float32))
    assert silence == Loudness(integrated_lufs=None, range_lu=0.0, true_peak_dbtp=SILENT_DBTP)
    assert measured(tone(0.3, RATE)).integrated_lufs is None
    assert measured(np.zeros((0, 2), dtype=np.float32)).integrated_lufs is None


def test_what_lies_under_the_absolute_gate_does_not_count():
    assert measured(steps((-75.0, 5.0))).integrated_lufs is None
    assert measured(steps((-75.0, 5.0))).range_lu == 0.0
    # Within the relative gate, yet under the absolute one.
    assert measured(steps((-66.0, 10.0), (-72.0, 30.0))).integrated_lufs == pytest.approx(-66.0, abs=0.1)


def test_a_result_can_be_asked_for_on_the_way():
    meter = LoudnessMeter(RATE)
    meter.feed(tone(2.0, RATE))
    assert meter.result() == meter.result()
    before = meter.result().integrated_lufs
    meter.feed(tone(2.0, RATE, peak=0.1))
    assert meter.result().integrated_lufs < before


@pytest.mark.parametrize("suffix", [".mp3", ".flac"])
def test_ffmpeg_measures_the_same(tmp_path, ffmpeg, suffix):
    rate = 48_000 if suffix == ".opus" else 44_100
    swells_db = np.interp(np.arange(40 * rate) / rate, [0, 20, 40], [-32, -12, -22])
    # Dull noise, as music is: white noise would measure the two resamplers above 20 kHz.
    dull = np.apply_along_axis(np.convolve, 0, noise(40 * rate, peak=1.0), np.ones(8) / 8, "same")
    samples = (dull * 10 ** (swells_db[:, np.newaxis] / 20)).astype(np.float32)
    path = make(tmp_path / f"a{suffix}", samples, rate)
    meter = LoudnessMeter(RATE)
    with TrackStream(path) as stream:
        while len(sound := stream.read(10_000)):
            meter.feed(sound)
    ours = meter.result()
    command = [ffmpeg, "-nostdin", "-hide_banner", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = text[text.rindex("Summary:") :]
    theirs = [float(re.search(rf"{name}:\s+(-?[\d.]+)", summary)[1]) for name in ("I", "LRA", "Peak")]
    assert ours.integrated_lufs == pytest.approx(theirs[0], abs=0.1)
    assert ours.range_lu == pytest.approx(theirs[1], abs=0.15)  # ffmpeg prints tenths
    assert ours.true_peak_dbtp == pytest.approx(theirs[2], abs=0.4)  # ffmpeg interpolates with another filter
