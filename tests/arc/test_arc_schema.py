import json
from typing import Any

import pytest
from arc_examples import RIGHT, ROOT, read
from jsonschema import Draft202012Validator

from setplayer.arc.schema import arc_schema

COMMITTED = ROOT / "playlists" / "arc.schema.json"


@pytest.fixture(name="schema", scope="module")
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(COMMITTED.read_text(encoding="utf-8")))


def test_the_committed_schema_is_current_and_is_a_schema() -> None:
    current = json.dumps(arc_schema(), indent=2) + "\n"
    assert COMMITTED.read_text(encoding="utf-8") == current, (
        "write playlists/arc.schema.json again: the model of an arc has changed"
    )
    Draft202012Validator.check_schema(arc_schema())


def test_every_key_is_described() -> None:
    parts = [arc_schema(), *arc_schema()["$defs"].values()]
    assert [key for part in parts for key, value in part["properties"].items() if "description" not in value] == []


def test_arcs_that_ship_are_valid(schema: Draft202012Validator) -> None:
    paths = sorted((ROOT / "playlists").glob("*.yaml"))
    assert len(paths) >= 3
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=./arc.schema.json\n")
        assert list(schema.iter_errors(read(text).places.value)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("arc",), 12),
        (("colour",), "blue"),
        (("medicine",), "ketamin"),
        (("lead",), "1:30"),
        (("lead",), 5),
        (("phases",), []),
        (("phases", 0, "kind"), "peek"),
        (("phases", 0, "length"), "soon"),
        (("phases", 0, "intensity"), 11),
        (("phases", 0, "intensity"), "2 to 4"),
        (("phases", 0, "music", 0), "water.flac"),
        (("phases", 0, "music", 0), {"track": "a.flac", "soundscape": "tide"}),
        (("phases", 1, "intensity"), None),
        (("cues", 0), {"do": "chime"}),
        (("cues", 0), {"at": "0 min", "every": "5 min", "do": "chime"}),
        (("cues", 0), {"at": "0 min", "do": "voice"}),
        (("cues", 0), {"at": "0 min", "do": "chime", "remind": "x"}),
        (("grounding",), {"silence": "1 min"}),
        (("bed",), {"track": "a.flac"}),
        (("picks",), {"seed": -1}),
        (("picks",), {"new": "yes"}),
        (("picks",), {"prefer": "both"}),
    ],
)
def test_wrong_arcs_are_not_valid(schema: Draft202012Validator, path: tuple[str | int, ...], value: object) -> None:
    arc: Any = read(RIGHT).places.value
    parent = arc
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    assert not schema.is_valid(arc)


def test_a_phase_that_is_not_silence_needs_an_intensity(schema: Draft202012Validator) -> None:
    arc: Any = {"arc": "A", "phases": [{"name": "P", "kind": "peak", "length": "4 min"}]}
    assert not schema.is_valid(arc)
    arc["phases"][0]["music"] = [{"silence": "4 min"}]
    assert schema.is_valid(arc)
