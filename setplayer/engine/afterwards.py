"""Events that come after a session has ended, days later: what is shared, what its client wrote since.

They follow `end` in its file, at the frame of its last event, so that its sound and its length stay what they were;
when they happened is in their stamp.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from setplayer.faults import Fault
from setplayer.keys import age
from setplayer.keys.clinic import client_of, clinic_keys, public_of
from setplayer.log.clock import Clock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.session.codec import StoredEvent, store
from setplayer.session.commands import Open
from setplayer.session.events import PLAYER, Event, Outcome

TALKED: Final = ("note", "insight", "step")
"""What an integration session is made of. A step is something the client wants to do, for later to come back to."""

OWN: Final = ("insight", "step")
"""What of it is the client's own."""


def append_later(data: Path, path: Path, events: Sequence[Event], clock: Clock) -> list[int]:
    """Write events to a session that has ended, sealed where the clinic has keys; their frames are set here.

    Gives their numbers. Raises Fault while the session is open, MachineFault when the disk does not take them.
    """
    with SessionFile.resume(path, clock) as file:
        last = next(file.events(after=file.last_seq - 1), None)
        if last is None or not file.ended:
            raise Fault(f"{path}: this session is still open. Do it there, or end it first.")
        later = [store(event.model_copy(update={"frame": last.frame})) for event in events]
        client = client_of(file)
        return file.append([_sealed(data, client, file.session_id, event, clock) for event in later])


def keep_integration(data: Path, client: str, actor: str, entries: Sequence[tuple[str, str]], clock: Clock) -> str:
    """Keep a session without music, of entries (kind, words), sealed where the clinic has keys. Its id.

    Insights and steps are the client's own, and shared from the beginning; what is noted is not. Raises Fault when it
    cannot be sealed, MachineFault when the disk does not take it.
    """
    store_here = Store(data)
    session_id = store_here.new_session_id()
    opening = Open(kind="integration", client=client, therapist="" if actor == PLAYER else actor)
    events = [Event(kind="open", frame=0, actor=actor, request=opening.request())]
    events += [talked(kind, words, actor) for kind, words in entries]
    events.append(Event(kind="end", frame=0, actor=actor, outcome=Outcome(flags_on=("closed",), text="Closed")))
    stored = [_sealed(data, client, session_id, store(event), clock) for event in events]
    with SessionFile.create(store_here.new_path(clock.stamp(), session_id), session_id, clock) as file:
        file.append(stored)
    return session_id


def talked(kind: str, words: str, actor: str) -> Event:
    """An entry of an integration session: `note`, `insight` or `step`."""
    request = {"shared": True} if kind in OWN else {}
    return Event(kind=kind, frame=0, actor=actor, request=request, content={"text": words})


def _sealed(data: Path, client: str, session_id: str, event: StoredEvent, clock: Clock) -> StoredEvent:
    if event.content is None or clinic_keys(data) is None:
        return event
    public = public_of(data, client, session_id, clock.stamp().wall_us)
    return event.model_copy(update={"content": age.sealed(event.content, [public])})
