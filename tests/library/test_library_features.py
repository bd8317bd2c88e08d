"""What music is like, on music made for the purpose: what is certain of it must be found."""

import subprocess
import sys

import numpy as np
import pytest
from library_making import make, noise, tone

from setplayer.library.features import FeatureMeter, Features, intensity
from setplayer.library.measuring import scan_track
from setplayer.units import SAMPLE_RATE

LOUD = -14.0


def features(samples, lufs=LOUD, chunk=16_384):
    meter = FeatureMeter()
    for start in range(0, len(samples), chunk):
        meter.feed(samples[start : start + chunk])
    return meter.result(lufs)


def strokes(bpm, seconds=40.0, hz=220.0, decay_s=0.15):
    """A struck string at a steady tempo."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    since = at % (60 / bpm)
    wave = sum(np.sin(2 * np.pi * hz * k * since) / k for k in (1, 2, 3, 5, 8)) * np.exp(-since / decay_s)
    return np.repeat(0.3 * wave[:, None], 2, axis=1).astype(np.float32)


def drone(seconds=30.0):
    """Chords that swell and ebb so slowly that nothing begins."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = sum(np.sin(2 * np.pi * hz * at) for hz in (110, 165, 220, 277)) * (1 + 0.3 * np.sin(2 * np.pi * at / 20))
    return np.repeat(0.1 * wave[:, None], 2, axis=1).astype(np.float32)


@pytest.mark.parametrize("bpm", [60, 72, 90, 100, 120, 140])
def test_the_tempo_of_a_steady_beat_is_found(bpm):
    assert features(strokes(bpm)).tempo_bpm == pytest.approx(bpm, rel=0.02)


@pytest.mark.parametrize("sound", [drone(), noise(30 * SAMPLE_RATE, peak=0.2), np.zeros((SAMPLE_RATE * 20, 2), "f4")])
def test_where_there_is_no_beat_there_is_no_tempo(sound):
    assert features(sound).tempo_bpm is None


def test_onsets_are_counted():
    assert features(strokes(120)).onsets_per_s == pytest.approx(2, abs=0.1)
    assert features(drone()).onsets_per_s < 0.1


@pytest.mark.parametrize("hz", [250, 1_000, 4_000])
def test_brightness_is_where_the_sound_is(hz):
    assert features(tone(5, SAMPLE_RATE, hz=hz)).brightness_hz == pytest.approx(hz, rel=0.03)


def test_a_quiet_end_does_not_darken_a_piece():
    sound = np.concatenate([tone(5, SAMPLE_RATE, hz=2_000), np.zeros((SAMPLE_RATE * 6, 2), "f4")])
    assert features(sound).brightness_hz == pytest.approx(2_000, rel=0.03)


def test_a_drone_is_steady_and_a_piece_of_two_halves_is_not():
    halves = np.concatenate([tone(15, SAMPLE_RATE, hz=200), noise(15 * SAMPLE_RATE, peak=0.02)])
    assert features(drone()).steady > 0.9
    assert features(halves).steady < 0.5


def test_strokes_move_and_a_drone_does_not():
    assert features(strokes(90)).dynamics_db > 3
    assert features(drone()).dynamics_db < 1


def test_intensity_grows_with_loudness_onsets_brightness_and_movement_and_stays_within_0_and_10():
    middle = (-22.0, 2.0, 1_200.0, 3.0)
    for place, more in enumerate((-12.0, 4.0, 3_000.0, 6.0)):
        assert intensity(*middle[:place], more, *middle[place + 1 :]) > intensity(*middle)
    assert intensity(-70, 0, 0, 0) == intensity(None, 9, 9_000, 9) == 0
    assert intensity(0, 50, 12_000, 40) == 10


def test_the_same_music_faster_is_only_more_intense_for_its_onsets():
    slow, fast = features(strokes(60)), features(strokes(140))
    assert fast.tempo_bpm > 2 * slow.tempo_bpm
    assert 0 < fast.intensity - slow.intensity < 2


def test_pieces_come_out_in_the_order_people_would_put_them():
    order = [
        features(drone(), -26).intensity,
        features(strokes(72), -20).intensity,
        features(strokes(240), -12).intensity,
    ]
    assert order == sorted(order)
    assert order[2] - order[0] > 3


def test_a_gliding_voice_is_told_from_strokes_and_a_drone():
    at = np.arange(40 * SAMPLE_RATE) / SAMPLE_RATE
    pitch = 220 * 2 ** (0.2 * np.sin(2 * np.pi * 0.7 * at) + 0.04 * np.sin(2 * np.pi * 5.5 * at))
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    voice = 0.05 * sum(np.sin(k * phase) / k**0.5 for k in range(1, 16))
    assert features(np.repeat(voice[:, None], 2, axis=1).astype(np.float32)).voice > 0.7
    for sound in (drone(), strokes(90), noise(30 * SAMPLE_RATE), np.zeros((SAMPLE_RATE * 20, 2), "f4")):
        assert features(sound).voice < 0.1


@pytest.mark.parametrize("chunk", [1, 1_023, 100_000])
def test_features_do_not_depend_on_the_size_of_the_reads(chunk):
    sound = strokes(90, 3) if chunk == 1 else strokes(90, 20)
    assert features(sound[: SAMPLE_RATE // 4] if chunk == 1 else sound, chunk=chunk) == features(
        sound[: SAMPLE_RATE // 4] if chunk == 1 else sound
    )


@pytest.mark.parametrize("frames", [1, 2, 3, 500, SAMPLE_RATE])
def test_however_short_a_piece_its_features_are_numbers(frames):
    found = features(noise(frames))
    assert isinstance(found, Features)
    assert 0 <= found.steady <= 1


def test_a_scan_measures_features_and_the_silence_around_the_music(tmp_path):
    rest = np.zeros((SAMPLE_RATE // 2, 2), dtype=np.float32)
    make(tmp_path / "a.wav", np.concatenate([rest, strokes(100, 20), rest, rest]), SAMPLE_RATE)
    track = scan_track(tmp_path, "a.wav")
    assert track.tempo_bpm == pytest.approx(100, rel=0.02)
    assert 0 < track.intensity < 10
    assert track.leading_silence_frames == pytest.approx(SAMPLE_RATE // 2, abs=50)
    assert track.trailing_silence_frames >= SAMPLE_RATE
    assert track.frames - track.leading_silence_frames - track.trailing_silence_frames > 19 * SAMPLE_RATE


def test_a_silent_file_is_silent_to_its_end(tmp_path):
    make(tmp_path / "a.wav", np.zeros((SAMPLE_RATE * 2, 2), dtype=np.float32), SAMPLE_RATE)
    track = scan_track(tmp_path, "a.wav")
    assert (track.leading_silence_frames, track.trailing_silence_frames) == (track.frames, track.frames)
    assert (track.intensity, track.tempo_bpm) == (0, None)


def test_what_is_known_already_needs_no_heavy_library():
    code = "import setplayer.library.scan, sys; print('scipy' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
    )
