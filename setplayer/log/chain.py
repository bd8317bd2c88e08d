"""The chain of hashes: what makes every change to a record visible.

Each event's hash covers every column of its row, the hash of the event before among them. What is personal enters
only by a commitment, so that erasing it leaves the chain whole.
"""

import hashlib
from json.encoder import encode_basestring
from typing import Any, Final

from setplayer.values import content_address

SALT_BYTES: Final = 32
"""Random bytes before what is personal, so that a short note cannot be guessed from its commitment."""

HASHED: Final = (
    "seq",
    "boot_id",
    "mono_ns",
    "wall_us",
    "utc_offset_min",
    "frame",
    "kind",
    "actor",
    "ref_seq",
    "body",
    "content_hash",
    "prev_hash",
)
"""The columns of an event that its hash covers: all but the hash itself."""


_SORTED: Final = tuple((f'"{name}":', name) for name in sorted(HASHED))


def first_prev_hash(session_id: str) -> str:
    """What the first event follows: a hash that no other session begins with."""
    return content_address(f"setplayer session {session_id}".encode())


def event_hash(row: dict[str, Any]) -> str:
    """The SHA-256 of the canonical JSON of the columns `HASHED`, each as it is stored: `body` is text."""
    # The same bytes as canonical_json(row), which takes several times as long: a record has thousands of rows.
    return content_address(f"{{{','.join([key + _json(row[name]) for key, name in _SORTED])}}}".encode())


def _json(value: str | int | None) -> str:
    if value is None:
        return "null"
    return encode_basestring(value) if isinstance(value, str) else str(value)


def commitment(salt: bytes, content: bytes) -> str:
    """What an event says of its content without showing it: SHA-256 of salt and content."""
    return hashlib.sha256(salt + content).hexdigest()
