"""What in a session file is sealed, told without any key."""

from typing import Final

_AGE: Final = b"age-encryption.org/v1\n"
"""How every age file begins (age-encryption.org/v1, "File format"); JSON never does."""


def is_sealed(content: bytes) -> bool:
    """Whether the bytes of a content, or of a draft, are an age file rather than JSON."""
    return content.startswith(_AGE)
