"""Where finished samples go: a WAV or FLAC file, or nowhere."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from setplayer.audio.behind import Behind
from setplayer.faults import Fault
from setplayer.files import cannot_write
from setplayer.library.samples import Samples
from setplayer.units import SAMPLE_RATE

CODECS: Final = {".wav": "pcm_s24le", ".flac": "flac"}
"""How each kind of file is encoded: 24 bits, so that a fade's tail keeps its grain below −138 dBFS."""

_FULL_SCALE: Final = 2.0**23

_MOST_WAITING: Final = 4
"""Writes that wait to be encoded: enough to even out, few enough for the memory."""


class Output(Protocol):
    """Takes samples in order."""

    def write(self, samples: Samples) -> None:
        """Take the next frames, shape (n, 2), full scale ±1.0."""
        ...


class NullOutput:
    """Takes samples and drops them; counts the frames."""

    def __init__(self) -> None:
        self.frames = 0

    def write(self, samples: Samples) -> None:
        """Count the frames."""
        self.frames += len(samples)


def whole_samples(samples: Samples) -> np.typing.NDArray[np.int32]:
    """Samples as 24-bit whole numbers, rounded to the nearest: what a file of ours holds."""
    # Exact in float32: a power of two moves no bits, and up to 2^24 it holds every whole number.
    scaled = samples * np.float32(_FULL_SCALE)
    np.rint(scaled, out=scaled)
    return np.clip(scaled, -_FULL_SCALE, _FULL_SCALE - 1, out=scaled).astype(np.int32)


class FileOutput:
    """A 24-bit stereo WAV or FLAC file at 48 kHz. Raises MachineFault when the disk is full or cannot be written.

    WAV files beyond 4 GB are written as RF64, which players of WAV understand. Encoding runs on a thread of its own,
    so that a fault comes out at a later `write` or at the end.
    """

    def __init__(self, path: Path, kind: str):
        self._path = path
        try:
            self._container = av.open(
                str(path), "w", format=kind.removeprefix("."), options={"rf64": "auto"} if kind == ".wav" else {}
            )
        except av.FFmpegError as error:
            raise cannot_write(path, error) from error
        stream = self._container.add_stream(CODECS[kind], rate=SAMPLE_RATE, layout="stereo", format="s32")
        self._stream = cast(AudioStream, stream)
        self._written = 0
        self._encoder = Behind(_MOST_WAITING)

    def write(self, samples: Samples) -> None:
        """Take the next frames, which may not change afterwards."""
        self._encoder.do(lambda: self._encode_samples(samples))

    def close(self) -> None:
        """Finish the file."""
        try:
            self._encoder.finish()
            self._encode(None)
            self._container.close()
        except av.FFmpegError as error:
            raise cannot_write(self._path, error) from error

    def _encode_samples(self, samples: Samples) -> None:
        packed = (whole_samples(samples) << 8).reshape(1, -1)
        frame = AudioFrame.from_ndarray(packed, format="s32", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, self._written, Fraction(1, SAMPLE_RATE)
        self._written += len(samples)
        self._encode(frame)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._abandon()

    def _encode(self, frame: AudioFrame | None) -> None:
        try:
            for packet in self._stream.encode(frame):
                self._container.mux(packet)
        except av.FFmpegError as error:
            raise cannot_write(self._path, error) from error

    def _abandon(self) -> None:
        self._encoder.drop()
        try:
            self._container.close()
        except av.FFmpegError:
            return  # the fault that is under way already says why


def kind_of(path: Path) -> str:
    """`.wav` or `.flac`, from a file's name. Raises Fault for any other."""
    kind = path.suffix.lower()
    if kind not in CODECS:
        raise Fault(f"{path}: the name must end in .wav or .flac; write for example {path.stem or 'session'}.flac.")
    return kind
