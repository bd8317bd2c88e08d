"""In which sessions a piece was heard, from their files."""

import json
import unicodedata
from dataclasses import dataclass
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


@dataclass(frozen=True)
class NotAgain:
    """That somebody said "not this piece again" of a track, by its content, or of a soundscape, by its name."""

    source: str
    """A track's path, or a soundscape's name."""
    sha256: str
    """Empty for a soundscape."""
    said_us: int
    """Microseconds since 1970, UTC."""


@dataclass(frozen=True)
class Earlier:
    """A client's earlier sessions: the content of every track that was heard, and what was not wanted again."""

    pieces: frozenset[str] = frozenset()
    not_again: tuple[NotAgain, ...] = ()


def heard_before(store: Store, client: str) -> Heard:
    """What a client has heard in the sessions that are kept, and which pieces were not wanted again."""
    earlier = earlier_sessions(store, client)
    return Heard(earlier.pieces, frozenset(one.sha256 for one in earlier.not_again if one.sha256))


def earlier_sessions(store: Store, client: str) -> Earlier:
    """What is known of a client from the sessions that are kept.

    Rehearsals do not count. Of a session file that cannot be read nobody can say. Nobody has heard anything who has
    no code.
    """
    pieces, not_again = set[str](), list[NotAgain]()
    for path in store.paths() if client else ():
        try:
            with SessionFile.open(path) as file, file.snapshot():
                if _is_of(file, client):
                    began = _begun(file)
                    found = [
                        NotAgain(source, began[source], said_us)
                        for source, said_us in _unwanted(file)
                        if source in began
                    ]
                    pieces |= set(began.values()) - {""}
                    not_again += found
        except (Fault, ValueError, KeyError, TypeError):
            continue
    return Earlier(frozenset(pieces), tuple(not_again))


def _is_of(file: SessionFile, client: str) -> bool:
    """Whether it is a session, not a rehearsal, of this client: whom the last opening before Begin names."""
    opened = [json.loads(event.body)["request"] for event in file.events(kind="open")]
    return bool(opened) and opened[-1].get("client") == client and opened[-1].get("kind", "session") == "session"


def _begun(file: SessionFile) -> dict[str, str]:
    """The content of every track that began, by its path; of soundscapes, by name, it is empty."""
    requests = [json.loads(event.body)["request"] for event in file.events(kind="piece_began")]
    tracks = {one["source"]: one["sha256"] for one in requests if one.get("kind") == "track" and one.get("sha256")}
    return {**{one["source"]: "" for one in requests if one.get("kind") in ("soundscape", "bed")}, **tracks}


def _unwanted(file: SessionFile) -> list[tuple[str, int]]:
    """What was not wanted again, and when that was said."""
    return [
        (source, event.stamp.wall_us)
        for event in file.events(kind="why")
        for source in json.loads(event.body)["outcome"].get("avoid", ())
    ]


def _begins(event: LoggedEvent, piece: str) -> bool:
    body = json.loads(event.body)
    pieces = [body["request"]] if event.kind == "piece_began" else body["outcome"].get("voices", [])
    return any(_is(track, piece) for track in pieces)


def _is(sounding: dict[str, Any], piece: str) -> bool:
    source = unicodedata.normalize("NFC", str(sounding.get("source", "")))
    return sounding.get("kind") == "track" and source == piece
