"""Music files made for the tests with PyAV, so that no program is needed."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

CODECS = {
    ".mp3": "libmp3lame",
    ".flac": "flac",
    ".ogg": "vorbis",
    ".oga": "flac",
    ".opus": "libopus",
    ".m4a": "aac",
    ".mp4": "aac",
    ".aac": "aac",
    ".wav": "pcm_s16le",
    ".aif": "pcm_s16be",
    ".aiff": "pcm_s16be",
}

LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}


def tone(
    seconds: float, rate: int, *, hz: float = 440.0, peak: float = 0.5, channels: int = 2
) -> NDArray[np.float32]:
    """A sine, shape (frames, channels)."""
    wave = peak * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave[:, np.newaxis], channels, axis=1).astype(np.float32)


def noise(frames: int, *, channels: int = 2, seed: int = 1, peak: float = 0.5) -> NDArray[np.float32]:
    """White noise, uniform within ±peak."""
    return np.random.default_rng(seed).uniform(-peak, peak, (frames, channels)).astype(np.float32)


def make(
    path: Path, samples: NDArray[np.float32], rate: int, codec: str | None = None, tags: dict[str, str] | None = None
) -> Path:
    """Encode `samples`, shape (frames, channels), in the format that the suffix of `path` names."""
    codec = codec or CODECS[path.suffix]
    container_format = {".aac": "adts", ".oga": "ogg", ".aif": "aiff"}.get(path.suffix)
    with av.open(str(path), "w", format=container_format) as container:
        container.metadata.update(tags or {})
        options = {"strict": "experimental"} if codec == "vorbis" else {}
        layout = LAYOUTS[samples.shape[1]]
        stream = container.add_stream(codec, rate=rate, layout=layout, options=options)
        for start in range(0, len(samples), 4096):
            part = np.ascontiguousarray(samples[start : start + 4096].reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(part, format="flt", layout=layout)
            frame.sample_rate = rate
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
