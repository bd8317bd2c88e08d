"""A soundscape is heard once before anybody relies on it."""

import numpy as np
import pytest

from setplayer.faults import MachineFault
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.proof import prove
from setplayer.soundscape.recipes import shipped_recipes


def test_every_soundscape_that_ships_gives_sound() -> None:
    for recipe in shipped_recipes().values():
        prove(recipe)


@pytest.mark.parametrize("value", [0.0, np.nan, 1e-6])
def test_one_that_gives_none_is_told_of_when_the_arc_is_loaded(value: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Soundscape, "cell", lambda *args: np.full((65_536, 2), value, np.float32))
    with pytest.raises(MachineFault, match="The soundscape 'tide' gives no sound on this computer"):
        prove(shipped_recipes()["tide"])
