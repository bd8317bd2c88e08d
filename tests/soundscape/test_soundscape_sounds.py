"""The short sounds: soft, finite, and the files that ship are what the code makes."""

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from setplayer.shipped import shipped
from setplayer.soundscape import soundfiles
from setplayer.soundscape.sounds import SOUND_NAMES, make_sound
from setplayer.units import SAMPLE_RATE, db_from_gain, gain_from_db


def decoded(path: Path) -> npt.NDArray[np.float64]:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.format.name, stream.channels) == (SAMPLE_RATE, "s32", 2)
        frames = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(stream)]
    return np.concatenate(frames) / 2.0**31


def test_there_is_a_bowl_a_bell_and_a_chime() -> None:
    assert SOUND_NAMES == ("bell", "bowl", "chime")


@pytest.mark.parametrize("name", SOUND_NAMES)
def test_the_shipped_file_is_what_the_code_makes(name: str) -> None:
    path = shipped("assets") / "sounds" / f"{name}.flac"
    assert path.stat().st_size < 600_000
    made, kept = make_sound(name), decoded(path)
    assert kept.shape == made.shape
    assert np.abs(kept - made).max() <= 2.0**-18  # another processor's sine may round the other way


@pytest.mark.parametrize("name", SOUND_NAMES)
def test_a_sound_rises_softly_and_ends_in_silence(name: str) -> None:
    sound = np.abs(make_sound(name)).max(axis=1)
    assert sound.dtype == np.float32
    assert abs(db_from_gain(float(sound.max())) + 9.0) < 0.1
    # An attack of a raised cosine over 20 ms or more: a quarter of the way there it has 15 % of its gain.
    assert sound[: SAMPLE_RATE // 200].max() < 0.2 * sound.max()
    assert sound[0] == sound[-1] == 0.0
    assert sound[-SAMPLE_RATE // 4 :].max() < gain_from_db(-55)


def test_the_command_writes_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["sounds", str(tmp_path)])
    soundfiles.main()
    for name in SOUND_NAMES:
        assert np.array_equal(decoded(tmp_path / f"{name}.flac"), make_sound(name))
