"""A track is read without a frame missing or repeated; soundscapes and the bed sound wherever they are asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from audio_cases import RampStream, numbers
from hypothesis import given
from hypothesis import strategies as st

from setplayer.audio.pieces import Soundscapes, TrackPiece
from setplayer.score.curves import Lane, Move
from setplayer.session.lanes import SessionIntensity, initial_lanes
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.soundscape.tone import tone_bed
from setplayer.units import CELL_FRAMES

STEADY = SessionIntensity(initial_lanes() | {"intensity": Lane(initial=4.0)})


def soundscapes() -> Soundscapes:
    return Soundscapes({"tide": shipped_recipes()["tide"].canonical_json().decode()}, seed=1)


THREAD = ThreadPoolExecutor(1)


def piece_of(stream: RampStream, start: int) -> TrackPiece:
    return TrackPiece(lambda offset: stream, start, start, THREAD)


@given(st.lists(st.integers(1, 70_000), min_size=1, max_size=12), st.integers(0, 5_000), st.integers(0, 90_000))
def test_readings_of_any_size_follow_on(sizes: list[int], start: int, ahead: int) -> None:
    piece = piece_of(RampStream(10**7, offset=7), start)
    piece.look_ahead(start + ahead)
    first = start
    for size in sizes:
        found = numbers(piece.read(first, size))
        assert np.array_equal(found, np.arange(first, first + size) - start + 7)
        first += size


def test_frames_that_are_left_out_are_passed_over() -> None:
    piece = piece_of(RampStream(10**6), 100)
    piece.read(100, 10)
    assert numbers(piece.read(50_000, 3)).tolist() == [49_900, 49_901, 49_902]


def test_its_end_is_known_once_it_has_been_looked_for_and_silence_follows() -> None:
    piece = piece_of(RampStream(40_000), 100)
    assert piece.ready(60_000)
    assert piece.ends_at == 40_100
    assert numbers(piece.read(40_098, 4)).tolist() == [39_998, 39_999, 0, 0]
    assert not piece.read(40_102, 5_000).any()


def test_no_more_is_decoded_than_was_looked_for() -> None:
    stream = RampStream(10**7)
    assert piece_of(stream, 0).ready(100_000)
    assert stream.at < 100_000 + 2 * CELL_FRAMES


@given(st.lists(st.tuples(st.integers(0, 200_000), st.integers(1, 50_000)), min_size=1, max_size=12))
def test_what_was_not_let_go_of_can_be_read_again(readings: list[tuple[int, int]]) -> None:
    piece = piece_of(RampStream(10**7), 0)
    for first, count in readings:
        assert np.array_equal(numbers(piece.read(first, count)), np.arange(first, first + count))


def test_what_was_let_go_of_is_kept_no_longer() -> None:
    piece = piece_of(RampStream(10**7), 0)
    piece.read(0, 400_000)
    piece.let_go(300_000)
    assert numbers(piece.read(300_000, 2)).tolist() == [300_000, 300_001]
    assert 200_000 < piece.first_frame <= 300_000


def test_one_that_does_not_come_in_time_is_not_waited_for_for_ever() -> None:
    opening = threading.Event()

    def slow(offset: int) -> RampStream:
        opening.wait()
        return RampStream(10**6)

    with ThreadPoolExecutor(1) as thread:
        piece = TrackPiece(slow, 0, 0, thread)
        assert not piece.ready(1_000, patience_s=0.01)
        opening.set()
        assert piece.ready(1_000)


def test_a_soundscape_across_cells_is_one_reading() -> None:
    here = soundscapes()
    begin = CELL_FRAMES - 1_000
    whole = here.read("tide", STEADY, begin, 2_000)
    parts = [soundscapes().read("tide", STEADY, begin + at, 100) for at in (0, 950, 1_900)]
    assert whole.any()
    for at, part in zip((0, 950, 1_900), parts, strict=True):
        assert np.array_equal(whole[at : at + 100], part)


def test_a_soundscape_follows_an_intensity_that_changes_while_its_cell_is_kept() -> None:
    here = soundscapes()
    rising = Move(start_frame=0, frames=1, from_value=4.0, to_value=9.0, shape="linear")
    louder = SessionIntensity(initial_lanes() | {"intensity": Lane(initial=4.0, moves=(rising,))})
    before = here.read("tide", STEADY, 48_000, 1_000)
    after = here.read("tide", louder, 48_000, 1_000)
    assert not np.array_equal(before, after)
    assert np.array_equal(here.read("tide", STEADY, 48_000, 1_000), before)


def test_where_there_is_no_such_soundscape_there_is_the_bed() -> None:
    assert np.array_equal(soundscapes().read("gone", STEADY, 90_000, 500), tone_bed(90_000, 500))
