"""What must be true of a score: every frame is covered, whatever the arc, the library and the moment of a change."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_cases import phase, sources, track

from setplayer.score.chain import JOIN_FRAMES, LONGEST_TRACK_JOIN_FRAMES, SHORTEST_JOIN_FRAMES, Sources
from setplayer.score.model import Clip, Score
from setplayer.score.phases import jumped, placed, with_end
from setplayer.score.place import END_FADE_FRAMES, place, retime
from setplayer.score.soonest import soonest_end
from setplayer.units import SAMPLE_RATE, frames_from_s

TRACKS = [track(f"{n}.ogg", s) for n, s in (("short", 20), ("a", 95), ("b", 180), ("c", 240), ("long", 1500))]
TRACKS.append(track("broken.ogg", 100, error="it cannot be decoded"))
MUSIC = ("short.ogg", "a.ogg", "b.ogg", "c.ogg", "long.ogg", "broken.ogg", "gone.ogg", "tide", "drone", "silence 45")


@st.composite
def arcs(draw: st.DrawFn) -> Sources:
    """Any arc of up to five phases with any music."""
    phases = []
    room = 0.0
    for number in range(draw(st.integers(1, 5))):
        seconds = draw(st.integers(60, 900))
        music = draw(st.lists(st.sampled_from(MUSIC), max_size=5))
        overlap = draw(st.sampled_from([0, 0, 5, 10, 45, 200])) if number else 0
        overlap = overlap if overlap <= min(seconds / 2, room) else 0
        phases.append(phase(f"Phase {number}", seconds, music, overlap=overlap))
        room = (seconds - overlap) / 2
    return sources(phases, TRACKS)


def accounts_for_every_frame(score: Score, first: int = 0) -> None:
    clips = [clip for clip in score.clips if clip.end_frame > first]
    assert clips[0].start_frame <= first
    assert clips[-1].end_frame == score.frames
    reached = first
    for clip in clips:
        assert clip.start_frame <= max(reached, first)
        assert clip.length_frames > 0
        assert clip.fade_out_frames <= clip.length_frames
        reached = max(reached, clip.end_frame)
    assert reached == score.frames


def within_their_tracks(score: Score) -> None:
    lengths = {t.path: t.frames for t in TRACKS}
    for clip in score.clips:
        if clip.kind == "track":
            assert clip.offset_frames + clip.length_frames <= lengths[clip.source]


@given(arcs())
def test_starts_plus_overlaps_account_for_every_frame(made: Sources) -> None:
    score = place(made)
    assert score.frames == made.arc.total_frames
    accounts_for_every_frame(score)
    within_their_tracks(score)
    assert all(clip.fade_in_frames + clip.fade_out_frames <= clip.length_frames for clip in score.clips)
    overlaps = [before.end_frame - after.start_frame for before, after in pairwise(score.clips)]
    assert sum(clip.length_frames for clip in score.clips) - sum(overlaps) == score.frames
    for before, after in pairwise(score.clips):
        assert before.fade_out_frames == after.fade_in_frames == before.end_frame - after.start_frame


@given(arcs())
def test_every_phase_is_covered_by_its_own_pieces(made: Sources) -> None:
    score = place(made)
    for number, lies in enumerate(score.phases):
        own = [clip for clip in score.clips if clip.phase == number]
        middle = (lies.start_frame + lies.end_frame) // 2
        assert any(clip.start_frame <= middle < clip.end_frame for clip in own)
        assert own[0].start_frame <= max(lies.start_frame, lies.start_frame) + frames_from_s(200)


def sounded_before(score: Score, now: int) -> list[tuple[object, ...]]:
    """Everything about the clips that a listener could have heard by `now`."""
    heard = []
    for clip in score.clips:
        if clip.start_frame < now:
            fade_out = clip.end_frame - clip.fade_out_frames
            tail = (clip.end_frame, clip.fade_out_frames, clip.fade_out_shape) if fade_out < now else None
            heard.append((clip.clip_id, clip.source, clip.start_frame, clip.offset_frames, clip.fade_in_frames, tail))
    return heard


@settings(max_examples=300)
@given(arcs(), st.data())
def test_a_change_alters_nothing_that_was_heard_and_still_covers_every_frame(
    made: Sources, data: st.DataObject
) -> None:
    score = place(made)
    now = 0
    for _ in range(data.draw(st.integers(1, 5))):
        now = data.draw(st.integers(now, score.frames - frames_from_s(40)))
        current = score.phase_at(now)
        kind = data.draw(st.sampled_from(["end", "jump", "leave"]))
        phases = score.phases
        if kind == "end":
            soonest = soonest_end(score, now)
            phases = with_end(phases, current, data.draw(st.integers(soonest, soonest + frames_from_s(900))))
        elif kind == "jump" and current + 1 < len(phases):
            target = data.draw(st.integers(current + 1, len(phases) - 1))
            phases = jumped(phases, current, target, now + JOIN_FRAMES // 2)
        again = retime(made, score, now, phases, leave=kind == "leave")
        assert sounded_before(again, now) == sounded_before(score, now)
        accounts_for_every_frame(again, now)
        within_their_tracks(again)
        score = again
        if score.frames - now < frames_from_s(60):
            break


@given(arcs(), st.integers(1, 10**7))
def test_a_change_of_nothing_changes_nothing(made: Sources, now: int) -> None:
    score = place(made)
    now %= score.frames
    assert score.change_to(retime(made, score, now, score.phases)).placed == ()


def test_a_silence_keeps_its_length_though_what_follows_it_found_no_room() -> None:
    made = sources([phase("One", 60, ["short.ogg", "silence 45", "short.ogg"]), phase("Two", 60)], TRACKS)
    score = place(made)
    assert retime(made, score, 12 * SAMPLE_RATE, score.phases) == score


def lay(music: list[str], seconds: float) -> list[Clip]:
    return list(place(sources([phase("One", seconds, music)], TRACKS)).clips)


def summary(clips: list[Clip]) -> list[tuple[str, float, float]]:
    return [(c.source or c.kind, c.start_frame / SAMPLE_RATE, c.end_frame / SAMPLE_RATE) for c in clips]


def test_what_runs_short_is_filled_by_the_bed() -> None:
    assert summary(lay(["b.ogg"], 300)) == [("b.ogg", 0, 180), ("tide", 168, 300)]


def test_what_runs_long_fades_at_the_end_of_the_phase() -> None:
    (clip,) = lay(["long.ogg"], 300)
    assert (clip.end_frame, clip.fade_out_frames) == (300 * SAMPLE_RATE, END_FADE_FRAMES)


def test_soundscapes_share_what_the_tracks_leave() -> None:
    assert summary(lay(["tide", "b.ogg", "drone"], 600)) == [
        ("tide", 0, 222),
        ("b.ogg", 210, 390),
        ("drone", 378, 600),
    ]


@pytest.mark.parametrize("seconds", [475, 480, 490, 499])
def test_tracks_overlap_by_what_lets_their_phase_end_with_them(seconds: float) -> None:
    clips = lay(["a.ogg", "b.ogg", "c.ogg"], seconds)
    assert [c.source for c in clips] == ["a.ogg", "b.ogg", "c.ogg"]
    overlaps = [before.end_frame - after.start_frame for before, after in pairwise(clips)]
    assert all(SHORTEST_JOIN_FRAMES <= overlap <= LONGEST_TRACK_JOIN_FRAMES for overlap in overlaps)
    assert max(overlaps) - min(overlaps) <= 1
    assert clips[-1].offset_at(clips[-1].end_frame) >= frames_from_s(240) - 1


def test_an_arcs_last_track_may_lose_its_last_seconds() -> None:
    """As a fit has it, which lets it end up to 4 s late."""
    clips = lay(["a.ogg", "b.ogg", "c.ogg"], 472)
    assert clips[0].end_frame - clips[1].start_frame == LONGEST_TRACK_JOIN_FRAMES
    assert clips[-1].offset_at(clips[-1].end_frame) == frames_from_s(237)


def test_where_overlaps_cannot_make_it_up_they_are_as_usual() -> None:
    for seconds in (470, 500):
        clips = lay(["a.ogg", "b.ogg", "c.ogg"], seconds)
        assert clips[0].end_frame - clips[1].start_frame == JOIN_FRAMES


def test_a_phases_last_track_may_end_a_little_early_into_a_shorter_crossfade() -> None:
    made = sources([phase("One", 176, ["b.ogg"]), phase("Two", 100, ["drone"])], TRACKS)
    one, two = place(made).clips
    assert one.end_frame - two.start_frame == frames_from_s(10)
    made = sources([phase("One", 179, ["b.ogg"]), phase("Two", 100, ["drone"])], TRACKS)
    assert [c.kind for c in place(made).clips] == ["track", "bed", "soundscape"]


def test_the_order_of_tracks_is_kept() -> None:
    assert [c.source for c in lay(["b.ogg", "a.ogg", "c.ogg"], 480)] == ["b.ogg", "a.ogg", "c.ogg"]


def test_damaged_and_missing_tracks_are_left_out() -> None:
    assert [c.source for c in lay(["broken.ogg", "a.ogg", "gone.ogg"], 80)] == ["a.ogg"]


def test_a_phase_without_music_has_the_bed() -> None:
    assert [(c.kind, c.source) for c in lay([], 60)] == [("bed", "tide")]


def test_a_piece_is_not_begun_for_a_few_seconds() -> None:
    sounding = lay(["b.ogg", "c.ogg"], 185)
    assert [c.source for c in sounding] == ["b.ogg", "tide"]
    assert sounding[1].length_frames >= JOIN_FRAMES + END_FADE_FRAMES


def test_a_soundscape_joins_itself_without_a_swell() -> None:
    score = place(sources([phase("One", 60, ["tide"]), phase("Two", 60, ["tide"])]))
    assert [(c.fade_in_shape, c.fade_out_shape) for c in score.clips] == [
        ("equal-power", "linear"),
        ("linear", "equal-power"),
    ]


@pytest.mark.parametrize(("overlap", "join"), [(0, 12), (5, 12), (45, 45), (300, 120)])
def test_phases_join_over_their_overlap(overlap: float, join: float) -> None:
    score = place(sources([phase("One", 600, ["tide"]), phase("Two", 600, ["drone"], overlap=overlap)]))
    one, two = score.clips
    assert two.fade_in_frames == one.fade_out_frames == join * SAMPLE_RATE >= SHORTEST_JOIN_FRAMES
    middle = (score.phases[0].end_frame + score.phases[1].start_frame) // 2
    assert two.start_frame + two.fade_in_frames // 2 == middle


def test_extending_keeps_the_sounding_track_and_adds_the_bed() -> None:
    made = sources([phase("One", 170, ["b.ogg"]), phase("Two", 100, ["drone"])], TRACKS)
    score = place(made)
    now = frames_from_s(100)
    longer = retime(made, score, now, with_end(score.phases, 0, frames_from_s(290)))
    assert summary(list(longer.clips)) == [("b.ogg", 0, 180), ("tide", 168, 296), ("drone", 284, 390)]


def test_a_silence_that_was_last_goes_on_when_its_phase_is_extended() -> None:
    made = sources([phase("One", 60, ["tide"]), phase("Quiet", 60, ["silence 60"]), phase("Two", 60, ["drone"])])
    score = place(made)
    longer = retime(made, score, frames_from_s(80), with_end(score.phases, 1, frames_from_s(240)))
    assert [c.kind for c in longer.clips] == ["soundscape", "silence", "soundscape"]


def test_a_silence_that_is_followed_keeps_its_length() -> None:
    made = sources([phase("One", 300, ["silence 60", "drone"])])
    score = place(made)
    assert retime(made, score, frames_from_s(30), score.phases) == score


def test_placed_phases_have_their_overlaps() -> None:
    made = sources([phase("One", 100), phase("Two", 100, overlap=30)])
    assert [(p.start_frame, p.end_frame) for p in placed(made.arc)] == [
        (0, 100 * SAMPLE_RATE),
        (70 * SAMPLE_RATE, 170 * SAMPLE_RATE),
    ]
