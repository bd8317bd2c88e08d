"""Names of files as they may be shown."""

import unicodedata
from typing import Final

_UNSEEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories of control characters, bytes that are not text, and line ends."""


def printable(text: str) -> str:
    """Text safe to show on one line."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _UNSEEN else c for c in text)
