"""Silences that belong to the music are known, so that they are never taken for a fault."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_making import make

from setplayer.library.measuring import scan_track
from setplayer.library.quiet import BLOCK_FRAMES, MOST_STRETCHES, QuietFinder
from setplayer.library.track import Track

RATE = 48_000


def levels(*peak_and_seconds: tuple[float, float]) -> np.ndarray:
    """Stereo at a constant level, which steps."""
    wave = np.concatenate([np.full(round(seconds * RATE), peak) for peak, seconds in peak_and_seconds])
    return np.stack([wave, -wave], axis=1).astype(np.float32)


def found(samples: np.ndarray, chunk: int = 16_384) -> tuple[tuple[int, int], ...]:
    finder = QuietFinder()
    for start in range(0, len(samples), chunk):
        finder.feed(samples[start : start + chunk])
    return finder.result()


def test_a_quiet_opening_a_silence_within_and_a_quiet_ending_are_found():
    sound = levels((0.0, 2.0), (0.3, 3.0), (0.0005, 4.0), (0.3, 1.0), (0.0, 1.55))
    seconds = [(first / RATE, end / RATE) for first, end in found(sound)]
    assert seconds == [(0.0, 2.0), (5.0, 9.0), (10.0, 11.55)]


def test_what_is_soft_and_what_is_short_is_music():
    assert found(levels((0.3, 1.0), (0.0011, 5.0), (0.3, 1.0))) == ()
    assert found(levels((0.3, 1.0), (0.0, 0.9), (0.3, 1.0), (0.0, 0.95))) == ()


def test_one_side_that_sounds_is_not_quiet():
    sound = levels((0.0, 3.0))
    sound[:, 1] = 0.1
    assert found(sound) == ()


def test_one_sample_in_a_block_is_enough_to_be_heard():
    sound = levels((0.0, 4.0))
    sound[2 * RATE] = -0.5
    assert found(sound) == ((0, 2 * RATE), (2 * RATE + BLOCK_FRAMES, 4 * RATE))


def test_of_very_many_the_longest_are_kept_in_order():
    sound = levels(*[pair for n in range(100) for pair in ((0.3, 0.1), (0.0, 1.0 + 0.1 * (n % 10)))])
    stretches = found(sound)
    assert len(stretches) == MOST_STRETCHES
    assert stretches == tuple(sorted(stretches))
    assert min(end - first for first, end in stretches) >= 1.3 * RATE


def test_nothing_at_all_has_no_stretches():
    assert QuietFinder().result() == ()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(8, 12)), min_size=1, max_size=4), st.integers(700, 400_000))
def test_every_long_run_of_quiet_blocks_is_found_however_it_is_fed(loud_and_quiet_runs, chunk):
    quiet = [is_quiet for loud, soft in loud_and_quiet_runs for is_quiet in [False] * loud + [True] * soft]
    stretches = found(levels(*[(0.0 if q else 0.5, 0.1) for q in quiet]), chunk)
    runs = "".join(".#"[q] for q in quiet).split(".")
    assert [(end - first) // BLOCK_FRAMES for first, end in stretches] == [len(run) for run in runs if len(run) >= 10]
    assert all(all(quiet[first // BLOCK_FRAMES : end // BLOCK_FRAMES]) for first, end in stretches)


@pytest.mark.parametrize("suffix", [".flac", ".mp3"])
def test_a_scan_tells_where_a_recording_is_quiet(tmp_path, suffix):
    swell = 0.4 * np.sin(np.arange(3 * RATE) / 20)
    sound = np.concatenate([np.zeros(2 * RATE), swell, np.zeros(3 * RATE)])[:, np.newaxis].repeat(2, axis=1)
    make(tmp_path / f"a{suffix}", sound.astype(np.float32), RATE)
    track = scan_track(tmp_path, f"a{suffix}")
    (opening, ending) = track.quiet
    # The music begins and ends abruptly, which a lossy codec smears over the block beside it.
    assert opening == (0, pytest.approx(2 * RATE, abs=2 * BLOCK_FRAMES))
    assert ending == (pytest.approx(5 * RATE, abs=2 * BLOCK_FRAMES), track.frames)


def test_a_track_from_an_older_record_is_still_read():
    before = {"path": "a.mp3", "sha256": "", "frames": 1, "sample_rate": 1, "channels": 1, "integrated_lufs": None}
    before |= {"range_lu": 0.0, "true_peak_dbtp": -180.0, "title": "", "artist": "", "error": None}
    assert Track.model_validate(before).quiet == ()
    with_quiet = Track.model_validate(before | {"quiet": [[0, 96_000]]})
    assert Track.model_validate_json(with_quiet.model_dump_json()) == with_quiet
