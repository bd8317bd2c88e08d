"""Phases as a re-timing moves them, and the intensity that goes with them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from setplayer.score.curves import Lane
from setplayer.score.model import PlacedPhase
from setplayer.score.phases import (
    COLOUR_GLIDE_FRAMES,
    LEAST_PHASE_FRAMES,
    WAIT_FRAMES,
    Phases,
    intensity_moves,
    jumped,
    scaled,
    soonest_finish,
    stretched,
    with_end,
)
from setplayer.units import SAMPLE_RATE, frames_from_s

SOON = frames_from_s(6)


def lying(*spans_s: tuple[float, float]) -> Phases:
    return tuple(
        PlacedPhase(
            name=f"Phase {number}",
            kind="peak",
            start_frame=frames_from_s(start),
            end_frame=frames_from_s(end),
            intensity_start=2 + number,
            intensity_end=4 + number,
        )
        for number, (start, end) in enumerate(spans_s)
    )


def spans(phases: Phases) -> list[tuple[float, float]]:
    return [(phase.start_frame / SAMPLE_RATE, phase.end_frame / SAMPLE_RATE) for phase in phases]


PLAIN = lying((0, 300), (300, 600), (600, 900))
OVERLAPPING = lying((0, 300), (240, 600), (590, 900))


@st.composite
def phases_and_now(draw: st.DrawFn) -> tuple[Phases, int, int]:
    """Phases with overlaps, the number of the current one, and a moment in it."""
    spans_s, end = [], 0.0
    for _ in range(draw(st.integers(1, 5))):
        overlap = draw(st.sampled_from([0, 0, 10, 40])) if end else 0
        length = draw(st.integers(90, 900))
        spans_s.append((end - overlap, end - overlap + length))
        end += length - overlap
    phases = lying(*spans_s)
    now = draw(st.integers(0, phases[-1].end_frame - 1))
    return phases, max(n for n, phase in enumerate(phases) if phase.start_frame <= now), now


def test_a_later_end_moves_what_follows_and_keeps_overlaps() -> None:
    assert spans(with_end(OVERLAPPING, 0, frames_from_s(400))) == [(0, 400), (340, 700), (690, 1000)]


def test_an_earlier_end_is_outlasted_by_no_phase_before() -> None:
    assert spans(with_end(OVERLAPPING, 1, frames_from_s(280))) == [(0, 280), (240, 280), (270, 580)]


def test_a_jump_skips_what_lies_between() -> None:
    assert spans(jumped(PLAIN, 0, 2, frames_from_s(100))) == [(0, 100), (100, 100), (100, 400)]


def test_a_jump_out_of_an_overlap_joins_without_one() -> None:
    assert spans(jumped(OVERLAPPING, 0, 1, frames_from_s(100))) == [(0, 100), (100, 460), (450, 760)]


@given(phases_and_now(), st.integers(1, 3 * 3600 * SAMPLE_RATE))
def test_pressing_and_stretching_end_to_the_frame_in_order(made: tuple[Phases, int, int], later: int) -> None:
    phases, current, now = made
    soonest = now + SOON
    end = max(now + later, soonest_finish(phases, current, now, soonest))
    again = scaled(phases, current, now, end, soonest)
    assert max(phase.end_frame for phase in again) == end
    for phase, moved in zip(phases, again, strict=True):
        assert moved.start_frame == phase.start_frame or phase.start_frame > now
        assert moved.end_frame == phase.end_frame or phase.end_frame > now
    for one, other in pairwise(again):
        assert one.start_frame < other.start_frame <= one.end_frame
    for old, new in zip(pairwise(phases[current + 1 :]), pairwise(again[current + 1 :]), strict=True):
        gap, had = new[1].start_frame - new[0].start_frame, old[1].start_frame - old[0].start_frame
        assert gap >= min(had, LEAST_PHASE_FRAMES) - 1


def test_stretching_keeps_proportions() -> None:
    assert spans(scaled(PLAIN, 0, 0, frames_from_s(1800), SOON)) == [(0, 600), (600, 1200), (1200, 1800)]


def test_the_soonest_finish_leaves_half_a_minute_of_each() -> None:
    assert soonest_finish(PLAIN, 0, 0, SOON) == SOON + 2 * LEAST_PHASE_FRAMES
    assert spans(scaled(PLAIN, 0, 0, SOON + 2 * LEAST_PHASE_FRAMES, SOON)) == [(0, 6), (6, 36), (36, 66)]


def test_a_phase_that_is_ending_already_is_not_hurried() -> None:
    now = frames_from_s(298)
    assert soonest_finish(PLAIN, 0, now, now + SOON) == frames_from_s(300) + 2 * LEAST_PHASE_FRAMES


@given(phases_and_now(), st.integers(60 * SAMPLE_RATE, 3600 * SAMPLE_RATE))
def test_what_is_added_is_added_to_the_frame(made: tuple[Phases, int, int], adds: int) -> None:
    phases, current, now = made
    again = stretched(phases, now, current, dict.fromkeys(range(len(phases)), WAIT_FRAMES), adds)
    assert again[-1].end_frame == phases[-1].end_frame + adds
    assert all(
        new.end_frame - new.start_frame >= old.end_frame - old.start_frame
        for new, old in zip(again, phases, strict=True)
    )


def test_what_is_over_is_not_stretched() -> None:
    assert stretched(PLAIN, frames_from_s(400), 1, {0: WAIT_FRAMES}, frames_from_s(60)) == PLAIN


# ---- intensity


def intensity(phases: Phases, from_value: float = 2, now: int = 0) -> Lane:
    return Lane(initial=from_value).with_moves(intensity_moves(phases, from_value, now))


def test_intensity_follows_the_phases_and_glides_between_them() -> None:
    lane = intensity(PLAIN)
    at = {second: lane.value(frames_from_s(second)) for second in (0, 142, 285, 315, 450, 900)}
    half = COLOUR_GLIDE_FRAMES / frames_from_s(300) / 2
    assert at[0] == 2
    assert at[142] == pytest.approx((2 + at[285]) / 2, abs=0.01)
    assert at[285] == pytest.approx(2 + 2 * (1 - half))
    assert at[315] == pytest.approx(3 + 2 * half)
    assert at[450] == pytest.approx(4, abs=0.01)
    assert at[900] == 6


def test_a_phase_that_waits_keeps_its_intensity() -> None:
    now = frames_from_s(100)
    waiting = with_end(PLAIN, 0, PLAIN[0].end_frame + WAIT_FRAMES)
    assert intensity(waiting, 2.5, now).value(now + frames_from_s(3600)) == pytest.approx(2.5, abs=0.1)


@given(phases_and_now(), st.floats(0, 10))
def test_wherever_a_re_timing_finds_it_intensity_never_jumps(made: tuple[Phases, int, int], value: float) -> None:
    phases, _, now = made
    lane = intensity(phases, value, now)
    assert lane.value(now) == value
    values = lane.values(np.arange(now, phases[-1].end_frame + 30 * SAMPLE_RATE, SAMPLE_RATE // 10))
    fastest = 10 / (COLOUR_GLIDE_FRAMES / 2 / SAMPLE_RATE) / 10  # all of it within half a glide, a tenth of a second
    assert np.abs(np.diff(values)).max() <= fastest + 1e-9
    assert values.min() >= 0
    assert values.max() <= 10
