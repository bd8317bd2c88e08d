"""How loud a piece is played: evened out by what was measured, shaped by what the arc wants."""

from typing import Final

from setplayer.library.track import Track
from setplayer.score.model import ClipKind

CEILING_DBTP: Final = -1.0
"""No boost takes a piece's true peak above this."""

MAX_BOOST_DB: Final = 12.0
"""A very quiet recording is raised by this at most: beyond it, its noise would be heard."""


def target_lufs(intensity: float) -> float:
    """The integrated loudness at which a piece is played at an intensity 0..10.

    −28 LUFS at 0 to −20 at 10, the line that the bundled soundscapes follow. It puts onset (2 to 4) 3 dB below a
    peak of 7 and return (1) 5 dB below it, which is the shape that clinics aim at.
    """
    return -28.0 + 0.8 * intensity


def gain_db(track: Track, intensity: float) -> float:
    """The gain that brings a track to the target, as far as its true peak allows.

    A track too quiet or too short to measure is played as it is.
    """
    if track.integrated_lufs is None:
        return 0.0
    wanted = target_lufs(intensity) - track.integrated_lufs
    return round(min(wanted, CEILING_DBTP - track.true_peak_dbtp, MAX_BOOST_DB), 2)


def played_lufs(kind: ClipKind, track: Track | None, gain: float, intensity: float) -> float | None:
    """How loud a piece is as it is played, at an intensity; None for silence, and where it is not known."""
    if kind == "silence":
        return None
    if kind != "track":
        return target_lufs(intensity)
    return None if track is None or track.integrated_lufs is None else track.integrated_lufs + gain
