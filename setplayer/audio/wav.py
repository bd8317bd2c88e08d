"""Writing WAV files with the plain PCM header that every reader knows.

FFmpeg writes 24-bit files with the extensible header, which simple readers (Python's own `wave` before 3.12 among
them) refuse. Beyond 4 GB, some four hours, the file becomes RF64 (EBU Tech 3306): room for its chunk is kept from the
start.
"""

import struct
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.units import SAMPLE_RATE

_CHANNELS: Final = 2
_SAMPLE_BYTES: Final = 3
_FRAME_BYTES: Final = _CHANNELS * _SAMPLE_BYTES
_RESERVED_BYTES: Final = 28
_FORMAT: Final = struct.pack(
    "<4sIHHIIHH", b"fmt ", 16, 1, _CHANNELS, SAMPLE_RATE, SAMPLE_RATE * _FRAME_BYTES, _FRAME_BYTES, 8 * _SAMPLE_BYTES
)
_HEADER_BYTES: Final = 12 + 8 + _RESERVED_BYTES + len(_FORMAT) + 8

LARGEST_BYTES: Final = 2**32 - 1
"""The largest size that a plain WAV file can state."""


class WavWriter:
    """A 24-bit stereo WAV file at 48 kHz, written from the start to the end. Raises OSError."""

    def __init__(self, path: Path, largest_bytes: int = LARGEST_BYTES):
        self._largest_bytes = largest_bytes
        self._file = path.open("wb")
        self._data_bytes = 0
        self._file.write(self._header())

    def write(self, samples: NDArray[np.int32]) -> None:
        """Add frames, shape (n, 2), of whole numbers of 24 bits."""
        octets = samples.astype("<i4").view(np.uint8).reshape(-1, 4)
        packed = np.empty((len(octets), _SAMPLE_BYTES), np.uint8)
        for place in range(_SAMPLE_BYTES):  # a fifth of the time that all at once takes
            packed[:, place] = octets[:, place]
        self._file.write(packed.data)
        self._data_bytes += packed.nbytes

    def close(self) -> None:
        """Write the sizes into the header and close the file."""
        try:
            self._file.seek(0)
            self._file.write(self._header())
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.close()

    def _header(self) -> bytes:
        size = _HEADER_BYTES - 8 + self._data_bytes
        if size <= self._largest_bytes:
            start = struct.pack("<4sI4s4sI", b"RIFF", size, b"WAVE", b"JUNK", _RESERVED_BYTES)
            start += bytes(_RESERVED_BYTES)
            return start + _FORMAT + struct.pack("<4sI", b"data", self._data_bytes)
        frames, unknown = self._data_bytes // _FRAME_BYTES, 0xFFFFFFFF
        start = struct.pack("<4sI4s4sI", b"RF64", unknown, b"WAVE", b"ds64", _RESERVED_BYTES)
        start += struct.pack("<QQQI", size, self._data_bytes, frames, 0)
        return start + _FORMAT + struct.pack("<4sI", b"data", unknown)
