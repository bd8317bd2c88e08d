"""Where finished samples go: a WAV or FLAC file, or nowhere."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

import av
import numpy as np
from numpy.typing import NDArray

from setplayer.audio.behind import Behind
from setplayer.audio.flac import FlacWriter
from setplayer.audio.wav import WavWriter
from setplayer.faults import Fault
from setplayer.files import cannot_write
from setplayer.library.samples import Samples

_FULL_SCALE: Final = 2.0**23

_MOST_WAITING: Final = 4
"""Writes that wait to be encoded: enough to even out, few enough for the memory."""


class Output(Protocol):
    """Takes samples in order."""

    def write(self, samples: Samples) -> None:
        """Take the next frames, shape (n, 2), full scale ±1.0. They may not change afterwards."""
        ...


class NullOutput:
    """Takes samples and drops them; counts the frames."""

    def __init__(self) -> None:
        self.frames = 0

    def write(self, samples: Samples) -> None:
        """Count the frames."""
        self.frames += len(samples)


def whole_samples(samples: Samples) -> NDArray[np.int32]:
    """Samples as 24-bit whole numbers, rounded to the nearest: what a file of ours holds."""
    # Exact in float32: a power of two moves no bits, and up to 2^24 it holds every whole number.
    scaled = samples * np.float32(_FULL_SCALE)
    np.rint(scaled, out=scaled)
    return np.clip(scaled, -_FULL_SCALE, _FULL_SCALE - 1, out=scaled).astype(np.int32)


class _Writer(Protocol):
    """Writes a kind of file. Raises OSError or av.FFmpegError."""

    def write(self, samples: NDArray[np.int32]) -> None: ...
    def close(self) -> None: ...
    def abandon(self) -> None: ...


_WRITERS: Final[dict[str, Callable[[Path], _Writer]]] = {".wav": WavWriter, ".flac": FlacWriter}


class FileOutput:
    """A WAV or FLAC file of 24 bits, so that a fade's tail keeps its grain below −138 dBFS.

    `kind` is `.wav` or `.flac`; `name` is what faults call the file, its path unless given. Encoding runs on a thread
    of its own, so that a fault comes out at a later `write` or at the end. Raises MachineFault when the disk is full
    or the file cannot be written.
    """

    def __init__(self, path: Path, kind: str, *, name: Path | None = None):
        self._name = name or path
        self._encoder = Behind(_MOST_WAITING)
        with self._told():
            self._writer = _WRITERS[kind](path)

    def write(self, samples: Samples) -> None:
        """Take the next frames, which may not change afterwards."""
        with self._told():
            self._encoder.do(lambda: self._writer.write(whole_samples(samples)))

    def close(self) -> None:
        """Finish the file."""
        try:
            with self._told():
                self._encoder.finish()
                self._writer.close()
        except BaseException:
            self._abandon()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._abandon()

    def _abandon(self) -> None:
        self._encoder.drop()
        # The fault that is under way already says why.
        with contextlib.suppress(OSError, av.FFmpegError):
            self._writer.abandon()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong with the file, in plain words."""
        try:
            yield
        except (OSError, av.FFmpegError) as error:
            raise cannot_write(self._name, error) from error


def kind_of(path: Path) -> str:
    """`.wav` or `.flac`, from a file's name. Raises Fault for any other."""
    kind = path.suffix.lower()
    if kind not in _WRITERS:
        raise Fault(f"{path}: the name must end in .wav or .flac; write for example {path.stem or 'session'}.flac.")
    return kind
