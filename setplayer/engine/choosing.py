"""Choosing the arc of a session that is being prepared, and its picks for the client whose session it is."""

import threading
from collections.abc import Callable

from setplayer import __version__
from setplayer.audio.pieces import Sources
from setplayer.engine.arc_shelf import arc_shelf
from setplayer.engine.live import Live
from setplayer.engine.music_check import music_checked
from setplayer.engine.pick_warnings import told
from setplayer.engine.prepare import Prepared, prepare
from setplayer.engine.start import Start
from setplayer.engine.today_view import ArcChoice
from setplayer.engine.view import MusicChecked
from setplayer.log.heard import heard_before
from setplayer.log.store import Store
from setplayer.packs.shelf import Shelf
from setplayer.score.pick_advice import picks_of
from setplayer.session import commands as c
from setplayer.session.events import Event, Outcome, Refusal
from setplayer.session.state import State
from setplayer.values import content_address


class Chooser:
    """The arc as it was prepared last, for as long as the session can be prepared."""

    def __init__(self, start: Start):
        self._start = start
        self._prepared: Prepared | None = None
        self.checked: MusicChecked | None = None
        """The music of the arc that is chosen, in figures."""
        self.proposed = start.proposed
        """Whether nobody chose the arc yet."""
        self.shelf: tuple[ArcChoice, ...] = ()
        """What can be chosen, once it was looked through."""

    def look_through(self, wake: Callable[[], None]) -> None:
        """Look through the arcs that can be chosen, beside everything else: reading them takes half a second."""

        def look() -> None:
            self.shelf = arc_shelf(self._start.data)
            wake()

        threading.Thread(target=look, name="shelf", daemon=True).start()

    def sources(self, state: State) -> Sources | None:
        """Where the sound of the arc comes from; None when it was chosen by an engine before this one."""
        return None if self._prepared is None else self._prepared.sources(state.seed)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is wrong with the music, as sentences for whoever opens a session."""
        return () if self._prepared is None else self._prepared.notices

    def choose(self, live: Live, name: str, *, by_hand: bool = False) -> Event | Refusal:
        """Prepare an arc and choose it. Takes as long as measuring its music does. Raises Fault."""
        prepared = prepare(
            Shelf(self._start.data).located(name), self._start.library, self._start.data / "library.db"
        )
        decided = self._pick(live, prepared)
        if isinstance(decided, Event):
            self._prepared = prepared
            self.proposed = self.proposed and not by_hand
            for left in prepared.left_out:
                text = f"'{left.path}' was left out: {left.reason}"
                request = {"source": left.path, "reason": left.reason}
                live.take(Event(kind="piece_left_out", frame=0, request=request, outcome=Outcome(text=text)))
        return decided

    def open(self, live: Live, command: c.Open) -> Event | Refusal:
        """Say whose session it is. For another client other pieces may be picked."""
        before = live.state
        own = {"kind": before.kind, "seed": before.seed, "player": __version__}
        decided = live.give(command.model_copy(update=own))
        if live.state.client != before.client and self._prepared is not None and picks_of(self._prepared.arc):
            self._pick(live, self._prepared)
        return decided

    def _pick(self, live: Live, prepared: Prepared) -> Event | Refusal:
        """Choose a prepared arc with what the session's seed picks of what its client has not heard."""
        state = live.state
        heard = heard_before(Store(self._start.data), state.client) if picks_of(prepared.arc) else None
        choice = prepared.choice(state.seed, heard)
        attachments = {content_address(data): data for data in prepared.sounds.values()}
        decided = live.give(prepared.command(choice=choice), attachments=attachments)
        if isinstance(decided, Event):
            self.checked = music_checked(live.state, len(prepared.left_out))
        if isinstance(decided, Event) and (missing := told(prepared, choice)) is not None:
            live.take(missing)
        return decided
