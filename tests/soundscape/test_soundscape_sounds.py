"""The short sounds: soft, finite, and the files that ship are what the code makes."""

from itertools import pairwise
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


STRUCK = ("bell", "bowl", "chime", "wood")


def test_there_are_a_bowl_a_bell_two_chimes_and_a_rain_stick() -> None:
    assert SOUND_NAMES == ("bell", "bowl", "chime", "rain", "wood")


@pytest.mark.parametrize("name", SOUND_NAMES)
def test_the_shipped_file_is_what_the_code_makes(name: str) -> None:
    path = shipped("assets") / "sounds" / f"{name}.flac"
    assert path.stat().st_size < 600_000
    made, kept = make_sound(name), decoded(path)
    assert kept.shape == made.shape
    step = 2.0**-13 if name == "rain" else 2.0**-18
    assert np.abs(kept - made).max() <= step  # another processor's sine may round the other way


@pytest.mark.parametrize("name", SOUND_NAMES)
def test_a_sound_rises_softly_and_ends_in_silence(name: str) -> None:
    sound = np.abs(make_sound(name)).max(axis=1)
    assert sound.dtype == np.float32
    assert abs(db_from_gain(float(sound.max())) + 9.0) < 0.1
    # A raised cosine over 80 ms has 15 % of its gain a quarter of the way there.
    assert sound[: SAMPLE_RATE // 50].max() < 0.2 * sound.max()
    assert sound[0] == sound[-1] == 0.0
    assert sound[-SAMPLE_RATE // 4 :].max() < gain_from_db(-55)


@pytest.mark.parametrize("name", STRUCK)
def test_every_stroke_takes_eighty_milliseconds_to_be_there(name: str) -> None:
    """Within 10 ms a raised cosine over 80 ms grows by a fifth of itself; a stroke without attack by all of it."""
    sound = np.abs(make_sound(name)).max(axis=1)
    envelope = sound[: len(sound) // 480 * 480].reshape(-1, 480).max(axis=1)  # 10 ms
    for place, (before, after) in enumerate(pairwise((0.0, *envelope))):
        assert after - before < 0.35 * envelope.max(), f"{name} begins at once at {place * 10} ms"


def test_the_rain_comes_and_goes_over_seconds_and_is_bright_and_wide() -> None:
    rain = make_sound("rain").astype(np.float64)
    power = np.square(rain).mean(axis=1).reshape(12, -1).mean(axis=1)  # half seconds
    loudest = int(power.argmax())
    assert 1 <= loudest <= 6
    assert power[0] < 0.2 * power.max()
    assert (np.diff(power[loudest:]) < 0.2 * power.max()).all()
    spectrum = np.square(np.abs(np.fft.rfft(rain.mean(axis=1))))
    hz = np.fft.rfftfreq(len(rain), 1 / SAMPLE_RATE)
    assert 500 < np.sum(spectrum * hz) / np.sum(spectrum) < 2_000
    assert np.corrcoef(rain.T)[0, 1] < 0.97


def test_the_command_writes_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["sounds", str(tmp_path)])
    soundfiles.main()
    for name in SOUND_NAMES:
        assert np.array_equal(decoded(tmp_path / f"{name}.flac"), make_sound(name))
