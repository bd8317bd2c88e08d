"""Whatever text comes, reading gives an arc or a TextFault in our own words."""

import os
import re
from typing import Any

import pytest
import yaml
from arc_examples import RIGHT, ROOT, read
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from setplayer.arc.model import Arc
from setplayer.arc.schema import arc_schema
from setplayer.faults import TextFault

EXAMPLES = int(os.environ.get("SETPLAYER_EXAMPLES", "2000"))
"""Of all properties here together; `SETPLAYER_EXAMPLES=100000` tries as many as are tried before a release."""

# Words that pydantic, PyYAML and Python use, and a clinic should never read.
JARGON = re.compile(
    r"input should be|value_error|type=|pydantic|validat|union|literal|tuple|dictionary|\bdict\b|NoneType"
    r"|discriminator|extra inputs|expected <|scanning|token|Traceback|docs/arcs",
    re.IGNORECASE,
)
# Texts of the junk below that messages quote, which may hold anything.
QUOTED = re.compile(r"'[^\n]*'|\"[^\n]*\"")
SHAPE = re.compile(r"F:[1-9][0-9]*:[1-9][0-9]*: [^\n]+")


def check(text: str) -> None:
    try:
        arc = read(text).arc
    except TextFault as fault:
        lines = str(fault).splitlines()
        assert lines  # an arc or a fault: both are right answers
        for line in lines:
            assert SHAPE.fullmatch(line), line
            assert not JARGON.search(QUOTED.sub("", line)), line
        return
    assert Arc.from_json(arc.canonical_json()) == arc


PARTS = [arc_schema(), *arc_schema()["$defs"].values()]
KEYS = [*sorted({key for part in PARTS for key in part["properties"]}), "path", "length_frames", "rule", "start"]
LEAVES = """
peak|onset|dose|begin|chime|voice|tide|bowl|a.flac|../a|booster|follow|ketamine|none|12 min|1:30|2 -> 4|peak + 2 min
- 5 min|60 - 80|99999999 h|| |\x07""".replace("\n", "|").split("|")

keys = st.sampled_from(KEYS)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**18),
    st.floats(-5, 50),
    st.text(max_size=8),
    st.sampled_from([*LEAVES, "x" * 130]),
)
junk = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=8,
)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for step, inner in below for found in paths_of(inner, (*path, step)))]


def tree() -> Any:
    # BaseLoader leaves every scalar as text, so that nothing is typed on the way.
    return yaml.load(RIGHT, Loader=yaml.BaseLoader)  # a text of ours


@settings(max_examples=EXAMPLES * 15 // 100, deadline=None)
@given(st.data())
def test_a_right_arc_with_junk_put_into_it(data: st.DataObject) -> None:
    value = tree()
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths_of(value)[1:]))
        parent = value
        for step in path[:-1]:
            parent = parent[step]
        action = data.draw(st.sampled_from(["replace", "remove", "add"]))
        if action == "remove":
            del parent[path[-1]]
        elif action == "add" and isinstance(parent, dict):
            parent[data.draw(keys)] = data.draw(junk)
        else:
            parent[path[-1]] = data.draw(junk)
        if len(paths_of(value)) == 1:
            break
    check(yaml.safe_dump(value, allow_unicode=True))


@settings(max_examples=EXAMPLES * 15 // 100, deadline=None)
@given(junk)
def test_junk_of_the_right_words(value: Any) -> None:
    check(yaml.safe_dump(value, allow_unicode=True))


@settings(max_examples=EXAMPLES * 20 // 100, deadline=None)
@given(st.data())
def test_a_right_arc_with_its_text_cut_and_pasted(data: st.DataObject) -> None:
    text = RIGHT
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = (
            text[:start] + data.draw(st.text(st.sampled_from(" \n\t:-[]{}'\"#&*!|>a1%@?,"), max_size=4)) + text[end:]
        )
    check(text)


@settings(max_examples=EXAMPLES * 50 // 100, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    check(text)


def test_thousands_of_faults_are_all_told() -> None:
    text = "arc: A\n" + "".join(f"lenght{number}: 1\n" for number in range(9_000))
    with pytest.raises(TextFault) as caught:
        read(text)
    assert len(caught.value.findings) == 9_001


def test_the_schema_accepts_whatever_reading_accepts_in_the_right_arc() -> None:
    schema = Draft202012Validator(arc_schema())
    assert not list(schema.iter_errors(read(RIGHT).places.value))
    for path in sorted((ROOT / "playlists").glob("*.yaml")):
        assert not list(schema.iter_errors(read(path.read_text(encoding="utf-8")).places.value))
