"""The soundscapes that have names: those that ship, and a clinic's own in `soundscapes/` below its data folder."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from setplayer.faults import Fault, TextFault, shown
from setplayer.shipped import shipped
from setplayer.soundscape.recipe import Recipe
from setplayer.soundscape.recipe_file import SUFFIX, read_recipe

SOUNDSCAPES: Final = "soundscapes"
"""Where they lie: in `assets`, in a data folder, and in a backup."""


def shipped_recipes() -> dict[str, Recipe]:
    """Every soundscape of this copy of setplayer by its name, in order of names.

    Raises Fault with one sentence when a file is damaged or missing.
    """
    return dict(_shipped(shipped("assets") / SOUNDSCAPES))


@functools.cache
def _shipped(folder: Path) -> Mapping[str, Recipe]:
    recipes = [read_recipe(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    if not recipes:
        raise Fault(f"{folder}: no soundscape was found. Install setplayer again.")
    return {recipe.name: recipe for recipe in recipes}


@dataclass(frozen=True)
class OwnSoundscapes:
    """The recipes that a clinic wrote, as they lie in a data folder."""

    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    """By name, in order of names."""
    faulty: Mapping[str, str] = field(default_factory=dict)
    """A sentence for each file that is no recipe, by the name it would have: never played, and never replaced by one
    that ships where somebody asked for it."""

    @classmethod
    def of(cls, data: Path) -> Self:
        """The soundscapes of a data folder; none where there are none."""
        recipes, faulty = {}, {}
        for path in sorted((data / SOUNDSCAPES).glob(f"*{SUFFIX}")):
            if path.name.startswith("."):  # left by a power cut while it was written
                continue
            try:
                if not path.is_file():
                    raise Fault(f"{path}: is no plain file, so it is no soundscape; remove it.")
                recipes[path.stem] = read_recipe(path)
            except TextFault as fault:
                faulty[path.stem] = fault.findings[0].at(fault.file)
            except Fault as fault:
                faulty[path.stem] = str(fault)
        return cls(recipes, faulty)


def known_recipes(data: Path) -> dict[str, Recipe]:
    """Every soundscape that an arc may name with a data folder: those that ship, and before them the clinic's own."""
    return shipped_recipes() | dict(OwnSoundscapes.of(data).recipes)


def recipe_path(which: str, data: Path) -> Path:
    """The file of a recipe that is named, or that is a file itself. Raises Fault when there is none of that name."""
    if Path(which).suffix or Path(which).name != which:
        return Path(which)
    own, ships = data / SOUNDSCAPES, shipped("assets") / SOUNDSCAPES
    for folder in (own, ships):
        if (path := folder / f"{which}{SUFFIX}").exists():
            return path
    names = sorted({path.stem for folder in (own, ships) for path in folder.glob(f"*{SUFFIX}")})
    raise Fault(f"There is no soundscape called {shown(which)}; there are {', '.join(names)}.")
