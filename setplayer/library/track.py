"""What is known of one recording, and the catalogue of all recordings in a library: pure values."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from setplayer.library.names import printable

Ending = Literal["whole", "cut", "unmarked"]
"""`cut`: in the middle of what its format never leaves half. `unmarked`: perhaps; live recordings and some programs
leave out the mark of the end, or half a frame behind."""

SILENT_DBTP: Final = -180.0
"""The true peak of digital silence, which has no level in decibels."""


class Track(BaseModel):
    """One music file below the library's root, as measured from its decoded samples.

    A damaged or unreadable file has an `error`, and then `frames` is 0 and the measurements mean nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    path: str
    """Relative to the library's root, with `/` between folders on every system."""

    sha256: str
    """Of the file's bytes, in hexadecimal; empty when the file could not be read."""

    frames: int = Field(ge=0)
    """Length at 48 kHz: floor(decoded frames * 48000 / sample_rate). Never taken from a tag or header."""

    sample_rate: int = Field(ge=0)
    """Of the file, in Hz; 0 when unknown."""

    channels: int = Field(ge=0)
    """Of the file; 0 when unknown."""

    integrated_lufs: float | None
    """ITU-R BS.1770-4 integrated loudness; None when too quiet or too short to measure."""

    range_lu: float
    """EBU Tech 3342 loudness range; 0 when too quiet or too short to measure."""

    true_peak_dbtp: float
    """ITU-R BS.1770-4 Annex 2 true peak; SILENT_DBTP for digital silence."""

    title: str
    artist: str

    quiet: tuple[tuple[NonNegativeInt, NonNegativeInt], ...] = ()
    """Where the recording is quiet by itself, in order: first frame and the frame after the last, at 48 kHz.

    At least 1 s each, every 100 ms of it peaking below −60 dBFS (`setplayer.library.quiet`); of more than 64 the
    longest. Empty too where an older record did not measure it.
    """

    leading_silence_frames: int = Field(ge=0, default=0)
    """At the beginning, until a sample first reaches −60 dBFS."""

    trailing_silence_frames: int = Field(ge=0, default=0)
    """At the end, after the last sample that reaches −60 dBFS."""

    intensity: float | None = Field(ge=0, le=10, default=None)
    """How much it asks of a listener (docs/music.md), measured or corrected by hand. None, like the features below,
    where it cannot be played or an older record did not measure it."""

    tempo_bpm: float | None = Field(gt=0, default=None)
    """None also where there is no beat."""

    brightness_hz: float | None = Field(ge=0, default=None)
    """The median of the spectral centroid; 0 for silence."""

    dynamics_db: float | None = Field(ge=0, default=None)
    """How far the level moves within 3 s."""

    onsets_per_s: float | None = Field(ge=0, default=None)

    steady: float | None = Field(ge=0, le=1, default=None)
    """How alike its parts are: 1 when nothing changes."""

    voice: float | None = Field(ge=0, le=1, default=None)
    """How likely somebody sings or speaks in it."""

    has_art: bool = False
    """Whether the file carries a picture that may be shown (`setplayer.library.tags.read_art`)."""

    tags: tuple[str, ...] = ()
    """A clinic's own words for it."""

    damaged: int = Field(ge=0, default=0)
    """How many places of the file cannot be decoded; silence is played there, or they are left out."""

    missing_frames: int = Field(ge=0, default=0)
    """By how much the file ends before what it says of itself: it was cut off (`setplayer.library.stated`)."""

    ending: Ending = "whole"
    """How the file ends: `cut` also where it was cut off and says no length (`setplayer.library.endings`)."""

    sudden: tuple[NonNegativeInt, ...] = ()
    """Where it becomes loud all at once, at 48 kHz from its beginning (`LoudnessMeter.sudden_frames`)."""

    withdrawn: str | None = None
    """Why a clinic has withdrawn it; None when it may be played."""

    error: str | None = None
    """Why the file cannot be played, in plain words that follow on from its name; None when it can."""


@dataclass(frozen=True)
class Catalogue:
    """Every track of a library by its path. Damaged tracks are in it too, with their `error`."""

    tracks: Mapping[str, Track]

    @classmethod
    def of(cls, tracks: Iterable[Track]) -> Self:
        """A catalogue of `tracks`, in order of path."""
        return cls({track.path: track for track in sorted(tracks, key=lambda track: track.path)})

    def find(self, path: str) -> Track | None:
        """The track at `path`, or None.

        Accents match whether they are written as one character or as two, since file systems differ there and
        people cannot see the difference.
        """
        if path in self.tracks:
            return self.tracks[path]
        wanted = unicodedata.normalize("NFC", path)
        return next((t for p, t in self.tracks.items() if unicodedata.normalize("NFC", p) == wanted), None)

    def suggestion(self, path: str) -> str | None:
        """The path of this catalogue that a person most likely meant by `path`, or None."""
        return close_match(path, self.tracks)


def close_match(path: str, known: Iterable[str]) -> str | None:
    """The one of the known paths that a person most likely meant by `path`, or None when nothing is like it.

    A file of the same name in another folder wins over a similar name; capitals do not count. A name that cannot be
    shown is none that anybody meant.
    """
    wanted = path.lower()
    by_lower = {name.lower(): name for name in sorted(known, reverse=True) if printable(name) == name}
    name = wanted.rpartition("/")[2]
    elsewhere = sorted(lower for lower in by_lower if lower.rpartition("/")[2] == name)
    close = elsewhere or difflib.get_close_matches(wanted, sorted(by_lower), n=1)
    return by_lower[close[0]] if close else None
