"""Recipes are data that a session file can keep and a damaged file cannot abuse."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from setplayer.faults import Fault
from setplayer.soundscape.recipe import Recipe, at
from setplayer.soundscape.recipes import read_recipe, shipped_recipes

TIDE = shipped_recipes()["tide"]


def changed(**parts: object) -> bytes:
    return json.dumps({**json.loads(TIDE.canonical_json()), **parts}).encode()


def test_seven_soundscapes_ship() -> None:
    recipes = shipped_recipes()
    assert set(recipes) == {"tide", "drone", "bowls", "hearth", "strings", "keys", "pulse"}
    assert all(name == recipe.name and recipe.about for name, recipe in recipes.items())


@pytest.mark.parametrize("recipe", shipped_recipes().values(), ids=str)
def test_the_bytes_make_the_recipe_again(recipe: Recipe) -> None:
    again = Recipe.from_json(recipe.canonical_json())
    assert again == recipe
    assert again.canonical_json() == recipe.canonical_json()


def test_the_bytes_do_not_depend_on_the_order_of_keys() -> None:
    backwards = dict(reversed(json.loads(TIDE.canonical_json()).items()))
    assert Recipe.from_json(json.dumps(backwards, indent=2).encode()).canonical_json() == TIDE.canonical_json()


def test_a_recipe_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        TIDE.root_hz = 80.0  # type: ignore[misc]


def test_a_ramp_runs_in_straight_lines_through_its_anchors() -> None:
    ramp = (0.0, 3.0, 9.0, 12.0)
    assert [at(ramp, i) for i in (-5, 0, 1, 4, 5.5, 10, 99)] == [-1, -1, 0, 3, 6, 12, 12]
    assert at(2.5, 7) == 2.5


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x00", "This is not a soundscape recipe: Invalid JSON"),
        (b"[]", "This is not a soundscape recipe: Input should be an object."),
        (changed(root_hz=float("nan")), "This is not a soundscape recipe at root_hz: "),
        (changed(root_hz="loud"), "at root_hz: Input should be a valid number."),
        (changed(tempo=1), "at tempo: Extra inputs are not permitted."),
        (changed(tones=40), "at tones: Value error, must lie between 1 and 4."),
        (changed(voices=[]), "at voices: Tuple should have at least 1 item"),
    ],
)
def test_what_is_not_a_recipe_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(Fault) as raised:
        Recipe.from_json(data)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("attack_s", 0.05, "must lie between 0.08 and 20"),
        ("partials", 1_000_000, "less than or equal to 12"),
        ("high_hz", 60.0, "high_hz must be above low_hz at every intensity"),
        ("slot_s", 0.0, "greater than or equal to 0.5"),
    ],
)
def test_a_voice_out_of_range_is_refused(part: str, value: float, message: str) -> None:
    voices = json.loads(TIDE.canonical_json())["voices"]
    voices[0][part] = value
    with pytest.raises(Fault, match=r"at voices\.0\.swell") as raised:
        Recipe.from_json(changed(voices=voices))
    assert message in str(raised.value)


def test_two_voices_of_one_name_are_refused() -> None:
    voices = json.loads(TIDE.canonical_json())["voices"]
    with pytest.raises(Fault, match="two voices have the same name"):
        Recipe.from_json(changed(voices=[voices[0], voices[0]]))


def test_a_damaged_recipe_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tide.yaml"
    with pytest.raises(Fault, match=r"tide\.yaml: cannot be read \(No such file or directory\)\. Install"):
        read_recipe(path)
    path.write_text("name: [")
    with pytest.raises(Fault, match=r"tide\.yaml: is not a YAML file of plain values \("):
        read_recipe(path)
    path.write_text("name: !!python/object:os.system x")
    with pytest.raises(Fault, match="is not a YAML file of plain values"):
        read_recipe(path)
    path.write_text("name: tide")
    with pytest.raises(Fault, match=r"tide\.yaml: This is not a soundscape recipe at about: Field required\."):
        read_recipe(path)


def test_a_recipe_file_has_the_name_of_its_recipe(tmp_path: Path) -> None:
    path = tmp_path / "sea.yaml"
    path.write_bytes(TIDE.canonical_json())
    with pytest.raises(Fault, match=r"holds the soundscape 'tide'; the file must be named tide\.yaml\."):
        read_recipe(path)
