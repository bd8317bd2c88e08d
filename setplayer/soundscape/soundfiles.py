"""Writes the short sounds as files: the only module of the package that needs PyAV."""

import argparse
import io
from pathlib import Path

import av
import numpy as np

from setplayer.files import writing
from setplayer.soundscape.shapes import Float32s
from setplayer.soundscape.sounds import SOUND_NAMES, make_sound
from setplayer.units import SAMPLE_RATE

_FULL_SCALE = 2.0**31


def flac_of(sound: Float32s) -> bytes:
    """The bytes of sound, (frames, 2) within ±1, as stereo FLAC of 24 bits."""
    # The last eight of 32 bits are left out by the encoder: rounded here, not cut off there.
    samples = np.round(sound.astype(np.float64) * _FULL_SCALE / 256.0).astype(np.int32) * 256
    file = io.BytesIO()
    with av.open(file, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE, options={"compression_level": "12"})
        stream.format = "s32"
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s32", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts = 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()


def write_flac(path: Path, sound: Float32s) -> None:
    """Write sound, (frames, 2) within ±1, as stereo FLAC of 24 bits. Raises MachineFault when it cannot."""
    with writing(path) as temporary:
        temporary.write_bytes(flac_of(sound))


def main() -> None:
    """Write every short sound into the folder that is named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m setplayer.soundscape.sounds", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    for name in SOUND_NAMES:
        write_flac(folder / f"{name}.flac", make_sound(name))
