"""What can be heard: a track read ahead of the ear, a soundscape, a short sound, and the plain tone bed.

Each gives any frames of the session from where it was last read on; nothing here knows of gains.
"""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from setplayer.library.decode import TrackStream
from setplayer.library.samples import Samples
from setplayer.session.lanes import SessionIntensity
from setplayer.soundscape.generator import Soundscape
from setplayer.soundscape.recipe import Recipe
from setplayer.soundscape.tone import tone_bed
from setplayer.units import BLOCK_FRAMES, CELL_FRAMES, SAMPLE_RATE

AHEAD_FRAMES: Final = 15 * SAMPLE_RATE
"""How far a track is decoded ahead: far enough to crossfade to the next piece when it turns out to be damaged."""

_READ_FRAMES: Final = 16 * BLOCK_FRAMES


class TrackPiece:
    """One track's sound from an offset on, decoded ahead of where it is read."""

    def __init__(self, stream: TrackStream, start_frame: int):
        self._stream = stream
        self._ready: deque[Samples] = deque()
        self._next = start_frame
        self._decoded_to = start_frame
        self._ended = False

    @property
    def ends_at(self) -> int | None:
        """The session frame at which its sound ends, once that is known."""
        return self._decoded_to if self._ended else None

    def look_ahead(self, until_frame: int) -> None:
        """Decode up to a session frame."""
        while not self._ended and self._decoded_to < until_frame:
            samples = self._stream.read(_READ_FRAMES)
            self._ended = len(samples) < _READ_FRAMES
            self._decoded_to += len(samples)
            if len(samples):
                self._ready.append(samples)

    def read(self, first_frame: int, count: int) -> Samples:
        """The frames from `first_frame` on, which is never before where the last reading ended.

        Silence follows the end of the track.
        """
        self.look_ahead(first_frame + count)
        self._drop(first_frame - self._next)
        taken = self._drop(count)
        sound = np.concatenate(taken) if len(taken) != 1 else taken[0]
        return sound if len(sound) == count else np.pad(sound, ((0, count - len(sound)), (0, 0)))

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _drop(self, count: int) -> list[Samples]:
        """Take so many frames off the front; those that are there."""
        self._next += count
        taken = []
        while count > 0 and self._ready:
            first = self._ready.popleft()
            if len(first) > count:
                self._ready.appendleft(first[count:])
                first = first[:count]
            count -= len(first)
            taken.append(first)
        return taken or [np.empty((0, 2), np.float32)]


class Soundscapes:
    """The soundscapes of a session by name, each in cells that are kept while nothing they depend on changes."""

    def __init__(self, recipes: Mapping[str, str], seed: int):
        self._made = {name: Soundscape(Recipe.from_json(recipe.encode()), seed) for name, recipe in recipes.items()}
        self._kept: dict[str, tuple[int, object, Samples]] = {}

    def read(self, name: str, intensity: SessionIntensity, first_frame: int, count: int) -> Samples:
        """Frames of a soundscape; where there is none of that name, of the plain tone bed."""
        if name not in self._made:
            return tone_bed(first_frame, count)
        parts = []
        while count:
            cell, offset = divmod(first_frame, CELL_FRAMES)
            part = self._cell(name, cell, intensity)[offset : offset + count]
            parts.append(part)
            first_frame, count = first_frame + len(part), count - len(part)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _cell(self, name: str, index: int, intensity: SessionIntensity) -> Samples:
        kept = self._kept.get(name)
        if kept is None or kept[0] != index or kept[1] is not intensity:
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
