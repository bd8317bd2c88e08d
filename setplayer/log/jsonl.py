"""A session file as JSON Lines: all of it, for any language. docs/session-file.md tells how to check such a file."""

import base64
import json
from collections.abc import Callable
from typing import Any, Final, TextIO

from setplayer.faults import Fault
from setplayer.log.sealed import is_sealed
from setplayer.log.session_file import LoggedEvent, SessionFile

EXPORT_VERSION: Final = 2
"""The form of the export, in the first line's `setplayer_session`. From 2 on an event may have `sealed`."""

Opened = Callable[[bytes], bytes | None]
"""What is in a sealed content, or None without a key to it."""


def write_jsonl(file: SessionFile, out: TextIO, opened: Opened | None = None, *, words: bool = True) -> None:
    """Write a header line, a line for each event in order and a line for each blob, in ASCII.

    Erased content is null beside the hash that it had. Sealed content goes out as the age file that it is, which is
    what the chain is about, and beside it what it says, as far as `opened` tells. Without `words` all content is left
    out as if it were erased; the export verifies all the same. Raises Fault when an event cannot be read.
    """
    with file.snapshot():
        header = {
            "setplayer_session": EXPORT_VERSION,
            "session_id": file.session_id,
            "schema": file.format,
            "head": file.head,
            "events": file.last_seq,
        }
        out.write(_line(header))
        for event in file.events():
            out.write(_event_line(file, event if words else _wordless(event), opened))
        for address, data in file.blobs():
            out.write(_line({"blob": address, "base64": base64.b64encode(data).decode()}))


def _wordless(event: LoggedEvent) -> LoggedEvent:
    # Without its salt too, so that what was said cannot be guessed from its commitment.
    return event.model_copy(update={"content": None, "content_salt": None})


def _event_line(file: SessionFile, event: LoggedEvent, opened: Opened | None) -> str:
    try:
        return _line(
            {
                "seq": event.seq,
                **event.stamp.model_dump(),
                "frame": event.frame,
                "kind": event.kind,
                "actor": event.actor,
                "ref_seq": event.ref_seq,
                "body": json.loads(event.body),
                "content": None,
                **_content(event.content, opened),
                "content_salt": None if event.content_salt is None else event.content_salt.hex(),
                "content_hash": event.content_hash,
                "prev_hash": event.prev_hash,
                "hash": event.hash,
            }
        )
    except (ValueError, RecursionError) as error:
        raise Fault(
            f"{file.path}: is damaged: event {event.seq} is not JSON. `setplayer verify` tells what else is wrong."
        ) from error


def _content(content: bytes | None, opened: Opened | None) -> dict[str, Any]:
    """What is personal in an event: as it is, or sealed and beside it what was opened."""
    if content is None:
        return {}
    if not is_sealed(content):
        return {"content": json.loads(content)}
    words = opened(content) if opened else None
    shown = {} if words is None else {"opened": json.loads(words)}
    return {"sealed": base64.b64encode(content).decode(), **shown}


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, allow_nan=False) + "\n"
