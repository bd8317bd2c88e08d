"""Events that come after a session has ended, days later: what is shared, what its client wrote since.

They follow `end` in its file, at the frame of its last event, so that its sound and its length stay what they were;
when they happened is in their stamp.
"""

from collections.abc import Sequence
from pathlib import Path

from setplayer.faults import Fault
from setplayer.keys import age
from setplayer.keys.clinic import client_of, clinic_keys, public_of
from setplayer.log.clock import Clock
from setplayer.log.session_file import SessionFile
from setplayer.session.codec import StoredEvent, store
from setplayer.session.events import Event


def append_later(data: Path, path: Path, events: Sequence[Event], clock: Clock) -> list[int]:
    """Write events to a session that has ended, sealed where the clinic has keys; their frames are set here.

    Gives their numbers. Raises Fault while the session is open, MachineFault when the disk does not take them.
    """
    with SessionFile.resume(path, clock) as file:
        last = next(file.events(after=file.last_seq - 1), None)
        if last is None or not file.ended:
            raise Fault(f"{path}: this session is still open. Do it there, or end it first.")
        later = [store(event.model_copy(update={"frame": last.frame})) for event in events]
        return file.append([_sealed(data, file, event, clock) for event in later])


def _sealed(data: Path, file: SessionFile, event: StoredEvent, clock: Clock) -> StoredEvent:
    if event.content is None or clinic_keys(data) is None:
        return event
    public = public_of(data, client_of(file), file.session_id, clock.stamp().wall_us)
    return event.model_copy(update={"content": age.sealed(event.content, [public])})
