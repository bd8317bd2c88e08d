"""Whatever was done and taken back, the session is as though nothing had been."""

from hypothesis import given, settings
from hypothesis import strategies as st
from session_cases import SECOND, Session, begun, differences, plain_arc, settled

from setplayer.score.chain import JOIN_FRAMES
from setplayer.session import commands as c
from setplayer.session.decide_arc import awake
from setplayer.session.events import Event

DOES = st.one_of(
    st.builds(c.Extend, minutes=st.sampled_from([0.5, 2, 5])),
    st.builds(c.Shorten, minutes=st.sampled_from([0.5, 1])),
    st.builds(c.FinishBy, minutes=st.sampled_from([25, 60])),
    st.builds(c.Level, db=st.sampled_from([-12.0, -3.0, 2.0])),
    st.sampled_from(
        [c.Fuller(), c.Softer(), c.Hold(), c.Release(), c.NextPiece(), c.NextPhase(), c.Duck(), c.Unduck(),
         c.Silence(), c.Music(), c.Grounding(), c.ReturnToArc(), c.Away(), c.Back()]
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(DOES, min_size=1, max_size=8), st.sampled_from([2, 6, 12]))
def test_as_many_undos_as_commands_bring_back_what_would_have_been(commands: list[c.Command], at_min: float) -> None:
    session, untouched = begun(plain_arc()).at_min(at_min), begun(plain_arc()).at_min(at_min)
    done = [command.do for command in commands if isinstance(session.ask(command), Event)]
    assert [session.give(c.Undo()).request["undoes"] for _ in done] == done[::-1]
    assert session.refused(c.Undo()).endswith("there is nothing to take back.")
    assert differences(session.refolded(), session.state) == []
    untouched.until(session.now)
    assert session.state.flags == untouched.state.flags
    assert settled(session.state.lanes) == settled(untouched.state.lanes)
    assert awake(session.state, session.now) == awake(untouched.state, session.now)
    assert ahead(session) == ahead(untouched)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0, 1, 3, 10]), DOES), min_size=1, max_size=8))
def test_what_was_played_meanwhile_is_all_that_undos_cannot_bring_back(steps: list[tuple[float, c.Command]]) -> None:
    """A phase that was left or held stays so much longer, and by a crossfade for each time that it was."""
    session, untouched = begun(plain_arc()).at_min(2), begun(plain_arc()).at_min(2)
    began = session.now
    for wait_s, command in steps:
        session.after_s(wait_s)
        session.ask(command)
    while isinstance(session.ask(c.Undo()), Event):
        pass
    untouched.until(session.now)
    assert session.state.flags == untouched.state.flags
    assert settled(session.state.lanes) == settled(untouched.state.lanes)
    later = session.state.score.frames - untouched.state.score.frames
    assert 0 <= later <= session.now - began + len(steps) * JOIN_FRAMES


def ahead(session: Session) -> list[tuple[str, int]]:
    """What sounds until when, once every crossfade is over."""
    later = session.now + 30 * SECOND
    return [(clip.source, clip.end_frame) for clip in session.state.score.clips if clip.end_frame > later]
