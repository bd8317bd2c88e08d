"""Every example in docs/arcs.md is read, and every key has one."""

import re

import pytest
from arc_examples import ROOT, SOUNDS, SOUNDSCAPES, read

from setplayer.arc.reading import read_arc
from setplayer.arc.schema import arc_schema
from setplayer.faults import TextFault

PAGE = (ROOT / "docs" / "arcs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
RIGHT, WRONG = BLOCKS[:-1], BLOCKS[-1]

REST = {
    "arc": "arc: Example\n",
    "phases": "phases:\n  - {name: Rest, kind: peak, length: 30 min, intensity: 2}\n",
}


def whole(block: str) -> str:
    """The example, with an `arc:` and `phases:` where it shows neither."""
    return block + "".join(text for key, text in REST.items() if not re.search(rf"^{key}:", block, re.MULTILINE))


@pytest.mark.parametrize("block", RIGHT)
def test_every_example_reads_without_a_warning(block: str) -> None:
    assert read(whole(block)).warnings == []


def test_every_key_has_an_example() -> None:
    parts = [arc_schema(), *arc_schema()["$defs"].values()]
    keys = {key for part in parts for key in part["properties"]}
    shown = set(re.findall(r"([a-z]+):", "".join(RIGHT)))
    assert keys - shown == set()


def test_the_mistakes_are_told_as_the_page_says() -> None:
    with pytest.raises(TextFault) as caught:
        read_arc(WRONG, "evening.yaml", soundscapes=SOUNDSCAPES, sounds=SOUNDS)
    told = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[-1]
    assert str(caught.value) + "\n" == told
