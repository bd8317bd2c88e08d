"""A session file as an engine finds it when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from setplayer.engine.journal import Journal, noted
from setplayer.engine.last_place import Place, kept_place
from setplayer.engine.record import recorded
from setplayer.engine.start import Start
from setplayer.faults import DiskFullFault
from setplayer.keys.opening import session_opener
from setplayer.keys.sealer import Sealing, Unsealed, sealing
from setplayer.keys.session_key import SessionKey, destroy_all_but
from setplayer.log.ballast import Ballast
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.session.state import State, evolve


@dataclass(frozen=True)
class Kept:
    """A session file, to write on, and what is in it."""

    file: SessionFile
    sealing: Sealing
    state: State
    journal: Journal
    place: Place | None
    sounds: Mapping[str, bytes]
    drafts: Mapping[str, bytes] = field(default_factory=dict)
    """Texts that were begun and not saved."""


def opened(start: Start, clock: SystemClock) -> Kept:
    """The session file, made where there is none. Raises Fault."""
    state, journal = State(), Journal()
    # Before there is a file: a session whose words cannot be sealed leaves none behind.
    how = None if start.session_file.exists() else _sealing(start, clock, state)
    try:
        file = _file(start, clock)
    except DiskFullFault:
        if not Ballast(start.session_file.parent).drop():
            raise
        file = _file(start, clock)
    opener = session_opener(start.data, start.session_id)
    for entry in recorded(file, opener):
        state = evolve(state, entry.event)
        journal = noted(journal, entry.event, entry.seq)
    sounds = {name: file.blob(sound.sha256) for name, sound in state.materials.sounds.items()}
    drafts = {name: words for name, data in file.drafts().items() if (words := opener.opened(data)) is not None}
    return Kept(file, how or _sealing(start, clock, state), state, journal, kept_place(file), sounds, drafts)


def _file(start: Start, clock: SystemClock) -> SessionFile:
    if start.session_file.exists():
        return SessionFile.resume(start.session_file, clock)
    return SessionFile.create(start.session_file, start.session_id, clock)


def _sealing(start: Start, clock: SystemClock, state: State) -> Sealing:
    """How the words of this session are written; keys of sessions that are over are gone from here on."""
    if start.speed > 1:  # a rehearsal, which is nobody's
        return Unsealed()
    destroy_all_but(start.data, start.session_id, *start.prepared)
    if "closed" in state.flags:
        SessionKey(start.data, start.session_id).destroy()
        return Unsealed()
    return sealing(start.data, start.session_id, state.client, lambda: clock.stamp().wall_us)
