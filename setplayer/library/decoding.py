"""A music file as decoded frames from any frame on, the same bits wherever the reading began.

A decoder remembers what it decoded before, some for ever (Opus, and the noise of AAC), so that one started in the
middle differs from one that ran on. Here no decoder runs on: the sound is cut into stretches of a minute, each
decoded by a decoder of its own that was first fed the second before it. A frame of a file is then the same whether
the reading began at the file's beginning or in its stretch, and a late beginning costs reading the packets before
it, not decoding them.

That asks for packets that give the frames they owe (`packets.py`). Whether they do is tried on the first ones; where
they do not, and for codecs that nobody has tried, one decoder reads from the beginning.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import av
from av import CodecContext
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame

from setplayer.library.alike import Alike
from setplayer.library.opening import Unplayable, opened
from setplayer.library.packets import Owed, Packets
from setplayer.library.samples import FORMATS

LOWEST_RATE: Final = 4_000
HIGHEST_RATE: Final = 768_000
"""A rate outside these is a damaged header, and resampling from it could fill the memory."""

_STRETCH_S: Final = 60

_FED_BEFORE_S: Final = 1.0
"""What a stretch's decoder is fed first. Opus comes within −110 dB of a decoder that ran on after 0.65 s; MP3, whose
packets borrow bytes from those before them, needs eight packets, 0.6 s at 8 kHz; Vorbis and AAC two."""

_LONGEST_PACKET_FRAMES: Final = 8_192
"""No packet of a codec that remembers gives more (Opus: 5 760 frames)."""

_REMEMBER: Final = frozenset({"mp3float", "mp3", "aac", "vorbis", "opus"})
"""Decoders that need what came before, and no more of it than `_FED_BEFORE_S` (by FFmpeg's names)."""

_FORGET: Final = ("pcm_", "flac", "alac")
"""Beginnings of the names of decoders for which each packet stands alone."""

_CUT_BY_THE_BYTE: Final = frozenset({"wav", "w64", "aiff"})
"""Containers of plain samples, in which any frame is found at once and exactly."""

_TRIED_PACKETS: Final = 16

_DECODE_FAULTS: Final = 10_000
"""Packets in a row that cannot be decoded after which the rest of a file is given up, where they are not placed."""

_LONGEST_HOLE_S: Final = 2.0
"""A file is given up where more than this in a row cannot be decoded; less is silence."""

_CONVERTER_SLACK_FRAMES: Final = 64
"""A converter of rates holds back so many frames at most, and gives them later."""

_REPLACE_IT: Final = "replace the file or leave it out."


Decoded = tuple[Owed, list[AudioFrame]]
"""A packet, and its frames in the file's form: none where it could not be decoded."""


class Decoding:
    """The sound of one file as FFmpeg's frames, all in the form of its first.

    Raises Unplayable when the file cannot be opened or nothing in it can be decoded.
    """

    rate: int
    """Of the file, in Hz."""

    channels: int
    """Of the file."""

    speakers: list[str]
    """FFmpeg's names of the channels."""

    packets: int
    """Packets read so far."""

    broken_off: bool
    """Whether the rest of the file was given up, since too much in a row could not be decoded."""

    end_frame: int
    """The frame of the file up to which it is decoded."""

    def __init__(self, path: Path, name: str):
        self._path = path
        self._name = name
        self._faults = 0
        self.packets = 0
        self.broken_off = False
        self.end_frame = 0
        self._container = opened(path, name)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def damage(self) -> int:
        """Damaged packets and faults of structure met so far."""
        return self._faults + self._packets.damage

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def frames(self, first_frame: int) -> Iterator[AudioFrame]:
        """The frames of the file from `first_frame` on; to be asked for once."""
        every = self._all(first_frame)
        for frame in every:
            begin = self.end_frame - frame.samples
            if self.end_frame > first_frame:
                yield frame if begin >= first_frame else self._alike.cut(frame, first_frame - begin, frame.samples)
                break
        yield from every

    def _begin(self) -> None:
        """Try the first packets: what form they have, and whether they give what they owe."""
        self._open_packets()
        self._tried: list[Owed] = []
        alike: Alike | None = None
        exact = True
        context = self._container.streams.audio[0].codec_context
        for owed in self._packets:
            self._tried.append(owed)
            if not owed.packet.size:
                continue  # the end, after which this decoder would take nothing more
            try:
                frames = context.decode(owed.packet)
            except av.FFmpegError:
                continue
            if frames and alike is None:
                self._describe(frames[0])
                alike = Alike(frames[0])
            exact = exact and sum(frame.samples for frame in frames) == owed.frames
            if alike is not None and len(self._tried) >= _TRIED_PACKETS:
                break
        else:
            exact = True  # a file of a few packets, which ends in padding
        if alike is None:
            raise Unplayable(self._name, f"nothing in it can be decoded; {_REPLACE_IT}")
        self._alike = alike
        known = self._codec in _REMEMBER or self._codec.startswith(_FORGET)
        self._placed = known and exact and self._packets.rate == self.rate

    def _reopen(self) -> None:
        """Begin again with a decoder that has decoded nothing."""
        self.close()
        self._container = opened(self._path, self._name)
        self._open_packets()

    def _open_packets(self) -> None:
        self._codec = self._container.streams.audio[0].codec_context.name
        self._packets = Packets(self._container)

    def _describe(self, frame: AudioFrame) -> None:
        self.rate = frame.sample_rate
        self.channels = frame.layout.nb_channels
        self.speakers = [channel.name for channel in frame.layout.channels]
        if not LOWEST_RATE <= self.rate <= HIGHEST_RATE:
            reason = f"its header claims {self.rate} samples a second; {_REPLACE_IT}"
            raise Unplayable(self._name, reason)
        if frame.format.name not in FORMATS:
            reason = f"its samples are of a kind that cannot be played ({frame.format.name}); convert the file."
            raise Unplayable(self._name, reason)

    def _all(self, first_frame: int) -> Iterator[AudioFrame]:
        """Frames from `first_frame` or before it on; each ends at `end_frame` when it is given."""
        if not self._placed:
            return self._straight_on()
        if self._codec in _REMEMBER:
            return self._fitted(self._in_stretches(first_frame))
        return self._fitted(self._one_by_one(first_frame))

    def _straight_on(self) -> Iterator[AudioFrame]:
        """All that one decoder gives."""
        self._reopen()
        context = self._container.streams.audio[0].codec_context
        in_a_row = 0
        for owed in self._packets:
            frames = self._decoded(context, owed)
            in_a_row = 0 if frames else in_a_row + 1
            if in_a_row > _DECODE_FAULTS:
                self.broken_off = True
                return
            for frame in frames:
                self.end_frame += frame.samples
                yield frame

    def _fitted(self, decoded: Iterator[Decoded]) -> Iterator[AudioFrame]:
        """Frames at their places: silence where some are missing, except at the end, and no more than are owed."""
        first = True
        for owed, frames in decoded:
            begin = owed.first_frame
            if first:
                self.end_frame, first = begin, False
            slack = _CONVERTER_SLACK_FRAMES if self._alike.converting else 0
            for frame in frames:
                missing = begin - self.end_frame
                if missing > _LONGEST_HOLE_S * self.rate:
                    self.broken_off = True
                    return
                if missing > slack:
                    self.end_frame = begin
                    yield self._alike.silence(missing)
                fitting = min(frame.samples, begin + owed.frames + slack - self.end_frame)
                if fitting > 0:
                    self.end_frame += fitting
                    yield frame if fitting == frame.samples else self._alike.cut(frame, 0, fitting)

    def _in_stretches(self, first_frame: int) -> Iterator[Decoded]:
        """Packets from the beginning of a stretch at or before a frame, each stretch by a decoder of its own."""
        length, before = _STRETCH_S * self.rate, int(_FED_BEFORE_S * self.rate)
        boundary = max(0, first_frame - _LONGEST_PACKET_FRAMES) // length * length
        context: AudioCodecContext | None = None
        recent: deque[Owed] = deque()
        for owed in chain(self._tried, self._packets):
            if owed.first_frame >= boundary:
                context = self._fed(recent)
                boundary = (owed.first_frame // length + 1) * length
            if context is not None:
                yield owed, self._decoded(context, owed)
            recent.append(owed)
            if recent[0].first_frame < owed.first_frame - before:
                recent.popleft()

    def _one_by_one(self, first_frame: int) -> Iterator[Decoded]:
        """Packets from the one that holds a frame on."""
        every: Iterable[Owed] = chain(self._tried, self._packets)
        if self._codec.startswith("pcm_") and self._container.format.name in _CUT_BY_THE_BYTE:
            every = Packets(self._container, first_frame)
        context = self._container.streams.audio[0].codec_context
        for owed in every:
            if owed.first_frame + owed.frames > first_frame:
                yield owed, self._decoded(context, owed)

    def _fed(self, packets: Iterable[Owed]) -> AudioCodecContext:
        """A new decoder that was fed some packets."""
        used = self._container.streams.audio[0].codec_context
        context = CodecContext.create(used.codec, "r")
        assert isinstance(context, AudioCodecContext)
        if used.extradata:
            context.extradata = used.extradata
        self._alike.forget()
        counts = self._faults, self.packets
        for owed in packets:
            self._decoded(context, owed)
        self._faults, self.packets = counts
        return context

    def _decoded(self, context: AudioCodecContext, owed: Owed) -> list[AudioFrame]:
        """A packet's frames in the form of the first; none, and a fault counted, where it cannot be decoded."""
        self.packets += 1
        try:
            frames = context.decode(owed.packet)
        except av.FFmpegError:
            self._faults += 1
            return []
        if all(map(self._alike.fits, frames)):
            return frames
        return [made for frame in frames for made in self._alike.converted(frame)]
