"""The packets of a music file, each with the frames of sound that it owes: what places a packet without decoding it.

What an encoder added is owed to nobody: its delay at the beginning and its padding at the end, as far as the file
says how long they are (the LAME tag of MP3, Opus's pre-skip, the last page of Ogg, the edit list, sample table or
iTunSMPB of MP4).
"""

import struct
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, pairwise
from typing import Final, NamedTuple, TypeAlias

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

AudioPacket: TypeAlias = "Packet[AudioStream]"

_DEMUX_FAULTS: Final = 64
"""Faults of the file's structure after which the rest of it is given up."""

_TELLS_ITS_TIME: Final = frozenset({"ogg", "flac"})
"""Containers whose checksums make FFmpeg drop what is damaged without a word, and whose times leap over it."""

_LOST_S: Final = 0.05
"""A leap of the times that is longer is sound that was lost. Vorbis's own, where the lengths of its packets change,
are shorter than 0.047 s; a frame of FLAC lasts 0.09 s, a page of Ogg up to a second."""

_SKIP: Final = "skip_samples"
"""FFmpeg's mark on a packet, AV_PKT_DATA_SKIP_SAMPLES: how many samples to drop at its start and at its end, two
little-endian 32-bit numbers."""

_MARKED_PACKETS: Final = 8
"""Delay is marked on the first packet, padding at the end (asking every packet costs as much as reading it)."""

_ITUNES_SLACK_FRAMES: Final = 8_192
"""An iTunSMPB tag that is further off than this from what the file holds was left over from another recording."""


_LONGEST_VORBIS_TICKS: Final = 8_192
"""The longest block of Vorbis, whose tick is a frame."""

_ALAC_SIZE_AT: Final = 12
"""Where ALAC's magic cookie, behind the twelve bytes of its MP4 atom, tells the frames of a packet."""


class Owed(NamedTuple):
    """A packet and the frames of sound, at the file's own rate, that it is to give."""

    packet: AudioPacket
    first_frame: int
    frames: int


class Packets:
    """The packets of one file's first audio stream, in order, once.

    Without `from_frame` the container stands at its beginning. With it, it is moved to that frame or a little before
    it: only where a container is cut by the byte, so that each packet's own time is exactly that of its sound.
    """

    damage: int
    """Faults of the file's structure and places that were lost so far; what lies behind one is read on."""

    def __init__(self, container: InputContainer, from_frame: int | None = None):
        self._container = container
        self._stream = container.streams.audio[0]
        self._is_mp3 = container.format.name == "mp3"
        self.rate = self._stream.rate or 0
        self.damage = 0
        base = self._stream.time_base
        self._frames_per_tick = base * self.rate if base else Fraction(0)
        self._delay = 0
        self._stated: int | None = None
        self._itunes: int | None = None
        self._position = 0
        self._vorbis_end: int | None = None
        self._tells_its_time = container.format.name in _TELLS_ITS_TIME
        self._due: int | None = None
        self._moved = from_frame is not None
        if from_frame is not None:
            start = self._stream.start_time or 0
            container.seek(start + int(from_frame / self._frames_per_tick), stream=self._stream)
        self._owed = self._all()

    def __iter__(self) -> Iterator[Owed]:
        return self._owed

    def _all(self) -> Iterator[Owed]:
        multiply, divide = self._frames_per_tick.as_integer_ratio()
        is_vorbis = self._stream.codec_context.name == "vorbis"
        always = self._always()
        for number, (packet, following) in enumerate(pairwise(chain(self._read(), (None,)))):
            assert packet is not None
            self._see_what_was_lost(packet)
            ticks = self._vorbis_ticks(packet) if is_vorbis else packet.duration or 0
            frames = ticks * multiply // divide
            if always and following is not None and following.size:
                frames = always
            if number == 0:
                self._begin(packet)
            end = self._stated
            if number < _MARKED_PACKETS or (end is not None and self._position + frames > end):
                frames = self._unmarked(packet, frames)
            yield Owed(packet, self._position, frames)
            self._position += frames

    def _see_what_was_lost(self, packet: AudioPacket) -> None:
        """Count it as damage where a packet's time is later than the end of the one before it."""
        if not self._tells_its_time or packet.pts is None:
            return
        if self._due is not None and (packet.pts - self._due) * self._frames_per_tick > _LOST_S * self.rate:
            self.damage += 1
        self._due = packet.pts + (packet.duration or 0)

    def _always(self) -> int:
        """How many frames each packet but the last gives, where its codec has but one size; 0 where it has more.

        The table of an MP4 file may say otherwise: programs copy the times of what they convert, with every gap of a
        few milliseconds between them. Only at the end is it to be believed, which it tells of padding.
        """
        context = self._stream.codec_context
        if context.name == "aac":
            return context.frame_size
        if context.name == "alac" and context.extradata and len(context.extradata) >= _ALAC_SIZE_AT + 4:
            return int.from_bytes(context.extradata[_ALAC_SIZE_AT : _ALAC_SIZE_AT + 4])
        return 0

    def _vorbis_ticks(self, packet: AudioPacket) -> int:
        """How long a packet of Vorbis sounds: from where the one before it ended, and the first not at all.

        Packets of two lengths overlap, and where the length changes FFmpeg's durations are too short; its times are
        right. Behind a hole, and where files were glued together, they lead on from nowhere.
        """
        ticks = packet.duration or 0
        if packet.pts is None:
            return ticks
        before, self._vorbis_end = self._vorbis_end, packet.pts + ticks
        if before is None:
            return 0
        passed = self._vorbis_end - before
        return passed if 0 <= passed <= _LONGEST_VORBIS_TICKS else ticks

    def _begin(self, packet: AudioPacket) -> None:
        if self._moved and packet.pts is not None:
            self._position = round((packet.pts - (self._stream.start_time or 0)) * self._frames_per_tick)
        # Of this tag FFmpeg takes nothing but the delay.
        itunes = _itunes_frames(self._container.metadata.get("iTunSMPB", ""))
        if itunes is not None and abs(itunes - self._length()) <= _ITUNES_SLACK_FRAMES:
            self._itunes = self._stated = itunes

    def _unmarked(self, packet: AudioPacket, frames: int) -> int:
        """The frames of a packet without delay and padding."""
        discarded = 0
        if packet.has_sidedata(_SKIP):
            delay, discarded = struct.unpack_from("<II", bytes(packet.get_sidedata(_SKIP)))
            self._delay += delay
            self._stated = self._length() if self._stated is None else self._stated
        delayed = min(self._delay, frames)
        self._delay -= delayed
        if packet.is_discard:
            return 0
        frames -= delayed
        if self._is_mp3:
            # Its padding is marked; what lies behind that is music again, where files were glued together.
            return max(frames - discarded, 0)
        if self._itunes is None:
            # Ogg marks its padding too, and has made the packet shorter by it already.
            return frames
        return min(frames, max(self._itunes - self._position, 0))

    def _length(self) -> int:
        """What FFmpeg makes of the length that the file states: exact for MP3 with a LAME tag."""
        return round((self._stream.duration or 0) * self._frames_per_tick)

    def _read(self) -> Iterator[AudioPacket]:
        for _ in range(_DEMUX_FAULTS):
            try:
                yield from self._container.demux(self._stream)
            except av.FFmpegError:
                # The demuxer stands behind the damage, so that asking again goes on after it.
                self.damage += 1
            else:
                return


def _itunes_frames(tag: str) -> int | None:
    """The frames of sound that an iTunSMPB tag states in its fourth field, in hexadecimal after delay and padding."""
    fields = tag.split()
    try:
        return int(fields[3], 16) or None
    except (IndexError, ValueError):
        return None
