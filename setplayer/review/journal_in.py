"""What a client wrote on their page, taken into their session's record with their consent."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from setplayer.engine.afterwards import append_later
from setplayer.faults import Fault
from setplayer.log.carried import read_plain
from setplayer.log.clock import Clock
from setplayer.log.session_file import SessionFile
from setplayer.review.saved_journal import SavedJournal, read_journal
from setplayer.session.events import Event

CLIENT: Final = "client"
"""The actor of what a client wrote."""


def journal_in(file: Path, unlock: Callable[[str, Path], str] = lambda page, file: page) -> SavedJournal:
    """The journal in a copy of a page; `unlock` asks whoever has the words of one that is locked. Raises Fault."""
    try:
        text = read_plain(file).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Fault(f"{file}: is not the page that setplayer makes: it is not UTF-8.") from error
    return read_journal(unlock(text, file), str(file))


def take_journal(data: Path, record: Path, journal: SavedJournal, clock: Clock) -> int:
    """Write what is new of a journal to its session's record, and say how many entries that were.

    Whoever calls this has asked the client, and each event says so. Raises Fault while the session is open.
    """
    with SessionFile.open(record) as file:
        there = {_written(json.loads(event.body)["request"]) for event in file.events(kind="journal")}
    new = [event for event in _events(journal) if _written(event.request) not in there]
    if new:
        append_later(data, record, new, clock)
    return len(new)


def _events(journal: SavedJournal) -> list[Event]:
    saved_at = journal.saved_at.isoformat()
    return [
        Event(kind="journal", frame=0, actor=CLIENT, content={"text": text},
              request={"prompt": prompt, "saved_at": saved_at, "consent": True, "shared": True})
        for prompt, text in journal.entries.items()
    ]  # fmt: skip


def _written(request: dict[str, object]) -> tuple[object, object]:
    """What an entry is told apart by without reading its words, which may be sealed."""
    return request.get("prompt"), request.get("saved_at")
