"""Whether a music file ends as its format ends files: what tells that one was cut off where no length is written.

Only the last bytes are read, never the sound. How much is missing these formats do not tell.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from setplayer.library.track import Ending

_OGG: Final = b"OggS"
_OGG_HEADER: Final = 27
_END_OF_STREAM: Final = 4
_LARGEST_PAGE: Final = _OGG_HEADER + 255 + 255 * 255

_WAVE_64: Final = bytes.fromhex("72696666 2e91cf11 a5d628db 04c10000")

_MOST_BOXES: Final = 1_000_000
"""Of an MP4 file with a fragment for every half second this would be six days."""

_TAIL: Final = 65_536
_ID3V1: Final = 128
_CHAIN: Final = 3
"""So many frames of MP3 that follow on from each other are no chance."""
_KBPS: Final = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Of layer III, ISO/IEC 11172-3 and 13818-3, by the generation of MPEG."""
_RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def ending(path: Path) -> Ending:
    """How the file at `path` ends. Raises OSError. `whole` for formats that tell nothing of it."""
    with path.open("rb") as file:
        size, start = path.stat().st_size, file.read(28)
        if start.startswith(_OGG):
            return _of_ogg(_tail(file, size, 2 * _LARGEST_PAGE))
        if start[4:8] == b"ftyp":
            return _if_whole(not _is_short_mp4(file, size))
        if start[:4] == b"RF64" and start[12:16] == b"ds64":  # EBU Tech 3306: all but the first eight bytes
            return _if_whole(int.from_bytes(start[20:28], "little") + 8 <= size)
        if start.startswith(_WAVE_64):
            return _if_whole(int.from_bytes(start[16:24], "little") <= size)
        if start.startswith((b"ID3", b"\xff")):
            return _of_mp3(_tail(file, size, _TAIL))
    return "whole"


def _if_whole(whole: bool) -> Ending:
    return "whole" if whole else "cut"


def _tail(file: IO[bytes], size: int, length: int) -> bytes:
    file.seek(max(0, size - length))
    return file.read(length)


def _of_ogg(tail: bytes) -> Ending:
    """By the last page: RFC 3533, section 6."""
    at = tail.rfind(_OGG)
    page = tail[at:] if at >= 0 else b""
    if len(page) < _OGG_HEADER or len(page) < _OGG_HEADER + page[26]:
        return "cut"
    length = _OGG_HEADER + page[26] + sum(page[_OGG_HEADER : _OGG_HEADER + page[26]])
    if len(page) < length:
        return "cut"
    if page[5] & _END_OF_STREAM:
        return "whole"
    return "unmarked" if len(page) == length else "cut"


def _is_short_mp4(file: IO[bytes], size: int) -> bool:
    """Whether a box of the top level goes beyond the end of the file: ISO/IEC 14496-12, section 4.2."""
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            return False
        length = int.from_bytes(header[:4])
        if length == 1 and len(header) == 16:
            length = int.from_bytes(header[8:])
        if length < 8 or not header[4:8].isalnum():  # to the end of the file, or something that was hung on
            return False
        at += length
        if at > size:
            return True
    return False


def _of_mp3(tail: bytes) -> Ending:
    if tail[-_ID3V1:].startswith(b"TAG"):
        tail = tail[:-_ID3V1]
    for start in _syncs(tail):
        at, frames = start, 0
        while (length := _mp3_frame(tail[at : at + 4])) and at + length <= len(tail):
            at, frames = at + length, frames + 1
        if frames >= _CHAIN:
            return "unmarked" if length else "whole"
    return "whole"


def _syncs(data: bytes) -> Iterator[int]:
    at = data.find(b"\xff")
    while at >= 0:
        yield at
        at = data.find(b"\xff", at + 1)


def _mp3_frame(header: bytes) -> int:
    """The bytes of the frame of layer III that begins with these four; 0 where none does."""
    if len(header) < 4:
        return 0
    word = int.from_bytes(header)
    version, bitrate, rate = word >> 19 & 3, word >> 12 & 15, word >> 10 & 3
    if word >> 21 != 0x7FF or word >> 17 & 3 != 1 or version == 1 or not 0 < bitrate < 15 or rate == 3:
        return 0
    first = version == 3
    kbps = _KBPS[1 if first else 2][bitrate - 1]
    return (144_000 if first else 72_000) * kbps // _RATES[version][rate] + (word >> 9 & 1)
