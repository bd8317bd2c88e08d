"""Harmony travels over minutes, and what sounds together never clashes; a small figure comes back."""

from math import log2

import pytest

from setplayer.soundscape.harmony import PHRASE_S, PHRASES, SCALE, Harmony
from setplayer.soundscape.player import VoicePlayer
from setplayer.soundscape.recipe import Recipe, at
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import CELL_FRAMES, SAMPLE_RATE

RECIPES = shipped_recipes()
SECTION_S = PHRASE_S * PHRASES
FOLLOWING = [recipe for recipe in RECIPES.values() if recipe.name != "hearth"]
FIGURES = [(recipe, voice) for recipe in RECIPES.values() for voice in recipe.voices if voice.figure]


def homes(seed: int) -> list[int]:
    """The root that each of twelve sections, an hour, holds longest."""
    harmony = Harmony(seed, "travelling")
    roots = [[harmony.chord(s * SECTION_S + p * PHRASE_S)[0] for p in range(PHRASES)] for s in range(12)]
    return [max(set(of_one), key=of_one.count) for of_one in roots]


def test_an_hour_leaves_home_and_comes_back_every_time() -> None:
    for seed in range(20):
        assert homes(seed)[::2] == [0] * 6
        assert all(home in (3, 5) for home in homes(seed)[1::2])
    assert {home for seed in range(20) for home in homes(seed)} == {0, 3, 5}


def test_every_chord_shares_the_tonic_so_that_what_grounds_fits_at_any_moment() -> None:
    for seed in range(5):
        travelling, grounding = Harmony(seed, "travelling"), Harmony(seed, "grounding")
        for t in range(-400, 12_000, 40):
            assert 0 in travelling.chord(t)
            assert len(set(travelling.chord(t)) & set(grounding.chord(t))) >= 2


def test_what_grounds_is_never_a_semitone_beside_what_it_crosses_into() -> None:
    """Whatever either of them begins at any moment, and however long it sounds."""
    grounds = RECIPES["hearth"]
    for seed in range(5):
        travelling, grounding = (Harmony(seed, manner) for manner in ("travelling", grounds.harmony))
        for t in range(0, 4_000, 10):
            span = {"root_hz": 73.42, "low_hz": 70, "high_hz": 1_200, "from_s": t}
            theirs = [hz for late in (5, 35) for hz in travelling.pitches(**span, tones=4, to_s=t + late)]
            ours = [hz for late in (5, 15) for hz in grounding.pitches(**span, tones=3, to_s=t + late)]
            steps = {round(12 * log2(a / b)) % 12 for a in theirs for b in ours}
            assert not steps & {1, 11}, t


def test_soundscapes_that_cross_into_each_other_play_tones_of_the_same_chord() -> None:
    one, other = (Harmony(9, recipe.harmony) for recipe in (RECIPES["strings"], RECIPES["tide"]))
    for t in range(0, 6_400, 20):
        assert one.chord(t) == other.chord(t)
    assert {recipe.harmony for recipe in FOLLOWING} == {"travelling"}
    assert {recipe.root_hz for recipe in RECIPES.values()} == {73.42}


def test_the_bass_goes_along_with_the_chord_and_never_leaves_the_tonic() -> None:
    harmony, heard = Harmony(4, "travelling"), set()
    for t in range(0, 3_840, 40):
        pitches = harmony.pitches(root_hz=73.42, low_hz=70, high_hz=150, tones=3, from_s=t, to_s=t + 10)
        degrees = {
            min(range(6), key=lambda d: abs(hz / 73.42 / SCALE[d] - round(hz / 73.42 / SCALE[d]))) for hz in pitches
        }
        assert 0 in degrees
        heard |= degrees
    assert heard == {0, 3, 4, 5}


@pytest.mark.parametrize("recipe", FOLLOWING, ids=lambda recipe: recipe.name)
def test_a_layer_enters_as_intensity_grows_and_leaves_as_it_falls(recipe: Recipe) -> None:
    def heard(intensity: float) -> int:
        return sum(at(voice.chance, intensity) > 0.1 for voice in recipe.voices)

    assert heard(1.0) < heard(10.0) == len(recipe.voices)


@pytest.mark.parametrize(("recipe", "voice"), FIGURES, ids=lambda part: part.name)
def test_a_figure_comes_back_once_in_four_stretches_with_its_rhythm_and_its_shape(recipe, voice) -> None:
    player = VoicePlayer(recipe, voice, 6, 1)
    slots = 16 * voice.figure
    cells = range(int(slots * voice.slot_s * SAMPLE_RATE // CELL_FRAMES) + 2)
    # Told by height and luck: those that are out of reach at any intensity are not among the onsets.
    by_slot = {onset.slot: onset for cell in cells for onset in player.onsets(cell)}
    rows = [
        tuple(by_slot[slot].height if slot in by_slot else None for slot in range(first, first + voice.figure))
        for first in range(0, slots, voice.figure)
    ]
    figure = max(rows, key=rows.count)
    assert any(height is not None for height in figure)
    assert [rows[first : first + 4].count(figure) for first in (0, 4, 8, 12)] == [1, 1, 1, 1]


def test_a_figure_comes_back_sooner_and_later_and_makes_no_loop() -> None:
    recipe, voice = FIGURES[0]
    player = VoicePlayer(recipe, voice, 6, 1)
    lucks = [
        [o.luck for cell in range(900) for o in player.onsets(cell) if o.slot == slot][:1] for slot in range(200)
    ]
    stretches = [tuple(map(tuple, lucks[i : i + voice.figure])) for i in range(0, 200 - voice.figure, voice.figure)]
    figure = max(stretches, key=stretches.count)
    at_turns = {index % 4 for index, stretch in enumerate(stretches) if stretch == figure}
    assert len(at_turns) > 1
