"""Frames of one form: a file glued together from others may change rate, channels or samples on the way."""

from typing import Any

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray


class Alike:
    """Brings frames to the form of the first, and makes and cuts frames of that form."""

    def __init__(self, first: AudioFrame):
        self._rate, self._layout, self._format = first.sample_rate, first.layout, first.format
        self._channels = first.layout.nb_channels
        self._time_base = first.time_base
        self._converter: AudioResampler | None = None
        self._converts: tuple[object, ...] = ()

    def fits(self, frame: AudioFrame) -> bool:
        """Whether a frame has the form already."""
        return (
            frame.sample_rate == self._rate
            and frame.layout.nb_channels == self._channels
            and frame.format.name == self._format.name
        )

    def converted(self, frame: AudioFrame) -> list[AudioFrame]:
        """What comes out for a frame of another form: about as much sound, a little later."""
        form = (frame.sample_rate, frame.layout.name, frame.format.name)
        if self._converter is None or form != self._converts:
            self._converter = AudioResampler(self._format, self._layout, self._rate)
            self._converts = form
        frame.pts = None
        frames = self._converter.resample(frame)
        for converted in frames:
            self._timeless(converted)
        return frames

    @property
    def converting(self) -> bool:
        """Whether anything had to be converted lately."""
        return self._converter is not None

    def forget(self) -> None:
        """The next frame to convert does not follow on from the last."""
        self._converter = None

    def cut(self, frame: AudioFrame, begin: int, end: int) -> AudioFrame:
        """The frames from `begin` to before `end` of a frame of the form."""
        width = 1 if self._format.is_planar else self._channels
        return self._made(frame.to_ndarray()[:, begin * width : end * width])

    def silence(self, frames: int) -> AudioFrame:
        """Nothing to be heard."""
        shape = (self._channels, frames) if self._format.is_planar else (1, self._channels * frames)
        middle = 128 if self._format.name.startswith("u8") else 0
        kind = AudioFrame(self._format, self._layout, 1).to_ndarray().dtype
        return self._made(np.full(shape, middle, kind))

    def _made(self, samples: NDArray[Any]) -> AudioFrame:
        made = AudioFrame.from_ndarray(np.ascontiguousarray(samples), self._format.name, self._layout.name)
        made.sample_rate = self._rate
        self._timeless(made)
        return made

    def _timeless(self, frame: AudioFrame) -> None:
        """Take a frame's time away: FFmpeg's queue refuses frames that do not follow on or count otherwise."""
        frame.pts = None
        frame.time_base = self._time_base
