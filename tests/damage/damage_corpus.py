"""Music files in seven formats, and 119 ways in which a disk, a download or a hand may have spoilt them."""

import random
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame

RATE = 48_000
SECONDS = 10

CODECS = {
    ".mp3": "libmp3lame",
    ".flac": "flac",
    ".ogg": "vorbis",
    ".opus": "libopus",
    ".m4a": "aac",
    ".wav": "pcm_s16le",
    ".aiff": "pcm_s16be",
}

Damage = Callable[[dict[str, bytes], str], bytes]
"""The damaged bytes, from the sound files of all formats by their suffix, and the suffix of the one to spoil."""


def write_music(path: Path, seconds: float = SECONDS, hz: float = 330.0) -> Path:
    """A soft chord: low enough that any click stands out in the difference from one frame to the next."""
    time_s = np.arange(round(seconds * RATE)) / RATE
    wave = 0.12 * np.sin(2 * np.pi * hz * time_s) + 0.08 * np.sin(2 * np.pi * hz * 1.25 * time_s)
    sound = np.ascontiguousarray(np.repeat(wave.astype(np.float32)[:, None], 2, axis=1)).reshape(1, -1)
    codec = CODECS[path.suffix]
    with av.open(str(path), "w") as container:
        options = {"strict": "experimental"} if codec == "vorbis" else {}
        stream = container.add_stream(codec, rate=RATE, layout="stereo", options=options)
        for start in range(0, len(time_s), 4_800):
            part = np.ascontiguousarray(sound[:, 2 * start : 2 * (start + 4_800)])
            frame = AudioFrame.from_ndarray(part, format="flt", layout="stereo")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def cut_off(share: float) -> Damage:
    return lambda files, suffix: files[suffix][: round(len(files[suffix]) * share)]


def rotted(share: float, seed: int) -> Damage:
    """Bits turned over, anywhere."""

    def damaged(files: dict[str, bytes], suffix: str) -> bytes:
        generator, rotten = random.Random(f"{seed}{suffix}"), bytearray(files[suffix])
        for _ in range(max(3, round(len(rotten) * share))):
            rotten[generator.randrange(len(rotten))] ^= 1 << generator.randrange(8)
        return bytes(rotten)

    return damaged


def holed(begin: float, share: float) -> Damage:
    """Noughts in place of a stretch, as a disk gives them for blocks that were never written."""

    def damaged(files: dict[str, bytes], suffix: str) -> bytes:
        data = bytearray(files[suffix])
        first, length = round(len(data) * begin), round(len(data) * share)
        data[first : first + length] = bytes(length)
        return bytes(data)

    return damaged


def headerless(files: dict[str, bytes], suffix: str) -> bytes:
    return files[suffix][4_096:]


def garbage(files: dict[str, bytes], suffix: str) -> bytes:
    return random.Random(suffix).randbytes(len(files[suffix]))


def wrong_suffix(files: dict[str, bytes], suffix: str) -> bytes:
    """The music of the next format, under this one's name."""
    names = sorted(files)
    return files[names[(names.index(suffix) + 1) % len(names)]]


KINDS: dict[str, Damage] = {
    "only its first thousandth": cut_off(0.001),
    "cut off soon": cut_off(0.05),
    "cut off in the middle": cut_off(0.5),
    "cut off late": cut_off(0.93),
    "a little rotted": rotted(1e-5, 1),
    "rotted": rotted(1e-4, 2),
    "rotted otherwise": rotted(1e-4, 3),
    "much rotted": rotted(1e-3, 4),
    "rotted through": rotted(3e-2, 5),
    "a small hole": holed(0.4, 0.01),
    "a large hole": holed(0.3, 0.3),
    "noughts at the beginning": holed(0.0, 0.02),
    "noughts at the end": holed(0.8, 0.2),
    "the wrong suffix": wrong_suffix,
    "headerless": headerless,
    "garbage": garbage,
    "empty": lambda files, suffix: b"",
}
