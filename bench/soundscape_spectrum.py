"""A spectrogram as a small PNG: four rows to the semitone, from 50 to 8 000 Hz, 70 dB from black to light."""

import struct
import zlib

import numpy as np
import numpy.typing as npt

from bench.soundscape_measures import Sound
from setplayer.units import SAMPLE_RATE

_WINDOW = 32_768
_COLUMNS, _ROWS = 720, 264
_LOW_HZ, _HIGH_HZ = 50.0, 8_000.0
_RANGE_DB = 70.0
_SHADES = 32
# From black over blue and orange to near white: light rises evenly, so that it reads in grey too.
_COLOURS = np.array([(0, 0, 0), (30, 40, 110), (150, 50, 110), (235, 130, 50), (255, 250, 220)])


def spectrum(sound: Sound) -> bytes:
    """The PNG's bytes: low pitches at the bottom, both ears together."""
    begins = np.linspace(0, len(sound) - _WINDOW, _COLUMNS).astype(int)
    window = np.kaiser(_WINDOW, 12)
    edges = np.geomspace(_LOW_HZ, _HIGH_HZ, _ROWS + 1) * _WINDOW / SAMPLE_RATE
    picture = np.empty((_ROWS, _COLUMNS))
    for column, begin in enumerate(begins):
        power = np.abs(np.fft.rfft(sound[begin : begin + _WINDOW].mean(axis=1) * window)) ** 2
        # Rows narrower than a bin take what lies between bins.
        between = np.interp((edges[1:] + edges[:-1]) / 2, np.arange(len(power)), power)
        widest = np.maximum.reduceat(power, edges[:-1].astype(int))
        picture[::-1, column] = np.where(np.diff(edges) > 1.0, widest, between)
    level = 10.0 * np.log10(picture + 1e-20)
    shade = np.clip((level - level.max() + _RANGE_DB) / _RANGE_DB, 0.0, 1.0)
    return _png(np.rint(shade * (_SHADES - 1)).astype(np.uint8))


def _png(shades: npt.NDArray[np.uint8]) -> bytes:
    """A PNG with a palette, by its specification (ISO/IEC 15948)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    places = np.linspace(0, len(_COLOURS) - 1, _SHADES)
    palette = np.array([np.interp(places, range(len(_COLOURS)), channel) for channel in _COLOURS.T]).T
    height, width = shades.shape
    rows = np.pad(shades, ((0, 0), (1, 0)))  # each row begins with its filter, none
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
            chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            chunk(b"IEND", b""),
        ]
    )
