"""The last step offline: limited samples, without the limiter's delay, to an output, with their fingerprint."""

import hashlib
from typing import Final

import numpy as np

from setplayer.audio.behind import Behind
from setplayer.audio.limiter import DELAY_FRAMES, Limiter
from setplayer.audio.outputs import Output
from setplayer.library.samples import Samples
from setplayer.units import BLOCK_FRAMES

_AT_ONCE_FRAMES: Final = 32 * BLOCK_FRAMES
"""How much is passed on at a time: hashing and encoding cost less in large pieces."""


class Printed:
    """Passes finished samples on to an output and keeps their fingerprint; takes off the limiter's delay."""

    def __init__(self, output: Output):
        self._output = output
        self._limiter = Limiter()
        self._late = DELAY_FRAMES
        self._sha256 = hashlib.sha256()
        self._hashing = Behind(1)
        self._kept: list[Samples] = []
        self._kept_frames = 0
        self.frames = 0

    def take(self, block: Samples) -> Samples:
        """The next frames from the mixer; gives the finished ones that lie DELAY_FRAMES before them."""
        finished = self._limiter.process(block)
        self._keep(finished)
        if self._kept_frames >= _AT_ONCE_FRAMES:
            self._pass_on()
        return finished

    def finish(self) -> str:
        """The last frames, and the fingerprint of all: SHA-256 of the float32 samples."""
        self._keep(self._limiter.process(np.zeros((DELAY_FRAMES, 2), np.float32)))
        self._pass_on()
        self._hashing.finish()
        return self._sha256.hexdigest()

    def _keep(self, samples: Samples) -> None:
        dropped = min(self._late, len(samples))
        self._late -= dropped
        self._kept.append(samples[dropped:])
        self._kept_frames += len(samples) - dropped
        self.frames += len(samples) - dropped

    def _pass_on(self) -> None:
        if self._kept_frames:
            samples = np.concatenate(self._kept)
            self._hashing.do(lambda: self._sha256.update(samples.data))
            self._output.write(samples)
        self._kept, self._kept_frames = [], 0
