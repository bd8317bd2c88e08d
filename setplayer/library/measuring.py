"""Measuring one piece of music: hash, length, loudness, features and tags."""

import dataclasses
import hashlib
from pathlib import Path
from typing import Final

from setplayer.faults import Fault
from setplayer.library.cache import FileStamp
from setplayer.library.decode import CHUNK_FRAMES, TrackStream
from setplayer.library.endings import ending
from setplayer.library.names import printable
from setplayer.library.opening import Unplayable, check_readable
from setplayer.library.paths import resolve
from setplayer.library.quiet import QuietFinder
from setplayer.library.stated import stated_s
from setplayer.library.tags import read_tags
from setplayer.library.track import SILENT_DBTP, Track
from setplayer.units import SAMPLE_RATE, frames_from_s

_SHORTEST_FRAMES: Final = SAMPLE_RATE

_MOSTLY_DAMAGED: Final = 0.5
"""Of random bytes some always look like MP3 frames; a file that is damage for the greater part is noise."""

_CUT_OFF_FRAMES: Final = frames_from_s(2)
"""A file that ends this much before what it says of itself was cut off; less is how formats count."""

_CHANGED: Final = "it was being written to while it was measured; scan again once it is all there."


def scan_track(root: Path, relative: str) -> Track:
    """Everything about the track at `relative` below `root`, from one reading of its bytes and one decoding.

    Never raises. What cannot be read, is mostly damaged, would burst into noise, holds under a second or is being
    written to comes with an `error`. Without `sha256` the error is none of its content and may be gone next time.
    """
    try:
        path = resolve(root, relative)
    except Fault as fault:
        return failed(relative, str(fault).removeprefix(f"{printable(relative)}: "))
    try:
        check_readable(path, relative)
        stamp, sha256 = FileStamp.of(path), sha256_of(path)
        track = _judged(path, relative, sha256)
        return track if _is_of(track, path, stamp) else failed(relative, _CHANGED)
    except Unplayable as fault:
        return failed(relative, fault.reason)
    except OSError as error:
        return failed(relative, f"it cannot be read ({error.strerror}); check its permissions.")


def _judged(path: Path, relative: str, sha256: str) -> Track:
    try:
        return _measured(path, relative, sha256)
    except Unplayable as fault:
        return failed(relative, fault.reason, sha256, path)


def _is_of(track: Track, path: Path, stamp: FileStamp) -> bool:
    """Whether a track is what the file held all the while. Raises OSError.

    What cannot be decoded is read once more: damage would be remembered, and a stick that was pulled is none.
    """
    return FileStamp.of(path) == stamp and (track.error is None or sha256_of(path) == track.sha256)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _measured(path: Path, relative: str, sha256: str) -> Track:
    # SciPy takes a second to import, and whatever is known from an earlier scan needs none.
    from setplayer.library.features import FeatureMeter  # noqa: PLC0415
    from setplayer.library.loudness import LoudnessMeter  # noqa: PLC0415

    meter, finder, features = LoudnessMeter(SAMPLE_RATE), QuietFinder(), FeatureMeter()
    frames = 0
    with TrackStream(path, name=relative) as stream:
        while len(samples := stream.read(CHUNK_FRAMES)):
            meter.feed(samples)
            finder.feed(samples)
            features.feed(samples)
            frames += len(samples)
    if frames < _SHORTEST_FRAMES:
        raise Unplayable(relative, "it holds no music: less than a second of it can be decoded.")
    if stream.damage > _MOSTLY_DAMAGED * stream.packets:
        raise Unplayable(relative, "it is damaged: most of it cannot be decoded; replace the file.")
    if stream.mended:
        raise Unplayable(relative, "it is damaged: parts of it decode to nothing but noise; replace the file.")
    if stream.broken_off:
        raise Unplayable(relative, "it is damaged: too much of it in a row cannot be decoded; replace the file.")
    loudness = meter.result()
    character = features.result(loudness.integrated_lufs)
    tags = read_tags(path)
    return Track(
        path=relative,
        sha256=sha256,
        frames=frames,
        sample_rate=stream.sample_rate,
        channels=stream.channels,
        integrated_lufs=loudness.integrated_lufs,
        range_lu=loudness.range_lu,
        true_peak_dbtp=loudness.true_peak_dbtp,
        **dataclasses.asdict(tags),
        quiet=finder.result(),
        leading_silence_frames=finder.leading_frames,
        trailing_silence_frames=finder.trailing_frames,
        **dataclasses.asdict(character),
        damaged=stream.damage,
        missing_frames=_missing(path, frames),
        ending=ending(path),
        sudden=meter.sudden_frames(),
    )


def _missing(path: Path, frames: int) -> int:
    """How much of what a file says it holds is not there."""
    missing = frames_from_s(stated_s(path) or 0) - frames
    return missing if missing >= _CUT_OFF_FRAMES else 0


def failed(relative: str, reason: str, sha256: str = "", path: Path | None = None) -> Track:
    """The track at `relative` as one that cannot be played, for a reason."""
    name = printable(relative)
    tags = read_tags(path or Path(name))
    return Track(
        path=name,
        sha256=sha256,
        frames=0,
        sample_rate=0,
        channels=0,
        integrated_lufs=None,
        range_lu=0.0,
        true_peak_dbtp=SILENT_DBTP,
        **dataclasses.asdict(tags),
        error=reason,
    )
