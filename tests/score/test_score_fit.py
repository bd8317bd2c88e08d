"""What must be true of a fit: phases end on time wherever any choice lets them, and the arc's own order stands."""

from dataclasses import replace
from itertools import accumulate, pairwise

import numpy as np
import pytest
from fit_cases import S, exhaustive, named, phases, piece, some_pieces, squared_error, wish
from hypothesis import example, given, settings
from hypothesis import strategies as st

from setplayer.score.fit import fit, refit
from setplayer.score.fit_library import Library
from setplayer.score.fit_model import (
    ARTIST_SPACING,
    LONGEST_JOIN,
    SHORTEST_JOIN,
    Missing,
    PickSlot,
    Plan,
    SilenceSlot,
    SoundscapeSlot,
    TrackSlot,
    Wish,
)

HOUR = phases((600, 2, 2), (300, 2, 4), (600, 4, 6), (1200, 6, 7), (600, 5, 3), (300, 2, 1))
SIX_HOURS = phases((81 * 60, 1, 4), (131 * 60, 4, 7), (148 * 60, 6, 1))
HUNDRED = Library.of(some_pieces(100, 1))
THOUSAND = Library.of(some_pieces(1000, 2))


def lies_well(library: Library, asked: Wish, plan: Plan) -> None:
    """What is true of every plan, whether it fits or not."""
    hashes = [p.sha256 for p in plan.pieces if p.sha256]
    assert len(hashes) == len(set(hashes))
    assert plan.pieces[0].start_frame == asked.start_frame
    for number in range(len(asked.phases)):
        own = [p for p in plan.pieces if p.phase == number]
        assert own, "a phase without music"
        assert abs(plan.misses[number]) <= 2 * S
        for placed in own[:-1] if plan.cuts[number] else own:
            if placed.sha256:
                assert placed.end_frame - placed.start_frame == library.pieces[library.index[placed.sha256]].frames
        for before, after in pairwise(own):
            assert SHORTEST_JOIN <= before.end_frame - after.start_frame <= LONGEST_JOIN
    for before, after in pairwise(plan.pieces):
        assert SHORTEST_JOIN <= before.end_frame - after.start_frame <= LONGEST_JOIN
    assert plan.pieces[-1].end_frame > asked.phases[-1].end_frame


@given(
    st.lists(st.integers(60, 400), min_size=1, max_size=6),
    st.lists(st.integers(60, 700), min_size=1, max_size=3),
)
@settings(max_examples=60)
@example([65, 65, 65, 65, 65, 65], [162, 162])
def test_a_phase_ends_on_time_wherever_exhaustive_search_finds_a_way(lengths: list[int], seconds: list[int]) -> None:
    library = Library.of(piece(f"piece {number}", length) for number, length in enumerate(lengths))
    asked = wish(phases(*((length, 3, 3) for length in seconds)))
    plan = fit(library, asked)
    lies_well(library, asked, plan)
    if next(exhaustive(lengths, list(accumulate(seconds))), None):
        assert plan.fits


def test_such_a_way_was_there_to_be_found_and_not_to_be_found() -> None:
    random = np.random.default_rng(5)
    found = 0
    for _ in range(60):
        lengths, seconds = random.integers(60, 300, 6).tolist(), random.integers(150, 600, 2).tolist()
        library = Library.of(piece(f"piece {number}", length) for number, length in enumerate(lengths))
        there = next(exhaustive(lengths, list(accumulate(seconds))), None) is not None
        plan = fit(library, wish(phases(*((length, 3, 3) for length in seconds))))
        assert plan.fits or not there
        found += there
    assert 10 < found < 55


def test_the_one_tight_way_through_three_phases_is_found() -> None:
    """Phases made of seven of eight pieces in some order: few other choices end all of them on time."""
    random = np.random.default_rng(11)
    tried = 0
    for _ in range(40):
        lengths, ends, at = random.integers(60, 300, 8).tolist(), [], 0
        for number, one in enumerate(random.permutation(8)[:7]):
            at += lengths[one]
            if number in (2, 4, 6):
                ends.append(at - int(random.integers(4, 10)))
            at -= int(random.integers(8, 21))
        seconds = [end - start for start, end in pairwise([0, *ends])]
        if min(seconds) >= 60 and next(exhaustive(lengths, ends), None):
            pieces = [piece(f"piece {n}", length, float(random.uniform(1, 7))) for n, length in enumerate(lengths)]
            assert fit(Library.of(pieces), wish(phases(*((length, 2, 5) for length in seconds)))).fits
            tried += 1
    assert tried > 30


def test_the_intensity_error_is_near_the_least_that_exhaustive_search_finds() -> None:
    """Priced as the plan really lies, joins included: the search prices joins at their usual length."""
    random = np.random.default_rng(6)
    ratios = []
    for _ in range(18):
        lengths = random.integers(60, 300, 7).tolist()
        pieces = [piece(f"piece {n}", length, float(random.uniform(1, 6))) for n, length in enumerate(lengths)]
        library = Library.of(pieces)
        asked = wish(phases((500, 2, 5)))
        costs = []
        for (order,) in exhaustive(lengths, [500]):
            one = fit(
                library, replace(asked, phases=phases((500, 2, 5), slots=named(*(pieces[n].sha256 for n in order))))
            )
            costs.append(squared_error(library, asked, one) + 30 * len(order))
            if len(costs) > 100:
                break
        plan = fit(library, asked)
        if costs and len(costs) <= 100:
            ratios.append((squared_error(library, asked, plan) + 30 * len(plan.pieces)) / min(costs))
    assert len(ratios) > 8
    assert float(np.mean(ratios)) < 1.15  # the seed's variety is part of it


@given(st.integers(0, 10**6), st.integers(20, 90), st.integers(2, 4))
@settings(max_examples=25, deadline=None)
def test_whatever_the_library_pieces_join_as_they_should_and_are_played_once(
    seed: int, count: int, parts: int
) -> None:
    random = np.random.default_rng(seed)
    library = Library.of(some_pieces(count, seed))
    asked = wish(phases(*((int(random.integers(60, 1500)), *random.uniform(0, 10, 2)) for _ in range(parts))))
    lies_well(library, asked, fit(library, asked))


@pytest.mark.parametrize("seed", range(5))
def test_a_hundred_pieces_fit_an_hour_and_a_thousand_six_hours(seed: int) -> None:
    for library, arc in ((HUNDRED, HOUR), (THOUSAND, SIX_HOURS)):
        asked = wish(arc, seed=seed)
        plan = fit(library, asked)
        lies_well(library, asked, plan)
        assert plan.fits


def test_a_seed_means_one_plan_whatever_the_order_of_the_files_and_another_seed_another() -> None:
    pieces = some_pieces(300, 3)
    forwards, backwards = Library.of(pieces), Library.of(pieces[::-1])
    plans = [fit(forwards, wish(HOUR, seed=seed)) for seed in range(4)]
    assert plans == [fit(backwards, wish(HOUR, seed=seed)) for seed in range(4)]
    assert len({tuple(p.sha256 for p in plan.pieces) for plan in plans}) == 4


def test_two_files_with_one_content_are_one_piece() -> None:
    twins = [replace(piece("same", 200), name=name) for name in ("b.flac", "a.flac")]
    library = Library.of(twins)
    assert [one.name for one in library.pieces] == ["a.flac"]
    assert [p.sha256 for p in fit(library, wish(phases((380, 3, 3)))).pieces].count("same") == 1


def test_what_is_avoided_or_was_played_is_not_picked() -> None:
    plan = fit(HUNDRED, wish(HOUR))
    heard = [p.sha256 for p in plan.pieces if p.sha256]
    asked = wish(HOUR, avoid=frozenset(heard[:3]), played=tuple(heard[3:6]))
    assert not {p.sha256 for p in fit(HUNDRED, asked).pieces} & set(heard[:6])


def test_named_tracks_keep_their_order_and_place_among_picks() -> None:
    first, second = HUNDRED.pieces[7].sha256, HUNDRED.pieces[8].sha256
    slots = (PickSlot(0), TrackSlot(1, second), PickSlot(2), TrackSlot(3, first))
    asked = wish(phases((3000, 2, 5), slots=slots))
    plan = fit(HUNDRED, asked)
    assert plan.fits
    items = [p.item for p in plan.pieces]
    assert items == sorted(items, key=lambda item: item if item is not None else 9)
    assert items.count(1) == items.count(3) == 1
    assert set(items) == {0, 1, 2, 3}
    assert [p.sha256 for p in plan.pieces if p.item in (1, 3)] == [second, first]


def test_a_pick_takes_only_what_its_rule_allows() -> None:
    among = frozenset(p.sha256 for p in HUNDRED.pieces[:40])
    plan = fit(HUNDRED, wish(phases((1200, 3, 5), slots=[PickSlot(0, among)])))
    assert plan.fits
    assert {p.sha256 for p in plan.pieces} <= among


def test_a_silence_keeps_its_length_and_comes_as_slowly_as_it_says() -> None:
    fade = 30 * S
    silence = SilenceSlot(1, 60 * S + (fade + 12 * S) // 2, fade)
    plan = fit(HUNDRED, wish(phases((1200, 3, 3), slots=(PickSlot(0), silence, PickSlot(2)))))
    assert plan.fits
    at = [p.item for p in plan.pieces].index(1)
    before, still, after = plan.pieces[at - 1 : at + 2]
    assert before.end_frame - still.start_frame == fade
    assert still.end_frame - after.start_frame == 12 * S
    middle = ((before.end_frame + still.start_frame) // 2, (still.end_frame + after.start_frame) // 2)
    assert middle[1] - middle[0] == 60 * S


def test_a_soundscape_stretches_to_what_the_tracks_leave() -> None:
    library = Library.of([piece("a", 200), piece("b", 250)])
    slots = (TrackSlot(0, "a"), SoundscapeSlot(1), TrackSlot(2, "b"))
    plan = fit(library, wish(phases((900, 3, 3), slots=slots)))
    assert plan.fits
    assert [p.item for p in plan.pieces] == [0, 1, 2]
    assert plan.pieces[1].end_frame - plan.pieces[1].start_frame > 450 * S


def test_preferred_soundscapes_get_more_time_than_where_recorded_music_is_preferred() -> None:
    asked = wish(phases((1800, 2, 5), slots=(PickSlot(0), SoundscapeSlot(1))))
    time = {}
    for prefer in ("recorded", "soundscape"):
        plan = fit(HUNDRED, replace(asked, prefer=prefer))
        time[prefer] = sum(p.end_frame - p.start_frame for p in plan.pieces if p.item == 1)
    assert time["recorded"] < 3 * 60 * S < 20 * 60 * S < time["soundscape"]


def test_neighbours_of_one_artist_and_jumps_in_level_are_avoided() -> None:
    plan = fit(THOUSAND, wish(HOUR))
    artists = [THOUSAND.pieces[THOUSAND.index[p.sha256]].artist for p in plan.pieces if p.sha256]
    near = [
        artists[n - back] == one
        for n, one in enumerate(artists)
        for back in range(1, ARTIST_SPACING + 1)
        if n >= back
    ]
    assert not any(near)
    quiet = [piece(f"quiet {n}", 170 + n, 3, loudest=-40) for n in range(10)]
    loud = [piece(f"loud {n}", 173 + n, 3, loudest=-10) for n in range(10)]
    plan = fit(Library.of([*quiet, *loud]), wish(phases((1300, 3, 3))))
    kinds = [p.sha256.split()[0] for p in plan.pieces if p.sha256]
    assert sum(a != b for a, b in pairwise(kinds)) == 0


def test_what_is_missing_is_bridged_and_named() -> None:
    library = Library.of([piece("a", 200, 3), piece("b", 150, 3)])
    (onset,) = phases((520, 2, 4))
    plan = fit(library, wish([replace(onset, name="Onset")]))
    assert [p.sha256 for p in plan.pieces][-1] is None
    assert not plan.fits
    assert plan.cuts == (0,)
    assert [str(one) for one in plan.missing] == ["Onset needs 4 more minutes at intensity 2 to 4"]


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (Missing(0, "Onset", 180 * S, 2, 4), "Onset needs 3 more minutes at intensity 2 to 4"),
        (Missing(0, "Peak", 12 * S, 7, 7), "Peak needs 1 more minute at intensity 7"),
        (Missing(0, "Return", 181 * S, 0.5, 1), "Return needs 4 more minutes at intensity 0.5 to 1"),
    ],
)
def test_the_words_for_what_is_missing(missing: Missing, words: str) -> None:
    assert str(missing) == words


def test_what_the_arc_names_and_runs_long_is_faded_where_its_phase_ends() -> None:
    library = Library.of([piece("a", 200), piece("b", 400), piece("c", 300)])
    plan = fit(library, wish([*phases((300, 3, 3), slots=named("a", "b")), *_later(phases((270, 3, 3)), 300)]))
    assert [p.sha256 for p in plan.pieces[:2]] == ["a", "b"]
    assert plan.cuts[0] > 250 * S
    assert abs((plan.pieces[1].end_frame + plan.pieces[2].start_frame) // 2 - 300 * S) <= 2 * S


def _later(parts: tuple, seconds: int) -> list:  # type: ignore[type-arg]
    return [replace(p, start_frame=p.start_frame + seconds * S, end_frame=p.end_frame + seconds * S) for p in parts]


def test_an_empty_library_is_bridged_in_every_phase() -> None:
    asked = wish(HOUR)
    plan = fit(Library.of([]), asked)
    lies_well(Library.of([]), asked, plan)
    assert len(plan.pieces) == len(plan.missing) == len(HOUR)


# ---- again, during a session


def _underway(plan: Plan, number: int, extend_s: int) -> tuple[Wish, Plan]:
    """The second half of `HOUR` from the start of a phase's second piece, that phase so much longer."""
    own = [p for p in plan.pieces if p.phase == number]
    now, rest = own[1], [p for p in plan.pieces if p.start_frame > own[1].start_frame]
    ahead = list(HOUR[number:])
    ahead[0] = replace(
        ahead[0], end_frame=ahead[0].end_frame + extend_s * S, slots=(TrackSlot(0, now.sha256 or ""), PickSlot(0))
    )
    ahead[1:] = _later(tuple(ahead[1:]), extend_s)
    played = tuple(p.sha256 for p in plan.pieces if p.sha256 and p.start_frame < now.start_frame)
    before = replace(plan, pieces=tuple(replace(p, phase=p.phase - number) for p in rest))
    return Wish(tuple(ahead), now.start_frame, played=played), before


@pytest.mark.parametrize("extend_s", [-4, 7, 120, 300, -120])
def test_a_refit_lands_again_and_keeps_most_of_what_is_ahead(extend_s: int) -> None:
    plan = fit(THOUSAND, wish(HOUR))
    asked, before = _underway(plan, 3, extend_s)
    again = refit(THOUSAND, asked, before, changed=[0])
    lies_well(THOUSAND, asked, again)
    assert again.fits
    assert not set(asked.played) & {p.sha256 for p in again.pieces}
    old = {p.sha256 for p in before.pieces}
    assert len(old & {p.sha256 for p in again.pieces}) >= len(old) - 4


def test_a_refit_of_what_has_not_changed_changes_no_piece() -> None:
    plan = fit(THOUSAND, wish(HOUR))
    asked, before = _underway(plan, 3, 0)
    again = refit(THOUSAND, asked, before, changed=[0])
    assert [p.sha256 for p in again.pieces[1:]] == [p.sha256 for p in before.pieces]
