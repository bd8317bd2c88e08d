"""Short sounds: where they are, their samples, and how loud they are.

A sound is measured once. The meter's filters cost a second to import and 90 MB to keep, and the playing process needs
neither: what ships was measured when it was made (`assets/sounds/measured.json`), what a clinic brings is measured
where its arc is first read, and kept beside the library's cache.

`python -m setplayer.engine.sounds` measures what ships.
"""

import contextlib
import functools
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import RootModel, ValidationError

from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.library.decode import CHUNK_FRAMES, TrackStream
from setplayer.library.paths import resolve
from setplayer.library.samples import Samples
from setplayer.session.commands import Sound
from setplayer.shipped import shipped
from setplayer.units import SAMPLE_RATE
from setplayer.values import content_address

if TYPE_CHECKING:
    from setplayer.library.loudness import Loudness

LONGEST_SOUND_FRAMES: Final = 600 * SAMPLE_RATE
"""A cue's sound is held in memory whole: ten minutes are plenty for a bell or a spoken prompt."""

_SHORTEST_MEASURED_FRAMES: Final = 2 * SAMPLE_RATE // 5
"""A gating block of BS.1770-4. A sound shorter than 400 ms is measured with the silence after it."""

MEASURED: Final = "measured.json"
"""Beside sounds: how long and how loud each is."""

_Measured = RootModel[list[Sound]]


class SoundSamples(Mapping[str, Samples]):
    """The samples of short sounds by name, decoded when first asked for: most sessions use one or two of them."""

    def __init__(self, sounds: Mapping[str, bytes]):
        self._sounds = sounds
        self._decoded = functools.cache(lambda name: sound_samples(sounds[name], name))

    def __getitem__(self, name: str) -> Samples:
        return self._decoded(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sounds)

    def __len__(self) -> int:
        return len(self._sounds)


def sound_samples(data: bytes, name: str) -> Samples:
    """All samples of a short sound from its file's bytes. Raises Fault when it cannot be decoded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        path.write_bytes(data)
        with TrackStream(path, name=name) as stream:
            return stream.read(LONGEST_SOUND_FRAMES)


def shipped_sounds() -> dict[str, bytes]:
    """The bytes of the sounds that ship, by name."""
    return {path.stem: path.read_bytes() for path in sorted(_folder().glob("*.flac"))}


def library_sound(library: Path, sound: str) -> bytes:
    """The bytes of a sound of a library. Raises Fault when it is not there."""
    path = resolve(library, sound)
    try:
        return path.read_bytes()
    except OSError as error:
        raise Fault(
            f"{sound}: this sound is not in the music folder ({error.strerror}); put the file there."
        ) from error


def measured(sounds: Mapping[str, bytes], kept: Path, added: Mapping[str, Sound] | None = None) -> dict[str, Sound]:
    """The length and loudness of sounds by name. `kept` is a file of what was measured before; it may be deleted.

    `added` is what is known of the clinic's own sounds since they were added, by the address of their content. Raises
    Fault when a sound cannot be decoded or holds nothing.
    """
    addresses = {name: content_address(data) for name, data in sounds.items()}
    known = read_measured(_folder() / MEASURED) | dict(added or {})
    if new := {name: address for name, address in addresses.items() if address not in known}:
        earlier = read_measured(kept)
        found = {address: earlier.get(address) or measure(sounds[name], name) for name, address in new.items()}
        if not found.keys() <= earlier.keys():
            # Where it cannot be kept it is measured again the next time.
            with contextlib.suppress(Fault):
                write_measured(kept, (earlier | found).values())
        known |= found
    return {name: known[address] for name, address in addresses.items()}


def measure(data: bytes, name: str) -> Sound:
    """The length and loudness of one sound. Raises Fault when it cannot be decoded or holds nothing."""
    samples = sound_samples(data, name)
    if not len(samples):
        raise Fault(f"{name}: there is no sound in this file; replace it.")
    loudness = loudness_of(samples)
    return Sound(
        sha256=content_address(data),
        frames=len(samples),
        integrated_lufs=_rounded(loudness.integrated_lufs),
        max_momentary_lufs=_rounded(loudness.max_momentary_lufs),
        true_peak_dbtp=round(loudness.true_peak_dbtp, 2),
    )


def loudness_of(samples: Samples) -> "Loudness":
    """How loud a short sound is."""
    # Its filters are heavy, and whatever is known from an earlier time needs none.
    from setplayer.library.loudness import LoudnessMeter  # noqa: PLC0415

    meter = LoudnessMeter(SAMPLE_RATE)
    for first in range(0, len(samples), CHUNK_FRAMES):
        meter.feed(samples[first : first + CHUNK_FRAMES])
    meter.feed(np.zeros((max(_SHORTEST_MEASURED_FRAMES - len(samples), 0), 2), np.float32))
    return meter.result()


def _rounded(lufs: float | None) -> float | None:
    """The same on every processor."""
    return None if lufs is None else round(lufs, 2)


def _folder() -> Path:
    return shipped("assets") / "sounds"


def read_measured(path: Path) -> dict[str, Sound]:
    """What a file says of sounds, by the address of their content; nothing where it is missing or damaged."""
    try:
        found = _Measured.model_validate_json(path.read_bytes()).root
    except (OSError, ValidationError):
        return {}
    return {sound.sha256: sound for sound in found}


def write_measured(path: Path, sounds: Iterable[Sound]) -> None:
    """Write what was measured of sounds. Raises MachineFault."""
    in_order = sorted(sounds, key=lambda sound: sound.sha256)
    with writing(path) as temporary:
        temporary.write_text(_Measured(in_order).model_dump_json(indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure the sounds that ship."""
    write_measured(_folder() / MEASURED, [measure(data, name) for name, data in shipped_sounds().items()])


if __name__ == "__main__":
    main()
