"""What must be true of picks: rules are kept, a phase ends with its last track, a score plays what was chosen."""

from itertools import pairwise

import numpy as np
import pytest
from score_cases import item, phase

from setplayer.arc.model import Arc, Intensity, PickItem, PickRule, Tempo
from setplayer.library.track import Track
from setplayer.score.chain import LATE_FRAMES, LONGEST_TRACK_JOIN_FRAMES, SHORTEST_JOIN_FRAMES, Sources
from setplayer.score.pick_rules import demands
from setplayer.score.picks import Heard, choose
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
