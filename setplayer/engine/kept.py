"""A session file as an engine finds it when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass

from setplayer.engine.journal import Journal, noted
from setplayer.engine.last_place import Place, kept_place
from setplayer.engine.record import recorded
from setplayer.engine.start import Start
from setplayer.faults import DiskFullFault
from setplayer.log.ballast import Ballast
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.session.state import State, evolve


@dataclass(frozen=True)
class Kept:
    """A session file, to write on, and what is in it."""

    file: SessionFile
    state: State
    journal: Journal
    place: Place | None
    sounds: Mapping[str, bytes]


def opened(start: Start, clock: SystemClock) -> Kept:
    """The session file, made where there is none. Raises Fault."""
    state, journal = State(), Journal()
    try:
        file = _file(start, clock)
    except DiskFullFault:
        if not Ballast(start.session_file.parent).drop():
            raise
        file = _file(start, clock)
    for entry in recorded(file):
        state = evolve(state, entry.event)
        journal = noted(journal, entry.event, entry.seq)
    sounds = {name: file.blob(sound.sha256) for name, sound in state.materials.sounds.items()}
    return Kept(file, state, journal, kept_place(file), sounds)


def _file(start: Start, clock: SystemClock) -> SessionFile:
    if start.session_file.exists():
        return SessionFile.resume(start.session_file, clock)
    return SessionFile.create(start.session_file, start.session_id, clock)
