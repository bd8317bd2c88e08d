"""Every frame of every piece in its place: none missing, none twice, whatever happens around it."""

from dataclasses import replace

import numpy as np
import pytest
from audio_cases import STEP, Library, clip, mixed, mixer, numbers, state
from hypothesis import given, settings
from hypothesis import strategies as st

from setplayer.audio.mixer import Mixer
from setplayer.audio.pieces import AHEAD_FRAMES
from setplayer.score.curves import Lane, Move
from setplayer.session.commands import PieceFailed, StandIn
from setplayer.session.events import Voice
from setplayer.session.state import State
from setplayer.units import BLOCK_FRAMES

LONG = 40 * BLOCK_FRAMES
UP = Lane(initial=1.0)


def failures(the_mixer: Mixer, the_state: State, blocks: int) -> list[tuple[int, PieceFailed | StandIn]]:
    return [(index, failed) for index in range(blocks) for failed in the_mixer.failures(the_state, index)]


@given(st.integers(0, 3 * BLOCK_FRAMES), st.integers(1, 3 * BLOCK_FRAMES), st.integers(0, 5_000))
def test_a_clip_sounds_from_its_first_frame_to_its_last(start: int, length: int, offset: int) -> None:
    the_clip = clip(1, "ramp 1000000", start, start + length, offset_frames=offset)
    sound = mixed(mixer(), state([the_clip]), 7 * BLOCK_FRAMES)
    assert np.array_equal(numbers(sound[start : start + length]), np.arange(length) + offset)
    assert not sound[:start].any()
    assert not sound[start + length :].any()


def test_two_clips_that_meet_leave_no_gap() -> None:
    clips = [clip(1, "ramp 100000", 0, 5_000), clip(2, "ramp 200000", 5_000, 9_000, offset_frames=5_000)]
    assert np.array_equal(numbers(mixed(mixer(), state(clips), 9_000)), np.arange(9_000))


def test_clips_that_overlap_add_up() -> None:
    clips = [clip(1, "ramp 100000", 0, 9_000), clip(2, "ramp 200000", 3_000, 9_000)]
    sound = numbers(mixed(mixer(), state(clips), 9_000))
    assert np.array_equal(sound[3_000:], 2 * np.arange(3_000, 9_000) - 3_000)


def test_a_silence_is_silent_and_the_music_after_it_in_place() -> None:
    clips = [clip(1, "ramp 100000", 0, 3_000), clip(2, "", 3_000, 7_000), clip(3, "ramp 100000", 7_000, 9_000)]
    sound = mixed(mixer(), state(clips), 9_000)
    assert not sound[3_000:7_000].any()
    assert np.array_equal(numbers(sound[7_000:]), np.arange(2_000))


@given(st.integers(13_000, 30_000))
@settings(max_examples=20)
def test_a_track_that_ends_before_its_clip_falls_to_its_end(length: int) -> None:
    """Damage may cut a track off at its loudest: that is not heard as a click."""
    loud = 4_000_000
    the_clip = clip(1, f"ramp {loud + length}", 0, 40_000, offset_frames=loud)
    sound = mixed(mixer(), state([the_clip]), 40_000)
    assert np.array_equal(numbers(sound[: length - 12_000]), np.arange(length - 12_000) + loud)
    assert not sound[length:].any()
    assert np.abs(np.diff(sound[length - 12_000 :], axis=0)).max() < 1e-4


def test_a_track_that_lasts_as_long_as_its_clip_is_played_as_it_is() -> None:
    sound = mixed(mixer(), state([clip(1, "ramp 40000", 0, 40_000)]), 40_000)
    assert np.array_equal(numbers(sound), np.arange(40_000))


@settings(max_examples=30)
@given(st.integers(0, LONG), st.sampled_from(["level", "duck", "silence", "urgent", "away", "closing", "arc"]))
def test_what_is_known_later_changes_nothing_before_it(frame: int, lane: str) -> None:
    """An event that becomes known only when its block is mixed gives the samples of one known from the start."""
    move = Move(start_frame=frame, frames=9_000, from_value=1.0, to_value=0.25, shape="raised-cosine")
    before = state([clip(1, "ramp 1000000", 0, LONG)])
    after = replace(before, lanes={**before.lanes, lane: UP.with_moves([move])})
    never, always, late = mixer(), mixer(), mixer()
    first = frame // BLOCK_FRAMES
    known_late = [late.block(before if index < first else after, index) for index in range(40)]
    assert np.array_equal(np.concatenate(known_late), mixed(always, after, LONG))
    assert np.array_equal(np.concatenate(known_late)[:frame], mixed(never, before, LONG)[:frame])


def test_a_clip_that_a_later_event_cuts_short_goes_on_without_a_seam() -> None:
    before = state([clip(1, "ramp 1000000", 0, LONG)])
    cut = state([clip(1, "ramp 1000000", 0, 20_000, fade_out_frames=4_000), clip(2, "ramp 500000", 16_000, LONG)])
    library = Library()
    the_mixer = mixer(library)
    blocks = [the_mixer.block(before if index < 5 else cut, index) for index in range(12)]
    assert np.array_equal(numbers(np.concatenate(blocks)[:16_000]), np.arange(16_000))
    assert len(library.opened) == 2


def test_a_clip_number_that_comes_again_is_another_piece() -> None:
    """A clip that never sounded may leave its number to another one."""
    library = Library()
    the_mixer = mixer(library)
    begin = clip(1, "ramp 1000000", 0, 10_000)
    broken = state([begin, clip(2, "broken", 10_000, 20_000)])
    mended = state([begin, clip(2, "ramp 1000000", 10_000, 20_000, offset_frames=10_000)])
    assert [failed.clip_id for _, failed in failures(the_mixer, broken, 1)] == [2]
    assert np.array_equal(numbers(mixed(the_mixer, mended, 20_000)), np.arange(20_000))
    other = state([begin, clip(2, "broken too", 10_000, 20_000)])
    assert [failed.clip_id for _, failed in failures(the_mixer, other, 1)] == [2]


# ---- buses


def test_the_grounding_music_and_a_chime_have_buses_of_their_own() -> None:
    tone = np.full((6_000, 2), 0.25, np.float32)
    chime = Voice(voice_id=1, bus="sound", kind="sound", source="bell", start_frame=3_000, end_frame=9_000)
    base = state([clip(1, "ramp 1000000", 0, LONG)], voices=(chime,))
    ducked = replace(base, lanes={**base.lanes, "duck": Lane(initial=0.25), "talkover": Lane(initial=0.5)})
    sound = mixed(mixer(sounds={"bell": tone}), ducked, 10_000)
    beside = np.zeros((10_000, 2), np.float32)
    beside[3_000:9_000] = 0.25
    assert np.array_equal(numbers((sound - beside) * 4), np.arange(10_000))


def test_grounding_takes_the_place_of_the_arc() -> None:
    voice = Voice(voice_id=1, bus="grounding", kind="track", source="ramp 90000", start_frame=0, end_frame=30_000)
    lanes = {"grounding": UP, "arc": Lane(initial=0.0)}
    sound = mixed(mixer(), state([clip(1, "tide", 0, LONG)], lanes, voices=(voice,)), 30_000)
    assert np.array_equal(numbers(sound), np.arange(30_000))


def test_a_sound_shorter_than_its_voice_ends_in_silence() -> None:
    voice = Voice(voice_id=1, bus="sound", kind="sound", source="bell", start_frame=100, end_frame=9_000)
    sound = mixed(mixer(sounds={"bell": np.full((50, 2), 0.5, np.float32)}), state([], voices=(voice,)), 9_000)
    assert np.flatnonzero(sound[:, 0]).tolist() == list(range(100, 150))


def test_several_chimes_overlap() -> None:
    voices = tuple(
        Voice(
            voice_id=n, bus="sound", kind="sound", source="bell", start_frame=n * 1_000, end_frame=n * 1_000 + 4_000
        )
        for n in range(3)
    )
    sound = mixed(mixer(sounds={"bell": np.full((4_000, 2), 0.25, np.float32)}), state([], voices=voices), 8_000)
    assert sound[::1_000, 0].tolist() == [0.25, 0.5, 0.75, 0.75, 0.5, 0.25, 0.0, 0.0]


def test_what_adds_up_beyond_all_measure_is_clamped() -> None:
    voices = tuple(
        Voice(voice_id=n, bus="sound", kind="sound", source="bell", start_frame=0, end_frame=4_000) for n in range(9)
    )
    sound = mixed(mixer(sounds={"bell": np.full((4_000, 2), 1.0, np.float32)}), state([], voices=voices), 4_000)
    assert sound.max() == 4.0


# ---- what cannot be played


def test_a_track_that_cannot_be_opened_is_told_before_it_should_sound_until_it_has_left() -> None:
    start = AHEAD_FRAMES + 10 * BLOCK_FRAMES
    the_state = state([clip(1, "ramp 9000000", 0, start), clip(2, "broken", start, start + 90_000)])
    the_mixer = mixer()
    told = failures(the_mixer, the_state, start // BLOCK_FRAMES + 20)
    without = replace(the_state, avoid=frozenset({"broken"}))
    assert failures(the_mixer, without, start // BLOCK_FRAMES + 20) == []
    index, failed = told[0]
    assert start - index * BLOCK_FRAMES >= AHEAD_FRAMES
    assert (failed.clip_id, failed.reason) == (
        2, "it is not music, or too damaged to open; replace the file or leave it out"
    )  # fmt: skip
    assert not mixed(the_mixer, the_state, 90_000, start // BLOCK_FRAMES + 20).any()


def test_a_track_that_ends_too_soon_is_told_ahead_with_the_frame_where_it_ends() -> None:
    the_state = state([clip(1, "ramp 1500000", 0, 2_000_000)])
    told = failures(mixer(), the_state, 900)
    index, failed = told[0]
    assert failed.playable_until_frame == 1_500_000
    assert failed.reason == "it ends sooner than when it was measured"
    assert 1_500_000 - (index + 1) * BLOCK_FRAMES >= AHEAD_FRAMES - 40 * BLOCK_FRAMES


def test_a_track_of_the_right_length_is_not_told_of() -> None:
    assert failures(mixer(), state([clip(1, "ramp 90000", 0, 90_000)]), 60) == []


def test_the_frame_at_which_a_failure_is_seen_is_always_the_same() -> None:
    the_state = state([clip(1, "ramp 1500000", 0, 2_000_000), clip(2, "broken", 1_900_000, 2_500_000)])
    assert failures(mixer(), the_state, 1_000) == failures(mixer(), the_state, 1_000)


def test_failures_look_for_nothing_that_was_not_asked_for() -> None:
    assert failures(mixer(), state([clip(1, "tide", 0, LONG), clip(2, "", LONG, 2 * LONG)]), 40) == []


def test_grounding_music_that_cannot_be_opened_is_told_of_while_it_should_sound() -> None:
    voice = Voice(voice_id=1, bus="grounding", kind="track", source="broken", start_frame=9_000, end_frame=30_000)
    told = failures(mixer(), state([clip(1, "tide", 0, LONG)], voices=(voice,)), 40)
    assert {failed.do for _, failed in told} == {"stand_in"}


# ---- files and memory


def test_a_track_that_was_left_is_gone_back_to_in_place() -> None:
    minute, library = 60 * 48_000, Library()
    the_mixer = mixer(library)
    left, after = clip(1, "ramp 90000001", 0, minute), clip(2, "ramp 90000002", minute, 20 * minute)
    here = 5 * minute - 5 * minute % BLOCK_FRAMES
    for index in range(0, here // BLOCK_FRAMES, 16):
        assert list(the_mixer.failures(state([left, after]), index)) == []
        the_mixer.let_go(index * BLOCK_FRAMES)
    assert library.open_now == 1
    back = clip(3, "ramp 90000001", here, 20 * minute, offset_frames=here)
    sound = the_mixer.block(state([left, back]), here // BLOCK_FRAMES)
    assert np.array_equal(numbers(sound), np.arange(here, here + BLOCK_FRAMES))


def test_only_what_sounds_or_soon_will_is_open() -> None:
    length = 30 * 48_000
    clips = [clip(n, f"ramp {2_000_000 + n}", n * length, (n + 1) * length) for n in range(10)]
    library = Library()
    the_mixer = mixer(library)
    the_state, most = state(clips), 0
    for index in range(10 * length // BLOCK_FRAMES):
        assert list(the_mixer.failures(the_state, index)) == []
        the_mixer.block(the_state, index)
        most = max(most, library.open_now)
    assert len(library.opened) == 10
    assert most <= 4
    the_mixer.close()
    assert library.open_now == 0


@pytest.mark.parametrize("source", ["tide", "drone", "bowls", "hearth", "no such soundscape"])
def test_every_sample_is_a_number(source: str) -> None:
    the_clip = clip(1, source, 0, LONG, fade_in_frames=9_000, fade_out_frames=9_000)
    sound = mixed(mixer(), state([the_clip]), LONG + 5_000)
    assert np.isfinite(sound).all()
    assert sound.any()
    assert sound.dtype == np.float32


def test_a_block_belongs_to_who_asked_for_it() -> None:
    the_state = state([clip(1, "tide", 0, LONG)])
    one, other = mixer(), mixer()
    one.block(the_state, 0)[:] = STEP
    other.block(the_state, 0)
    assert np.array_equal(one.block(the_state, 1), other.block(the_state, 1))
