"""The soundscapes that ship, read from disk: the only place where recipes meet files."""

import json
from pathlib import Path

import yaml

from setplayer.faults import Fault
from setplayer.shipped import shipped
from setplayer.soundscape.recipe import Recipe


def shipped_recipes() -> dict[str, Recipe]:
    """Every soundscape of this copy of setplayer by its name, in order of names.

    Raises Fault with one sentence when a file is damaged or missing.
    """
    folder = shipped("assets") / "soundscapes"
    recipes = [read_recipe(path) for path in sorted(folder.glob("*.yaml"))]
    if not recipes:
        raise Fault(f"{folder}: no soundscape was found. Install setplayer again.")
    return {recipe.name: recipe for recipe in recipes}


def read_recipe(path: Path) -> Recipe:
    """The recipe in a YAML file, which must have the recipe's name. Raises Fault with one sentence."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        # By way of JSON, so that files and session records are held to the same rules.
        recipe = Recipe.from_json(json.dumps(data).encode())
    except OSError as error:
        raise Fault(f"{path}: cannot be read ({error.strerror}). Install setplayer again.") from error
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, ValueError) as error:
        raise Fault(f"{path}: is not a YAML file of plain values ({_line(error)}).") from error
    except Fault as fault:
        raise Fault(f"{path}: {fault}") from fault
    if recipe.name != path.stem:
        raise Fault(f"{path}: holds the soundscape {recipe.name!r}; the file must be named {recipe.name}.yaml.")
    return recipe


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
