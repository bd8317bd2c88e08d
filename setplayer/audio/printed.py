"""The last step offline: limited samples, without the limiter's delay, to an output, with their fingerprint."""

import hashlib

import numpy as np

from setplayer.audio.limiter import DELAY_FRAMES, Limiter
from setplayer.audio.outputs import Output
from setplayer.library.samples import Samples


class Printed:
    """Passes finished samples on to an output and keeps their fingerprint; takes off the limiter's delay."""

    def __init__(self, output: Output):
        self._output = output
        self._limiter = Limiter()
        self._late = DELAY_FRAMES
        self._sha256 = hashlib.sha256()
        self.frames = 0

    def take(self, block: Samples) -> None:
        """The next frames from the mixer."""
        self._pass_on(self._limiter.process(block))

    def finish(self) -> str:
        """The last frames, and the fingerprint of all: SHA-256 of the float32 samples."""
        self._pass_on(self._limiter.process(np.zeros((DELAY_FRAMES, 2), np.float32)))
        return self._sha256.hexdigest()

    def _pass_on(self, samples: Samples) -> None:
        dropped = min(self._late, len(samples))
        self._late -= dropped
        samples = np.ascontiguousarray(samples[dropped:])
        if len(samples):
            self.frames += len(samples)
            self._sha256.update(samples.tobytes())
            self._output.write(samples)
