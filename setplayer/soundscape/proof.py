"""Hearing a soundscape once before anybody relies on it."""

import dataclasses
from typing import Final

import numpy as np

from setplayer.faults import MachineFault
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipe import Recipe
from setplayer.soundscape.shapes import Float64s, Frames
from setplayer.units import gain_from_db

_HEARD: Final = gain_from_db(-60.0)
_CELL: Final = 4
"""Not the first: some voices take a while to come in."""


@dataclasses.dataclass(frozen=True)
class _Steady:
    intensity: float

    def values(self, frames: Frames) -> Float64s:
        """The same intensity everywhere."""
        return np.full(len(frames), self.intensity)


def prove(recipe: Recipe) -> None:
    """See that a soundscape that ships gives sound. Raises MachineFault.

    The chain that must not fail ends with soundscapes, so they are tried when an arc is loaded, not when they are
    needed. A cell of each takes some 20 ms.
    """
    if not is_heard(recipe):
        raise MachineFault(
            f"The soundscape {recipe.name!r} gives no sound on this computer. Install setplayer again."
        )


def is_heard(recipe: Recipe) -> bool:
    """Whether a soundscape gives sound at its softest and at its fullest."""
    for intensity in (0.0, 10.0):
        cell = Soundscape(recipe, seed=1).cell(_CELL, _Steady(intensity))
        if not np.isfinite(cell).all() or float(np.abs(cell).max()) < _HEARD:
            return False
    return True
