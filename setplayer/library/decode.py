"""Reading a music file forwards as float32 stereo at 48 kHz: one decoder and one resampler per file.

PyAV decodes, soxr resamples. Neither ever starts again in the middle: a resampler restarted in mid-stream
never matches its former self, so every reading begins at the file's first sample and drops what lies before
the offset.

Encoder delay and padding are left out as FFmpeg does it: exactly for Vorbis, Opus and the lossless formats;
for MP3 with a LAME header the delay exactly and the padding as far as it lies in the last frame (so up to
1151 frames of padding can stay); for AAC the delay exactly, with up to 1023 frames of the encoder's silence
left at the end.
"""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
import numpy as np
import soxr
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from setplayer.faults import Fault
from setplayer.library.samples import Samples, checked, planes_from, stereo_from
from setplayer.units import SAMPLE_RATE

CHUNK_FRAMES: Final = 16_384
"""Frames of the file converted and resampled at once: fixed, since soxr's rounding depends on how it is
fed."""

LOWEST_RATE: Final = 4_000
HIGHEST_RATE: Final = 768_000
"""A rate outside these is a damaged header, and resampling from it could fill the memory."""

_QUALITY: Final = "HQ"
"""20-bit precision. VHQ costs a third more and differs by less than any lossy file's own noise."""

_DEMUX_FAULTS: Final = 64
_DECODE_FAULTS: Final = 10_000
"""Faults in a row after which the rest of a file is given up. Damage was never seen to cause more that ended
well."""

_OPENING: Final = {
    # The content decides what a file is, and some contents tell FFmpeg to fetch other files or network
    # addresses.
    "format_whitelist": "mp3,flac,ogg,mov,mp4,m4a,3gp,3g2,mj2,aac,wav,w64,aiff",
    "protocol_whitelist": "file",
}


class Unplayable(Fault):
    """A file that cannot be played. `reason` is the sentence without the file's name."""

    def __init__(self, name: str, reason: str):
        self.reason = reason
        super().__init__(f"{name}: {reason}")


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

    damage: int
    """Damaged packets skipped so far."""

    decoded_frames: int
    """Frames decoded so far, at `sample_rate`."""

    def __init__(self, path: Path, offset_frames: int = 0, *, name: str | None = None):
        self._name = name or str(path)
        self.damage = 0
        self.decoded_frames = 0
        self._container = _opened(path, self._name)
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
        delivered = 0
        chunk: Samples | None = first
        while chunk is not None:
            block = checked(resampler.resample_chunk(chunk))
            delivered += len(block)
            yield block
            chunk = next(chunks, None)
        rest = checked(resampler.resample_chunk(np.empty((0, 2), dtype=np.float32), last=True))
        due = self.decoded_frames * SAMPLE_RATE // self.sample_rate - delivered
        # soxr rounds the length to the nearest frame, so that one may be over.
        yield rest[:due] if len(rest) >= due else np.pad(rest, ((0, due - len(rest)), (0, 0)))

    def _stereo_chunks(self) -> Iterator[Samples]:
        """Chunks of exactly CHUNK_FRAMES at the file's own rate; only the last may be shorter."""
        queue = AudioFifo()
        for frame in self._frames():
            # A pts that does not follow on is refused by the queue, and frames are told by counting here.
            frame.pts = None
            queue.write(frame)
            while queue.samples >= CHUNK_FRAMES:
                yield self._converted(queue.read(CHUNK_FRAMES))
        if queue.samples:
            yield self._converted(queue.read())

    def _converted(self, frame: AudioFrame | None) -> Samples:
        assert frame is not None
        self.decoded_frames += frame.samples
        planes = planes_from(frame.to_ndarray(), self.channels)
        return checked(stereo_from(planes, self._speakers))

    def _frames(self) -> Iterator[AudioFrame]:
        """Every frame that can be decoded, in the form of the first."""
        alike: _Alike | None = None
        for frame in self._any_frames():
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
            reason = (
                f"its header claims {self.sample_rate} samples a second; replace the file or leave it out."
            )
            raise Unplayable(self._name, reason)

    def _any_frames(self) -> Iterator[AudioFrame]:
        in_a_row = 0
        for packet in self._packets():
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


class _Alike:
    """Brings frames to the form of the first one: a file glued together from others may change in the
    middle."""

    def __init__(self, first: AudioFrame):
        self._rate, self._layout, self._format = first.sample_rate, first.layout, first.format
        self._channels = first.layout.nb_channels
        self._converter: AudioResampler | None = None
        self._converts: tuple[object, ...] = ()

    def fits(self, frame: AudioFrame) -> bool:
        return (
            frame.sample_rate == self._rate
            and frame.layout.nb_channels == self._channels
            and frame.format.name == self._format.name
        )

    def converted(self, frame: AudioFrame) -> list[AudioFrame]:
        form = (frame.sample_rate, frame.layout.name, frame.format.name)
        if self._converter is None or form != self._converts:
            self._converter = AudioResampler(format=self._format, layout=self._layout, rate=self._rate)
            self._converts = form
        frame.pts = None
        return self._converter.resample(frame)


def _opened(path: Path, name: str) -> InputContainer:
    _check_readable(path, name)
    try:
        # Without "file:", a name such as "concat:x" would be a command to FFmpeg.
        container = av.open(f"file:{path}", options=_OPENING, metadata_errors="replace")
    except (av.FFmpegError, ValueError) as error:
        raise Unplayable(
            name, "it is not music, or too damaged to open; replace the file or leave it out."
        ) from error
    if not container.streams.audio or container.streams.audio[0].codec_context is None:
        container.close()
        raise Unplayable(
            name, "there is no sound in it that can be decoded; replace the file or leave it out."
        )
    container.streams.audio[0].codec_context.thread_type = "AUTO"
    return container


def _check_readable(path: Path, name: str) -> None:
    try:
        if not path.is_file():
            what = "it is not a file" if path.exists() else "there is no such file"
            raise Unplayable(name, f"{what}; correct the path or put the file there.")
        with path.open("rb") as file:
            empty = not file.read(1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not valid"
        raise Unplayable(name, f"it cannot be read ({reason}); check its permissions.") from error
    if empty:
        raise Unplayable(name, "the file is empty; replace it or leave it out.")
