"""In which sessions a piece was heard, from their files."""

import json
import unicodedata
from typing import Any

from setplayer.faults import Fault
from setplayer.log.session_file import LoggedEvent, SessionFile
from setplayer.log.store import Store, Summary
from setplayer.score.picks import Heard


def sessions_with(store: Store, piece: str) -> list[tuple[Summary, tuple[int, ...]]]:
    """The sessions in which the track at a path was heard, oldest first, and the frames from Begin at which it began.

    Of a session file that cannot be read nobody can say; it is left out here, and the list of all sessions tells it.
    """
    wanted = unicodedata.normalize("NFC", piece)
    found = []
    for summary in store.summaries():
        try:
            with SessionFile.open(summary.path) as file, file.snapshot():
                frames = tuple(event.frame for event in file.events() if _begins(event, wanted))
        except (Fault, ValueError, KeyError, TypeError):
            continue
        if frames:
            found.append((summary, frames))
    return found


def heard_before(store: Store, client: str) -> Heard:
    """What a client has heard in the sessions that are kept, and what was not wanted again.

    Rehearsals do not count. Of a session file that cannot be read nobody can say. Nobody has heard anything who has
    no code.
    """
    pieces, unwanted = set[str](), set[str]()
    for path in store.paths() if client else ():
        try:
            with SessionFile.open(path) as file, file.snapshot():
                if _is_of(file, client):
                    began = _tracks_begun(file)
                    pieces |= set(began.values())
                    unwanted |= {began[source] for source in _unwanted(file) if source in began}
        except (Fault, ValueError, KeyError, TypeError):
            continue
    return Heard(frozenset(pieces), frozenset(unwanted))


def _is_of(file: SessionFile, client: str) -> bool:
    """Whether it is a session, not a rehearsal, of this client: whom the last opening before Begin names."""
    opened = [json.loads(event.body)["request"] for event in file.events(kind="open")]
    return bool(opened) and opened[-1].get("client") == client and opened[-1].get("kind", "session") == "session"


def _tracks_begun(file: SessionFile) -> dict[str, str]:
    """The content of every track that began, by its path."""
    requests = [json.loads(event.body)["request"] for event in file.events(kind="piece_began")]
    return {one["source"]: one["sha256"] for one in requests if one.get("kind") == "track" and one.get("sha256")}


def _unwanted(file: SessionFile) -> set[str]:
    return {
        source for event in file.events(kind="why") for source in json.loads(event.body)["outcome"].get("avoid", ())
    }


def _begins(event: LoggedEvent, piece: str) -> bool:
    body = json.loads(event.body)
    pieces = [body["request"]] if event.kind == "piece_began" else body["outcome"].get("voices", [])
    return any(_is(track, piece) for track in pieces)


def _is(sounding: dict[str, Any], piece: str) -> bool:
    source = unicodedata.normalize("NFC", str(sounding.get("source", "")))
    return sounding.get("kind") == "track" and source == piece
