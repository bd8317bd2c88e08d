"""Any span is the same span of one long render, and the future alters nothing before it."""

import functools
import gc
import hashlib
import os
import subprocess
import sys
import tracemalloc
import weakref
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setplayer.score.curves import Lane
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.note import Note
from setplayer.soundscape.player import VoicePlayer
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.soundscape.synthesis import sum_whole
from setplayer.soundscape.tone import tone_bed
from setplayer.units import CELL_FRAMES

RECIPES = shipped_recipes()
NAMES = sorted(RECIPES)
EIGHT_HOURS = 8 * 3600 * 48_000


@dataclass(frozen=True)
class Line:
    """A curve of straight lines through points of (frame, intensity)."""

    points: tuple[tuple[int, float], ...]

    def values(self, frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        at, of = zip(*self.points, strict=True)
        return np.interp(frames, at, of)

    def changed(self, frame: int, to: float) -> "Line":
        """The same curve before `frame`, and from there a glide of four seconds to another intensity."""
        keep = tuple(point for point in self.points if point[0] < frame)
        here = float(self.values(np.array([frame]))[0])
        return Line((*keep, (frame, here), (frame + 192_000, to)))


RISING = Line(((0, 2.0), (1_000_003, 8.0), (2_000_001, 3.0)))


@pytest.mark.parametrize("name", NAMES)
def test_random_spans_equal_the_long_render(name: str) -> None:
    first, count = 3 * CELL_FRAMES, 4 * CELL_FRAMES
    whole = Soundscape(RECIPES[name], 7).span(first, count, RISING)
    fresh = Soundscape(RECIPES[name], 7)
    chance = np.random.default_rng(1)
    for _ in range(4):
        begin = int(chance.integers(0, count - 2))
        length = int(chance.integers(1, min(count - begin, 70_000)))
        assert np.array_equal(fresh.span(first + begin, length, RISING), whole[begin : begin + length])


@pytest.mark.parametrize("name", NAMES)
def test_cells_in_reversed_order_are_the_same_cells(name: str) -> None:
    onward, back = Soundscape(RECIPES[name], 3), Soundscape(RECIPES[name], 3)
    first = [onward.cell(index, RISING).copy() for index in range(3)]
    again = [back.cell(index, RISING).copy() for index in reversed(range(3))]
    for one, other in zip(first, reversed(again), strict=True):
        assert one.dtype == np.float32
        assert one.shape == (CELL_FRAMES, 2)
        assert np.array_equal(one, other)


STEADY = Line(((0, 3.0), (10_000_000, 6.0)))


@functools.cache
def steady(name: str) -> tuple[Soundscape, list[npt.NDArray[np.float32]]]:
    """One soundscape for all examples, and its second and third cell."""
    here = Soundscape(RECIPES[name], 11)
    return here, [here.cell(index, STEADY).copy() for index in (1, 2)]


def notes_of(name: str, cell: int) -> list[Note]:
    notes: list[Note] = []
    for voice in RECIPES[name].voices:
        player = VoicePlayer(RECIPES[name], voice, 11, 1)
        onsets = player.onsets(cell)
        notes += player.notes(onsets, np.full(len(onsets), 8.0))
    return notes


@functools.cache
def begun(name: str) -> list[int]:
    frames = {note.first_row * note.hop for cell in (1, 2) for note in notes_of(name, cell)}
    return [CELL_FRAMES, *(frame for frame in sorted(frames) if CELL_FRAMES <= frame < 3 * CELL_FRAMES - 1_500)]


@st.composite
def frames_of_the_second_and_third_cell(draw: st.DrawFn, name: str) -> int:
    """Any, and often one soon after a note began, where a look ahead would show."""
    near = st.sampled_from(begun(name)).map(lambda frame: frame + 1_500)
    return draw(st.integers(CELL_FRAMES, 3 * CELL_FRAMES - 1) | near)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, deadline=None)
@given(data=st.data(), to=st.sampled_from([0.0, 5.5, 10.0]))
def test_a_change_at_any_frame_alters_nothing_before_it(name: str, data: st.DataObject, to: float) -> None:
    here, cells = steady(name)
    frame = data.draw(frames_of_the_second_and_third_cell(name))
    index = frame // CELL_FRAMES
    after = here.cell(index, STEADY.changed(frame, to))
    at = frame - index * CELL_FRAMES
    assert np.array_equal(cells[index - 1][:at], after[:at])


@pytest.mark.parametrize("name", NAMES)
def test_a_move_of_a_sessions_lane_alters_nothing_before_it(name: str) -> None:
    # Lanes are read in rising order: asked in another, they told what was not yet so.
    here, frame = Soundscape(RECIPES[name], 11), 2 * CELL_FRAMES + 58_176
    lane = Lane(initial=3.0, moves=(Lane(initial=3.0).glide(CELL_FRAMES, 20_000, 4.0, "linear"),))
    moved = Lane(initial=3.0, moves=(*lane.moves, lane.glide(frame, 192_000, 8.0, "linear")))
    assert np.array_equal(here.cell(2, lane)[:58_176], here.cell(2, moved)[:58_176])


@pytest.mark.parametrize("name", ["bowls", "drone", "tide"])
def test_a_change_is_heard_within_a_few_frames(name: str) -> None:
    here, frame = Soundscape(RECIPES[name], 11), CELL_FRAMES + 12_345
    steady = Line(((0, 3.0),))
    before = here.cell(1, steady).copy()
    after = here.cell(1, steady.changed(frame, 10.0))
    first = CELL_FRAMES + int(np.argmax(np.any(before != after, axis=1)))
    assert frame <= first < frame + 2_000


def test_a_seed_is_a_soundscape_of_its_own() -> None:
    ones = [Soundscape(RECIPES["tide"], seed).cell(1, RISING)[:, 0] for seed in (1, 2, 2**63 + 2, 2**63 + 3)]
    alike = np.abs(np.corrcoef(ones)) - np.eye(len(ones))
    assert alike.max() < 0.9


def test_any_whole_number_is_a_seed() -> None:
    for seed in (-1, 0, 2**70):
        assert np.isfinite(Soundscape(RECIPES["hearth"], seed).span(0, 10, RISING)).all()


@pytest.mark.parametrize("name", NAMES)
def test_after_eight_hours_it_is_still_sound(name: str) -> None:
    made = Soundscape(RECIPES[name], 5).span(EIGHT_HOURS, 48_000, RISING)
    assert np.isfinite(made).all()
    assert made.std() > 0.005


def test_an_empty_span_is_empty() -> None:
    assert Soundscape(RECIPES["tide"], 1).span(1_000, 0, RISING).shape == (0, 2)


def test_a_kept_cell_cannot_be_spoiled_by_its_reader() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Soundscape(RECIPES["hearth"], 1).cell(0, RISING)[:] = 0.0


SCRIPT = """
import hashlib, sys
import numpy as np
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipes import shipped_recipes
class Flat:
    def values(self, frames):
        return np.full(len(frames), 8.0)
for name, recipe in sorted(shipped_recipes().items()):
    print(hashlib.sha256(Soundscape(recipe, 4).cell(40, Flat()).tobytes()).hexdigest())
assert not {"scipy", "av", "soxr"} & set(sys.modules), "the generator must stay light"
"""


def test_neither_threads_nor_kernels_alter_a_bit() -> None:
    """OpenBLAS sums in another order with other threads, and with its kernels for other processors."""

    def hashes(**environment: str) -> list[str]:
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout.split()

    flat = Line(((0, 8.0),))
    here = [hashlib.sha256(Soundscape(RECIPES[name], 4).cell(40, flat).tobytes()).hexdigest() for name in NAMES]
    assert hashes(OPENBLAS_NUM_THREADS="1", OPENBLAS_CORETYPE="Sandybridge") == here
    assert hashes(OPENBLAS_NUM_THREADS="2") == here


@pytest.mark.parametrize("name", NAMES)
def test_every_sum_is_a_whole_number_that_no_order_can_change(name: str) -> None:
    notes = notes_of(name, 40)
    made = sum_whole(notes, 40)
    assert np.array_equal(made, np.rint(made))
    assert np.abs(made).max() < 2.0**53
    assert np.array_equal(made, sum_whole(notes[::-1], 40))


def test_one_soundscape_holds_less_than_60_mb() -> None:
    full = Line(((0, 10.0),))
    tracemalloc.start()
    try:
        for name in ("bowls",):
            here = Soundscape(RECIPES[name], 1)
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            here.span(0, 20 * CELL_FRAMES, full)
            held, _ = tracemalloc.get_traced_memory()
            assert held - before < 60e6
            del here
    finally:
        tracemalloc.stop()


@given(first=st.integers(-(10**6), 10**13), cut=st.integers(0, 500), count=st.integers(0, 500))
def test_any_span_of_the_tone_bed_fits_any_other(first: int, cut: int, count: int) -> None:
    whole = tone_bed(first, 1_000)
    assert np.array_equal(tone_bed(first + cut, count), whole[cut : cut + count])
    assert np.abs(whole).max() < 10 ** (-16 / 20)


@pytest.mark.parametrize("name", NAMES)
def test_a_soundscape_that_is_let_go_of_is_gone_at_once(name: str) -> None:
    # Its caches held it in rings, which Python finds late: a session of hours grew by 100 MB.
    gc.collect()
    gc.disable()
    try:
        here = Soundscape(RECIPES[name], 4)
        here.cell(0, RISING)
        gone = weakref.ref(here)
        del here
        assert gone() is None
        assert gc.collect() < 10
    finally:
        gc.enable()
