"""A published programme of six hours plays as it is written; where its music is longer or shorter, what gives way."""

import pytest
from published_programme import LONGEST_S, OVERLAP_S, PHASES_MIN, SHORTEST_S, Part, programme
from score_cases import phase, sources, track

from setplayer.score.chain import LONGEST_TRACK_JOIN_FRAMES, SHORTEST_JOIN_FRAMES
from setplayer.score.model import Clip, Score
from setplayer.score.place import place
from setplayer.units import SAMPLE_RATE


def laid(parts: tuple[Part, ...]) -> Score:
    pieces = [one for part in parts for one in part.tracks]
    phases = [phase(part.name, part.seconds, [name for name, _ in part.tracks]) for part in parts]
    return place(sources(phases, [track(name, seconds) for name, seconds in pieces]))


def lengths(parts: tuple[Part, ...]) -> dict[str, int]:
    return {name: seconds * SAMPLE_RATE for part in parts for name, seconds in part.tracks}


def tracks_of(score: Score) -> list[Clip]:
    return [clip for clip in score.clips if clip.kind == "track"]


@pytest.mark.parametrize("longer_s", [0, 60, -60])
def test_sixty_tracks_are_heard_whole_in_their_order_and_the_total_is_exact(longer_s: int) -> None:
    parts = programme(longer_s)
    of = lengths(parts)
    assert (len(of), min(of.values()), max(of.values())) == (60, SHORTEST_S * SAMPLE_RATE, LONGEST_S * SAMPLE_RATE)
    score = laid(parts)
    assert score.frames == sum(PHASES_MIN) * 60 * SAMPLE_RATE
    assert [clip.source for clip in score.clips] == list(of)
    assert all(clip.offset_frames == 0 and clip.length_frames == of[clip.source] for clip in score.clips)
    within = [clip for before, clip in zip(score.clips, score.clips[1:], strict=False) if before.phase == clip.phase]
    assert all(SHORTEST_JOIN_FRAMES <= c.fade_in_frames <= LONGEST_TRACK_JOIN_FRAMES for c in within)
    if not longer_s:
        assert all(abs(clip.fade_in_frames - OVERLAP_S * SAMPLE_RATE) <= SAMPLE_RATE for clip in within)


def test_phases_change_in_the_middle_of_a_crossfade_on_their_second() -> None:
    score = laid(programme())
    for number in range(1, len(PHASES_MIN)):
        first = next(clip for clip in score.clips if clip.phase == number)
        middle = first.start_frame + first.fade_in_frames // 2
        assert middle == sum(PHASES_MIN[:number]) * 60 * SAMPLE_RATE


def test_of_five_minutes_too_much_the_ends_of_phases_are_cut_and_the_total_stays() -> None:
    parts = programme(300)
    of, score = lengths(parts), laid(parts)
    assert score.frames == sum(PHASES_MIN) * 60 * SAMPLE_RATE
    heard = [clip.source for clip in tracks_of(score)]
    assert heard == [name for name in of if name in heard]
    assert {clip.kind for clip in score.clips} == {"track"}
    lasts = [[clip for clip in score.clips if clip.phase == number][-1] for number in range(3)]
    cut = [clip for clip in score.clips if clip.length_frames != of[clip.source]]
    assert cut == lasts
    left_out = [name for name in of if name not in heard]
    assert left_out == ["12.flac", "58.flac", "59.flac"]


def test_where_five_minutes_are_missing_the_bed_plays_them_and_every_track_is_heard() -> None:
    parts = programme(-300)
    of, score = lengths(parts), laid(parts)
    assert score.frames == sum(PHASES_MIN) * 60 * SAMPLE_RATE
    assert [clip.source for clip in tracks_of(score)] == list(of)
    beds = [clip for clip in score.clips if clip.kind == "bed"]
    assert [bed.phase for bed in beds] == [0, 1, 2]
    assert all(240 <= bed.length_frames / SAMPLE_RATE <= 300 for bed in beds)
