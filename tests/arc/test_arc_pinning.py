"""What must be true of pinning: tracks stand where picks stood, and nothing else of the file has changed."""

import re

import pytest
from arc_examples import read
from hypothesis import assume, given
from hypothesis import strategies as st

from setplayer.arc.model import PickItem, TrackItem
from setplayer.arc.pinning import pinned
from setplayer.arc.text_edit import Span, replaced

TRACKS = ("a b.flac", "it's #1, {x}.mp3")


def around(music: str) -> str:
    return (
        "arc: \N{SNOWFLAKE} 😀\nphases:   # all of them\n"
        "  - {name: One, kind: peak, length: 9 min, intensity: 2, music: [soundscape: tide]}\n"
        f"  - name: Two\n    kind: peak\n    length: 10 min\n    intensity: 2\n{music}"
        "cues:   # and these\n  - {at: 1 min, do: chime}\n"
    )


@pytest.mark.parametrize(
    ("music", "then"),
    [
        (
            "    music:\n      - soundscape: tide\n      - pick: {vocals: none}   # why\n      - soundscape: drone\n",
            "    music:\n      - soundscape: tide\n      - track: a b.flac\n"
            "      - track: 'it''s #1, {x}.mp3'   # why\n      - soundscape: drone\n",
        ),
        (
            "    music:\n    - soundscape: tide\n    - pick:   # one\n        # two\n        vocals: none\n"
            "        tags: [a, '# no comment']   # three\n\n    # four\n    - soundscape: drone\n",
            "    music:\n    - soundscape: tide\n    - # one\n      # two\n      track: a b.flac\n"
            "    - track: 'it''s #1, {x}.mp3'   # three\n\n    # four\n    - soundscape: drone\n",
        ),
        (
            "    music:\n      - soundscape: tide\n      - {pick: {}}\n",
            "    music:\n      - soundscape: tide\n      - {track: a b.flac}\n      - {track: 'it''s #1, {x}.mp3'}\n",
        ),
        (
            "    music: [soundscape: tide, pick: {vocals: none}, soundscape: drone]\n",
            "    music: [soundscape: tide, track: a b.flac,\n"
            "                              track: 'it''s #1, {x}.mp3', soundscape: drone]\n",
        ),
        (
            "    music: [{soundscape: tide}, {pick: {vocals: none,   # quiet\n      tags: [x]}}]\n",
            "    music: [{soundscape: tide}, # quiet\n                                {track: a b.flac},\n"
            "                                {track: 'it''s #1, {x}.mp3'}]\n",
        ),
        (
            "    music:\n      -\n        soundscape: tide\n      -\n        pick:\n"
            "          vocals: >-\n            none\n\n",
            "    music:\n      -\n        soundscape: tide\n      -\n        track: a b.flac\n"
            "      - track: 'it''s #1, {x}.mp3'\n\n",
        ),
    ],
    ids=["block", "indentless with comments", "braces", "flow without braces", "flow over lines", "own line"],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_tracks_stand_where_a_pick_stood_and_all_else_as_it_was(music: str, then: str, line_end: str) -> None:
    text = around(music).replace("\n", line_end)
    assert isinstance(read(text).arc.phases[1].music[1], PickItem)
    written = pinned(text, {(1, 1): TRACKS})
    assert written == around(then).replace("\n", line_end)
    items = read(written).arc.phases[1].music
    assert [item.path for item in items if isinstance(item, TrackItem)] == list(TRACKS)
    assert len(items) == len(read(text).arc.phases[1].music) + 1


def test_several_picks_are_pinned_at_once_and_others_stay() -> None:
    music = "    music:\n      - pick: {}\n      - pick: {vocals: none}\n      - pick: {tags: [x]}\n"
    written = pinned(around(music), {(1, 2): ["c.mp3"], (1, 0): ["a.mp3", "b.mp3"]})
    kinds = [type(item).__name__ for item in read(written).arc.phases[1].music]
    assert kinds == ["TrackItem", "TrackItem", "PickItem", "TrackItem"]


DEVICE = re.compile(r" *(con|prn|aux|nul|(com|lpt)[0-9¹²³]) *\.", re.IGNORECASE)
"""What Windows takes for a device, and an arc does not hold."""


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Mn"]), min_size=1, max_size=30), st.booleans())
def test_any_name_that_an_arc_can_hold_is_read_again_as_it_is(name: str, flow: bool) -> None:
    path = name.replace("/", "-").replace("\\", "-").replace("..", "-").replace(":", " ") + ".mp3"
    assume(not DEVICE.match(path))
    music = "    music: [pick: {}]\n" if flow else "    music:\n      - pick: {}\n"
    (item,) = read(pinned(around(music), {(1, 0): [path]})).arc.phases[1].music
    assert item == TrackItem(path=path)


def test_stretches_are_replaced_in_any_order_and_never_twice() -> None:
    assert replaced("abcdef", [Span(4, 5, "E!"), Span(0, 2, ""), Span(2, 2, "-")]) == "-cdE!f"
    with pytest.raises(ValueError, match="overlap"):
        replaced("abcdef", [Span(0, 3, "x"), Span(2, 4, "y")])
