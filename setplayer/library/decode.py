"""Reading a music file forwards as float32 stereo at 48 kHz: one decoder and one resampler per file.

PyAV decodes, soxr resamples. Neither ever starts again in the middle: a resampler restarted in mid-stream
never matches its former self, so every reading begins at the file's first sample and drops what lies before
the offset.

Encoder delay and padding are left out as FFmpeg does it: exactly for Vorbis, Opus and the lossless formats;
for MP3 with a LAME header the delay exactly and the padding as far as it lies in the last frame (so up to
1151 frames of padding can stay); for AAC the delay exactly, with up to 1023 frames of the encoder's silence
left at the end.
"""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

import av
import numpy as np
import soxr
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

from setplayer.library.opening import Unplayable, opened
from setplayer.library.samples import FORMATS, Samples, checked, planes_from, stereo_from
from setplayer.units import SAMPLE_RATE

CHUNK_FRAMES: Final = 16_384
"""Frames of the file converted and resampled at once: fixed, since soxr's rounding depends on how it is
fed."""

_BATCH_CHUNKS: Final = 4
"""Chunks that go to the resampler's thread together: one by one, handing over cost a fifth of the decoding."""

LOWEST_RATE: Final = 4_000
HIGHEST_RATE: Final = 768_000
"""A rate outside these is a damaged header, and resampling from it could fill the memory."""

_QUALITY: Final = "HQ"
"""20-bit precision. VHQ costs a third more and differs by less than any lossy file's own noise."""

_DEMUX_FAULTS: Final = 64
"""Faults of the file's structure after which the rest of it is given up."""

_DECODE_FAULTS: Final = 10_000
"""Packets in a row that cannot be decoded after which the rest of a file is given up: minutes of music."""


Item = TypeVar("Item")
Result = TypeVar("Result")


class TrackStream:
    """The sound of one file from `offset_frames` (at 48 kHz) to its end, forwards only.

    The frames of the whole file count exactly floor(decoded frames * 48000 / sample_rate). Every sample is a
    number within ±4.0. Two readings of one file give identical samples, whatever the sizes of the reads.

    `name` is what faults call the file: its path unless given. Raises Unplayable when the file is missing,
    cannot be read, holds no audio, or nothing in it can be decoded. Damage further on is skipped and counted
    in `damage`.
    """

    sample_rate: int
    """Of the file, in Hz."""

    channels: int
    """Of the file."""

    packets: int
    """Packets read so far."""

    damage: int
    """Damaged packets skipped so far."""

    mended: int
    """Chunks so far that had samples in them which no music has: not numbers, or beyond ±4.0."""

    decoded_frames: int
    """Frames decoded so far, at `sample_rate`."""

    def __init__(self, path: Path, offset_frames: int = 0, *, name: str | None = None):
        self._name = name or str(path)
        self.packets = 0
        self.damage = 0
        self.mended = 0
        self.decoded_frames = 0
        self._container = opened(path, self._name)
        try:
            self._blocks = self._decoded_blocks()
            self._block = next(self._blocks)
            self._skip(offset_frames)
        except BaseException:
            self.close()
            raise

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
        self._container.close()
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

    def _skip(self, frames: int) -> None:
        while frames > len(self._block):
            frames -= len(self._block)
            if not self._advance():
                frames = len(self._block)
        self._take(frames)

    def _decoded_blocks(self) -> Iterator[Samples]:
        """Checked blocks at 48 kHz, at least one of them; Unplayable when nothing can be decoded."""
        chunks = self._stereo_chunks()
        first = next(chunks, None)
        if first is None:
            raise Unplayable(self._name, "nothing in it can be decoded; replace the file or leave it out.")
        if self.sample_rate == SAMPLE_RATE:
            yield first
            yield from chunks
        else:
            yield from self._resampled(first, chunks)

    def _resampled(self, first: Samples, chunks: Iterator[Samples]) -> Iterator[Samples]:
        resampler = soxr.ResampleStream(self.sample_rate, SAMPLE_RATE, 2, dtype="float32", quality=_QUALITY)

        def resampled(batch: tuple[Samples, ...]) -> list[Samples]:
            return [checked(resampler.resample_chunk(chunk)) for chunk in batch]

        every, delivered = itertools.chain([first], chunks), 0
        for blocks in _one_behind(resampled, iter(lambda: tuple(itertools.islice(every, _BATCH_CHUNKS)), ())):
            for block in blocks:
                delivered += len(block)
                yield block
        rest = checked(resampler.resample_chunk(np.empty((0, 2), dtype=np.float32), last=True))
        due = self.decoded_frames * SAMPLE_RATE // self.sample_rate - delivered
        # soxr rounds the length to the nearest frame, so that one may be over.
        yield rest[:due] if len(rest) >= due else np.pad(rest, ((0, due - len(rest)), (0, 0)))

    def _stereo_chunks(self) -> Iterator[Samples]:
        """Chunks of exactly CHUNK_FRAMES at the file's own rate; only the last may be shorter."""
        queue = AudioFifo()
        for frame in self._frames():
            queue.write(frame)
            if queue.samples >= CHUNK_FRAMES:
                yield from map(self._converted, queue.read_many(CHUNK_FRAMES))
        yield from map(self._converted, queue.read_many(CHUNK_FRAMES, partial=True))

    def _converted(self, frame: AudioFrame) -> Samples:
        self.decoded_frames += frame.samples
        planes = planes_from(frame.to_ndarray(), self.channels)
        samples = stereo_from(planes, self._speakers)
        sound = checked(samples)
        self.mended += sound is not samples
        return sound

    def _frames(self) -> Iterator[AudioFrame]:
        """Every frame that can be decoded, in the form of the first."""
        alike: _Alike | None = None
        for frame in self._any_frames():
            # Both the queue and the converter refuse a pts that does not follow on; here frames are counted.
            frame.pts = None
            if alike is None:
                alike = _Alike(frame)
                self._describe(frame)
            if alike.fits(frame):
                yield frame
            else:
                yield from alike.converted(frame)

    def _describe(self, frame: AudioFrame) -> None:
        self.sample_rate = frame.sample_rate
        self.channels = frame.layout.nb_channels
        self._speakers = [channel.name for channel in frame.layout.channels]
        if not LOWEST_RATE <= self.sample_rate <= HIGHEST_RATE:
            reason = f"its header claims {self.sample_rate} samples a second; replace the file or leave it out."
            raise Unplayable(self._name, reason)
        if frame.format.name not in FORMATS:
            reason = f"its samples are of a kind that cannot be played ({frame.format.name}); convert the file."
            raise Unplayable(self._name, reason)

    def _any_frames(self) -> Iterator[AudioFrame]:
        in_a_row = 0
        for packet in self._packets():
            self.packets += 1
            try:
                frames = packet.decode()
            except av.FFmpegError:
                self.damage += 1
                in_a_row += 1
                if in_a_row > _DECODE_FAULTS:
                    return
                continue
            if frames:
                in_a_row = 0
            yield from frames

    def _packets(self) -> Iterator["av.Packet[AudioStream]"]:
        stream = self._container.streams.audio[0]
        for _ in range(_DEMUX_FAULTS):
            try:
                yield from self._container.demux(stream)
            except av.FFmpegError:
                # The demuxer stands behind the damage, so that asking again goes on after it.
                self.damage += 1
            else:
                return


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


class _Alike:
    """Brings frames to the form of the first: a file glued together from others may change on the way."""

    def __init__(self, first: AudioFrame):
        self._first = first
        self._channels = first.layout.nb_channels
        self._converter: AudioResampler | None = None
        self._converts: tuple[object, ...] = ()

    def fits(self, frame: AudioFrame) -> bool:
        return (
            frame.sample_rate == self._first.sample_rate
            and frame.layout.nb_channels == self._channels
            and frame.format.name == self._first.format.name
        )

    def converted(self, frame: AudioFrame) -> list[AudioFrame]:
        form = (frame.sample_rate, frame.layout.name, frame.format.name)
        if self._converter is None or form != self._converts:
            first = self._first
            self._converter = AudioResampler(first.format, first.layout, first.sample_rate)
            self._converts = form
        frames = self._converter.resample(frame)
        for converted in frames:
            converted.pts = None
            converted.time_base = self._first.time_base
        return frames
