"""What can be heard: a track read ahead of the ear, a soundscape, a short sound, and the plain tone bed.

Each gives any frames of the session from the last ones that were let go of; nothing here knows of gains.
"""

import itertools
from collections import deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor, Future
from concurrent.futures import wait as wait_for
from typing import Final

import numpy as np

from setplayer.library.decode import TrackStream
from setplayer.library.opening import Unplayable
from setplayer.library.samples import Samples
from setplayer.session.lanes import SessionIntensity
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipe import Recipe
from setplayer.soundscape.tone import tone_bed
from setplayer.units import BLOCK_FRAMES, CELL_FRAMES, SAMPLE_RATE

AHEAD_FRAMES: Final = 15 * SAMPLE_RATE
"""How far a track is decoded ahead: far enough to crossfade to the next piece when it turns out to be damaged."""

_READ_FRAMES: Final = 32 * BLOCK_FRAMES


class TrackPiece:
    """One track's sound, whose first frame lies at a frame of the session, decoded ahead on another thread.

    `open_at` opens the track at an offset; it is asked once, for what is wanted first. What was decoded is kept until
    it is let go of, so that any of it can be read again.
    """

    def __init__(self, open_at: Callable[[int], TrackStream], origin_frame: int, first_frame: int, thread: Executor):
        self._open_at = open_at
        self._origin = origin_frame
        self._thread = thread
        self._stream: TrackStream | None = None
        self._ready: deque[tuple[int, Samples]] = deque()
        self._decoded_to = max(first_frame, origin_frame)
        self._asked_to = self._decoded_to
        self._work: Future[None] | None = None
        self._ended = False
        self.unplayable: str | None = None
        """Why it cannot be played, or be played on, once that is known."""

    @property
    def ends_at(self) -> int | None:
        """The session frame at which its sound ends, once that is known."""
        return self._decoded_to if self._ended else None

    @property
    def first_frame(self) -> int:
        """The first session frame that can be read."""
        return self._ready[0][0] if self._ready else self._decoded_to

    def look_ahead(self, until_frame: int) -> None:
        """Have it decoded up to a session frame, and a little further; returns at once."""
        if until_frame > self._asked_to and not self._ended:
            self._asked_to = until_frame + _READ_FRAMES
            self._work = self._thread.submit(self._decode, self._asked_to)

    def ready(self, until_frame: int, patience_s: float | None = None) -> bool:
        """Whether it is decoded up to a session frame or its end; waits for it so long, or as long as it takes."""
        self.look_ahead(until_frame)
        if self._work is not None and not self._is_ready(until_frame):
            done, _ = wait_for([self._work], patience_s)
            for work in done:
                work.result()
        return self._is_ready(until_frame)

    def _is_ready(self, until_frame: int) -> bool:
        return self._ended or self._decoded_to >= until_frame

    def read(self, first_frame: int, count: int) -> Samples:
        """Frames that were not let go of; waits until they are decoded. Silence follows the end of the track."""
        end = first_frame + count
        self.ready(end)
        parts = [
            samples[max(first_frame - begin, 0) : end - begin]
            for begin, samples in itertools.takewhile(lambda part: part[0] < end, list(self._ready))
            if begin + len(samples) > first_frame
        ]
        sound = parts[0] if len(parts) == 1 else np.concatenate([*parts, np.empty((0, 2), np.float32)])
        return sound if len(sound) == count else np.pad(sound, ((0, count - len(sound)), (0, 0)))

    def let_go(self, before_frame: int) -> None:
        """What lies before a frame is not read again."""
        while self._ready and self._ready[0][0] + len(self._ready[0][1]) <= before_frame:
            self._ready.popleft()

    def close(self) -> None:
        """Let go of the file."""
        self._ended = True
        self._thread.submit(lambda: self._stream.close() if self._stream else None)

    def _decode(self, until_frame: int) -> None:
        """On the other thread, the only one that touches the stream."""
        try:
            while not self._ended and self._decoded_to < until_frame:
                if self._stream is None:
                    self._stream = self._open_at(self._decoded_to - self._origin)
                samples = self._stream.read(_READ_FRAMES)
                if len(samples):
                    self._ready.append((self._decoded_to, samples))
                self._decoded_to += len(samples)
                self._ended = self._ended or len(samples) < _READ_FRAMES
            if self._ended and self._stream is not None:
                self._stream.close()
        except Unplayable as fault:
            self.unplayable = fault.reason.rstrip(".")
            self._ended = True


class Soundscapes:
    """The soundscapes of a session by name, each in cells that are kept while nothing they depend on changes."""

    def __init__(self, recipes: Mapping[str, str], seed: int):
        self._recipes = {name: Recipe.from_json(recipe.encode()) for name, recipe in recipes.items()}
        self._seed = seed
        self._made: dict[str, Soundscape] = {}
        self._kept: dict[str, tuple[int, object, Samples]] = {}

    def read(self, name: str, intensity: SessionIntensity, first_frame: int, count: int) -> Samples:
        """Frames of a soundscape; where there is none of that name, of the plain tone bed."""
        if name not in self._recipes:
            return tone_bed(first_frame, count)
        parts = []
        while count:
            cell, offset = divmod(first_frame, CELL_FRAMES)
            part = self._cell(name, cell, intensity)[offset : offset + count]
            parts.append(part)
            first_frame, count = first_frame + len(part), count - len(part)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def let_go(self, but: Collection[str]) -> None:
        """All but these are not heard for now; what they keep to be quick, some 15 MB each, is given back."""
        for name in set(self._made) - set(but):
            del self._made[name]
            self._kept.pop(name, None)

    def _cell(self, name: str, index: int, intensity: SessionIntensity) -> Samples:
        kept = self._kept.get(name)
        if kept is None or kept[0] != index or kept[1] is not intensity:
            if name not in self._made:
                self._made[name] = Soundscape(self._recipes[name], self._seed)
            kept = (index, intensity, self._made[name].cell(index, intensity))
            self._kept[name] = kept
        return kept[2]


class Sources:
    """The sounds of one session: tracks opened by path, short sounds by name, soundscapes by recipe and seed."""

    def __init__(
        self,
        open_track: Callable[[str, int], TrackStream],
        sounds: Mapping[str, Samples],
        recipes: Mapping[str, str],
        seed: int,
    ):
        self._open_track = open_track
        self._sounds = sounds
        self.soundscapes = Soundscapes(recipes, seed)

    def open_track(self, path: str, offset_frames: int) -> TrackStream:
        """A track's stream from an offset on. Raises Unplayable."""
        return self._open_track(path, offset_frames)

    def sound(self, name: str) -> Samples:
        """All frames of a short sound."""
        return self._sounds[name]
