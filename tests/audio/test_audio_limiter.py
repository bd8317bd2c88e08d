"""No true peak above the ceiling whatever comes; below it, the very same samples, and no work."""

from collections.abc import Callable

import numpy as np
import pytest
from audio_cases import stereo, true_peaks_dbtp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import resample_poly

from setplayer.audio.limiter import CEILING_DBTP, DELAY_FRAMES, Limiter
from setplayer.audio.true_peak import LENGTH
from setplayer.library.samples import Samples

FRAMES = 24_000
TIME = np.arange(FRAMES)


def noise(seed: int = 1) -> Samples:
    return np.clip(2.0 * np.random.default_rng(seed).standard_normal((FRAMES, 2)), -4, 4).astype(np.float32)


def every(period: int, *values: float) -> Samples:
    sound = np.zeros((FRAMES, 2), np.float32)
    for place, value in enumerate(values):
        sound[500 + place :: period] = value
    return sound


HOSTILE = {
    "square at fs/4, 45°": stereo(2 * np.sign(np.sin(np.pi / 2 * TIME + np.pi / 4))),
    "sine at fs/4, 45°": stereo(2 * np.sin(np.pi / 2 * TIME + np.pi / 4)),
    "sine at fs/3": stereo(4 * np.sin(2 * np.pi / 3 * TIME)),
    "997 Hz": stereo(4 * np.sin(2 * np.pi * 997 / 48_000 * TIME)),
    "21 kHz that bursts in": stereo(2 * np.sin(2 * np.pi * 21_000 / 48_000 * TIME + np.pi / 4)),
    "noise at +12 dBFS": noise(),
    "signs by chance": (4 * np.sign(np.random.default_rng(2).standard_normal((FRAMES, 2)))).astype(np.float32),
    "noise below 12 kHz": np.clip(2 * resample_poly(noise(3), 2, 1, axis=0)[:FRAMES], -4, 4).astype(np.float32),
    "impulses": every(1_000, 4.0),
    "impulses that turn over": every(4_001, 4.0, -4.0),
    "a step from silence": stereo(np.where(TIME < FRAMES // 2, 0.0, 4.0)),
    "full scale from silence": stereo(np.where(TIME < FRAMES // 2, 0.0, 4.0 * (-1.0) ** TIME)),
    "a sweep to fs/2": stereo(3 * np.sin(np.cumsum(np.linspace(0, np.pi, FRAMES)))),
    "one side only": noise(4) * np.float32([1.0, 0.0]),
}


def limited(sound: Samples, cuts: list[int] | None = None) -> Samples:
    """The sound through a limiter in blocks that end at the cuts, without the delay."""
    limiter = Limiter()
    blocks = np.split(np.concatenate([sound, np.zeros((DELAY_FRAMES, 2), np.float32)]), sorted(cuts or []))
    return np.concatenate([limiter.process(block) for block in blocks])[DELAY_FRAMES:]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_passes_the_ceiling(name: str) -> None:
    for peak in true_peaks_dbtp(limited(HOSTILE[name])):
        assert peak <= CEILING_DBTP


def test_it_takes_no_more_than_it_must() -> None:
    sine = limited(HOSTILE["997 Hz"])[FRAMES // 2 :]
    assert 20 * np.log10(np.abs(sine).max()) > CEILING_DBTP - 0.7


def test_an_impulse_below_the_ceiling_comes_out_unchanged_and_exactly_late() -> None:
    sound = np.zeros((4_096, 2), np.float32)
    sound[1_000] = 0.25, -0.125
    out = np.concatenate([Limiter().process(sound)])
    assert np.array_equal(out[DELAY_FRAMES:], sound[:-DELAY_FRAMES])
    assert not out[:DELAY_FRAMES].any()


def test_music_below_the_ceiling_is_not_touched_also_after_a_peak_has_passed() -> None:
    quiet = 0.2 * noise() / 4
    sound = np.concatenate([quiet, noise(5)[:500], np.zeros((FRAMES, 2), np.float32), quiet, quiet])
    out = limited(sound)
    assert np.array_equal(out[: FRAMES - DELAY_FRAMES], sound[: FRAMES - DELAY_FRAMES])
    assert np.array_equal(out[-FRAMES:], sound[-FRAMES:])


def test_the_gain_is_down_as_far_before_a_peak_as_the_detector_reaches() -> None:
    """A delay that is one frame longer or shorter moves where the gain arrives by one frame."""
    sound = stereo(np.full(4_096, 0.01))
    sound[2_000] = 4.0
    gain_db = 20 * np.log10(limited(sound)[:, 0] / sound[:, 0])
    down = np.flatnonzero(gain_db < gain_db.min() + 0.02)
    reach = LENGTH // 2 + 1  # with the eighths of a sample just before it
    assert down[0] == 2_000 - reach
    assert down[-1] >= 2_000 + reach


@settings(max_examples=40)
@given(st.lists(st.integers(0, FRAMES + DELAY_FRAMES), max_size=12), st.sampled_from(sorted(HOSTILE)))
def test_samples_do_not_depend_on_the_sizes_of_blocks(cuts: list[int], name: str) -> None:
    sound = HOSTILE[name] * np.where(TIME < FRAMES // 2, 0.1, 1.0).astype(np.float32)[:, None]
    assert np.array_equal(limited(sound, cuts), limited(sound))


def test_at_rest_it_works_out_no_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    worked = 0
    release = Limiter._release

    def counted(self: Limiter, held: NDArray[np.int64]) -> NDArray[np.int64]:
        nonlocal worked
        worked += 1
        return release(self, held)

    monkeypatch.setattr(Limiter, "_release", counted)
    limiter = Limiter()
    for block in np.split(0.2 * noise() / 4, 10):
        limiter.process(block)
    assert worked == 0
    limiter.process(noise()[:2_048])
    assert worked == 1


def test_the_gain_comes_back_at_twenty_decibels_a_second() -> None:
    sound = stereo(np.full(48_000, 0.1))
    sound[1_000] = 4.0
    gain_db = 20 * np.log10(limited(sound)[:, 0] / 0.1)
    begin, end = 2_000, 12_000
    assert gain_db[end] - gain_db[begin] == pytest.approx(20 * (end - begin) / 48_000, abs=1e-3)
    assert gain_db[-1] == 0.0


def test_both_sides_keep_their_balance() -> None:
    sound = np.stack([HOSTILE["997 Hz"][:, 0], 0.1 * HOSTILE["997 Hz"][:, 0]], axis=1).astype(np.float32)
    out = limited(sound)
    loud = np.abs(sound[:, 0]) > 0.1
    assert np.allclose(out[loud, 1] / out[loud, 0], 0.1, rtol=1e-6)


def silent(frames: int) -> Samples:
    return np.zeros((frames, 2), np.float32)


@pytest.mark.parametrize("make", [silent, lambda frames: noise()[:frames]])
def test_an_empty_block_changes_nothing(make: Callable[[int], Samples]) -> None:
    limiter, other = Limiter(), Limiter()
    assert limiter.process(silent(0)).shape == (0, 2)
    assert np.array_equal(limiter.process(make(3_000)), other.process(make(3_000)))
