"""A session file read back as what happened: events, the state they make, and the sounds they named."""

from collections.abc import Iterator
from dataclasses import dataclass

from setplayer.faults import Fault
from setplayer.log.clock import Stamp
from setplayer.log.session_file import SessionFile
from setplayer.session.codec import UnreadableEventError, restore
from setplayer.session.events import Event


@dataclass(frozen=True)
class Recorded:
    """One event of a session file, with its number and when it was written."""

    seq: int
    stamp: Stamp
    event: Event


def recorded(file: SessionFile) -> Iterator[Recorded]:
    """Every event of a session file in order. Raises Fault when one cannot be read."""
    for row in file.events():
        try:
            event = restore(row.kind, row.frame, row.actor, row.ref_seq, row.body, row.content, file.blob)
        except UnreadableEventError as error:
            raise Fault(
                f"{file.path}: event {row.seq} cannot be read by this version of setplayer; "
                "'setplayer verify' tells whether the file was altered."
            ) from error
        yield Recorded(row.seq, row.stamp, event)
