"""The one note in a session file that changes: where the engine was a second ago, for the one that resumes it."""

from pathlib import Path
from typing import Self

from pydantic import ValidationError

from setplayer.log.clock import Stamp
from setplayer.log.session_file import SessionFile
from setplayer.units import frames_from_s
from setplayer.values import Value


class Place(Value):
    """The session frame that was played at a moment, how fast, and with which music folder."""

    frame: int
    speed: float
    library: Path | None
    stamp: Stamp

    def by_now(self, now: Stamp) -> int:
        """The frame at which the session is at a later moment: time went on while nothing played.

        Within one boot it is measured by the clock that is never set; after a restart by the wall clock, which may
        have been set back.
        """
        if self.stamp.boot_id == now.boot_id:
            passed_s = (now.mono_ns - self.stamp.mono_ns) / 1e9
        else:
            passed_s = (now.wall_us - self.stamp.wall_us) / 1e6
        return self.frame + frames_from_s(max(passed_s, 0.0) * self.speed)

    def age_s(self, now: Stamp) -> float:
        """How long ago that was, by the clock on the wall."""
        return (now.wall_us - self.stamp.wall_us) / 1e6

    def to_bytes(self) -> bytes:
        """The note as it is kept."""
        return self.model_dump_json().encode()

    @classmethod
    def from_bytes(cls, note: bytes) -> Self | None:
        """The note again; None when it is none of ours."""
        try:
            return cls.model_validate_json(note)
        except ValidationError:
            return None


def kept_place(file: SessionFile) -> Place | None:
    """The note that a session file holds. Raises Fault when the file is damaged."""
    note = file.read_checkpoint()
    return None if note is None else Place.from_bytes(note)
