"""Choosing the arc of a session that is being prepared, for the client whose session it is: its picks, and what is
heard in the place of what they asked not to hear.
"""

import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from setplayer import __version__
from setplayer.audio.pieces import Sources
from setplayer.engine.arc_shelf import arc_shelf
from setplayer.engine.live import Live
from setplayer.engine.messages import Bad
from setplayer.engine.music_at_hand import measured_before
from setplayer.engine.music_check import music_checked
from setplayer.engine.own import Own
from setplayer.engine.pick_warnings import told
from setplayer.engine.preferences import Preferences, keep_words, preferences, words_in_list
from setplayer.engine.prepare import Prepared, prepare, read, shipped_arcs
from setplayer.engine.start import Start
from setplayer.engine.today_view import ArcChoice
from setplayer.engine.view import MusicChecked
from setplayer.faults import Fault
from setplayer.keys.client_folder import own_arc, own_arcs
from setplayer.keys.clinic import clinic_keys
from setplayer.library.track import Track
from setplayer.packs.shelf import Shelf, pack_of
from setplayer.score.avoiding import phrases
from setplayer.score.pick_advice import picks_of
from setplayer.session import commands as c
from setplayer.session.events import Event, Outcome, Refusal
from setplayer.session.state import State
from setplayer.values import content_address

_NOT_AT_HAND = "The arc is not at hand any more; choose it again."


class Chooser:
    """The arc as it was prepared last, for as long as the session can be prepared."""

    def __init__(self, start: Start):
        self._start = start
        self._prepared: Prepared | None = None
        self._sought = False
        self._faults: tuple[str, ...] = ()
        self._own: tuple[str, tuple[str, ...]] = ("", ())
        self.checked: MusicChecked | None = None
        """The music of the arc that is chosen, in figures."""
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
    def library(self) -> Path | None:
        """Where the chosen arc's music is: a pack has its own."""
        return self._start.library if self._prepared is None else self._prepared.library

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is wrong with the music, as sentences for whoever opens a session."""
        return (*self._faults, *(() if self._prepared is None else self._prepared.notices))

    def own_arcs(self, client: str) -> tuple[str, ...]:
        """The arcs that a client has of their own, as they were when their code was given."""
        if self._own[0] != client:
            self._own = client, own_arcs(self._start.data, client)
        return self._own[1]

    # ---- what a person asks for

    def choose(self, live: Live, name: str, *, by_hand: bool = False) -> Event | Refusal:
        """Prepare an arc and choose it. Takes as long as measuring its music does. Raises Fault."""
        own = own_arc(self._start.data, live.state.client, name)
        prepared = self._prepare(Shelf(self._start.data).located(name) if own is None else str(own))
        decided = self._pick(live, prepared, by_hand=by_hand)
        if isinstance(decided, Event):
            self._prepared = prepared
            for left in prepared.left_out:
                text = f"'{left.path}' was left out: {left.reason}"
                request = {"source": left.path, "reason": left.reason}
                live.take(Event(kind="piece_left_out", frame=0, request=request, outcome=Outcome(text=text)))
        return decided

    def heed(self, live: Live, command: c.Open | c.Prefer) -> Event | Refusal:
        """What is said of the client, which may change what is heard."""
        return self.open(live, command) if isinstance(command, c.Open) else self.prefer(live, command)

    def open(self, live: Live, command: c.Open) -> Event | Refusal:
        """Say whose session it is. For another client other pieces may be picked, and others are not to be heard."""
        before = live.state
        own = {"kind": before.kind, "seed": before.seed, "player": __version__}
        decided = live.give(command.model_copy(update=own))
        if live.state.client != before.client:
            self._put_words(live, before.client)
            self._again(live, frozenset())
        return decided

    def prefer(self, live: Live, command: c.Prefer) -> Event | Refusal:
        """Say what the client prefers, and what they are not to hear."""
        before = live.journal.avoid
        decided = live.give(command)
        if live.journal.avoid != before:
            self._again(live, _spared(live.state))
        return decided

    def keep(self, live: Live, source: str) -> Event | Refusal:
        """Have something heard all the same, or not after all. Raises Bad."""
        if source not in {one.source for one in live.state.replaced}:
            raise Bad("Nothing of that name is avoided in this arc.")
        decided = self._again(live, _spared(live.state) ^ {source})
        if decided is None:
            raise Bad(_NOT_AT_HAND)
        return decided

    def opened(self, live: Live) -> None:
        """A new session was opened for a client: show what their list has in words."""
        self._put_words(live, "")

    def keep_words(self, live: Live, now_us: int) -> None:
        """Once the session has begun, keep what the client is not to hear for their next one. From any thread."""
        try:
            self._keep_words(live, now_us)
        except Fault as fault:
            sys.stderr.write(f"{fault}\n")

    def _keep_words(self, live: Live, now_us: int) -> None:
        state, found = live.state, self._present(live)
        said = live.journal.avoid
        if state.kind != "session" or not state.client or found.fault or not (said or found.kept.wishes):
            return
        recipes = sorted(state.materials.recipes)
        keep_words(self._start.data, state.client, said, self._library(state), recipes, now_us)

    def _library(self, state: State) -> Mapping[str, Track]:
        """All music that was measured before, in which words that are to be sealed are looked up."""
        library = self._start.library
        if library is None or clinic_keys(self._start.data) is None:
            return state.tracks
        return {**state.tracks, **measured_before(library, self._start.data / "library.db")[0]}

    # ---- what comes of it

    def _prepare(self, name: str) -> Prepared:
        pack = pack_of(Path(name))
        library = self._start.library if pack is None else pack.music
        return prepare(name, library, self._start.data / "library.db")

    def _again(self, live: Live, spared: frozenset[str]) -> Event | Refusal | None:
        """Choose the arc anew where that may change it; None where it is not at hand."""
        state = live.state
        if state.arc is None:
            return None
        found = self._present(live)
        if not (picks_of(state.arc) or found.avoided or state.replaced):
            return None
        if self._prepared is None and not self._sought:
            self._sought, self._prepared = True, self._at_hand(state)
        if self._prepared is None:
            self._faults = (*self._faults, _NOT_AT_HAND)
            return None
        return self._pick(live, self._prepared, found, spared)

    def _at_hand(self, state: State) -> Prepared | None:
        """The arc that an engine before this one chose, prepared again, where it can be found as it was."""
        shelf = Shelf(self._start.data)
        data, client = self._start.data, state.client
        own = [str(path) for name in own_arcs(data, client) if (path := own_arc(data, client, name)) is not None]
        packs = [shelf.located(pack.manifest.name) for pack in shelf.packs()]
        added = Own.of(data)
        for name in (self._start.arc, *own, *packs, *shipped_arcs()):
            try:
                if read(name, added).reading.arc == state.arc:
                    return self._prepare(name)
            except Fault:
                continue
        return None

    def _present(self, live: Live) -> Preferences:
        """What counts for the session's client by now, and why their list does not."""
        found = preferences(self._start.data, live.state.client, live.journal.avoid)
        self._faults = (found.fault,) if found.fault else ()
        return found

    def _put_words(self, live: Live, before: str) -> None:
        """Show what the client's list has in words, in the place of what the one before had."""
        journal, data = live.journal, self._start.data
        typed = [words for words in phrases(journal.avoid) if words not in words_in_list(data, before)]
        said = ", ".join(dict.fromkeys([*words_in_list(data, live.state.client), *typed]))
        if said != journal.avoid:
            live.give(c.Prefer(like=journal.like, avoid=said))

    def _pick(
        self,
        live: Live,
        prepared: Prepared,
        found: Preferences | None = None,
        spared: frozenset[str] = frozenset(),
        *,
        by_hand: bool = False,
    ) -> Event | Refusal:
        """Choose a prepared arc with what the session's seed picks, of what its client has not heard and may hear."""
        found = found or self._present(live)
        choice = found.choice(prepared, live.state.seed, spared)
        attachments = {content_address(data): data for data in prepared.sounds.values()}
        before = self._start.proposed if live.state.arc is None else live.journal.arc_proposed
        command = found.command(prepared, choice, spared).model_copy(update={"proposed": before and not by_hand})
        decided = live.give(command, attachments=attachments)
        if isinstance(decided, Event):
            self.checked = music_checked(live.state, len(prepared.left_out))
        if isinstance(decided, Event) and (missing := told(prepared, choice)) is not None:
            live.take(missing)
        return decided


def _spared(state: State) -> frozenset[str]:
    """What is avoided and heard all the same."""
    return frozenset(one.source for one in state.replaced if one.kept)
