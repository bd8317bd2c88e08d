"""What a fit is asked, and what it answers: plain values. Times are frames from Begin.

A phase's music is a chain of slots in the order of the arc: named tracks, silences and soundscapes keep their order
and place; a pick is filled with as many pieces of its own candidates as it takes.
"""

from dataclasses import dataclass
from typing import Final, Literal

from setplayer.units import frames_from_s

Prefer = Literal["recorded", "soundscape"]

SHORTEST_JOIN: Final = frames_from_s(8)
LONGEST_JOIN: Final = frames_from_s(20)
"""What two pieces may overlap by."""

SILENCE_JOIN: Final = frames_from_s(12)
"""Over how long music comes back after a silence."""

LEAST_PIECE: Final = 2 * LONGEST_JOIN
"""Nothing shorter is picked: its crossfades would meet."""

ARTIST_SPACING: Final = 3
"""At least this many other pieces lie between two of one artist, where that costs no phase its time."""


@dataclass(frozen=True)
class Piece:
    """A recording as a fit sees it. Its content hash is its identity: two files with one content are one piece."""

    sha256: str
    name: str
    frames: int
    intensity: float
    """0 to 10."""
    loudest_lufs: float | None = None
    """The loudest that it may be played (its peak, or the greatest boost, allows no more); None if unmeasured."""
    artist: str = ""


@dataclass(frozen=True)
class TrackSlot:
    """A piece that the arc names: it sounds whole, here, unless its phase ends before."""

    item: int
    sha256: str


@dataclass(frozen=True)
class SilenceSlot:
    """A silence: so long from the start of its fade-in to the end of the join after it."""

    item: int
    frames: int
    fade_frames: int


@dataclass(frozen=True)
class SoundscapeSlot:
    """A soundscape, which stretches."""

    item: int
    least_frames: int = frames_from_s(60)


@dataclass(frozen=True)
class PickSlot:
    """Pieces chosen freely: `among` has the hashes of those that the rule allows, None for all of the library.

    `intensity` is the rule's own wish, at the phase's start and end; None follows the phase.
    """

    item: int
    among: frozenset[str] | None = None
    intensity: tuple[float, float] | None = None


Slot = TrackSlot | SilenceSlot | SoundscapeSlot | PickSlot


@dataclass(frozen=True)
class FitPhase:
    """A phase from the middle of the crossfade into it to the middle of the one out of it.

    `intensity` is what is wanted at its start and its end, in a straight line. `join` bounds the crossfade out of it;
    equal bounds say that it lies just around the phase's end, whatever ends there.
    """

    name: str
    start_frame: int
    end_frame: int
    intensity: tuple[float, float]
    slots: tuple[Slot, ...] = ()
    join: tuple[int, int] = (SHORTEST_JOIN, LONGEST_JOIN)

    @property
    def frames(self) -> int:
        """Its length."""
        return self.end_frame - self.start_frame


@dataclass(frozen=True)
class Wish:
    """What is to be fitted: phases that follow one another, and what concerns all of them.

    `start_frame` is where the first piece starts: before the first phase when it already sounds. `played` has the
    hashes of pieces heard so far, oldest first, and `avoid` of those not wanted; neither is picked. `keep` has, for
    each phase, pieces that are picked rather than others, and `heard` those that others are picked rather than.
    """

    phases: tuple[FitPhase, ...]
    start_frame: int
    seed: int = 0
    prefer: Prefer = "recorded"
    played: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()
    keep: tuple[tuple[str, ...], ...] = ()
    heard: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Placed:
    """A piece where it lies: its slot's `item` (None for what bridges) and hash (None for what is no recording)."""

    phase: int
    item: int | None
    sha256: str | None
    start_frame: int
    end_frame: int


@dataclass(frozen=True)
class Missing:
    """What the library lacks: so many frames more, at an intensity from `low` to `high`."""

    phase: int
    name: str
    frames: int
    low: float
    high: float

    def __str__(self) -> str:
        minutes = max(1, -(-self.frames // frames_from_s(60)))
        wanted = f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"
        return f"{self.name} needs {minutes} more minute{'s' * (minutes > 1)} at intensity {wanted}"


@dataclass(frozen=True)
class Plan:
    """Where everything lies.

    For each phase `misses` has the middle of the crossfade out of it less its end, and `cuts` how much of its last
    piece is faded away early. What a soundscape had to bridge is in `missing`.
    """

    pieces: tuple[Placed, ...]
    misses: tuple[int, ...]
    cuts: tuple[int, ...]
    missing: tuple[Missing, ...]
    price: int
    """What was minimised, in `fit_prices.UNIT`s; only plans for one wish can be compared."""

    @property
    def troubled(self) -> set[int]:
        """The phases that are bridged or cut."""
        return {one.phase for one in self.missing} | {number for number, cut in enumerate(self.cuts) if cut}

    @property
    def fits(self) -> bool:
        """Whether every phase ends on time, uncut and unbridged."""
        return not self.troubled
