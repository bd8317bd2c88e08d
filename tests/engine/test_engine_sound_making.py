"""A clinic's own recording as it is kept: no silence around it, soft at both ends, as loud as what ships."""

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from setplayer.engine import sound_making
from setplayer.engine.sound_making import MOST_RAISED_DB, Made, made
from setplayer.engine.sounds import loudness_of, sound_samples
from setplayer.faults import Fault
from setplayer.units import db_from_gain, gain_from_db

SECOND = 48_000
MS = SECOND // 1000

Sound = npt.NDArray[np.float64]


def written(path: Path, sound: Sound, rate: int = SECOND) -> Path:
    """A mono WAV of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(sound * 32767).astype("<i2").tobytes())
    return path


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * SECOND))


def struck(seconds: float = 3.0, level: float = 0.4) -> Sound:
    """A bell that is at its loudest at once, and still rings where the recording ends."""
    t = np.arange(round(seconds * SECOND)) / SECOND
    return level * np.cos(2 * np.pi * 440 * t) * np.exp(-t)


def spoken(seconds: float = 2.0) -> Sound:
    """Noise in syllables of 250 ms, from the first moment to the last."""
    t = np.arange(round(seconds * SECOND)) / SECOND
    return 0.2 * np.random.default_rng(1).uniform(-1, 1, len(t)) * np.abs(np.sin(2 * np.pi * 2 * t + 0.8))


def left_of(sound: Made) -> Sound:
    return sound_samples(sound.content, "sound")[:, 0].astype(np.float64)


def test_the_silence_around_a_bell_is_gone(tmp_path: Path) -> None:
    bell = made(written(tmp_path / "a.wav", np.concatenate([silence(1.5), struck(), silence(2)])), "bell")
    assert bell.original_frames == 6.5 * SECOND
    assert bell.sound.frames == pytest.approx(3 * SECOND, abs=20 * MS)
    heard = np.abs(left_of(bell))
    assert heard[: 30 * MS].max() > 0.1 * heard.max()
    assert heard[-100 * MS :].max() > 0


def test_noise_of_the_room_around_it_counts_as_silence(tmp_path: Path) -> None:
    sound = np.concatenate([silence(1), struck(), silence(1)])
    sound += 0.0008 * np.random.default_rng(1).uniform(-1, 1, len(sound)) + 0.01  # and the offset of a cheap recorder
    bell = made(written(tmp_path / "a.wav", sound), "bell")
    assert bell.sound.frames == pytest.approx(3 * SECOND, abs=20 * MS)
    assert abs(left_of(bell).mean()) < 1e-4


def test_a_bell_comes_and_goes_in_straight_lines_and_is_itself_between(tmp_path: Path) -> None:
    source = struck()
    heard = left_of(made(written(tmp_path / "a.wav", source), "bell"))
    gain = heard[SECOND] / source[SECOND]
    fades = np.interp(np.arange(len(source)), [0, 40 * MS, len(source) - 1500 * MS, len(source)], [0, 1, 1, 0])
    loud = np.abs(source) > 0.003
    assert np.abs(heard / np.where(loud, source, 1) / gain - fades)[loud].max() < 0.02
    assert np.abs(heard[: 5 * MS]).max() < 0.2 * np.abs(heard).max()  # as what ships
    assert heard[0] == 0
    assert np.abs(heard[-MS:]).max() < gain_from_db(-60)


def test_a_bell_strikes_as_loud_as_those_that_ship(tmp_path: Path) -> None:
    for level in (0.02, 0.9):
        bell = made(written(tmp_path / "a.wav", struck(level=level)), "bell")
        assert bell.sound.max_momentary_lufs == pytest.approx(-14.0, abs=0.1)
        assert loudness_of(sound_samples(bell.content, "a")).true_peak_dbtp < -1


def test_no_peak_is_above_the_ceiling_however_sharp(tmp_path: Path) -> None:
    t = np.arange(SECOND) / SECOND
    sharp = 0.5 * np.exp(-(((t - 0.1) * 4000) ** 2)) + 0.01 * np.sin(2 * np.pi * 300 * t)
    bell = made(written(tmp_path / "a.wav", sharp), "bell")
    assert bell.sound.true_peak_dbtp == pytest.approx(-1.02, abs=0.02)
    assert bell.sound.true_peak_dbtp < -1.0
    assert bell.sound.max_momentary_lufs is not None
    assert bell.sound.max_momentary_lufs < -15


def test_a_prompt_keeps_a_breath_before_it_and_is_loud_as_a_whole(tmp_path: Path) -> None:
    voice = made(written(tmp_path / "a.wav", np.concatenate([silence(1), spoken(), silence(1)])), "voice")
    assert voice.sound.frames == pytest.approx(2.3 * SECOND, abs=20 * MS)
    assert voice.sound.integrated_lufs == pytest.approx(-20.0, abs=0.1)
    heard = np.abs(left_of(voice))
    assert heard[: 90 * MS].max() == 0
    assert heard[-190 * MS :].max() == 0


def test_the_words_of_a_prompt_are_not_faded(tmp_path: Path) -> None:
    source = spoken()
    heard = left_of(made(written(tmp_path / "a.wav", np.concatenate([silence(1), source, silence(1)])), "voice"))
    (start,) = np.flatnonzero(heard)[:1]
    gain = heard[start + SECOND] / source[SECOND]
    assert heard[start : start + len(source)] == pytest.approx(gain * source, abs=1e-3)


def test_what_was_recorded_very_softly_is_raised_by_so_much_and_no_more(tmp_path: Path) -> None:
    bell = made(written(tmp_path / "a.wav", struck(level=0.0015)), "bell")
    assert bell.raised_db == MOST_RAISED_DB == 30
    assert db_from_gain(np.abs(left_of(bell)).max()) == pytest.approx(db_from_gain(0.0015) + 30, abs=1)


def test_a_tap_that_is_shorter_than_its_fades_is_heard(tmp_path: Path) -> None:
    tap = made(written(tmp_path / "a.wav", np.concatenate([silence(0.5), struck(0.05), silence(0.5)])), "bell")
    assert tap.sound.frames == pytest.approx(50 * MS, abs=20 * MS)
    assert np.abs(left_of(tap)).max() > 0.1


def test_another_rate_is_brought_to_48_khz(tmp_path: Path) -> None:
    t = np.arange(22_050) / 22_050
    bell = made(written(tmp_path / "a.wav", 0.3 * np.cos(2 * np.pi * 440 * t), rate=22_050), "bell")
    spectrum = np.abs(np.fft.rfft(left_of(bell)))
    assert bell.sound.frames == SECOND
    assert spectrum.argmax() * SECOND / bell.sound.frames == pytest.approx(440, abs=2)


def test_the_same_recording_comes_to_the_same_bytes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", struck(1))
    assert made(path, "bell").content == made(path, "bell").content


def cut_off(path: Path) -> Path:
    return holding(written(path, struck()).read_bytes()[:150_000], path)


def damaged(path: Path) -> Path:
    sound = made(written(path, struck()), "bell").content
    middle = len(sound) // 2
    return holding(sound[:middle] + bytes(2_000) + sound[middle + 2_000 :], path.with_suffix(".flac"))


def holding(data: bytes, path: Path) -> Path:
    path.write_bytes(data)
    return path


SILENT = "it is silent, or too soft to be a sound; record it again, nearer or louder."
DAMAGED = "parts of it are damaged or missing; copy or record it again."
REFUSED = {
    "silent": (lambda path: written(path, silence(1)), SILENT),
    "too soft": (lambda path: written(path, struck(level=0.0008)), SILENT),
    "too long": (
        lambda path: written(path, np.full(181 * 8_000, 0.1), rate=8_000),
        "it is longer than 3 min, the most for a sound; cut it, or play it as a track.",
    ),
    "damaged": (damaged, DAMAGED),
    "cut off": (cut_off, DAMAGED),
    "no sound": (
        lambda path: holding(b"Dear colleague,", path),
        "it is not music, or too damaged to open; replace the file or leave it out.",
    ),
    "empty": (lambda path: holding(b"", path), "the file is empty; replace it or leave it out."),
    "not there": (lambda path: path, "there is no such file; correct the path or put the file there."),
    "a folder": (lambda path: path.parent, "it is not a file; correct the path or put the file there."),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_a_sound_is_told_in_a_sentence(kind: str, tmp_path: Path) -> None:
    make, sentence = REFUSED[kind]
    path = make(tmp_path / "a.wav")
    with pytest.raises(Fault) as told:
        made(path, "bell")
    assert str(told.value) == f"{path}: {sentence}"


def test_a_recording_of_the_most_that_is_allowed_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_making, "LONGEST_FRAMES", 2 * SECOND)
    assert made(written(tmp_path / "a.wav", struck(2)), "bell").sound.frames == 2 * SECOND
    with pytest.raises(Fault, match="longer than 2 s"):
        made(written(tmp_path / "a.wav", struck(2.001)), "bell")
