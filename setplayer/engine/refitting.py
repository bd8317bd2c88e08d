"""The music ahead of a live session is chosen again whenever it lies otherwise, beside the sound.

A cue takes effect with what had been chosen. What it comes to for the music ahead is asked for at once; the answers
to the likeliest cues are asked for beforehand, so that theirs are there with the cue.
"""

from collections.abc import Callable
from typing import Final

from setplayer.arc.model import PickItem
from setplayer.engine.choosing import Chooser
from setplayer.engine.fitting import Answered, Fitter, FitterProcess
from setplayer.engine.live import Live
from setplayer.engine.start import Start
from setplayer.score.ahead import Ahead, Chosen
from setplayer.score.avoiding import phrases
from setplayer.score.model import Clip, Score
from setplayer.session import commands as c
from setplayer.session.decide import decide
from setplayer.session.decide_refit import question, spare_question
from setplayer.session.events import Event
from setplayer.session.state import State, evolve

LIKELY: Final[tuple[c.Command, ...]] = (c.Extend(), c.Extend(minutes=5), c.Shorten(), c.Shorten(minutes=5))
"""Cues whose answers hang on what sounds, not on the very moment, and so keep until something else begins."""


class Refitting:
    """Keeps the music ahead of one session fitted. For the thread that keeps time; nothing here waits.

    `fitter` is asked for once, when a session plays whose arc picks music; where it is None, nothing is chosen again.
    """

    def __init__(self, live: Live, fitter: Callable[[], Fitter | None], speed: float = 1.0):
        self._live = live
        self._make = fitter
        self._fitter: Fitter | None = None
        self._begun = False
        self._speed = speed
        self._score: Score | None = None
        self._avoid: frozenset[str] = frozenset()
        self._shift = live.state.lanes["fuller"].settled
        self._afresh = self._off = False
        self._asked: Ahead | None = None
        self._ready: list[Answered] = []
        self._ready_for: tuple[Score, Clip | None] | None = None
        self._likely: list[c.Command | None] = []

    def close(self) -> None:
        """Ask no more."""
        if self._fitter is not None:
            self._fitter.close()

    # ---- once in every turn

    def look(self) -> None:
        """Take in what was answered, and ask what is to be asked."""
        if self._live.playing and not self._begun:
            self._begun = True
            self._fitter = self._make() if _picks(self._live.state) else None
        if self._fitter is None or not self._live.playing:
            return
        answered = self._fitter.take()
        self._see()
        if answered is not None:
            self._heed(*answered)
        if not self._fitter.busy and (asked := self._next()) is not None:
            self._fitter.ask(asked)

    def _see(self) -> None:
        """Notice whether the music lies, or is wanted, otherwise than it was."""
        state = self._live.state
        if state.score is self._score and state.avoid == self._avoid:
            return
        shift = state.lanes["fuller"].settled
        self._afresh |= shift != self._shift
        self._score, self._avoid, self._shift, self._asked = state.score, state.avoid, shift, None
        asked = self._question(state)
        self._off = asked is not None
        for ready in self._ready:
            if ready[0] == asked:
                self._use(*ready)
                break

    def _question(self, state: State) -> Ahead | None:
        return self._with_wishes(question(state, self._now, afresh=self._afresh, speed=self._speed))

    def _with_wishes(self, asked: Ahead | None) -> Ahead | None:
        """The question with what the client is not to hear, which is in the record's words alone."""
        said = phrases(self._live.journal.avoid)
        return asked.model_copy(update={"wishes": said}) if asked is not None and said else asked

    @property
    def _now(self) -> int:
        return max(self._live.frame, self._live.state.frame)

    def _heed(self, asked: Ahead, chosen: Chosen | None) -> None:
        if asked is self._asked:
            self._asked = None
            self._use(asked, chosen)
        else:
            self._ready.append((asked, chosen))

    def _use(self, asked: Ahead, chosen: Chosen | None) -> None:
        """Have it take effect, or, where the music has gone on meanwhile, ask again."""
        self._off = chosen is not None and not self._given(asked, chosen)
        if not self._off:
            self._afresh = False
            self._score = self._live.state.score

    def _given(self, asked: Ahead, chosen: Chosen) -> bool:
        return isinstance(self._live.give(c.Refit(after=asked.after, chosen=chosen), urgent=True), Event)

    # ---- what is asked

    def _next(self) -> Ahead | None:
        """What lies otherwise now comes first, then what may be asked soon."""
        state = self._live.state
        if not self._off:
            return self._likely_next(state)
        self._off = False
        self._asked = self._question(state)
        return self._asked

    def _likely_next(self, state: State) -> Ahead | None:
        """What will have to be asked after a likely cue, were it given now."""
        now = self._now
        ready_for = state.score, state.score.clip_at(now)
        if ready_for != self._ready_for:
            self._ready_for, self._likely = ready_for, [None, *LIKELY]
            self._ready.clear()
        while self._likely:
            command = self._likely.pop(0)
            if command is None:
                asked = self._with_wishes(spare_question(state, now))
            else:
                decided = decide(state, command, now)
                asked = self._question(evolve(state, decided)) if isinstance(decided, Event) else None
            if asked is not None:
                return asked
        return None

    # ---- a cue that leaves the last piece of its phase

    def before(self, command: c.Command) -> None:
        """Before a cue: where it leaves the last piece of its phase, have what could follow it follow it."""
        for asked, chosen in self._ready if leaves_for_good(command) else ():
            if asked.leaves_at is not None and chosen is not None and asked.score is self._live.state.score:
                self._given(asked, chosen)
                break


def leaves_for_good(command: c.Command) -> bool:
    """Whether a cue leaves the piece that sounds for what comes next in its phase."""
    not_again = isinstance(command, c.Why) and command.reason == "not this piece again"
    return not_again or isinstance(command, c.NextPiece)


def fitter_process(chooser: Chooser, start: Start, wake: Callable[[], None]) -> Fitter | None:
    """What chooses from the library of the arc that was chosen; None where it has none."""
    if chooser.library is None:
        return None
    return FitterProcess(chooser.library, start.data / "library.db", wake)


def _picks(state: State) -> bool:
    music = [item for phase in state.arc.phases for item in phase.music] if state.arc else []
    return any(isinstance(item, PickItem) for item in music)
