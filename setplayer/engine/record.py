"""A session file read back as what happened: events, the state they make, and the sounds they named."""

from collections.abc import Iterator
from dataclasses import dataclass

from setplayer.faults import Fault
from setplayer.keys.opening import NO_KEYS, Opener
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


def recorded(file: SessionFile, opener: Opener = NO_KEYS, kinds: tuple[str, ...] = ()) -> Iterator[Recorded]:
    """Every event of a session file in order, with the words that an opener has the keys to; or those of some kinds.

    Raises Fault when one cannot be read.
    """
    named = (row for kind in kinds for row in file.events(kind=kind))
    for row in sorted(named, key=lambda row: row.seq) if kinds else file.events():
        words = None if row.content is None else opener.opened(row.content)
        sealed = words is None and row.content is not None
        try:
            event = restore(row.kind, row.frame, row.actor, row.ref_seq, row.body, words, file.blob)
        except UnreadableEventError as error:
            raise Fault(
                f"{file.path}: event {row.seq} cannot be read by this version of setplayer; "
                "'setplayer verify' tells whether the file was altered."
            ) from error
        yield Recorded(row.seq, row.stamp, event.model_copy(update={"sealed": True}) if sealed else event)
