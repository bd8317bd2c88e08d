"""Writing FLAC files, by FFmpeg's encoder."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from setplayer.units import SAMPLE_RATE


class FlacWriter:
    """A 24-bit stereo FLAC file at 48 kHz, written from the start to the end. Raises OSError or av.FFmpegError."""

    def __init__(self, path: Path):
        path.touch()  # FFmpeg opens it only for the first frame, and would tell of a missing folder that late
        self._container = av.open(f"file:{path}", "w", format="flac")
        self._stream = self._container.add_stream("flac", rate=SAMPLE_RATE, layout="stereo", format="s32")
        self._frames = 0

    def write(self, samples: NDArray[np.int32]) -> None:
        """Add frames, shape (n, 2), of whole numbers of 24 bits."""
        if not len(samples):
            return
        frame = AudioFrame.from_ndarray((samples << 8).reshape(1, -1), format="s32", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, self._frames, Fraction(1, SAMPLE_RATE)
        self._frames += len(samples)
        self._encode(frame)

    def close(self) -> None:
        """Encode what is left, write the length and the checksum into the header, and close the file."""
        self._encode(None)
        self._container.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        self._container.close()

    def _encode(self, frame: AudioFrame | None) -> None:
        for packet in self._stream.encode(frame):
            self._container.mux(packet)
