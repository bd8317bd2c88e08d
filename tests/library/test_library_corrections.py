"""A clinic's own corrections: strictly read, applied over what was measured."""

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_library_track import track

from setplayer.faults import TextFault
from setplayer.library.corrections import Correction, corrections_from, read_corrections
from setplayer.library.track import Catalogue

GOOD = """\
quiet/slow water.flac:
  intensity: 2
  voice: none
  tags: [Choir, known to  client, choir]
loud/storm.mp3:
  withdrawn: it frightened two people
"""


def findings(text):
    with pytest.raises(TextFault) as refused:
        corrections_from(text, "F")
    return str(refused.value).splitlines()


def test_what_is_written_is_applied_over_what_was_measured():
    measured = Catalogue.of(
        [
            track("quiet/slow water.flac", intensity=6.5, voice=0.4),
            track("loud/storm.mp3", intensity=8.0),
            track("other.mp3", intensity=5.0),
        ]
    )
    known = corrections_from(GOOD, "F").applied(measured).tracks
    water, storm = known["quiet/slow water.flac"], known["loud/storm.mp3"]
    assert (water.intensity, water.voice, water.tags) == (2.0, 0.0, ("choir", "known to client"))
    assert (storm.intensity, storm.withdrawn) == (8.0, "it frightened two people")
    assert known["other.mp3"] == measured.tracks["other.mp3"]


def test_accents_match_however_they_are_written():
    composed, apart = "caf\u00e9.mp3", unicodedata.normalize("NFD", "caf\u00e9.mp3")
    known = corrections_from(f"{composed}: {{intensity: 1}}", "F")
    assert known.applied(Catalogue.of([track(apart)])).tracks[apart].intensity == 1
    assert known.gone([apart]) == []


def test_a_correction_for_a_piece_that_is_gone_is_a_warning_with_its_place():
    known = corrections_from(GOOD, "F")
    [storm, water] = sorted(finding.at("F") for finding in known.gone(["quieter/slow water.flac"]))[::-1]
    assert water == (
        "F:1:1: warning: there is no piece 'quiet/slow water.flac' in the library; "
        "did you mean 'quieter/slow water.flac'?"
    )
    assert storm == (
        "F:5:1: warning: there is no piece 'loud/storm.mp3' in the library; remove these lines, or correct the path"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "- a.mp3",
            "F:1:1: corrections are written by piece; write 'folder/piece.flac:' and below it 'intensity: 2'",
        ),
        ("a.mp3: 3", "F:1:8: below a piece stand 'key: value' lines; write one like 'intensity: 2'"),
        ("a.mp3:\n  intensity: high", "F:2:14: an intensity is a number from 0 to 10"),
        ("a.mp3:\n  intensity: true", "F:2:14: an intensity is a number from 0 to 10"),
        ("a.mp3:\n  intensity: 11", "F:2:14: an intensity is from 0 to 10, and 11 is not"),
        ("a.mp3:\n  voice: no", "F:2:10: 'no' is not known here; write one of none, some, much"),
        ("a.mp3:\n  voice: [none]", "F:2:10: '['none']' is not known here; write one of none, some, much"),
        ("a.mp3:\n  tags: choir", "F:2:9: tags are a list; write them like '[choir, known to client]'"),
        ("a.mp3:\n  tags: [choir, 3]", "F:2:9: a tag is a word or two"),
        ("a.mp3:\n  tags: [" + "a, " * 20 + "b]", "F:2:9: there are 21 tags here; there can be 20 at most"),
        (
            "a.mp3:\n  withdrawn: true",
            "F:2:14: say why it is withdrawn; write it like 'withdrawn: it frightened somebody'",
        ),
        (
            "a.mp3:\n  withdrawn:",
            "F:2:13: say why it is withdrawn; write it like 'withdrawn: it frightened somebody'",
        ),
        ("a.mp3:\n  withdrawn: " + "x" * 201, "F:2:14: this has 201 characters; it can have 200 at most"),
        ("a.mp3:\n  intensty: 3", "F:2:3: unknown key 'intensty'; did you mean 'intensity'?"),
        ("a.mp3:\n  x: 3", "F:2:3: unknown key 'x'; the keys here are intensity, voice, tags, withdrawn"),
        ("a.mp3: {voice: none}\na.mp3: {voice: much}", "F:2:1: 'a.mp3' is here twice, first in line 1; remove one"),
        ("a.mp3: &x {voice: none}", "F:1:8: a text that starts with '&' needs quotes (these files have no anchors)"),
        ("a.mp3:\n\tvoice: none", "F:2:1: a tab is used for indentation; use spaces"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, message):
    assert findings(text) == [message]


def test_every_fault_is_told_at_once():
    assert len(findings("a.mp3: {voice: no, intensity: 12}\nb.mp3: 4\n")) == 3


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "null"])
def test_a_file_without_corrections_corrects_nothing(text):
    assert corrections_from(text, "F").by_path == {}


@given(st.text(max_size=300))
def test_whatever_is_in_the_file_it_is_read_or_refused_in_words(text):
    with contextlib.suppress(TextFault):
        assert all(isinstance(correction, Correction) for correction in corrections_from(text, "F").by_path.values())


def test_the_file_lies_beside_the_music(tmp_path):
    assert read_corrections(tmp_path).by_path == {}
    (tmp_path / "music.yaml").write_text(GOOD, encoding="utf-8")
    assert read_corrections(tmp_path).by_path["loud/storm.mp3"].withdrawn == "it frightened two people"
    (tmp_path / "music.yaml").write_bytes(b"a.mp3: \xff")
    with pytest.raises(TextFault, match=r"music\.yaml:1:8: this is not UTF-8 text"):
        read_corrections(tmp_path)
    (tmp_path / "music.yaml").write_bytes(b"#" * 2_000_000)
    with pytest.raises(TextFault, match="larger than 1 MB"):
        read_corrections(tmp_path)
