"""Music chosen again while a session plays: phases end on time with whole pieces, and nothing heard changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refit_cases import Picking, library, picking_arc
from session_cases import MINUTE, SECOND, differences, restored

from setplayer.score.fit_model import LEAST_PIECE
from setplayer.session import commands as c
from setplayer.session.decide import decide
from setplayer.session.decide_refit import OPENED_FRAMES, question
from setplayer.session.events import Refusal
from setplayer.session.state import fold

TRACKS = library(200)

CUES: list[c.Command] = [
    c.Extend(minutes=5),
    c.Extend(minutes=2),
    c.Shorten(minutes=3),
    c.FinishBy(minutes=40),
    c.NextPiece(),
    c.Why(reason="not this piece again"),
]


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: f"{cue.do} {getattr(cue, 'minutes', '')}")
def test_after_a_cue_phases_end_on_time_with_whole_pieces_again(cue: c.Command) -> None:
    session = Picking(TRACKS).at_min(14)
    session.give(cue)
    assert max(session.misses_s()) > 2, "the cue had to be one that moves something"
    assert session.refit() is not None
    assert max(session.misses_s()) <= 2
    assert not [clip for clip in session.ahead() if clip.kind == "bed"]


def test_the_next_phase_keeps_the_pieces_that_were_chosen_for_it() -> None:
    session = Picking(TRACKS).at_min(14)
    planned = [clip.source for clip in session.ahead() if clip.phase > 1]
    session.give(c.NextPhase())
    session.refit()
    assert [clip.source for clip in session.ahead() if clip.phase > 1] == planned
    session.after_s(30)
    assert max(session.misses_s()) <= 2


def test_as_little_changes_as_can_be() -> None:
    session = Picking(TRACKS).at_min(14)
    before = {clip.source for clip in session.ahead()}
    session.give(c.Extend(minutes=5))
    session.refit()
    assert len(before - {clip.source for clip in session.ahead()}) <= 2


def test_where_everything_fits_nothing_is_chosen_again() -> None:
    session = Picking(TRACKS).at_min(14)
    assert session.refit() is None
    session.give(c.Extend(minutes=5))
    session.give(c.Undo())
    assert session.refit() is None


def test_fuller_music_is_chosen_when_it_is_asked_for() -> None:
    session = Picking(TRACKS).at_min(14)

    def intensity() -> float:
        ahead = [session.state.tracks[clip.source].intensity or 0.0 for clip in session.ahead()]
        return sum(ahead) / len(ahead)

    before = intensity()
    for _ in range(2):
        session.give(c.Fuller())
    assert session.refit(afresh=True) is not None
    assert intensity() > before + 0.8
    assert max(session.misses_s()) <= 2


def test_a_piece_that_failed_or_is_not_wanted_or_gone_is_not_chosen_again() -> None:
    session = Picking(TRACKS).at_min(14)
    failed, gone = [clip.source for clip in session.ahead()][:2]
    clip = next(clip for clip in session.ahead() if clip.source == failed)
    session.give(c.PieceFailed(clip_id=clip.clip_id, playable_until_frame=0, reason="it was pulled out"))
    session.give(c.StandIn(source=session.piece(), reason="x", last_heard_frame=session.now))
    session.gone = frozenset({TRACKS[gone].sha256})
    left = session.state.avoid
    session.give(c.Extend(minutes=3))
    assert session.refit() is not None
    sources = {clip.source for clip in session.ahead()}
    assert not sources & {failed, gone, *left}


def test_while_the_arc_waits_nothing_is_chosen() -> None:
    session = Picking(TRACKS).at_min(14)
    session.give(c.Hold())
    assert question(session.state, session.now) is None
    session.after_s(200)
    session.give(c.Release())
    assert session.refit() is not None
    assert max(session.misses_s()) <= 2


def test_what_is_about_to_sound_stays() -> None:
    """It is open and decoded ahead; the fit takes a moment, and must not come too late for it."""
    session = Picking(TRACKS)
    second = session.ahead()[0]
    session.until(second.start_frame - OPENED_FRAMES)
    session.give(c.Extend(minutes=5))
    asked = question(session.state, session.now)
    assert asked is not None
    coming = next(clip for clip in session.ahead() if clip.source == second.source)
    assert asked.after == coming.clip_id
    session.refit()
    stays = session.state.score.clip(coming.clip_id)
    assert stays is not None
    assert stays.start_frame == coming.start_frame


def test_an_answer_that_comes_too_late_is_refused() -> None:
    session = Picking(TRACKS).at_min(11)
    session.give(c.Extend(minutes=5))
    asked = question(session.state, session.now)
    assert asked is not None
    following = next(clip for clip in session.state.score.clips if clip.start_frame > session.now)
    session.until(following.start_frame + SECOND)
    decided = decide(session.state, c.Refit(after=asked.after, chosen={"picks": asked.picks}), session.now)
    assert isinstance(decided, Refusal)


def test_where_the_last_piece_of_a_phase_is_left_another_can_follow_at_once() -> None:
    session = Picking(TRACKS)
    last = [clip for clip in session.state.score.clips if clip.phase == 1][-1]
    session.until(last.start_frame + 30 * SECOND)
    spare = session.spare()
    assert spare is not None
    session.give(spare)
    heard = {source for _, source, _ in session.heard()}
    session.give(c.NextPiece())
    assert session.piece() not in {*heard, "tide"}
    session.refit()
    assert max(session.misses_s()) <= 2


def test_after_the_bed_that_came_in_pieces_follow_again() -> None:
    session = Picking(TRACKS)
    last = [clip for clip in session.state.score.clips if clip.phase == 2][-1]
    session.until(last.start_frame + 10 * SECOND)
    session.give(c.PieceFailed(clip_id=last.clip_id, playable_until_frame=session.now, reason="gone"))
    assert session.piece() == "tide"
    session.give(c.Extend(minutes=4))
    assert session.refit() is not None
    after = next(clip for clip in session.ahead())
    assert (after.kind, after.phase) == ("track", 2)
    assert max(session.misses_s()) <= 2


def test_the_record_alone_plays_what_was_chosen() -> None:
    """Also tracks that the session did not know when it began; nothing is chosen again by a fold."""
    session = Picking(TRACKS).at_min(14)
    session.give(c.Extend(minutes=5))
    event = session.refit()
    assert event is not None
    assert event.outcome.chosen is not None
    assert event.outcome.chosen.tracks
    again = fold(restored(session.stored))
    assert again.score == session.state.score
    assert again.tracks == session.state.tracks
    assert again.sources.picks == session.state.sources.picks
    assert again.materials == session.state.materials


ANY_CUE = st.one_of(
    st.builds(c.Extend, minutes=st.integers(1, 15)),
    st.builds(c.Shorten, minutes=st.integers(1, 15)),
    st.builds(c.FinishBy, minutes=st.integers(25, 80)),
    st.sampled_from(
        [
            c.NextPiece(),
            c.NextPhase(),
            c.Undo(),
            c.Fuller(),
            c.Softer(),
            c.Hold(),
            c.Release(),
            c.Why(reason="not this piece again"),
        ]
    ),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(0.2, 8), ANY_CUE), min_size=1, max_size=6), st.sampled_from([25, 200]))
def test_whatever_is_asked_nothing_that_was_heard_changes_and_no_piece_is_planned_twice(
    script: list[tuple[float, c.Command]], count: int
) -> None:
    session = Picking(library(count), picking_arc())
    for wait_min, cue in script:
        session.until(session.now + round(wait_min * MINUTE))
        if session.now >= session.state.score.frames:
            return
        if isinstance(cue, c.NextPiece) and (spare := session.spare()) is not None:
            session.ask(spare)
        session.ask(cue)
        heard, phases = session.heard(), session.state.score.phases
        sounding = session.state.score.clip_at(session.now)
        afresh = isinstance(cue, c.Fuller | c.Softer)
        left = [source for _, source, _ in heard]
        planned = {one for pick in session.state.sources.picks for one in pick.paths}
        session.refit(afresh=afresh)
        score = session.state.score
        assert session.heard() == heard
        assert score.phases == phases
        now_sounding = score.clip_at(session.now)
        assert (now_sounding and now_sounding.clip_id) == (sounding and sounding.clip_id)
        ahead = [clip.source for clip in session.ahead() if clip.kind == "track"]
        assert len(ahead) == len(set(ahead))
        assert not (set(ahead) - planned) & set(left), "what was heard is not picked again"
        assert score.frames == max(clip.end_frame for clip in score.clips)
        assert all(clip.length_frames >= LEAST_PIECE // 2 for clip in session.ahead()[:-1] if clip.kind == "track")
    assert fold(restored(session.stored)).score == session.state.score


def test_undo_after_the_music_was_chosen_again_brings_the_same_pieces() -> None:
    session = Picking(library(200)).at_min(14)
    before = [(clip.source, clip.start_frame, clip.end_frame) for clip in session.ahead()]
    session.give(c.Extend(minutes=7))
    assert session.refit() is not None
    changed = session.after_s(40).ahead()
    assert {clip.source for clip in changed} != {source for source, _, _ in before}
    session.give(c.Undo())
    assert [(clip.source, clip.start_frame, clip.end_frame) for clip in session.ahead()] == before
    assert session.refit() is None, "it fits as it did"
    assert differences(session.refolded(), session.state) == []


def test_undoing_fuller_brings_the_softer_pieces_back() -> None:
    session = Picking(library(200)).at_min(14)
    before = [clip.source for clip in session.ahead()]
    session.give(c.Fuller())
    session.give(c.Fuller())
    assert session.refit(afresh=True) is not None
    session.after_s(20).give(c.Undo())
    session.give(c.Undo())
    assert [clip.source for clip in session.ahead()] == before


def test_a_piece_that_was_heard_meanwhile_does_not_come_again_by_undo() -> None:
    session = Picking(library(200)).at_min(14)
    session.give(c.Extend(minutes=20))
    session.refit()
    session.at_min(33).give(c.Undo())
    heard = [source for _, source, _ in session.heard()]
    ahead = [clip.source for clip in session.ahead() if clip.kind == "track"]
    assert not set(heard) & set(ahead)
    assert len(ahead) == len(set(ahead))


def test_a_piece_that_failed_meanwhile_is_not_brought_back_by_undo() -> None:
    session = Picking(library(200)).at_min(14)
    gone = session.ahead()[-1]
    session.give(c.Extend(minutes=1))
    session.refit()
    clip = next(clip for clip in session.ahead() if clip.source == gone.source)
    session.give(c.PieceFailed(clip_id=clip.clip_id, playable_until_frame=clip.start_frame, reason="it is damaged"))
    session.give(c.Undo())
    assert gone.source not in {clip.source for clip in session.ahead()}
