"""Stretching and pressing within the ranges of phases, and phases that start by the booster."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setplayer.arc.model import Arc, Intensity, Moment, Phase
from setplayer.arc.sharing import shared
from setplayer.score.by_booster import off_by, started_by_booster
from setplayer.score.phases import Phases, placed, soonest_finish, stretched
from setplayer.score.ranges import FREE, Range, finished, left_ranges, ranges_of, rooms
from setplayer.units import SAMPLE_RATE, frames_from_s

MINUTE = 60 * SAMPLE_RATE
SOON = frames_from_s(6)


def phase(name: str, length_min: float, overlap_s: float = 0, **fields: object) -> Phase:
    return Phase(
        name=name,
        kind="peak",
        length_frames=round(length_min * MINUTE),
        overlap_frames=frames_from_s(overlap_s),
        intensity=Intensity(start=2, end=4),
        **fields,
    )


def arc(*phases: Phase) -> Arc:
    return Arc(name="A", phases=phases)


THREE = arc(
    phase("One", 10), phase("Two", 20, at_least_frames=15 * MINUTE, at_most_frames=25 * MINUTE), phase("Three", 10)
)


def ends(phases: Phases) -> list[float]:
    return [phase.end_frame / MINUTE for phase in phases]


def finish(of: Arc, minutes: float, now: int = 0) -> Phases:
    lies = placed(of)
    current = max(n for n, phase in enumerate(lies) if phase.start_frame <= now)
    return finished(lies, current, now, round(minutes * MINUTE), now + SOON, ranges_of(of))


# ---- sharing


lengths = st.integers(0, 10**9)


@given(st.lists(st.tuples(lengths, lengths, lengths), min_size=1, max_size=9), st.floats(0, 1))
def test_what_is_shared_sums_up_and_keeps_its_bounds(made: list[tuple[int, int, int]], where: float) -> None:
    bounds = [(min(one, other), max(one, other)) for _, one, other in made]
    low, high = sum(least for least, _ in bounds), sum(most for _, most in bounds)
    total = low + round((high - low) * where)
    parts = shared([part for part, _, _ in made], bounds, total)
    assert sum(parts) == total
    assert all(least <= part <= most for part, (least, most) in zip(parts, bounds, strict=True))


def test_what_meets_no_bound_keeps_its_proportion() -> None:
    assert shared([10, 20, 30], [(0, 99), (0, 15), (0, 99)], 55) == [10, 15, 30]
    assert shared([10, 20, 30], [(0, 10**9)] * 3, 120) == [20, 40, 60]


# ---- finishing


def test_pressing_shares_within_the_ranges() -> None:
    assert ends(finish(THREE, 32)) == [8, 24, 32]
    assert ends(finish(THREE, 25)) == [5, 20, 25]


def test_stretching_shares_within_the_ranges() -> None:
    assert ends(finish(THREE, 48)) == [12, 36, 48]
    assert ends(finish(THREE, 65)) == [20, 45, 65]


def test_what_the_ranges_do_not_allow_is_taken_from_all_when_it_was_asked_for() -> None:
    after = finish(THREE, 10)
    assert ends(after)[-1] == 10
    assert after[1].end_frame - after[1].start_frame < 15 * MINUTE
    assert left_ranges(THREE, placed(THREE), after) == ", outside the range of Two (at least 15 min, at most 25 min)"
    assert left_ranges(THREE, placed(THREE), finish(THREE, 25)) == ""


def test_overlaps_stay_as_they_are_while_there_is_room() -> None:
    overlapping = arc(phase("One", 10), phase("Two", 10, 120), phase("Three", 10, 60))
    for minutes in (14, 60):
        lies = finish(overlapping, minutes)
        assert [(one.end_frame - two.start_frame) // SAMPLE_RATE for one, two in pairwise(lies)] == [120, 60]


def test_a_phase_out_of_its_range_already_is_not_drawn_back() -> None:
    ranges = [FREE, Range(5 * MINUTE, 15 * MINUTE), FREE]
    after = finished(placed(THREE), 0, 0, 60 * MINUTE, SOON, ranges)
    assert ends(after) == [20, 40, 60]


@st.composite
def arcs(draw: st.DrawFn) -> Arc:
    phases = []
    for number in range(draw(st.integers(1, 6))):
        length = draw(st.integers(120, 1800))
        least, most = draw(st.integers(30, length)), draw(st.integers(length, 4000))
        limits = {"at_least_frames": least * SAMPLE_RATE, "at_most_frames": most * SAMPLE_RATE}
        kept = {key: value for key, value in limits.items() if draw(st.booleans())}
        phases.append(
            phase(f"P{number}", length / 60, draw(st.sampled_from([0, 0, 10, 60])) if number else 0, **kept)
        )
    return arc(*phases)


@given(arcs(), st.data())
def test_the_end_is_met_and_ranges_are_kept_wherever_that_is_possible(made: Arc, data: st.DataObject) -> None:
    lies, ranges = placed(made), ranges_of(made)
    now = data.draw(st.integers(0, lies[-1].end_frame - 1))
    current = max(n for n, one in enumerate(lies) if one.start_frame <= now)
    soonest = now + SOON
    end = max(now + data.draw(st.integers(1, 3 * 60 * MINUTE)), soonest_finish(lies, current, now, soonest))
    after = finished(lies, current, now, end, soonest, ranges)
    assert after[-1].end_frame == end
    for old, new in zip(lies, after, strict=True):
        assert new.start_frame == old.start_frame or old.start_frame > now
        assert new.end_frame == old.end_frame or old.end_frame > now
    for one, other in pairwise(after):
        assert one.start_frame < other.start_frame <= one.end_frame
    pressed = end < lies[-1].end_frame
    outside = [one for one, reach in zip(after, ranges, strict=True) if any(reach.outside(one))]
    at_bound = [
        new.end_frame - new.start_frame <= max(reach.least, 30 * SAMPLE_RATE) + 60 * SAMPLE_RATE
        if pressed
        else new.end_frame - new.start_frame >= reach.most
        for new, reach, number in zip(after, ranges, range(99), strict=False)
        if number > current
    ]
    if outside:  # then every phase ahead has given what it has
        assert all(at_bound)


# ---- the booster


@given(arcs(), st.integers(0, 60 * MINUTE), st.data())
def test_a_booster_takes_no_phase_out_of_its_range(made: Arc, adds: int, data: st.DataObject) -> None:
    lies, ranges = placed(made), ranges_of(made)
    which = data.draw(st.lists(st.integers(0, len(lies) - 1), unique=True).map(sorted))
    after = stretched(lies, 0, 0, rooms(lies, which, ranges), adds)
    assert not any(any(reach.outside(one)) for one, reach in zip(after, ranges, strict=True))
    possible = sum(rooms(lies, which, ranges).values())
    assert after[-1].end_frame - lies[-1].end_frame == min(adds, possible)


def by_booster(minutes: float, name: str = "Again", **fields: object) -> Phase:
    return phase(name, 10, starts=Moment(anchor="booster", offset_frames=round(minutes * MINUTE)), **fields)


BOOSTED = arc(
    phase("One", 10),
    phase("Two", 20, at_least_frames=15 * MINUTE, at_most_frames=25 * MINUTE),
    by_booster(5, overlap_s=60),
    phase("Home", 10),
)


@pytest.mark.parametrize(
    ("given_min", "starts", "said"),
    [
        (25, 30, ""),
        (19.5, 24.5, ""),
        (12, 24, ", Again 7 min later than it says"),
        (40, 34, ", Again 11 min sooner than it says"),
    ],
)
def test_a_phase_starts_by_the_booster_within_the_range_of_the_one_before(
    given_min: float, starts: float, said: str
) -> None:
    given_at = round(given_min * MINUTE)
    after = started_by_booster(BOOSTED, placed(BOOSTED), 1, given_at, 0)
    assert [phase.start_frame / MINUTE for phase in after] == [0, 10, starts, starts + 10]
    assert after[1].end_frame - after[2].start_frame == MINUTE
    assert off_by(BOOSTED, after, 1, given_at) == said


def test_it_starts_no_sooner_than_what_has_been_played_allows() -> None:
    after = started_by_booster(BOOSTED, placed(BOOSTED), 1, 10 * MINUTE, 29 * MINUTE)
    assert after[1].end_frame == 29 * MINUTE


def test_a_phase_that_has_begun_stays() -> None:
    lies = placed(BOOSTED)
    assert started_by_booster(BOOSTED, lies, 2, 30 * MINUTE, 0) == lies


def test_two_phases_by_the_booster_lie_after_each_other() -> None:
    both = arc(phase("One", 10), by_booster(2, "Two"), by_booster(7, "Three"), phase("Home", 10))
    after = started_by_booster(both, placed(both), 0, 4 * MINUTE, 0)
    assert [phase.start_frame / MINUTE for phase in after] == [0, 6, 11, 21]
