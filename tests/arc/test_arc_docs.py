"""Every example in docs/arcs.md is read, every field has one, and what it says of the defaults is what they are.

Its commands are run by tests/cli/test_cli_guide.py.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from arc_examples import ROOT, read

from setplayer.arc.courses import COURSES
from setplayer.arc.defaults import default_arcs
from setplayer.arc.schema import arc_schema

PAGE = (ROOT / "docs" / "arcs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
NO_ARCS = ("# mistakes.yaml", "# music/music.yaml")
RIGHT = [block for block in BLOCKS if not block.startswith(NO_ARCS)]

REST = {
    "arc": "arc: Example\n",
    "phases": "phases:\n  - {name: Rest, kind: peak, length: 30 min, intensity: 2}\n",
}
PLACES = {
    "Phase": "phase",
    "PickRule": "pick",
    "Picks": "picks",
    "Booster": "booster",
    "Cue": "cue",
    "TrackItem": "music",
    "SoundscapeItem": "music",
    "SilenceItem": "music",
    "PickItem": "music",
}


def whole(block: str) -> str:
    """The example, with an `arc:` and `phases:` where it shows neither."""
    return block + "".join(text for key, text in REST.items() if not re.search(rf"^{key}:", block, re.MULTILINE))


def known_fields() -> set[tuple[str, str]]:
    """Every field of the format, by where it stands."""
    schema = arc_schema()
    places = [("arc", schema), *((PLACES[name], part) for name, part in schema["$defs"].items())]
    return {(place, key) for place, part in places for key in part["properties"]}


def fields_in(arc: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of an arc file, by where they stand."""
    yield from (("arc", key) for key in arc)
    for phase in arc.get("phases", ()):
        yield from (("phase", key) for key in phase)
        for item in phase.get("music", ()):
            yield from (("music", key) for key in item)
            yield from (("pick", key) for key in item.get("pick", ()))
    yield from (("cue", key) for cue in arc.get("cues", ()) for key in cue)
    yield from ((place, key) for place in ("picks", "booster") for key in arc.get(place, ()))


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its first two lines."""
    table = PAGE.partition(heading)[2].partition("\n| ")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@pytest.mark.parametrize("block", RIGHT)
def test_every_example_reads_without_a_warning(block: str) -> None:
    assert read(whole(block)).warnings == []


def test_every_field_has_an_example() -> None:
    shown = {field for block in RIGHT for field in fields_in(yaml.safe_load(block))}
    assert known_fields() - shown == set()


def test_the_table_has_every_field_and_tells_those_that_must_be_there() -> None:
    listed = [(place, key.strip("*"), key.startswith("*")) for place, key, *_ in rows("## Every field")]
    assert {(place, key) for place, key, _ in listed} == known_fields()
    schema = arc_schema()
    needed = {("arc", key) for key in schema["required"]}
    for name in ("Phase", "Booster"):
        needed |= {(PLACES[name], key) for key in schema["$defs"][name]["required"]}
    assert needed <= {(place, key) for place, key, must in listed if must}


def test_every_word_that_a_field_may_have_is_on_the_page() -> None:
    words = set(re.findall(r"'(?:enum|const)': (\[.*?\]|'.*?')", str(arc_schema())))
    known = {word for found in words for word in re.findall(r"'([^']+)'", found)}
    assert {"pre-onset", "sublingual", "follow", "only", "voice"} <= known
    assert known - set(re.findall(r"[a-z][a-z-]*", PAGE)) == set()


def test_the_times_of_the_defaults_are_those_on_the_page() -> None:
    def signed(number: int) -> str:
        return f"−{-number}" if number < 0 else str(number)

    assert rows("**Times**") == [
        [course.name, *(f"{signed(start)} {grade}" for _, start, grade in course.phases), str(course.end_min)]
        for course in COURSES
    ]


def test_every_source_that_an_arc_names_is_on_the_page_in_full() -> None:
    in_full = PAGE.partition("**In full**")[2]
    for text in default_arcs().values():
        note = " ".join(text.partition("note: |")[2].partition("phases:")[0].split())
        named = re.search(r"Sources: (.*?) docs/arcs\.md has them in full", note)
        assert named, text
        for author, year in re.findall(r"([A-Z][a-z]+) (?:and [A-Z][a-z]+ )?(\d{4})", named[1]):
            assert re.search(rf"\* {author} .*\({year}\)", in_full), author
        for word in re.findall(r"label of (\w+)|(NCT\d+)", named[1]):
            assert f"* {''.join(word)}" in in_full
