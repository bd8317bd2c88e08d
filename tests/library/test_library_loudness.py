import re
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_making import make, noise, tone
from scipy.signal import sosfreqz, upfirdn

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


def test_the_interpolating_filter_has_four_phases_of_twelve_taps_and_the_first_is_the_sample_itself():
    assert TAPS.shape == (12, 4)
    assert TAPS[:, 0] == pytest.approx(np.eye(12)[6], abs=1e-12)
    # One reads towards the next sample as another reads towards the one before.
    assert TAPS[:, 1] == pytest.approx(TAPS[::-1, 3], abs=1e-12)
    assert TAPS.sum(axis=0) == pytest.approx(np.ones(4), abs=0.001)


@pytest.mark.parametrize("hz", [100, 997, 4_000, 6_000, 8_000, 12_000, 15_000, 18_000])
def test_a_sine_peaks_at_its_height_wherever_samples_meet_it(hz):
    n = np.arange(4_800)
    for phase in np.linspace(0, np.pi, 25):
        # Swells and fades: an abrupt edge has a higher peak of its own.
        wave = 0.5 * np.sin(2 * np.pi * hz * n / RATE + phase) * np.hanning(len(n)) ** 0.25
        level = measured(np.stack([wave, wave], axis=1).astype(np.float32)).true_peak_dbtp
        assert -6.02 - 0.25 <= level <= -6.02 + 0.1


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1_000), frames=st.integers(1, 3_000), chunk=st.integers(1, 3_000))
def test_passing_over_quiet_spans_never_misses_the_peak(seed, frames, chunk):
    generator = np.random.default_rng(seed)
    samples = noise(frames, seed=seed) * generator.random((frames, 1), dtype=np.float32) ** 4
    whole = upfirdn(TAPS.ravel(), samples.astype(np.float64), up=4, axis=0)
    peak = max(np.abs(whole).max(), np.abs(samples).max())
    wanted = max(20 * np.log10(peak), SILENT_DBTP)
    assert measured(samples, chunk=chunk).true_peak_dbtp == pytest.approx(wanted, abs=1e-3)


@settings(max_examples=8, deadline=None)
@given(chunk=st.integers(100, 50_000))
def test_the_size_of_the_pieces_fed_does_not_matter(chunk):
    samples = steps((-30.0, 1.5), (-18.0, 2.0), (-40.0, 1.1))
    whole, pieces = measured(samples, chunk=len(samples)), measured(samples, chunk=chunk)
    assert pieces.integrated_lufs == pytest.approx(whole.integrated_lufs, abs=1e-6)
    assert pieces.range_lu == pytest.approx(whole.range_lu, abs=1e-6)
    assert pieces.true_peak_dbtp == pytest.approx(whole.true_peak_dbtp, abs=1e-4)
    assert pieces.max_momentary_lufs == pytest.approx(whole.max_momentary_lufs, abs=1e-6)
    assert pieces.max_short_term_lufs == pytest.approx(whole.max_short_term_lufs, abs=1e-6)


def test_silence_and_very_short_sounds_have_no_loudness():
    silence = measured(np.zeros((RATE * 5, 2), dtype=np.float32))
    assert silence == Loudness(
        None, 0.0, max_momentary_lufs=None, max_short_term_lufs=None, true_peak_dbtp=SILENT_DBTP
    )
    assert measured(tone(0.3, RATE)).integrated_lufs is None
    assert measured(np.zeros((0, 2), dtype=np.float32)).integrated_lufs is None


def test_there_is_no_short_term_loudness_before_three_seconds_and_none_filled_up_at_the_end():
    meter = LoudnessMeter(RATE)
    meter.feed(tone(2.99, RATE))
    assert len(meter.short_term_lufs()) == 0
    assert meter.result().max_short_term_lufs is None
    meter.feed(np.zeros((RATE * 4, 2), dtype=np.float32))
    # 6.99 s: windows begin at 0.0, 0.1 and so on to 3.9 s; those from 3.0 s on hold nothing but silence.
    series = meter.short_term_lufs()
    assert len(series) == 40
    assert series[0] == pytest.approx(meter.result().max_short_term_lufs, abs=0.02)
    assert series[-1] < -120


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
    rate = 44_100
    # Steps and not a glide: the range of a glide depends on how often one looks, and ffmpeg looks more often.
    level_db = np.repeat([-32.0, -12.0, -22.0, -16.0], 10 * rate)
    # Dull noise, as music is: white noise would measure the two resamplers above 20 kHz.
    dull = np.apply_along_axis(np.convolve, 0, noise(40 * rate, peak=1.0), np.ones(8) / 8, "same")
    samples = (dull * 10 ** (level_db[:, np.newaxis] / 20)).astype(np.float32)
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
