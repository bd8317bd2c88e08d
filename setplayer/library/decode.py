"""Reading a music file forwards from any frame as float32 stereo at 48 kHz.

PyAV decodes (`decoding.py`), soxr resamples (`resample.py`), both so that a sample depends on its place in the file
and not on where the reading began: a session that is resumed two hours into a recording sounds as if it had never
stopped, to the bit, and need not decode those two hours.

What the encoder added before and after the music is left out to the frame wherever the file says how much it is
(`packets.py`). Gains in tags (ReplayGain, R128) are left alone, since the sound itself is measured; the output gain
in an Opus header is part of decoding by RFC 7845 and is applied.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame

from setplayer.library.decoding import Decoding
from setplayer.library.resample import Cells
from setplayer.library.samples import Samples, checked, planes_from, stereo_from
from setplayer.units import SAMPLE_RATE

CHUNK_FRAMES: Final = 16_384
"""Frames of the file that are converted at once, so that NumPy sees few and large arrays."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class TrackStream:
    """The sound of one file from `offset_frames` (at 48 kHz) to its end, forwards only.

    The frames of the whole file count exactly floor(its frames * 48000 / sample_rate). Every sample is a number
    within ±4.0. Any two readings of one file give identical samples at a frame, whatever their offsets and the sizes
    of their reads.

    `name` is what faults call the file: its path unless given. Raises Unplayable when the file is missing,
    cannot be read, holds no audio, or nothing in it can be decoded. Damage further on is counted in `damage`; what it
    takes away is silence, or left out where the file does not tell how long it was.
    """

    sample_rate: int
    """Of the file, in Hz."""

    channels: int
    """Of the file."""

    mended: int
    """Chunks so far that had samples in them which no music has: not numbers, or beyond ±4.0."""

    def __init__(self, path: Path, offset_frames: int = 0, *, name: str | None = None):
        self.mended = 0
        self._decoding = Decoding(path, name or str(path))
        self.sample_rate = self._decoding.rate
        self.channels = self._decoding.channels
        self._blocks: Iterator[Samples] = iter(())
        self._block = np.empty((0, 2), dtype=np.float32)
        try:
            self._blocks = self._from(offset_frames)
            self._advance()
        except BaseException:
            self.close()
            raise

    @property
    def packets(self) -> int:
        """Packets decoded so far."""
        return self._decoding.packets

    @property
    def damage(self) -> int:
        """Damaged packets met so far."""
        return self._decoding.damage

    @property
    def broken_off(self) -> bool:
        """Whether the rest of the file was given up: more than two seconds in a row could not be decoded."""
        return self._decoding.broken_off

    @property
    def decoded_frames(self) -> int:
        """The frame of the file, at `sample_rate`, up to which it is decoded."""
        return self._decoding.end_frame

    def read(self, count: int) -> Samples:
        """The next `count` frames, shape (count, 2) at 48 kHz; fewer at the end of the track, then none."""
        parts = [self._take(count)]
        missing = count - len(parts[0])
        while missing and self._advance():
            parts.append(self._take(missing))
            missing -= len(parts[-1])
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def close(self) -> None:
        """Let go of the file. Nothing can be read afterwards."""
        self._decoding.close()
        self._blocks = iter(())
        self._block = np.empty((0, 2), dtype=np.float32)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take(self, count: int) -> Samples:
        taken, self._block = self._block[:count], self._block[count:]
        return taken

    def _advance(self) -> bool:
        """Put the next block in place; False at the end of the track."""
        block = next(self._blocks, None)
        if block is None:
            return False
        self._block = block
        return True

    def _from(self, offset_frames: int) -> Iterator[Samples]:
        """Blocks at 48 kHz from a frame on."""
        if self.sample_rate == SAMPLE_RATE:
            yield from self._chunks(offset_frames)
            return
        cells = Cells(self.sample_rate)
        cell, before = cells.holding(offset_frames)
        windows = cells.windows(self._chunks(cells.begins(cell)), cell)
        for block in _one_behind(cells.resampled, windows):
            yield block[before:]
            before = max(0, before - len(block))

    def _chunks(self, first_frame: int) -> Iterator[Samples]:
        """The file's frames at its own rate from one of them on, as stereo."""
        queue = AudioFifo()
        for frame in self._decoding.frames(first_frame):
            # The queue refuses a pts that does not follow on; here frames are counted.
            frame.pts = None
            queue.write(frame)
            if queue.samples >= CHUNK_FRAMES:
                yield from map(self._converted, queue.read_many(CHUNK_FRAMES))
        yield from map(self._converted, queue.read_many(CHUNK_FRAMES, partial=True))

    def _converted(self, frame: AudioFrame) -> Samples:
        planes = planes_from(frame.to_ndarray(), self.channels)
        samples = stereo_from(planes, self._decoding.speakers)
        sound = checked(samples)
        self.mended += sound is not samples
        return sound


def _one_behind(work: Callable[[Item], Result], items: Iterator[Item]) -> Iterator[Result]:
    """`work` on each of the items in order, on a thread of its own while the next item is being made."""
    with ThreadPoolExecutor(1) as thread:
        coming: Future[Result] | None = None
        for item in items:
            following = thread.submit(work, item)
            if coming is not None:
                yield coming.result()
            coming = following
        if coming is not None:
            yield coming.result()
