"""Nothing automatic startles: whatever follows what, the programme grows louder by at most 3 dB in 10 s."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from score_cases import phase, sources, track

from setplayer.arc.model import Intensity
from setplayer.score.chain import Sources
from setplayer.score.curves import Lane, fade
from setplayer.score.level import target_lufs
from setplayer.score.model import Clip, Score
from setplayer.score.phases import intensity_moves
from setplayer.score.place import place, retime
from setplayer.units import SAMPLE_RATE

OPENED_S = 30
SILENCE_LUFS = -40.0
"""What is softer than this is as good as silence in a room."""
TRACKS = [track(f"{-lufs}.ogg", 200, lufs=float(lufs)) for lufs in (-40, -33, -26, -19, -12)]
SOUNDSCAPES = ["tide", "drone", "silence 45"]
MUSIC = [*(one.path for one in TRACKS), *SOUNDSCAPES]


def arc_of(music: Sequence[Sequence[str]], intensities: Sequence[float]) -> Sources:
    """Phases of 5 min with so much intensity each."""
    phases = [
        phase(f"Part {number}", 300, items).model_copy(update={"intensity": Intensity(start=level, end=level)})
        for number, (items, level) in enumerate(zip(music, intensities, strict=True))
    ]
    return sources(phases, TRACKS)


@st.composite
def arcs(draw: st.DrawFn) -> Sources:
    """Arcs of two to four phases with any music at one intensity, or with soundscapes at any."""
    count = draw(st.integers(2, 4))
    among, levels = draw(
        st.sampled_from([(MUSIC, st.just(draw(st.integers(0, 10)))), (SOUNDSCAPES, st.integers(0, 10))])
    )
    music = [draw(st.lists(st.sampled_from(among), max_size=3)) for _ in range(count)]
    return arc_of(music, [draw(levels) for _ in range(count)])


def level_lufs(made: Sources, score: Score) -> NDArray[np.float64]:
    """How loud the programme is at each second: every clip as loud as it was measured, by its gains."""
    seconds = np.arange(score.frames // SAMPLE_RATE)
    frames = seconds * SAMPLE_RATE
    lane = Lane(initial=score.phases[0].intensity_start)
    intensity = lane.with_moves(intensity_moves(score.phases, lane.initial, 0)).values(frames)
    power, shared = np.full(len(seconds), 1e-9), {}
    for clip in score.clips:
        amplitude = amplitudes(made, clip, frames, intensity)
        if clip.kind in {"soundscape", "bed"}:  # one that joins itself is one sound
            shared[clip.source] = shared.get(clip.source, 0.0) + amplitude
        else:
            power += amplitude**2
    return np.asarray(10 * np.log10(power + sum(one**2 for one in shared.values())))


def amplitudes(
    made: Sources, clip: Clip, frames: NDArray[np.int64], intensity: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Of one clip, 1 being 0 LUFS."""
    lufs = np.array([target_lufs(value) for value in intensity])
    if clip.kind == "track":
        measured = made.tracks[clip.source].integrated_lufs
        assert measured is not None
        lufs = np.full(len(frames), measured + clip.gain_db)
    if clip.kind == "silence":
        lufs -= 200
    lufs += [clip.below_db(frame) for frame in frames]
    gain = 10 ** (lufs / 20) * ((frames >= clip.start_frame) & (frames < clip.end_frame))
    if clip.fade_in_frames:
        gain *= fade(clip.fade_in_shape, frames, clip.start_frame, clip.fade_in_frames)
    if clip.fade_out_frames:
        gain *= fade(clip.fade_out_shape, clip.end_frame - frames, 0, clip.fade_out_frames)
    return np.asarray(gain)


def most_rise_db(level: NDArray[np.float64]) -> float:
    """The most that a level rose within 10 s, to what was not heard within 30 s; but for the ramp after silence."""
    most = 0.0
    for now in range(OPENED_S, len(level)):
        ramp = level[now - 22 : now].min() < SILENCE_LUFS
        known = level[now] <= level[now - 30 : now].max() + 0.01
        most = max(most, 0.0 if ramp or known else level[now] - level[now - 10])
    return float(most)


@given(arcs())
def test_no_piece_is_3_db_louder_within_10_s_of_what_it_follows(made: Sources) -> None:
    assert most_rise_db(level_lufs(made, place(made))) < 3.1


@given(arcs(), st.integers(60, 400))
def test_nor_does_the_piece_that_comes_when_one_is_left(made: Sources, at_s: int) -> None:
    score, now = place(made), at_s * SAMPLE_RATE
    again = retime(made, score, now, score.phases, leave=True)
    assert most_rise_db(level_lufs(made, again)) < 3.1


@pytest.mark.parametrize(("first", "then", "enters_db"), [("40.ogg", "19.ogg", -18.0), ("19.ogg", "40.ogg", 0.0)])
def test_a_piece_begins_no_louder_than_what_it_follows(first: str, then: str, enters_db: float) -> None:
    """The quiet recording is raised by 2 dB, as far as its peak allows; the target at intensity 10 is −20 LUFS."""
    score = place(arc_of([[first, then]], [10]))
    assert [clip.enters_db for clip in score.clips[:2]] == [0.0, enters_db]
    assert score.clips[1].rise_frames == round(-enters_db / 0.3 * SAMPLE_RATE)
