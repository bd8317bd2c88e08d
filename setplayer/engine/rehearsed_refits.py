"""In a rehearsal the music ahead is chosen again at once, as a session has it chosen beside the sound."""

from setplayer.engine.recorder import Recorder
from setplayer.engine.refitting import leaves_for_good
from setplayer.library.track import Catalogue
from setplayer.score.ahead import Ahead
from setplayer.score.candidates import Candidates
from setplayer.score.picks import Heard
from setplayer.score.refit import chosen_again
from setplayer.session import commands as c
from setplayer.session.decide_refit import question, spare_question
from setplayer.session.state import State


class RehearsedRefits:
    """Keeps the music ahead of a rehearsal fitted, from the catalogue that it was prepared with."""

    def __init__(self, recorder: Recorder, catalogue: Catalogue, known: Heard):
        self._recorder = recorder
        self._candidates = Candidates(catalogue.tracks)
        self._known = known
        self._before: State | None = None

    def before(self, command: c.Command) -> None:
        """Before a command: where it leaves the last piece of its phase, have something follow it."""
        self._before = state = self._recorder.state
        if leaves_for_good(command):
            self._give(spare_question(state, state.frame))

    def after(self) -> None:
        """After what may have moved the music: have it chosen again."""
        before, state = self._before, self._recorder.state
        self._before = None
        afresh = before is not None and state.lanes["fuller"].settled != before.lanes["fuller"].settled
        if before is None or state.score is not before.score or state.avoid != before.avoid:
            self._give(question(state, state.frame, afresh=afresh))

    def _give(self, asked: Ahead | None) -> None:
        chosen = chosen_again(self._candidates, asked, known=self._known) if asked is not None else None
        if asked is not None and chosen is not None:
            self._recorder.give(c.Refit(after=asked.after, chosen=chosen), self._recorder.state.frame)
