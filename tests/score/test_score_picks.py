"""What must be true of picks: rules are kept, a phase ends with its last track, a score plays what was chosen."""

from itertools import pairwise

import numpy as np
import pytest
from score_cases import item, phase

from setplayer.arc.model import Arc, Intensity, PickItem, PickRule, Picks, Tempo
from setplayer.library.track import Track
from setplayer.score.chain import LATE_FRAMES, LONGEST_TRACK_JOIN_FRAMES, SHORTEST_JOIN_FRAMES, Sources
from setplayer.score.fit_model import Missing
from setplayer.score.model import Picked
from setplayer.score.pick_advice import advice, lacking
from setplayer.score.pick_rules import demands, tagged
from setplayer.score.picks import Choice, Heard, choose
from setplayer.score.place import place, retime
from setplayer.units import SAMPLE_RATE, frames_from_s


class Known(Track):
    """A track with what a scan finds out for picks."""

    intensity: float | None = None
    tags: tuple[str, ...] = ()
    voice: float | None = None
    tempo_bpm: float | None = None
    withdrawn: str | None = None


def known(path: str, seconds: float = 200, **more: object) -> Known:
    fields = {"intensity": 3.0, "artist": path} | more
    return Known(
        path=path,
        sha256=path,
        frames=round(seconds * SAMPLE_RATE),
        sample_rate=44_100,
        channels=2,
        integrated_lufs=-18.0,
        range_lu=5.0,
        true_peak_dbtp=-3.0,
        title=path,
        **fields,  # type: ignore[arg-type]
    )


def library(count: int = 150) -> dict[str, Track]:
    random = np.random.default_rng(4)
    lengths = np.clip(np.exp(random.normal(np.log(240), 0.4, count)), 60, 900)
    return {
        f"{n}.flac": known(f"{n}.flac", float(length), intensity=float(random.uniform(0, 8)))
        for n, length in enumerate(lengths)
    }


def arc(*parts: tuple[float, list[str]], overlap: float = 0) -> Arc:
    """Phases of seconds and music, in which `pick` is a pick that follows the phase."""
    found = []
    for number, (seconds, music) in enumerate(parts):
        made = phase(f"Phase {number}", seconds, overlap=overlap if number else 0)
        items = [PickItem(rule=PickRule()) if text == "pick" else item(text) for text in music]
        found.append(made.model_copy(update={"music": tuple(items)}))
    return Arc(name="Test", phases=tuple(found))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("overlap", [0, 5, 30])
def test_a_score_plays_what_was_chosen_and_every_phase_ends_with_its_last_track(seed: int, overlap: float) -> None:
    tracks = library()
    design = arc((600, ["pick"]), (900, ["pick"]), (700, ["pick", "silence 60", "pick"]), overlap=overlap)
    choice = choose(design, tracks, seed=seed)
    assert choice.missing == ()
    score = place(Sources(design, tracks, picks=choice.picks))
    assert {clip.kind for clip in score.clips} == {"track", "silence"}
    chosen = [path for one in choice.picks for path in one.paths]
    assert [clip.source for clip in score.clips if clip.kind == "track"] == chosen
    assert len(set(chosen)) == len(chosen)
    for before, after in pairwise(score.clips):
        join = before.end_frame - after.start_frame
        assert join >= SHORTEST_JOIN_FRAMES
        if before.phase == after.phase and before.kind == after.kind == "track":
            assert join <= LONGEST_TRACK_JOIN_FRAMES
    for clip in score.clips:
        if clip.kind == "track":
            assert 0 <= tracks[clip.source].frames - clip.length_frames <= LATE_FRAMES
    assert score.clips[-1].end_frame == score.frames
    assert retime(Sources(design, tracks, picks=choice.picks), score, frames_from_s(700), score.phases) == score


def test_what_was_heard_or_withdrawn_is_not_chosen() -> None:
    tracks = library()
    design = arc((600, ["pick"]))
    first = choose(design, tracks, seed=1).picks[0].paths
    withdrawn = known(first[0], tracks[first[0]].frames / SAMPLE_RATE, withdrawn="the client's funeral")
    heard = Heard(pieces=frozenset([first[1]]))
    again = choose(design, {**tracks, first[0]: withdrawn}, seed=1, heard=heard).picks[0].paths
    assert not {first[0], first[1]} & set(again)


@pytest.mark.parametrize("seed", range(3))
def test_what_was_heard_comes_again_only_where_nothing_else_fills_a_phase(seed: int) -> None:
    tracks = {f"{n}.flac": known(f"{n}.flac", 100 + 7 * n) for n in range(12)}
    design = arc((600, ["pick"]))
    new = {f"{n}.flac" for n in range(3)}
    known_before = Heard(pieces=frozenset(tracks) - new)
    choice = choose(design, tracks, seed=seed, heard=known_before)
    assert choice.missing == ()
    chosen = set(choice.picks[0].paths)
    assert len(chosen & new) >= 2
    assert chosen - new


def test_what_was_not_wanted_never_comes_again() -> None:
    tracks = {f"{n}.flac": known(f"{n}.flac", 100 + 7 * n) for n in range(12)}
    unwanted = frozenset(list(tracks)[:9])
    choice = choose(arc((600, ["pick"])), tracks, seed=1, heard=Heard(unwanted, unwanted))
    assert [one.phase for one in choice.missing] == [0]
    assert not unwanted & {path for one in choice.picks for path in one.paths}


def test_soundscapes_have_the_time_where_they_are_preferred() -> None:
    tracks, design = library(), arc((1200, ["pick", "tide"]))
    recorded = choose(design, tracks, seed=1)
    preferred = design.model_copy(update={"picks": Picks(prefer="soundscape")})
    assert len(choose(preferred, tracks, seed=1).picks[0].paths) < len(recorded.picks[0].paths)


def test_a_seed_of_the_arc_counts_before_any_other() -> None:
    tracks, design = library(), arc((600, ["pick"]))
    own = design.model_copy(update={"picks": Picks(seed=5)})
    assert choose(own, tracks, seed=1) == choose(own, tracks, seed=2) == choose(design, tracks, seed=5)
    assert choose(design, tracks, seed=1) != choose(design, tracks, seed=5)


def test_capitals_and_accents_of_tags_do_not_count() -> None:
    track = known("a", tags=("\u00e9t\u00e9",))
    assert tagged(track, "\u00c9te\u0301")
    assert not tagged(track, "ete")


def advised(rule: PickRule, tracks: list[Track]) -> list[str]:
    design = arc((600, ["tide"]))
    phase_of_it = design.phases[0].model_copy(update={"music": (PickItem(rule=rule), item("tide"))})
    design = design.model_copy(update={"phases": (phase_of_it,)})
    by_path = {track.path: track for track in tracks}
    return [one.text for one in advice(design, by_path, [choose(design, by_path, seed=0)])]


def many(**more: object) -> list[Track]:
    return [known(f"{n}.flac", 200 + n, **more) for n in range(8)]


@pytest.mark.parametrize(
    ("rule", "tracks", "reason"),
    [
        (PickRule(), [], "the library has no piece that can be played"),
        (PickRule(tags=("choir",)), many(), "no piece of the library has the tag 'choir'"),
        (
            PickRule(tags=("chior",)),
            many(tags=("choir",)),
            "no piece of the library has the tag 'chior'; did you mean 'choir'?",
        ),
        (PickRule(avoid=("choir",)), many(tags=("choir",)), "no piece of the library is without the tag 'choir'"),
        (PickRule(vocals="none"), many(voice=0.9), "no piece of the library is without voices"),
        (PickRule(vocals="only"), many(), "no piece of the library has voices"),
        (PickRule(tempo=Tempo(low_bpm=60, high_bpm=80)), many(), "no piece of the library has 60 to 80 BPM"),
        (
            PickRule(intensity=Intensity(start=9, end=9)),
            many(),
            "no piece of the library has an intensity of 7 to 10",
        ),
        (
            PickRule(tags=("slow",), vocals="none"),
            [known("a", tags=("slow",), voice=0.9), known("b", voice=0.1)],
            "no piece with the tag 'slow' is without voices",
        ),
        (PickRule(), [known("a", 30), known("b", 20)], "no piece of the library lasts 40 s"),
    ],
)
def test_a_pick_that_nothing_satisfies_says_which_part_of_it_is_to_blame(
    rule: PickRule, tracks: list[Track], reason: str
) -> None:
    assert f"nothing satisfies this pick: {reason}; other music or the bed plays" in advised(rule, tracks)


def test_what_is_plentiful_needs_no_advice() -> None:
    assert advised(PickRule(avoid=("choir",)), many()) == []


def test_what_several_seeds_lack_is_one_sentence_with_the_longest_of_it() -> None:
    design = arc((600, ["pick"]))
    lacks = [Missing(0, "Onset", frames_from_s(60 * minutes), 2, 4) for minutes in (1, 3, 2)]
    choices = [Choice(missing=(one,)) for one in lacks] + [
        Choice(picks=(Picked(phase=0, item=0, paths=("a",)),)) for _ in range(2)
    ]
    told = [one.text for one in lacking(design, choices)]
    assert told == ["Onset needs 3 more minutes at intensity 2 to 4 (in 3 of 5 seeds)"]


def test_a_track_the_arc_names_is_not_picked_too() -> None:
    tracks = library()
    named = choose(arc((600, ["pick"])), tracks, seed=1).picks[0].paths[0]
    choice = choose(arc((600, ["pick"]), (1200, [named])), tracks, seed=1)
    assert named not in choice.picks[0].paths


def test_what_no_track_satisfies_is_named_and_the_bed_plays() -> None:
    tracks = {f"{n}.flac": known(f"{n}.flac", intensity=9.9) for n in range(5)}
    design = arc((600, ["pick"]))
    choice = choose(design, tracks, seed=1)
    assert choice.picks == ()
    assert [str(one) for one in choice.missing] == ["Phase 0 needs 10 more minutes at intensity 2 to 6"]
    assert [clip.kind for clip in place(Sources(design, tracks, picks=choice.picks)).clips] == ["bed"]


def test_an_arc_without_picks_chooses_nothing() -> None:
    assert choose(arc((600, ["tide"])), library(), seed=1).picks == ()


@pytest.mark.parametrize(
    ("rule", "track", "fits"),
    [
        (PickRule(), known("a"), True),
        (PickRule(), known("a", intensity=None), False),
        (PickRule(), known("a", intensity=0.5), True),
        (PickRule(), known("a", intensity=8.5), False),
        (PickRule(intensity=Intensity(start=8, end=8)), known("a", intensity=8.5), True),
        (PickRule(vocals="none"), known("a", voice=0.9), False),
        (PickRule(vocals="none"), known("a", voice=0.1), True),
        (PickRule(vocals="none"), known("a"), False),
        (PickRule(vocals="only"), known("a", voice=0.9), True),
        (PickRule(avoid=("choir",)), known("a", tags=("choir",)), False),
        (PickRule(tags=("choir",)), known("a", tags=("choir", "slow")), True),
        (PickRule(tags=("choir", "old")), known("a", tags=("choir",)), False),
        (PickRule(tempo=Tempo(low_bpm=60, high_bpm=80)), known("a", tempo_bpm=70), True),
        (PickRule(tempo=Tempo(low_bpm=60, high_bpm=80)), known("a"), False),
    ],
)
def test_a_rule_allows_what_it_says(rule: PickRule, track: Track, fits: bool) -> None:
    assert all(demand.met_by(track) for demand in demands(rule, Intensity(start=2, end=6))) == fits
