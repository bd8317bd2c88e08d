"""The picture that a music file carries: bytes that nobody has vouched for, passed on as they are or not at all."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from mutagen.flac import Picture

LARGEST_BYTES: Final = 4_000_000
LARGEST_SIDE: Final = 6_000
"""Pixels. A few kilobytes may promise a picture that fills a machine's memory when it is shown."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_picture_from: Callable[[bytes], Any] = Picture  # mutagen tells no types
_FRONT_COVER: Final = 3
"""Among the kinds of pictures of ID3 and FLAC."""


@dataclass(frozen=True)
class Art:
    """A JPEG or PNG of at most LARGEST_BYTES and LARGEST_SIDE, as far as its head tells."""

    suffix: str
    data: bytes


def art_in(file: Any) -> Art | None:
    """The front cover in a file that mutagen has opened, or its first picture; None without one that may be shown.

    What the tag says of its kind is not believed. May raise anything when the file is hostile.
    """
    found = [(kind, art) for kind, data in _pictures(file) if (art := _accepted(data)) is not None]
    return min(found, key=lambda one: one[0] != _FRONT_COVER, default=(0, None))[1]


def _pictures(file: Any) -> Iterator[tuple[int, bytes]]:
    """Kind and bytes: of FLAC, of ID3 frames, of Ogg comments, of MP4 atoms."""
    tags = file.tags if file.tags is not None else {}
    frames = tags.getall("APIC") if hasattr(tags, "getall") else []
    for picture in (*getattr(file, "pictures", []), *frames):
        yield picture.type, picture.data
    for text in tags.get("metadata_block_picture", []):
        picture = _picture_from(base64.b64decode(text))
        yield picture.type, picture.data
    for data in tags.get("covr", []):
        yield _FRONT_COVER, bytes(data)


def _accepted(data: bytes) -> Art | None:
    if len(data) > LARGEST_BYTES:
        return None
    suffix = ".png" if data.startswith(_PNG) else ".jpg"
    sides = _png_sides(data) if suffix == ".png" else _jpeg_sides(data)
    return Art(suffix, data) if all(0 < side <= LARGEST_SIDE for side in sides) else None


def _png_sides(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _jpeg_sides(data: bytes) -> tuple[int, int]:
    """Height and width from the first frame header (ITU-T T.81, B.2); zeros where there is none."""
    at = 2 if data.startswith(_JPEG) else len(data)
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 5 : at + 7]), int.from_bytes(data[at + 7 : at + 9])
        at += 2 + length
    return 0, 0
