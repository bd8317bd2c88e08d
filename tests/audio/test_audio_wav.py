"""A WAV file of ours is read by the simplest reader, and a long one by those that know RF64."""

import wave
from pathlib import Path

import av
import numpy as np

from setplayer.audio.wav import WavWriter

SAMPLES = np.random.default_rng(1).integers(-(2**23), 2**23, (5_000, 2), dtype=np.int32)


def test_pythons_own_reader_reads_it(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "a.wav")
    writer.write(SAMPLES[:3_000])
    writer.write(SAMPLES[3_000:])
    writer.close()
    with wave.open(str(tmp_path / "a.wav")) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (2, 3, 48_000)
        packed = np.frombuffer(sound.readframes(10_000), np.uint8).reshape(-1, 3)
    values = np.pad(packed, ((0, 0), (1, 0))).view("<i4").reshape(-1, 2) >> 8
    assert np.array_equal(values, SAMPLES)


def test_a_file_too_long_for_wav_is_rf64(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "a.wav", largest_bytes=20_000)
    writer.write(SAMPLES)
    writer.close()
    assert (tmp_path / "a.wav").read_bytes()[:4] == b"RF64"
    with av.open(str(tmp_path / "a.wav")) as container:
        decoded = np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)])
    assert np.array_equal(decoded >> 8, SAMPLES)


def test_sizes_in_the_header_are_right(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "a.wav")
    writer.write(SAMPLES[:7])
    writer.close()
    data = (tmp_path / "a.wav").read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    assert int.from_bytes(data[76:80], "little") == 7 * 6
    assert len(data) == 80 + 7 * 6
