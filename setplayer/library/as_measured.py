"""A track that is played for as long as it is the recording that was measured."""

from pathlib import Path
from typing import Final

import numpy as np

from setplayer.library.decode import TrackStream
from setplayer.library.opening import Unplayable
from setplayer.library.samples import Samples
from setplayer.library.track import Track

_LOUDER_DB: Final = 1.0
"""Another processor's decoder differs by less than −90 dBFS; no sample is above the true peak of its recording."""


class MeasuredStream(TrackStream):
    """The sound of a file that was measured as `track`, from `offset_frames` on.

    Once it is louder than the recording ever was, decodes to what no music is, or breaks off, the file has changed
    since or is read wrongly: reading raises Unplayable, and nothing of what was wrong is given. Somebody in
    ketamine's hands must not hear a burst of noise, and pieces are read long before they are heard.
    """

    def __init__(self, path: Path, offset_frames: int, track: Track, *, name: str):
        super().__init__(path, offset_frames, name=name)
        self._name = name
        self._loudest = 10 ** ((track.true_peak_dbtp + _LOUDER_DB) / 20)

    def read(self, count: int) -> Samples:
        """As `TrackStream.read`. Raises Unplayable where the sound is not what was measured."""
        sound = super().read(count)
        if self.mended or (sound.size and float(np.abs(sound).max()) > self._loudest):
            raise Unplayable(self._name, "it is louder than when it was measured: the file was changed or damaged.")
        if self.broken_off:
            raise Unplayable(self._name, "it is damaged: too much of it in a row cannot be decoded.")
        return sound
