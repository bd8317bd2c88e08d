"""The chain of hashes: what makes every change to a record visible.

Each event's hash covers every column of its row, the hash of the event before among them. What is personal enters
only by a commitment, so that erasing it leaves the chain whole.
"""

import hashlib
from typing import Any, Final

from setplayer.values import canonical_json, content_address

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


def first_prev_hash(session_id: str) -> str:
    """What the first event follows: a hash that no other session begins with."""
    return content_address(f"setplayer session {session_id}".encode())


def event_hash(row: dict[str, Any]) -> str:
    """The SHA-256 of the canonical JSON of the columns `HASHED`, each as it is stored: `body` is text."""
    return content_address(canonical_json(row))


def commitment(salt: bytes, content: bytes) -> str:
    """What an event says of its content without showing it: SHA-256 of salt and content."""
    return hashlib.sha256(salt + content).hexdigest()
