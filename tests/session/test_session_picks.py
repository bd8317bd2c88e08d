"""What was chosen for an arc's picks is part of what a session records, and is played again from the record alone."""

from session_cases import MINUTE, SOUNDS, TRACKS, Session, restored

from setplayer.arc.model import Arc, Intensity, Phase, PickItem, PickRule
from setplayer.score.model import Picked
from setplayer.session import commands as c
from setplayer.session.state import fold


def picking() -> Session:
    """An arc of two phases with a pick each, and the tracks chosen for the first."""
    phases = tuple(
        Phase(
            name=name,
            kind="peak",
            length_frames=8 * MINUTE,
            intensity=Intensity(start=2, end=4),
            music=(PickItem(rule=PickRule()),),
        )
        for name in ("One", "Two")
    )
    session = Session()
    picks = (Picked(phase=0, item=0, paths=tuple(track.path for track in TRACKS[:2])),)
    materials = c.Materials(tracks=tuple(TRACKS), sounds=SOUNDS, picks=picks)
    session.give(c.ChooseArc(arc=Arc(name="Picking", phases=phases), arc_text="", materials=materials))
    return session


def test_what_was_chosen_sounds_and_the_bed_where_nothing_was() -> None:
    session = picking()
    sources = [(clip.phase, clip.kind, clip.source) for clip in session.state.score.clips]
    assert sources[0] == (0, "track", TRACKS[0].path)
    assert [kind for phase, kind, _ in sources if phase == 1] == ["bed"]


def test_the_record_alone_plays_the_same_again() -> None:
    session = picking()
    session.give(c.Begin())
    session.until(MINUTE)
    session.give(c.Extend(minutes=3))
    again = fold(restored(session.stored))
    assert again.score == session.state.score
    assert again.sources.picks == session.state.sources.picks != ()


def test_the_next_piece_of_a_pick_is_the_next_that_was_chosen() -> None:
    session = picking()
    session.give(c.Begin())
    session.until(MINUTE)
    session.give(c.NextPiece())
    later = [clip.source for clip in session.state.score.clips if clip.start_frame >= MINUTE and clip.phase == 0]
    assert later[0] == TRACKS[1].path
