import json
from typing import get_args

import pytest
from arc_examples import RIGHT, read
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from setplayer.arc.model import (
    Arc,
    Booster,
    Cue,
    Intensity,
    Moment,
    Phase,
    PhaseKind,
    PickItem,
    PickRule,
    Picks,
    SilenceItem,
    SoundscapeItem,
    Tempo,
    TrackItem,
)
from setplayer.faults import Fault
from setplayer.units import SAMPLE_RATE

MINUTE = 60 * SAMPLE_RATE

words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
levels = st.floats(0, 10)
intensities = st.builds(Intensity, start=levels, end=levels)
paths = st.from_regex(r"[a-z]{1,9}/[a-zäöü ]{1,9}\.flac", fullmatch=True)
seconds = st.integers(10, 30).map(lambda seconds: seconds * SAMPLE_RATE)
rules = st.builds(
    PickRule,
    intensity=st.one_of(st.just("follow"), intensities),
    tags=st.lists(words, max_size=3).map(tuple),
    tempo=st.one_of(st.none(), st.just(Tempo(low_bpm=60, high_bpm=80.5))),
)
items = st.one_of(
    paths.map(lambda path: TrackItem(path=path)),
    st.sampled_from(["tide", "drone"]).map(lambda name: SoundscapeItem(name=name)),
    seconds.map(lambda frames: SilenceItem(length_frames=frames, fade_frames=frames // 2)),
    rules.map(lambda rule: PickItem(rule=rule)),
)
moments = st.builds(Moment, offset_frames=st.integers(-MINUTE, MINUTE))
cues = st.one_of(
    moments.map(lambda moment: Cue(at=moment, do="chime")),
    st.just(Cue(at=Moment(anchor="Phase 0", offset_frames=5), do="voice", sound="a.flac")),
    st.just(Cue(every_frames=5 * MINUTE, remind="Blood pressure")),
)


@st.composite
def arcs(draw: st.DrawFn) -> Arc:
    phases = tuple(
        Phase(
            name=f"Phase {index}",
            kind=draw(st.sampled_from(get_args(PhaseKind))),
            length_frames=draw(st.integers(MINUTE, 20 * MINUTE)),
            overlap_frames=draw(st.integers(0, MINUTE // 2)) if index else 0,
            intensity=draw(intensities),
            music=tuple(draw(st.lists(items, max_size=3))),
        )
        for index in range(draw(st.integers(1, 5)))
    )
    booster = Booster(adds_frames=5 * MINUTE, to=("Phase 0",)) if draw(st.booleans()) else None
    return Arc(
        name=draw(words),
        phases=phases,
        cues=tuple(draw(st.lists(cues, max_size=3))),
        booster=booster,
        picks=draw(st.builds(Picks, seed=st.none() | st.integers(0, 2**32 - 1))),
        zero="dose",
        lead_frames=MINUTE,
    )


@settings(max_examples=60)
@given(arcs())
def test_the_json_of_an_arc_is_the_same_arc_again_and_the_same_bytes(arc: Arc) -> None:
    data = arc.canonical_json()
    again = Arc.from_json(data)
    assert again == arc
    assert again.canonical_json() == data


@settings(max_examples=60)
@given(arcs())
def test_starts_and_overlaps_account_for_every_frame(arc: Arc) -> None:
    ends = [start + phase.length_frames for start, phase in zip(arc.starts_frames, arc.phases, strict=True)]
    for phase, start, end_before in zip(arc.phases[1:], arc.starts_frames[1:], ends, strict=False):
        assert start + phase.overlap_frames == end_before
    lengths = sum(phase.length_frames - phase.overlap_frames for phase in arc.phases)
    assert arc.total_frames == max(ends) == lengths


def test_an_arc_read_from_a_file_survives_json() -> None:
    arc = read(RIGHT).arc
    assert Arc.from_json(arc.canonical_json()) == arc
    assert json.loads(arc.canonical_json())["phases"][0]["length_frames"] == 10 * MINUTE


def test_a_moment_becomes_a_frame_from_begin() -> None:
    arc = read(RIGHT).arc
    assert arc.frame_of(Moment(offset_frames=-MINUTE)) == 4 * MINUTE
    assert arc.frame_of(Moment(anchor="peak", offset_frames=MINUTE)) == 10 * MINUTE
    assert arc.frame_of(Moment(anchor="Arrival")) == 0
    assert arc.frame_of(Moment(anchor="booster", offset_frames=MINUTE)) is None


def test_an_arc_that_does_not_fit_together_cannot_be_made() -> None:
    phase = Phase(name="P", kind="peak", length_frames=MINUTE, intensity=Intensity(start=1, end=2))
    with pytest.raises(ValidationError, match="there are two phases called 'P'"):
        Arc(name="A", phases=(phase, phase))
    with pytest.raises(ValidationError, match="the cue does not say when"):
        Arc(name="A", phases=(phase,), cues=(Cue(remind="x"),))


def test_values_are_frozen_and_know_no_other_fields() -> None:
    with pytest.raises(ValidationError):
        Moment(anchor="peak").anchor = "onset"  # type: ignore[misc]  # that it fails is the point
    with pytest.raises(ValidationError):
        Moment.model_validate({"anchor": "peak", "about": "x"})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[" * 100_000,
        b'{"name": "A"}',
        b'{"arc": "A", "phases": []}',
        b"\xff",
        read(RIGHT).arc.canonical_json().replace(b'"length_frames":57600000', b'"length_frames":"20 min"'),
        read(RIGHT).arc.canonical_json().replace(b'"overlap_frames":2880000', b'"overlap_frames":28800000'),
        read(RIGHT).arc.canonical_json().replace(b"quiet/slow", b"../slow"),
        read(RIGHT).arc.canonical_json().replace(b'"end":4.0', b'"end":NaN'),
    ],
)
def test_an_altered_arc_in_a_session_is_refused_in_plain_words(data: bytes) -> None:
    with pytest.raises(Fault, match="The session file was altered, or a newer setplayer wrote it"):
        Arc.from_json(data)
