"""Small arcs, tracks and sessions on disk, for the tests of the engine and the command line."""

from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame

SAMPLE_RATE = 48_000


def write_tone(path: Path, seconds: float, hz: float = 220.0, rate: int = 44_100, level: float = 0.2) -> Path:
    """A soft tone as a FLAC or WAV file."""
    time_s = np.arange(round(seconds * rate)) / rate
    wave = np.rint(level * np.sin(2 * np.pi * hz * time_s) * 32767).astype(np.int16)
    codec = {".flac": "flac", ".wav": "pcm_s16le"}[path.suffix]
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        frame = AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path


def write_arc(path: Path, phases: list[tuple[str, str, list[str]]], more: str = "") -> Path:
    """An arc file of phases (name, length, music lines such as `track: a.flac`)."""
    lines = ["arc: A test", more] if more else ["arc: A test"]
    lines.append("phases:")
    for name, length, music in phases:
        lines += [f"  - name: {name}", "    kind: peak", f"    length: {length}", "    intensity: 3"]
        if music:
            lines += ["    music:", *(f"      - {line}" for line in music)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read_samples(path: Path) -> np.ndarray:
    """All samples of a file of ours as whole 24-bit numbers, read back by FFmpeg's decoder."""
    parts = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            parts.append(frame.to_ndarray().reshape(-1, 2))
    return np.concatenate(parts) >> 8
