"""A session file as an engine finds it when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from setplayer.engine.journal import Journal, noted
from setplayer.engine.last_place import Place, kept_place
from setplayer.engine.record import recorded
from setplayer.engine.start import Start
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
    drafts: Mapping[str, bytes] = field(default_factory=dict)
    """Texts that were begun and not saved."""


def opened(start: Start, clock: SystemClock) -> Kept:
    """The session file, made where there is none. Raises Fault."""
    state, journal = State(), Journal()
    if not start.session_file.exists():
        return Kept(SessionFile.create(start.session_file, start.session_id, clock), state, journal, None, {})
    file = SessionFile.resume(start.session_file, clock)
    for entry in recorded(file):
        state = evolve(state, entry.event)
        journal = noted(journal, entry.event, entry.seq)
    sounds = {name: file.blob(sound.sha256) for name, sound in state.materials.sounds.items()}
    return Kept(file, state, journal, kept_place(file), sounds, file.drafts())
