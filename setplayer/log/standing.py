"""How far a copy of a session goes, and which of two copies holds more.

A record's head stands for all that came before it, so two copies of a session are compared by their heads: one is the
beginning of the other, or they part somewhere.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from setplayer.log.session_file import SessionFile

Opener = Callable[[Path], SessionFile]


@dataclass(frozen=True)
class Standing:
    """One file of a session: whose it is, how far it goes, and what of it may change.

    `erased` numbers the events whose personal content was erased; `notes` stands for what is noted
    beside the record: the player's place and drafts.
    """

    path: Path
    open: Opener
    session_id: str
    head: str
    events: int
    erased: frozenset[int]
    notes: str


def standing_of(path: Path, opener: Opener) -> Standing:
    """How far the file at `path` goes. Raises Fault when it cannot be read."""
    with opener(path) as file, file.snapshot():
        return Standing(
            path=path,
            open=opener,
            session_id=file.session_id,
            head=file.head,
            events=file.last_seq,
            erased=file.erased(),
            notes=hashlib.sha256(repr((file.read_checkpoint(), file.drafts())).encode()).hexdigest(),
        )


def holds(longer: Standing, shorter: Standing) -> bool:
    """Whether one copy has every event of the other. Raises Fault when it cannot be read."""
    if longer.session_id != shorter.session_id or longer.events < shorter.events:
        return False
    if longer.events == shorter.events or not shorter.events:
        return not shorter.events or longer.head == shorter.head
    with longer.open(longer.path) as file:
        there = next(file.events(after=shorter.events - 1), None)
    return there is not None and there.hash == shorter.head


def without_beginnings(copies: Sequence[Standing]) -> list[tuple[Standing, tuple[Standing, ...]]]:
    """The copies of one session that hold what no other holds, each with those that it makes superfluous.

    One is left unless copies part from each other. Of equal ones the first is left.
    """
    left: list[tuple[Standing, tuple[Standing, ...]]] = []
    for copy in sorted(copies, key=lambda one: -one.events):
        within = next((place for place, (longer, _) in enumerate(left) if holds(longer, copy)), None)
        if within is None:
            left.append((copy, ()))
        else:
            left[within] = (left[within][0], (*left[within][1], copy))
    return left
