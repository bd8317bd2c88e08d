"""What a person hears: it follows intensity, never startles, never clips, never comes round again."""

import functools
import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, resample_poly, sosfilt

from setplayer.library.loudness import LoudnessMeter
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.harmony import Harmony
from setplayer.soundscape.player import VoicePlayer
from setplayer.soundscape.recipe import Recipe, at
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import SAMPLE_RATE, db_from_gain, gain_from_db

RECIPES = shipped_recipes()
NAMES = sorted(RECIPES)
FOLLOWING = ("bowls", "drone", "keys", "pulse", "strings", "tide")
INTENSITIES = (1.0, 4.0, 7.0, 10.0)
Sound = npt.NDArray[np.float32]


class Flat:
    """One intensity for ever."""

    def __init__(self, intensity: float):
        self.intensity = intensity

    def values(self, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return np.full(len(frames), self.intensity)


@functools.cache
def three_minutes(name: str) -> Sound:
    return Soundscape(RECIPES[name], 2).span(60 * SAMPLE_RATE, 180 * SAMPLE_RATE, Flat(5.0))


@functools.cache
def a_while(name: str, intensity: float) -> Sound:
    return Soundscape(RECIPES[name], 3).span(90 * SAMPLE_RATE, 20 * SAMPLE_RATE, Flat(intensity))


def level_db(sound: Sound) -> float:
    return db_from_gain(float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))))


def centroid_hz(sound: Sound) -> float:
    mono = sound.mean(axis=1)
    blocks = mono[: len(mono) // 16_384 * 16_384].reshape(-1, 16_384) * np.kaiser(16_384, 16)
    size = np.abs(np.fft.rfft(blocks)).mean(axis=0)
    return float(np.sum(size * np.fft.rfftfreq(16_384, 1 / SAMPLE_RATE)) / np.sum(size))


def notes_in_ten_minutes(recipe: Recipe, intensity: float) -> int:
    heard = 0
    for voice in recipe.voices:
        player = VoicePlayer(recipe, voice, 1, 1)
        onsets = {onset for cell in range(440) for onset in player.onsets(cell)}
        heard += sum(onset.luck < at(voice.chance, intensity) for onset in onsets)
    return heard


@pytest.mark.parametrize("name", FOLLOWING)
def test_more_intensity_is_louder_brighter_and_denser(name: str) -> None:
    levels = [level_db(a_while(name, intensity)) for intensity in INTENSITIES]
    centroids = [centroid_hz(a_while(name, intensity)) for intensity in INTENSITIES]
    notes = [notes_in_ten_minutes(RECIPES[name], intensity) for intensity in INTENSITIES]
    for measured, step in ((levels, 1.5), (centroids, 5.0), (notes, 20)):
        assert all(more - less > step for less, more in itertools.pairwise(measured)), measured


def test_the_hearth_is_nearly_the_same_at_every_intensity() -> None:
    levels = [level_db(a_while("hearth", intensity)) for intensity in (1.0, 10.0)]
    assert abs(levels[1] - levels[0]) < 1.0


def test_the_hearth_changes_least() -> None:
    def change(name: str) -> float:
        mono = three_minutes(name).mean(axis=1)
        spectra = np.abs(
            np.fft.rfft(mono[: len(mono) // 16_384 * 16_384].reshape(-1, 16_384) * np.kaiser(16_384, 16))
        )
        return float(np.abs(np.diff(spectra, axis=0)).sum() / spectra.sum())

    assert min(NAMES, key=change) == "hearth"
    seconds = three_minutes("hearth").reshape(180, -1)
    assert float(np.std([level_db(second) for second in seconds])) < 1.1


def true_peak_dbtp(sound: Sound) -> float:
    return db_from_gain(float(np.abs(resample_poly(sound, 8, 1, axis=0)).max()))


@settings(max_examples=12, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    seed=st.integers(0, 2**64 - 1),
    begin_s=st.integers(0, 30_000),
    intensity=st.sampled_from([0.0, 5.0, 10.0]),
    trim_db=st.sampled_from([0.0, 20.0]),
)
def test_nothing_ever_clips(name: str, seed: int, begin_s: int, intensity: float, trim_db: float) -> None:
    recipe = RECIPES[name]
    if trim_db:  # far louder than any that ships: the bound holds by construction, not by taste
        recipe = recipe.model_copy(update={"lufs": None, "level_db": trim_db})
    made = Soundscape(recipe, seed).span(begin_s * SAMPLE_RATE, SAMPLE_RATE, Flat(intensity))
    assert true_peak_dbtp(made) < -1.0


@pytest.mark.parametrize("name", NAMES)
def test_short_term_loudness_keeps_to_its_target(name: str) -> None:
    meter = LoudnessMeter(SAMPLE_RATE)
    meter.feed(three_minutes(name))
    lufs = RECIPES[name].lufs
    assert lufs is not None
    assert np.mean(np.abs(meter.short_term_lufs() - at(lufs, 5.0)) <= 2.0) > 0.95


@pytest.mark.parametrize("name", NAMES)
def test_one_loudspeaker_loses_little(name: str) -> None:
    made = three_minutes(name).astype(np.float64)
    middle = (made.mean(axis=1) ** 2).reshape(-1, SAMPLE_RATE).sum(axis=1)
    both = (made**2).mean(axis=1).reshape(-1, SAMPLE_RATE).sum(axis=1)
    assert middle.sum() > 0.75 * both.sum()
    three = np.ones(3)
    assert (np.convolve(middle, three, "valid") / np.convolve(both, three, "valid")).min() > gain_from_db(-3.5) ** 2


@pytest.mark.parametrize("name", NAMES)
def test_nothing_clicks(name: str) -> None:
    """All music here lies below 8 kHz; a step in the signal would be heard above 12 kHz too."""
    high = sosfilt(butter(10, 12_000, "high", fs=SAMPLE_RATE, output="sos"), three_minutes(name)[:, 0])
    assert np.abs(high[SAMPLE_RATE:]).max() < gain_from_db(-100)


@pytest.mark.parametrize("name", NAMES)
def test_no_note_begins_suddenly(name: str) -> None:
    """40 ms after it began, a note has reached no more than half of what it will."""
    for voice in RECIPES[name].voices:
        player = VoicePlayer(RECIPES[name], voice, 1, 1)
        onsets = player.onsets(200)
        notes = list(player.notes(onsets, np.full(len(onsets), 10.0)))
        assert notes
        for note in notes:
            grown = note.bounds.sum(axis=0)
            assert grown[: 1_920 // note.hop + 1].max() < 0.5 * grown.max()


@pytest.mark.parametrize("name", NAMES)
def test_there_is_no_direct_current(name: str) -> None:
    assert np.abs(three_minutes(name).mean(axis=0)).max() < gain_from_db(-90)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_folded_down_from_beyond_half_the_sample_rate(name: str) -> None:
    """All partials end at 7 kHz: with nothing from 9 kHz to the end of the band, nothing came past that end."""
    mono = a_while(name, 10.0).mean(axis=1, dtype=np.float64)
    window = np.kaiser(len(mono), 20)
    size = np.abs(np.fft.rfft(mono * window)) / (window.sum() / 2)
    highest = float(size[np.fft.rfftfreq(len(mono), 1 / SAMPLE_RATE) > 9_000].max())
    assert db_from_gain(highest) < -90


@pytest.mark.parametrize("name", NAMES)
def test_it_never_comes_round_again(name: str) -> None:
    """The loudness of tenths of a second, against itself 10 s and more later."""
    tenths = np.square(three_minutes(name), dtype=np.float64).reshape(1_800, -1).mean(axis=1)
    envelope = np.sqrt(tenths)
    envelope -= envelope.mean()
    alike = np.correlate(envelope, envelope, "full")[len(envelope) - 1 :] / np.sum(envelope**2)
    assert np.abs(alike[100:]).max() < 0.35


def test_chords_of_older_recipes_hold_the_tonic() -> None:
    assert all(0 in Harmony(seed, "moving").chord(t) for seed in range(5) for t in range(-40, 4_000, 40))


def test_the_soundscape_is_there_from_its_first_frame() -> None:
    for name in NAMES:
        start = Soundscape(RECIPES[name], 1).span(0, 2 * SAMPLE_RATE, Flat(3.0))
        assert level_db(start) > -45
