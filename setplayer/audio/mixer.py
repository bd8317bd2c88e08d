"""Mixing: what a session's state asks for, as samples.

The arc's clips, the grounding music and short sounds are three buses. A clip's gain is its own level times its fades;
a bus's gain is the product of its lanes; all per sample, all functions of the frame alone.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from setplayer.audio.pieces import AHEAD_FRAMES, Sources, TrackPiece
from setplayer.library.samples import LOUDEST, Samples
from setplayer.score.curves import Floats, Lane, Shape, fade
from setplayer.score.model import Clip
from setplayer.session.commands import PieceFailed, StandIn
from setplayer.session.events import Voice
from setplayer.session.lanes import GAIN_LANES, Bus, SessionIntensity, bus_gain
from setplayer.session.state import State
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE, gain_from_db

_Key = tuple[str, int]

_NEAR_FRAMES: Final = 64 * BLOCK_FRAMES
"""How long what was found for one block is used for those after it, unless something changes."""

_TAPER_FRAMES: Final = SAMPLE_RATE // 4
"""Over so long a track falls to an end that comes before its clip's."""


@dataclass(frozen=True)
class Part:
    """A clip or a voice as the mixer needs it. `gain` is an amplitude factor."""

    key: _Key
    """Names the stream of samples that it is a stretch of: its source, and where that would begin."""
    number: int
    bus: Bus
    kind: str
    source: str
    start_frame: int
    end_frame: int
    offset_frames: int
    fade_in_frames: int
    fade_out_frames: int
    fade_in_shape: Shape
    fade_out_shape: Shape
    gain: float
    enters_db: float = 0.0
    rise_frames: int = 0
    """It fades in to `enters_db` below its gain (0 or less), then rises to it over so many frames, in decibels."""

    def gain_over(self, first_frame: int, count: int) -> Floats | float:
        """Its own gain over some of its frames, one number where it does not move."""
        end = first_frame + count
        come = self.start_frame + self.fade_in_frames
        risen = come + self.rise_frames
        falls = self.end_frame - self.fade_out_frames
        if first_frame >= risen and end <= falls:
            return self.gain
        frames = np.arange(first_frame, end)
        gain = np.full(count, self.gain)
        if self.rise_frames and first_frame < risen:
            left = 1.0 - np.clip((frames - come) / self.rise_frames, 0.0, 1.0)
            gain *= 10.0 ** (self.enters_db / 20 * left)
        if self.fade_in_frames and first_frame < come:
            gain *= fade(self.fade_in_shape, frames, self.start_frame, self.fade_in_frames)
        if self.fade_out_frames and end > falls:
            gain *= fade(self.fade_out_shape, self.end_frame - frames, 0, self.fade_out_frames)
        return gain


def part_of(piece: Clip | Voice) -> Part:
    """A clip or a voice as the mixer needs it."""
    return _of_clip(piece) if isinstance(piece, Clip) else _of_voice(piece)


def _of_clip(clip: Clip) -> Part:
    return Part(
        key=(clip.source, clip.start_frame - clip.offset_frames),
        number=clip.clip_id,
        bus="arc",
        kind=clip.kind,
        source=clip.source,
        start_frame=clip.start_frame,
        end_frame=clip.end_frame,
        offset_frames=clip.offset_frames,
        fade_in_frames=clip.fade_in_frames,
        fade_out_frames=clip.fade_out_frames,
        fade_in_shape=clip.fade_in_shape,
        fade_out_shape=clip.fade_out_shape,
        gain=gain_from_db(clip.gain_db),
        enters_db=clip.enters_db,
        rise_frames=clip.rise_frames,
    )


def _of_voice(voice: Voice) -> Part:
    return Part(
        key=(voice.source, voice.start_frame),
        number=voice.voice_id,
        bus=voice.bus,
        kind=voice.kind,
        source=voice.source,
        start_frame=voice.start_frame,
        end_frame=voice.end_frame,
        offset_frames=0,
        fade_in_frames=voice.fade_in_frames,
        fade_out_frames=voice.fade_out_frames,
        fade_in_shape="equal-power",
        fade_out_shape="equal-power",
        gain=gain_from_db(voice.gain_db),
    )


class Mixer:
    """Mixes the blocks of one session, in rising order; those that were not let go of can be mixed again.

    `patience_s` is how long a block waits for a track that is not decoded yet; for ever unless given. One that is not
    ready by then is given up (`failures`).
    """

    def __init__(self, sources: Sources, patience_s: float | None = None):
        self._sources = sources
        self._patience_s = patience_s
        self._decoder = ThreadPoolExecutor(1, "decoder")
        self._tracks: dict[_Key, TrackPiece] = {}
        self._state: State | None = None
        self._parts: list[Part] = []
        self._near: list[Part] = []
        self._near_from = self._near_until = 0
        self._steady: dict[Bus, float | None] = {}
        self._intensity = SessionIntensity({})

    def block(self, state: State, index: int) -> Samples:
        """The samples of an absolute block, shape (BLOCK_FRAMES, 2), before the limiter."""
        first = index * BLOCK_FRAMES
        mixed = np.zeros((BLOCK_FRAMES, 2), np.float32)
        gains: dict[Bus, Floats | float] = {}
        for part in self._take(state, first):
            begin, end = max(part.start_frame, first), min(part.end_frame, first + BLOCK_FRAMES)
            if begin < end and part.kind != "silence":
                if part.bus not in gains:
                    gains[part.bus] = self._bus_gain(state.lanes, part.bus, first)
                gain = _over(gains[part.bus], begin - first, end - first) * part.gain_over(begin, end - begin)
                mixed[begin - first : end - first] += _scaled(self._read(part, begin, end - begin), gain)
        np.maximum(mixed, -LOUDEST, out=mixed)
        return np.minimum(mixed, LOUDEST, out=mixed)

    def warm(self, state: State, frame: int, patience_s: float) -> None:
        """Open what sounds at a frame, and wait so long for it to be decoded up to there."""
        first = frame - frame % BLOCK_FRAMES
        for part in self._take(state, first):
            if part.kind == "track" and part.start_frame <= frame < part.end_frame:
                self._track(part, first).ready(min(frame + BLOCK_FRAMES, part.end_frame), patience_s)

    def failures(self, state: State, index: int) -> Iterator[PieceFailed | StandIn]:
        """Pieces that turn out not to last as long as they are needed, seen well ahead.

        Looks `AHEAD_FRAMES` past the block's start and opens what begins within that. A piece that left the session
        is not told of again.
        """
        first = index * BLOCK_FRAMES
        for part in self._take(state, first):
            if part.kind == "track":
                failed = self._failure(part, first)
                if failed is None or part.source in state.avoid:
                    continue
                if part.bus == "arc":
                    yield failed
                elif failed.playable_until_frame < first + BLOCK_FRAMES:
                    yield StandIn(source=part.source, reason=failed.reason, last_heard_frame=first)

    def let_go(self, before_frame: int) -> None:
        """Nothing before a frame is mixed again."""
        for piece in self._tracks.values():
            piece.let_go(before_frame)

    def close(self) -> None:
        """Let go of every file."""
        for piece in self._tracks.values():
            piece.close()
        self._tracks.clear()
        self._decoder.shutdown()

    def _failure(self, part: Part, first: int) -> PieceFailed | None:
        piece = self._track(part, first)
        needed = min(part.end_frame, max(part.start_frame + 1, first + AHEAD_FRAMES))
        if self._patience_s is None:
            piece.ready(needed)
        else:
            piece.look_ahead(needed)
            if not piece.ready(min(part.end_frame, first + BLOCK_FRAMES + _TAPER_FRAMES), self._patience_s):
                return _failed(part, first, "it could not be read in time")
        if piece.unplayable is not None:
            return _failed(part, max(first, piece.ends_at or 0), piece.unplayable)
        if piece.ends_at is not None and piece.ends_at < needed:
            return _failed(part, piece.ends_at, "it ends sooner than when it was measured")
        return None

    def _take(self, state: State, first: int) -> list[Part]:
        """The parts that sound in this block or begin soon, found again only when something changed."""
        if state is not self._state:
            if self._state is None or state.score is not self._state.score or state.voices is not self._state.voices:
                self._parts = [*map(part_of, state.score.clips), *map(part_of, state.voices)]
                self._near_until = first
            if self._state is None or state.lanes is not self._state.lanes:
                self._intensity = SessionIntensity(state.lanes)
                self._steady.clear()
            self._state = state
        if not self._near_from <= first < self._near_until:
            self._near_from, self._near_until = first, first + _NEAR_FRAMES
            self._steady.clear()
            soon = self._near_until + AHEAD_FRAMES
            near = (part for part in self._parts if part.start_frame < soon and part.end_frame > first)
            # What sounds keeps its number, so that sums are made in one order whatever is placed ahead.
            self._near = sorted(near, key=lambda part: (part.bus, part.number))
            self._forget({part.key for part in self._near})
            self._sources.soundscapes.let_go(but={part.source for part in self._near})
        return self._near

    def _forget(self, wanted: set[_Key]) -> None:
        for key in [key for key in self._tracks if key not in wanted]:
            self._tracks.pop(key).close()

    def _bus_gain(self, lanes: Mapping[str, Lane], bus: Bus, first: int) -> Floats | float:
        """The gain of a bus over a block. Where no lane moves for long, it is worked out once."""
        if bus not in self._steady:
            self._steady[bus] = _steady_gain(lanes, bus, self._near_from, self._near_until - self._near_from)
        steady = self._steady[bus]
        return bus_gain(lanes, bus, first, BLOCK_FRAMES) if steady is None else steady

    def _read(self, part: Part, first: int, count: int) -> Samples:
        if part.kind == "track":
            return self._read_track(part, first, count)
        if part.kind == "sound":
            sound = self._sources.sound(part.source)[first - part.start_frame :][:count]
            return np.pad(sound, ((0, count - len(sound)), (0, 0)))
        return self._sources.soundscapes.read(part.source, self._intensity, first, count)

    def _read_track(self, part: Part, first: int, count: int) -> Samples:
        """Frames of a track. One that ends before its clip does, as damage may make it, falls to its end."""
        piece, end = self._track(part, first), first + count
        piece.ready(end + _TAPER_FRAMES)
        sound = piece.read(first, count)
        if piece.ends_at is None or not end - _TAPER_FRAMES < piece.ends_at < part.end_frame:
            return sound
        left = fade("raised-cosine", piece.ends_at - np.arange(first, end), 0, _TAPER_FRAMES)
        return sound * left.astype(np.float32)[:, None]

    def _track(self, part: Part, first: int) -> TrackPiece:
        """The piece of a part. A stretch that goes on where another left the same track shares its stream."""
        begin = max(part.start_frame, first)
        if part.key in self._tracks and self._tracks[part.key].first_frame > begin:
            self._tracks.pop(part.key).close()
        if part.key not in self._tracks:
            open_at = partial(self._sources.open_track, part.source)
            self._tracks[part.key] = TrackPiece(open_at, part.key[1], begin, self._decoder)
        return self._tracks[part.key]


def _steady_gain(lanes: Mapping[str, Lane], bus: Bus, first: int, count: int) -> float | None:
    """The gain of a bus over some frames where none of its lanes moves, else None."""
    names = (*GAIN_LANES[bus], "duck", "talkover")
    if any(lanes[name].constant(first, first + count) is None for name in names):
        return None
    return float(bus_gain(lanes, bus, first, count))


def _over(gain: Floats | float, begin: int, end: int) -> Floats | float:
    return gain[begin:end] if isinstance(gain, np.ndarray) else gain


def _scaled(sound: Samples, gain: Floats | float) -> Samples:
    if isinstance(gain, np.ndarray):
        return sound * gain.astype(np.float32)[:, None]
    return sound * np.float32(gain)


def _failed(part: Part, playable_until: int, reason: str) -> PieceFailed:
    return PieceFailed(clip_id=part.number, playable_until_frame=max(playable_until, 0), reason=reason)
