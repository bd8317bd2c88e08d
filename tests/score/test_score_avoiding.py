"""What a client asked not to hear is not heard, whatever an arc names, and everything else is as it was."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_cases import phase
from score_cases import sources as sources_of
from score_cases import track as piece_of

from setplayer.arc.model import Arc, TrackItem
from setplayer.library.track import Track
from setplayer.score.avoiding import Avoided, Instead, Replaced, alike, phrases, replaced
from setplayer.score.chain import PLAIN_TONE, Sources
from setplayer.score.model import Clip, Score
from setplayer.score.place import place
from setplayer.units import frames_from_s
from setplayer.values import content_address

MINUTE = frames_from_s(60)
SOUNDSCAPES = ("tide", "drone", "hearth")


def track(path: str, minutes: float = 4, **fields: object) -> Track:
    own = {"sha256": content_address(path.encode()), "title": path.removesuffix(".flac"), "artist": ""}
    return piece_of(path, minutes * 60).model_copy(update={**own, **fields})


def arc_of(*phases: tuple[str, int, list[str]]) -> Arc:
    return sources_of([phase(name, minutes * 60, music) for name, minutes, music in phases]).arc


# ---- what words mean


@pytest.mark.parametrize(
    ("said", "title", "artist", "path", "tags"),
    [
        ("choir", "Lux", "", "lux.flac", ("choir",)),
        ("no choirs", "Choir of dawn", "", "a.flac", ()),
        ("nothing by Arvo Part", "Fratres", "Arvo Pärt", "a.flac", ()),
        ("STORM", "The Storm", "", "a.flac", ()),
        ("sea shanties", "x", "", "Sea shanties/01.flac", ()),
    ],
)
def test_a_wish_in_words_is_found_in_title_artist_path_and_tags(
    said: str, title: str, artist: str, path: str, tags: tuple[str, ...]
) -> None:
    piece = track(path, title=title, artist=artist, tags=tags)
    assert Avoided(phrases(said)).is_piece(piece)
    assert not Avoided(phrases(said)).is_piece(track("b.flac", title="Stormy choirboys", artist="Sea"))


def test_words_are_single_wishes_between_commas_and_lines() -> None:
    assert phrases("choir, no  Storm;\nher mother's songs,, choir") == ("choir", "no Storm", "her mother's songs")
    assert phrases(" ,;\n . ") == ()
    assert alike("No choirs", "choir")
    assert not alike("choir", "storm")


def test_a_soundscape_is_meant_by_its_own_name_alone() -> None:
    wanted = Avoided(("no Tide",), soundscapes=frozenset({"drone"}))
    assert [name for name in SOUNDSCAPES if wanted.is_soundscape(name)] == ["tide", "drone"]
    assert not Avoided(("tide of tears",)).is_soundscape("tide")


def test_a_piece_is_known_by_its_content_wherever_it_lies() -> None:
    piece = track("a.flac")
    assert Avoided(pieces=frozenset({piece.sha256})).is_piece(piece.model_copy(update={"path": "elsewhere.flac"}))


# ---- what is heard instead


def sources(arc: Arc, tracks: list[Track], *avoid: str) -> Sources:
    return Sources(arc, {one.path: one for one in tracks}, frozenset(avoid))


def told(arc: Arc, tracks: list[Track], *avoid: str, kept: tuple[str, ...] = ()) -> tuple[Replaced, ...]:
    used = sources(arc, tracks, *(set(avoid) - set(kept)))
    return replaced(used, place(used), kept)


def one_phase(*music: str, minutes: int = 10) -> Arc:
    return arc_of(("Peak", minutes, list(music)))


STORM, RAIN = track("Storm.flac"), track("Rain.flac")


def test_the_next_piece_of_the_phase_plays_instead() -> None:
    arc = one_phase("Storm.flac", "Rain.flac", minutes=4)
    (one,) = told(arc, [STORM, RAIN], "Storm.flac")
    assert one == Replaced(
        phase=0, source="Storm.flac", title="Storm", by=(Instead(kind="track", title="Rain"),), kept=False
    )


def test_where_a_phase_has_nothing_else_its_bed_plays_and_never_silence() -> None:
    arc = one_phase("Storm.flac", minutes=4)
    (one,) = told(arc, [STORM], "Storm.flac")
    assert one.by == (Instead(kind="soundscape", title="tide"),)


def test_what_would_not_have_been_heard_is_not_told() -> None:
    arc = one_phase("Rain.flac", "Storm.flac", minutes=4)
    assert told(arc, [STORM, RAIN], "Storm.flac") == ()


def test_what_is_kept_is_told_too() -> None:
    arc = one_phase("Storm.flac", minutes=4)
    (one,) = told(arc, [STORM], "Storm.flac", kept=("Storm.flac",))
    assert one == Replaced(phase=0, source="Storm.flac", title="Storm", kept=True)


def test_grounding_music_that_is_not_wanted_gives_way_to_what_fills_the_gaps() -> None:
    arc = one_phase("Rain.flac", minutes=4)
    (one,) = told(arc, [RAIN], "hearth")
    assert (one.phase, one.source, one.by) == (None, "hearth", (Instead(kind="soundscape", title="tide"),))
    grounded = arc.model_copy(update={"grounding": TrackItem(path="Storm.flac")})
    (one,) = told(grounded, [RAIN, STORM], "Storm.flac")
    assert (one.title, one.by) == ("Storm", (Instead(kind="soundscape", title="hearth"),))


def test_where_no_soundscape_is_wanted_a_plain_tone_is_left() -> None:
    used = sources(one_phase("Storm.flac", minutes=4), [STORM], "Storm.flac", "tide", "hearth")
    assert {clip.source for clip in place(used).clips} == {PLAIN_TONE}
    assert used.grounding == PLAIN_TONE


# ---- for any arc

ITEM = st.one_of(
    st.sampled_from([f"{name}.flac" for name in "abcdef"]),
    st.sampled_from([f"{name}" for name in SOUNDSCAPES]),
    st.sampled_from(["silence 60", "silence 120"]),
)
ARCS = st.lists(
    st.tuples(st.sampled_from(["One", "Two"]), st.integers(4, 15), st.lists(ITEM, min_size=1, max_size=5)),
    min_size=1,
    max_size=4,
).map(lambda phases: arc_of(*((f"{name} {n}", m, music) for n, (name, m, music) in enumerate(phases))))
TRACKS = [track(f"{name}.flac", minutes) for name, minutes in zip("abcdef", (1, 2, 3, 5, 8, 13), strict=True)]
AVOIDED = st.frozensets(st.sampled_from([*(one.path for one in TRACKS), *SOUNDSCAPES]))


@settings(max_examples=100, deadline=None)
@given(ARCS, AVOIDED)
def test_nothing_avoided_sounds_every_phase_is_full_and_the_rest_keeps_its_order(
    arc: Arc, avoid: frozenset[str]
) -> None:
    usual = place(sources(arc, TRACKS))
    used = sources(arc, TRACKS, *avoid)
    score = place(used)
    assert not {clip.source for clip in score.clips} & avoid
    assert [(p.start_frame, p.end_frame) for p in score.phases] == [
        (p.start_frame, p.end_frame) for p in usual.phases
    ]
    assert _is_full(score)
    for number, asked in enumerate(arc.phases):
        items = [clip.item for clip in score.clips if clip.phase == number and clip.item is not None]
        assert items == sorted(items)
        assert all(getattr(asked.music[item], "path", None) not in avoid for item in items)
    assert place(replace(used, avoid=frozenset())) == usual
    for one in replaced(used, score, ()):
        assert one.source in avoid
        assert one.by
        assert not {instead.title for instead in one.by} & {name for name in avoid if name in SOUNDSCAPES}


def _is_full(score: Score) -> bool:
    """Whether clips follow one another without a gap, from the first frame to the last."""
    reached = 0
    for clip in sorted(score.clips, key=_starts):
        if clip.start_frame > reached:
            return False
        reached = max(reached, clip.end_frame)
    return reached >= score.frames


def _starts(clip: Clip) -> int:
    return clip.start_frame
