"""The one base of every value that is kept, sent or compared."""

import hashlib
import json
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

_CANONICAL: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)

Resumes = Literal["by_now", "where_it_was"]
"""Where a session that was interrupted goes on: where it is by now, or where its arc and its music were."""


class Value(BaseModel):
    """An immutable value: no unknown fields, no change after it is made, equal when its fields are equal."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def canonical_json(value: Any) -> bytes:
    """The one way a JSON value is written before it is hashed: sorted keys, no spaces, UTF-8, no NaN."""
    return _CANONICAL.encode(value).encode()


def content_address(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal: their name wherever they are kept."""
    return hashlib.sha256(data).hexdigest()
