"""The limiter's alignment, frame by frame, and hostile material of every kind, by meters that are not its own."""

import numpy as np
import pytest
from audio_cases import stereo, true_peaks_dbtp
from hypothesis import given, settings
from hypothesis import strategies as st

from setplayer.audio import limiter
from setplayer.audio.limiter import CEILING_DBTP, DELAY_FRAMES, Limiter
from setplayer.audio.true_peak import LENGTH, peaks
from setplayer.library.samples import Samples
from setplayer.units import BLOCK_FRAMES

EDGES = st.sampled_from([BLOCK_FRAMES * n + d for n in (1, 2) for d in (-25, -24, -2, -1, 0, 1, 23, 24, 25)])
PLACES = st.integers(500, 3 * BLOCK_FRAMES) | EDGES


def processed(sound: Samples, block: int = BLOCK_FRAMES) -> Samples:
    """All that comes out of a limiter, the delay before it."""
    sound = np.concatenate([sound, np.zeros((limiter.DELAY_FRAMES, 2), np.float32)])
    the_limiter = Limiter()
    return np.concatenate([the_limiter.process(sound[at : at + block]) for at in range(0, len(sound), block)])


def gain_around_a_peak(place: int, block: int) -> tuple[int, int]:
    """How many frames before and after a peak its gain is down all the way, as it comes out."""
    sound = stereo(np.full(4 * BLOCK_FRAMES, 0.01))
    sound[place] = 4.0, -4.0
    out = processed(sound, block)
    gain_db = 20 * np.log10(out[DELAY_FRAMES:, 0] / sound[:, 0])
    down = np.flatnonzero(gain_db < gain_db.min() + 0.02)
    return place - int(down[0]), int(down[-1]) - place


@settings(max_examples=30, deadline=None)
@given(PLACES, st.sampled_from([1, 7, 480, BLOCK_FRAMES, 5_000]))
def test_a_peak_anywhere_comes_out_exactly_late_and_below_the_ceiling(place: int, block: int) -> None:
    block = block if block > 7 or place < BLOCK_FRAMES else 480  # a frame at a time is slow
    sound = np.zeros((3 * BLOCK_FRAMES + 100, 2), np.float32)
    sound[place] = 4.0, -2.0
    out = processed(sound, block)
    assert np.flatnonzero(out[:, 0]).tolist() == np.flatnonzero(out[:, 1]).tolist() == [place + DELAY_FRAMES]
    for peak in true_peaks_dbtp(out):
        assert CEILING_DBTP - 1.0 < peak <= CEILING_DBTP


@settings(max_examples=15, deadline=None)
@given(PLACES, st.sampled_from([333, BLOCK_FRAMES]))
def test_the_gain_is_down_over_all_that_a_peak_is_made_of(place: int, block: int) -> None:
    before, after = gain_around_a_peak(place, block)
    assert before == LENGTH // 2 + 1  # with the eighths of a sample just before it
    assert after >= LENGTH // 2


@pytest.mark.parametrize("frames", [-1, 1])
def test_a_delay_that_is_one_frame_off_is_seen(frames: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "DELAY_FRAMES", DELAY_FRAMES + frames)
    sound = stereo(np.full(4 * BLOCK_FRAMES, 0.01))
    sound[3_000] = 4.0
    out = processed(sound)
    assert int(np.abs(out[:, 0]).argmax()) == 3_000 + DELAY_FRAMES + frames
    gain_db = 20 * np.log10(out[DELAY_FRAMES + frames :, 0] / sound[:, 0])
    down = np.flatnonzero(gain_db < gain_db.min() + 0.02)
    assert 3_000 - int(down[0]) == LENGTH // 2 + 1 + frames


def overshoot_db(frames: int, monkeypatch: pytest.MonkeyPatch) -> float:
    """By how much music that grows loud within a sample passes the limiter's target when its delay is wrong."""
    monkeypatch.setattr(limiter, "DELAY_FRAMES", DELAY_FRAMES + frames)
    time = np.arange(4 * BLOCK_FRAMES)
    sound = stereo(np.where((time > 3_000) & (time < 3_200), 4.0, 0.0) * np.sin(np.pi / 2 * time + np.pi / 4))
    target = 20 * np.log10(limiter._TARGET)
    return float(20 * np.log10(peaks(processed(sound)).max()) - target)


def test_a_wrong_delay_lets_peaks_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gain reaches further than the filter, which forgives what the test above sees; beyond that peaks pass."""
    right, *wrong = (overshoot_db(frames, monkeypatch) for frames in (0, -30, -60))
    assert right <= 0.0
    assert 0.1 < wrong[0] < wrong[1]


# ---- hostile material


def _tone(draw: st.DrawFn, frames: int) -> np.ndarray:
    """Tones whose peaks lie between samples: near fs/4 and fs/3 and elsewhere up to 22 kHz."""
    hz = draw(st.sampled_from([8_000, 12_000, 16_000, 11_999, 997]) | st.floats(20, 22_000))
    return np.sin(2 * np.pi * hz / 48_000 * np.arange(frames) + draw(st.sampled_from([0.0, np.pi / 4, 1.0])))


def _square(draw: st.DrawFn, frames: int) -> np.ndarray:
    half = draw(st.integers(1, 300))
    return np.where((np.arange(frames) // half) % 2 == 0, 1.0, -1.0)


def _noise(draw: st.DrawFn, frames: int) -> np.ndarray:
    noise = np.random.default_rng(draw(st.integers(0, 99))).standard_normal(frames)
    return np.sign(noise) if draw(st.booleans()) else np.clip(noise, -1.0, 1.0)


def _clicks(draw: st.DrawFn, frames: int) -> np.ndarray:
    clicks = np.zeros(frames)
    for place in draw(st.lists(st.integers(0, frames - 2), max_size=5)):
        clicks[place : place + 2] = 1.0, draw(st.sampled_from([0.0, 1.0, -1.0]))
    return clicks


@st.composite
def hostile(draw: st.DrawFn) -> Samples:
    """Stretches of what makes peaks between samples, each beginning and ending at once, at up to +12 dBFS."""
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        make = draw(st.sampled_from([_tone, _square, _noise, _clicks]))
        frames, gain = draw(st.integers(2, 1_500)), draw(st.sampled_from([0.3, 0.9, 1.0, 2.0, 4.0]))
        sides = draw(st.sampled_from([(1.0, 1.0), (1.0, -1.0), (0.0, 1.0), (0.3, 1.0)]))
        parts.append(gain * make(draw, frames + 2)[:frames, None] * np.array(sides))
    return np.concatenate(parts).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(hostile(), st.sampled_from([1_000, BLOCK_FRAMES]))
def test_nothing_passes_the_ceiling_whatever_follows_whatever(sound: Samples, block: int) -> None:
    out = processed(sound, block)
    assert np.all(np.isfinite(out))
    # The meters hear what follows the end as silence, which is what follows it.
    for peak in true_peaks_dbtp(np.pad(out, ((500, 500), (0, 0)))):
        assert peak <= CEILING_DBTP


@settings(max_examples=60, deadline=None)
@given(hostile(), st.floats(0.0, 2.0))
def test_passing_over_what_is_quiet_misses_no_peak(sound: Samples, least: float) -> None:
    sound = np.pad(sound, ((60, 60), (0, 0)))
    every, some = peaks(sound), peaks(sound, least)
    assert np.array_equal(every[every > least], some[every > least])
    assert np.all(some <= every)
