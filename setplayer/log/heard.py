"""In which sessions a piece was heard, from their files."""

import json
import unicodedata
from typing import Any

from setplayer.faults import Fault
from setplayer.log.session_file import LoggedEvent, SessionFile
from setplayer.log.store import Store, Summary


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


def _begins(event: LoggedEvent, piece: str) -> bool:
    body = json.loads(event.body)
    pieces = [body["request"]] if event.kind == "piece_began" else body["outcome"].get("voices", [])
    return any(_is(track, piece) for track in pieces)


def _is(sounding: dict[str, Any], piece: str) -> bool:
    source = unicodedata.normalize("NFC", str(sounding.get("source", "")))
    return sounding.get("kind") == "track" and source == piece
