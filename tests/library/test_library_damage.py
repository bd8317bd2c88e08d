"""Whatever a disk, a download or a malicious hand does to a file: a plain sentence or music, never a crash."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_making import make, noise, tone

from setplayer.library.decode import TrackStream
from setplayer.library.measuring import scan_track
from setplayer.library.opening import Unplayable
from setplayer.units import SAMPLE_RATE

SUFFIXES = (".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".wav", ".aiff")


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sound")
    files = {}
    for suffix in SUFFIXES:
        rate = 48_000 if suffix == ".opus" else 44_100
        samples = tone(6.0, rate) * 0.5 + noise(6 * rate, peak=0.2)
        files[suffix] = make(folder / f"a{suffix}", samples, rate).read_bytes()
    return files


def cut_off(data: bytes) -> bytes:
    return data[: len(data) // 2]


def beheaded(data: bytes) -> bytes:
    return bytes(400) + data[400:]


def holed(data: bytes) -> bytes:
    third = len(data) // 3
    return data[:third] + bytes(third // 2) + data[third + third // 2 :]


def rotted(data: bytes, *, share: float, seed: int, start: int = 0) -> bytes:
    generator = random.Random(seed)
    rotten = bytearray(data)
    for _ in range(max(3, round(len(data) * share))):
        rotten[generator.randrange(start, len(rotten))] ^= 1 << generator.randrange(8)
    return bytes(rotten)


def garbage(data: bytes) -> bytes:
    return random.Random(7).randbytes(len(data))


def words(data: bytes) -> bytes:
    return b"<html><body>404 not found</body></html>" * 200


DAMAGE = {
    "cut off": cut_off,
    "beheaded": beheaded,
    "holed": holed,
    "a little rotted": lambda data: rotted(data, share=1e-5, seed=1, start=500),
    "rotted": lambda data: rotted(data, share=1e-3, seed=2, start=500),
    "very rotted": lambda data: rotted(data, share=3e-2, seed=3),
    "garbage": garbage,
    "words": words,
    "its first bytes": lambda data: data[:2_000],
    "one byte": lambda data: data[:1],
    "empty": lambda data: b"",
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_music_or_a_plain_sentence(tmp_path, sound_files, damage, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(DAMAGE[damage](sound_files[suffix]))
    track = scan_track(tmp_path, path.name)
    if track.error is None:
        assert SAMPLE_RATE <= track.frames <= 6.5 * SAMPLE_RATE
    else:
        assert track.frames == 0
        assert track.error.endswith(".")
        assert not any(word in track.error for word in ("Errno", "Error", "av.", "Traceback", str(tmp_path)))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("damage", ["holed", "a little rotted", "rotted", "very rotted"])
def test_whatever_is_delivered_is_a_number_and_not_too_loud(tmp_path, sound_files, damage, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(DAMAGE[damage](sound_files[suffix]))
    try:
        with TrackStream(path) as stream:
            while len(samples := stream.read(5_000)):
                assert np.isfinite(samples).all()
                assert np.abs(samples).max() <= 4.0
    except Unplayable:
        pass


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".ogg", ".opus", ".aac", ".wav"])
def test_music_goes_on_after_a_hole(tmp_path, sound_files, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(holed(sound_files[suffix]))
    with TrackStream(path) as stream:
        sound = stream.read(10 * SAMPLE_RATE)
    # The hole takes 1 s of 6; Ogg loses the whole page, about a second more.
    assert len(sound) > 3.5 * SAMPLE_RATE
    assert np.abs(sound[-SAMPLE_RATE // 2 :]).max() == pytest.approx(0.5, abs=0.2)


@settings(max_examples=100, deadline=None)
@given(suffix=st.sampled_from(SUFFIXES), seed=st.integers(0, 10**9), share=st.floats(1e-5, 1e-2))
def test_rot_anywhere_is_survived_and_read_the_same_twice(tmp_path_factory, sound_files, suffix, seed, share):
    path = tmp_path_factory.mktemp("rot") / f"a{suffix}"
    path.write_bytes(rotted(sound_files[suffix][:60_000], share=share, seed=seed))
    assert read_or_refused(path, 3_000) == read_or_refused(path, 50_000)


def read_or_refused(path, chunk: int) -> bytes | str:
    try:
        with TrackStream(path) as stream:
            parts = [stream.read(chunk)]
            while len(parts[-1]):
                parts.append(stream.read(chunk))
            return np.concatenate(parts).tobytes()
    except Unplayable as fault:
        return fault.reason


@settings(max_examples=60, deadline=None)
@given(suffix=st.sampled_from(SUFFIXES), data=st.binary(max_size=3_000))
def test_any_bytes_at_all_are_survived(tmp_path_factory, suffix, data):
    path = tmp_path_factory.mktemp("bytes") / f"a{suffix}"
    path.write_bytes(data)
    assert scan_track(path.parent, path.name).error is not None


def test_the_wrong_suffix_does_not_matter(tmp_path, sound_files):
    (tmp_path / "a.flac").write_bytes(sound_files[".mp3"])
    track = scan_track(tmp_path, "a.flac")
    assert track.error is None
    assert track.frames > 5 * SAMPLE_RATE


def test_what_would_burst_into_noise_is_refused(tmp_path):
    """A bit-rotted MP3 was seen to decode to +71 dBFS. Somebody in ketamine's hands must not hear it."""
    samples = tone(3.0, 48_000)
    samples[70_000] = 3_000.0
    make(tmp_path / "a.wav", samples, 48_000, "pcm_f32le")
    track = scan_track(tmp_path, "a.wav")
    assert track.error == "it is damaged: parts of it decode to nothing but noise; replace the file."
    with TrackStream(tmp_path / "a.wav") as stream:
        assert np.abs(stream.read(200_000)).max() == 4.0


def test_what_is_not_a_number_becomes_silence(tmp_path):
    samples = tone(3.0, 44_100)
    samples[60_000:60_010] = np.nan
    samples[60_010:60_020] = np.inf
    make(tmp_path / "a.wav", samples, 44_100, "pcm_f32le")
    with TrackStream(tmp_path / "a.wav") as stream:
        sound = stream.read(200_000)
    assert np.isfinite(sound).all()
    assert np.abs(sound[80_000:]).max() == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize("rate", [1, 200, 3_999, 768_001, 2**31 - 1])
def test_a_header_that_lies_about_the_rate_is_refused(tmp_path, rate):
    path = make(tmp_path / "a.wav", tone(2.0, 44_100), 44_100)
    data = bytearray(path.read_bytes())
    data[24:28] = rate.to_bytes(4, "little")
    path.write_bytes(data)
    assert "samples a second" in scan_track(tmp_path, "a.wav").error


def test_less_than_a_second_holds_no_music(tmp_path):
    make(tmp_path / "a.wav", tone(0.9, 44_100), 44_100)
    assert scan_track(tmp_path, "a.wav").error == "it holds no music: less than a second of it can be decoded."
