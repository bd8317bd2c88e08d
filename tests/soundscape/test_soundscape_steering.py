"""The level goes where it is meant to be, and looks only back."""

import json

import numpy as np
import pytest

from setplayer.faults import Fault
from setplayer.library.loudness import LoudnessMeter
from setplayer.soundscape.recipe import Recipe
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.soundscape.shapes import Float32s
from setplayer.soundscape.steering import block_powers, steady
from setplayer.units import CELL_FRAMES, SAMPLE_RATE


def tone(hz: float, gain: float, cell: int) -> Float32s:
    """One cell of a tone in both ears."""
    t = (cell * CELL_FRAMES + np.arange(CELL_FRAMES)) / SAMPLE_RATE
    return np.asarray([gain * np.sin(2 * np.pi * hz * t)] * 2, np.float32)


@pytest.mark.parametrize("hz", [73.42, 147.0, 440.0, 2_500.0, 5_000.0])
@pytest.mark.parametrize("gain", [0.01, 0.3])
def test_a_steady_tone_of_any_pitch_comes_out_near_its_target(hz: float, gain: float) -> None:
    """Within 1.5 LU: the weighting is nearly that of loudness, furthest from it at 2.5 kHz, where there is little."""
    cells = [tone(hz, gain, index) for index in range(4)]
    powers = [block_powers(cell) for cell in cells]
    steered = [steady(powers[i - 1], powers[i]) * cells[i] * np.float32(10 ** (-24 / 20)) for i in (1, 2, 3)]
    meter = LoudnessMeter(SAMPLE_RATE)
    meter.feed(np.ascontiguousarray(np.concatenate(steered, axis=1).T))
    assert abs(float(np.median(meter.short_term_lufs())) + 24.0) < 1.5


def test_the_level_knows_nothing_of_what_comes() -> None:
    before, here = block_powers(tone(220, 0.1, 0)), block_powers(tone(220, 0.1, 1))
    calm = steady(before, here)
    for block in (0, 1, 31, 62):
        louder = here.copy()
        louder[block:] *= 100
        first = int(np.argmax(steady(before, louder) != calm))
        assert first >= (block + 1) * 1_024


def test_the_level_of_a_cell_goes_on_from_the_one_before() -> None:
    powers = [block_powers(tone(220, gain, index)) for index, gain in enumerate((0.1, 0.3, 0.02))]
    one, other = steady(powers[0], powers[1]), steady(powers[1], powers[2])
    assert abs(other[0] / one[-1] - 1.0) < 1e-3


def test_near_silence_is_not_lifted() -> None:
    silence = np.zeros(64, np.int64)
    assert steady(silence, silence).max() < 250


def test_a_recipe_says_one_way_or_the_other_how_loud_it_is() -> None:
    data = json.loads(shipped_recipes()["tide"].canonical_json())
    both, neither = {**data, "level_db": 3.0}, {key: value for key, value in data.items() if key != "lufs"}
    for wrong, told in ((both, "it has both lufs and level_db"), (neither, "nothing says how loud it is")):
        with pytest.raises(Fault, match=told):
            Recipe.from_json(json.dumps(wrong).encode())
