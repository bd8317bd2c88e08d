"""Recipes are data that a session file can keep and a damaged file cannot abuse."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from setplayer.faults import Fault, TextFault
from setplayer.shipped import shipped
from setplayer.soundscape.recipe import Recipe, Strike, Swell, Tide, Wave, at
from setplayer.soundscape.recipe_file import read_recipe, recipe_from
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.soundscape.schema import recipe_schema

TIDE = shipped_recipes()["tide"]
KEYS = sorted({key for part in (Recipe, Swell, Strike, Tide, Wave) for key in part.model_fields} | {"float", "tempo"})


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
        (changed(tones=40), "at tones: Value error, 40 does not do here; it must lie between 1 and 4."),
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
        ("attack_s", 0.05, "0.05 does not do here; it must lie between 0.08 and 20"),
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


def file_of(folder: Path, recipe: Recipe = TIDE, **parts: object) -> Path:
    """A recipe as the YAML file of its name, with other values for some keys."""
    values = {**json.loads(recipe.canonical_json()), **parts}
    path = folder / f"{recipe.name}.yaml"
    path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items()), encoding="utf-8")
    return path


def with_voice(**parts: object) -> list[dict[str, object]]:
    """The voices of the tide, the first with other values; None takes a key away."""
    first, *others = json.loads(TIDE.canonical_json())["voices"]
    changed = {key: value for key, value in {**first, **parts}.items() if value is not None}
    return [changed, *others]


FOUR = "write one number, or four in brackets, which hold at intensities 1, 4, 7 and 10"
NAME = "a name is at most 40 small letters from a to z, digits and '-', and begins with a letter, like our-tide"
MAPPING = "this is made of 'key: value' lines, or of {key: value, ...}"


@pytest.mark.parametrize(
    ("parts", "sentences"),
    [
        ({"root_hz": 40}, ["'40' does not do here; write at least 50"]),
        ({"root_hz": "low"}, ["write one number here"]),
        ({"tones": "all"}, [FOUR]),
        ({"tones": [1, 2, 3]}, [FOUR]),
        ({"tones": [1, 2, 3, 4, 4]}, [FOUR]),
        ({"tones": [1, 2, 3, 9]}, ["9 does not do here; it must lie between 1 and 4"]),
        ({"tempo": 3}, ["unknown key 'tempo'; the keys are name, about, root_hz, harmony, tones, lufs, level_db, "
                        "air_db, voices, tide"]),
        ({"harmony": "minor"}, ["'minor' is not known here; write travelling, moving, grounding or home"]),
        ({"about": "x" * 401}, ["this text is longer than 400 characters; make it shorter"]),
        ({"about": 3}, ["this is a text; put it in quotes where it could be taken for something else"]),
        ({"name": "Our Tide"}, [NAME]),
        ({"name": "sea"}, ["the file is called 'tide.yaml'; name it sea.yaml, or write its name here"]),
        ({"voices": 3}, ["this is a list; write '[...]', or each of its items on a line that starts with '- '"]),
        ({"voices": []}, ["this list is empty; write at least one item"]),
        ({"voices": [3]}, [MAPPING]),
        ({"voices": with_voice() * 3}, ["there are 9 here; there can be 8 at most"]),
        ({"voices": with_voice(kind="pluck")}, ["the kind of a voice is swell or strike; write 'kind: swell'"]),
        ({"voices": with_voice(kind=None)}, ["the kind of a voice is swell or strike; write 'kind: swell'"]),
        ({"voices": with_voice(jitter=None)}, ["'jitter' is missing; write it like 'jitter: 0.5'"]),
        ({"voices": with_voice(attack_s=None, atack_s=3)}, ["unknown key 'atack_s'; did you mean 'attack_s'?"]),
        ({"voices": with_voice(attack_s=0.05)}, ["0.05 does not do here; it must lie between 0.08 and 20"]),
        ({"voices": with_voice(partials=99)}, ["'99' does not do here; write at most 12"]),
        ({"voices": with_voice(partials="six")}, ["write a whole number, or a list of a struck body's own partials"]),
        ({"voices": with_voice(partials=[{"ratio": 1, "beat_hz": 0, "gain": 1}])},
         ["'decay' is missing; write it like 'decay: 0.6'"]),
        ({"voices": with_voice(low_hz=2000)},
         ["high_hz must be above low_hz at every intensity; raise it, or lower low_hz"]),
        ({"tide": {}, "root_hz": True}, [
            "write one number here",
            "'centre_hz' is missing; write it like 'centre_hz: 400'",
            "'floor' is missing; write it like 'floor: 0.2'",
            "'level_db' is missing; write it like 'level_db: -20'",
            "'waves' is missing; write it like 'waves:'",
        ]),
    ],
)  # fmt: skip
def test_every_fault_of_a_file_is_told_in_a_sentence(
    parts: dict[str, object], sentences: list[str], tmp_path: Path
) -> None:
    with pytest.raises(TextFault) as told:
        read_recipe(file_of(tmp_path, **parts))
    assert sorted(finding.message for finding in told.value.findings) == sorted(sentences)


def test_a_fault_has_its_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "tide.yaml"
    text = (shipped("assets") / "soundscapes" / "tide.yaml").read_text(encoding="utf-8")
    path.write_text(
        text.replace("slot_s:", "slott_s:", 1).replace("root_hz: 73.42", "root_hz: 7342"), encoding="utf-8"
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    root = next(number for number, line in enumerate(lines, 1) if line.startswith("root_hz"))
    slot = next(number for number, line in enumerate(lines, 1) if "slott_s" in line)
    with pytest.raises(TextFault) as told:
        read_recipe(path)
    assert str(told.value) == (
        f"{path}:{root}:10: '7342' does not do here; write at most 110\n"
        f"{path}:{slot}:{lines[slot - 1].index('slott_s') + 1}: unknown key 'slott_s'; did you mean 'slot_s'?"
    )


def test_a_soundscape_that_no_computer_keeps_up_with_is_refused(tmp_path: Path) -> None:
    heavy = with_voice(slot_s=0.5, hold_s=60, partials=12)
    with pytest.raises(TextFault, match="partials would sound at once, more than 600; make slot_s longer"):
        read_recipe(file_of(tmp_path, voices=heavy))
    with pytest.raises(Fault, match="partials would sound at once"):
        Recipe.from_json(changed(voices=heavy))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "1:1: the file is empty; begin with a copy: setplayer soundscape copy tide our-tide"),
        ("[]", f"1:1: {MAPPING}"),
        ("name: [", "1:7: the '[' that opens here is not closed; write ']' after its last value"),
        (
            "name: !!python/object:os.system x",
            "1:7: a text that starts with '!' needs quotes (these files have no tags)",
        ),
        ("name: &a x", "1:7: a text that starts with '&' needs quotes (these files have no anchors)"),
        ("#" * 1_000_001, "1:1: the file is larger than 1 MB; split it, or make it shorter"),
        ("voices: " + "[" * 40_000, "1:24: values are nested more than 16 deep here; write it with fewer levels"),
    ],
)
def test_a_hostile_file_is_refused_before_anything_is_built(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "tide.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TextFault) as told:
        read_recipe(path)
    assert str(told.value) == f"{path}:{sentence}"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tide.yaml"
    with pytest.raises(Fault) as told:
        read_recipe(path)
    why = "the soundscape cannot be read (No such file or directory)"
    assert str(told.value) == f"{path}: {why}. Check its name and its permissions, and try again."


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=30,
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(KEYS), values, max_size=8),
    st.dictionaries(st.sampled_from(KEYS), values, max_size=4),
)
def test_whatever_is_written_is_a_recipe_or_told_in_sentences_of_ours(
    parts: dict[str, object], of_voice: dict[str, object]
) -> None:
    written = {**json.loads(TIDE.canonical_json()), "voices": with_voice(**of_voice), **parts}
    told = ["one"]
    try:
        recipe_from(json.dumps(written), Path("tide.yaml"))
    except TextFault as fault:
        told = [finding.message for finding in fault.findings]
    assert told
    assert "this does not fit here; docs/recipes.md shows what does" not in told


def test_the_schema_takes_what_ships_and_refuses_what_reading_refuses() -> None:
    schema = recipe_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for recipe in shipped_recipes().values():
        assert list(validator.iter_errors(json.loads(recipe.canonical_json()))) == []
    for parts in ({"tones": [1, 2, 3]}, {"tones": 9}, {"tempo": 1}, {"voices": with_voice(attack_s=0.05)}):
        assert list(validator.iter_errors({**json.loads(TIDE.canonical_json()), **parts})), parts
    assert "description" in schema["$defs"]["Swell"]["properties"]["slot_s"]
