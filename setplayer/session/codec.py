"""Events as the log keeps them: a small body, personal content apart, and large parts as content-addressed blobs."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from setplayer.session.events import Event
from setplayer.values import Value, canonical_json, content_address

_BLOB: Final = "sha256:"
_LARGE: Final = ("arc", "arc_text", "materials", "chosen", "score")


class StoredEvent(Value):
    """An event as it is written: `body` is canonical JSON without anything personal.

    `content` is the canonical JSON of what is personal, or None. `blobs` holds the bytes of what the body names by
    SHA-256; they are the same whenever they are the same.
    """

    kind: str
    frame: int
    actor: str
    ref_seq: int | None
    body: bytes
    content: bytes | None
    blobs: Mapping[str, bytes]


def store(event: Event) -> StoredEvent:
    """The event in the form the log keeps."""
    outcome = event.outcome.model_dump(mode="json", exclude_defaults=True)
    blobs = dict(event.attachments)
    for name in _LARGE:
        if name in outcome:
            data = canonical_json(outcome[name])
            blobs[content_address(data)] = data
            outcome[name] = _BLOB + content_address(data)
    if "inverse" in outcome:
        assert event.outcome.inverse is not None
        outcome["inverse"] = event.outcome.inverse.model_dump(mode="json")
    body: dict[str, Any] = {"request": event.request, "outcome": outcome}
    return StoredEvent(
        kind=event.kind,
        frame=event.frame,
        actor=event.actor,
        ref_seq=event.ref_seq,
        body=canonical_json(body),
        content=canonical_json(event.content) if event.content else None,
        blobs=blobs,
    )


class UnreadableEventError(ValueError):
    """An event in a session file that this version of setplayer cannot make sense of."""


def restore(
    kind: str, frame: int, actor: str, ref_seq: int | None, body: bytes, content: bytes | None,
    blob: Callable[[str], bytes],
) -> Event:  # fmt: skip
    """The event again. `blob` gives the bytes of an address.

    Raises UnreadableEventError when the parts do not make an event.
    """
    try:
        parts = _object(body)
        outcome = dict(parts.get("outcome", {}))
        for name in _LARGE:
            if name in outcome:
                outcome[name] = json.loads(blob(str(outcome[name]).removeprefix(_BLOB)))
        return Event(
            kind=kind,
            frame=frame,
            actor=actor,
            ref_seq=ref_seq,
            request=parts.get("request", {}),
            outcome=outcome,
            content=_object(content) if content else {},
        )
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise UnreadableEventError(f"the event {kind!r} at frame {frame} cannot be read: {error}") from error


def _object(data: bytes) -> dict[str, Any]:
    value = json.loads(data)
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value
