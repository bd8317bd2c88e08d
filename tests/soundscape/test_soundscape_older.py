"""A session of an older setplayer sounds as it did: its record holds the recipes, and they say how they are made."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipe import Recipe

OLDER = json.loads((Path(__file__).parent / "older_soundscapes.json").read_text())
"""Recipes as session files hold them, and what was heard: both ears, every 6 000th frame of two cells."""


class Rising:
    def values(self, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return np.interp(frames, [0, 400_000, 900_000], [2.0, 8.0, 4.0])


@pytest.mark.parametrize("name", OLDER)
def test_an_older_recipe_sounds_as_it_did(name: str) -> None:
    here = Soundscape(Recipe.from_json(OLDER[name]["recipe"].encode()), 5)
    made = [here.cell(index, Rising())[500::6_000] for index in (0, 9)]
    # On this class of processor it is the same to the bit; sines differ a little on others.
    assert np.allclose(np.concatenate(made).ravel(), OLDER[name]["samples"], rtol=0, atol=2e-6)


@pytest.mark.parametrize("name", OLDER)
def test_an_older_recipe_keeps_its_bytes(name: str) -> None:
    data = OLDER[name]["recipe"].encode()
    assert Recipe.from_json(data).canonical_json() == data
