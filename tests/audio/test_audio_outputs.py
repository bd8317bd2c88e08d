"""A file holds exactly the samples that were mixed, rounded to 24 bits; a full disk is told in one sentence."""

import itertools
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from setplayer.audio.behind import Behind
from setplayer.audio.outputs import FileOutput, NullOutput, kind_of, whole_samples
from setplayer.faults import Fault, MachineFault
from setplayer.library.samples import Samples

SOUND = np.random.default_rng(1).uniform(-1.1, 1.1, (70_001, 2)).astype(np.float32)
FULL = Path("/dev/full")
needs_dev_full = pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")


def as_wave(path: Path) -> NDArray[np.int32]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 3, 48_000)
        packed = np.frombuffer(file.readframes(10**8), np.uint8).reshape(-1, 3)
    return np.pad(packed, ((0, 0), (1, 0))).view("<i4").reshape(-1, 2) >> 8


def as_ffmpeg(path: Path) -> NDArray[np.int32]:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.layout.nb_channels, stream.codec_context.format.bits) == (48_000, 2, 32)
        parts = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(stream)]
    return np.concatenate(parts) >> 8


def written(path: Path, sound: Samples, *cuts: int) -> Path:
    with FileOutput(path, path.suffix) as output:
        for part in np.split(sound, cuts):
            output.write(part)
    return path


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_file_holds_every_sample_rounded_to_24_bits(suffix: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"a{suffix}", SOUND, 1, 2, 5_000, 66_000)
    exact = np.clip(np.rint(SOUND.astype(np.float64) * 2**23), -(2**23), 2**23 - 1)
    assert np.array_equal(as_ffmpeg(path), exact)
    if suffix == ".wav":
        assert np.array_equal(as_wave(path), exact)


def test_rounding_is_to_the_nearest_and_full_scale_is_kept() -> None:
    step = 2.0**-23
    values = np.float32([0, 0.4 * step, 0.6 * step, -0.6 * step, 1.0, -1.0, 4.0, -4.0, 0.25 + 1.25 * step])
    whole = [0, 0, 1, -1, 2**23 - 1, -(2**23), 2**23 - 1, -(2**23), 2**21 + 1]
    assert whole_samples(np.stack([values, values], axis=1))[:, 0].tolist() == whole


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_file_without_a_frame_is_a_file(suffix: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"a{suffix}", SOUND[:0])
    with av.open(str(path)) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) == 0


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_folder_that_does_not_exist_is_told(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "none" / f"a{suffix}"
    with pytest.raises(MachineFault) as told:
        FileOutput(path, suffix)
    assert str(told.value) == (
        f"{path}: cannot be written (No such file or directory). Choose another folder, or make room, and try again."
    )


def write_for_ever(suffix: str) -> None:
    with FileOutput(FULL, suffix) as output:
        for _ in itertools.repeat(None):
            output.write(SOUND)


@needs_dev_full
@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_full_disk_is_told_in_one_sentence_while_writing(suffix: str) -> None:
    with pytest.raises(MachineFault) as told:
        write_for_ever(suffix)
    assert str(told.value).startswith("/dev/full: cannot be written (No space left on device).")
    assert told.value.exit_status == 3


@needs_dev_full
@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_disk_that_is_full_at_the_very_end_is_told(suffix: str) -> None:
    output = FileOutput(FULL, suffix, name=Path("session.wav"))
    output.write(SOUND[:100])
    with pytest.raises(MachineFault, match=r"^session\.wav: cannot be written \(No space left on device\)"):
        output.close()


def test_what_broke_off_the_work_is_what_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="broke off"):
        break_off(tmp_path / "a.wav")


def break_off(path: Path) -> None:
    with FileOutput(path, ".wav") as output:
        output.write(SOUND)
        raise KeyError("broke off")


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_names_are_names_and_not_commands(suffix: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"pipe:1 %03d{suffix}", SOUND)
    assert path.stat().st_size > 1_000


def test_kinds_are_told_from_names() -> None:
    assert kind_of(Path("A.WAV")) == ".wav"
    assert kind_of(Path("a.flac")) == ".flac"
    with pytest.raises(Fault) as told:
        kind_of(Path("a.mp3"))
    assert str(told.value) == "a.mp3: the name must end in .wav or .flac; write for example a.flac."


def test_a_null_output_counts() -> None:
    output = NullOutput()
    output.write(SOUND)
    output.write(SOUND[:5])
    assert output.frames == 70_006


# ---- work on a thread of its own


def test_calls_are_done_in_their_order() -> None:
    done: list[int] = []
    behind = Behind(3)
    for number in range(200):
        behind.do(lambda number=number: done.append(number))  # type: ignore[misc]
    behind.finish()
    assert done == list(range(200))


def fail() -> None:
    raise OSError("full")


def test_what_a_call_raises_comes_out_and_no_more_is_done_after_it_is_dropped() -> None:
    behind = Behind(1)
    behind.do(fail)
    with pytest.raises(OSError, match="full"):
        behind.do(lambda: None)
    behind.drop()
    with pytest.raises(RuntimeError):
        behind.do(lambda: None)
