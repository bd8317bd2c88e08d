"""Where phases lie, from their lengths and overlaps, and which phase a word in an arc file means."""

from collections.abc import Sequence
from typing import Final, Literal, get_args

PhaseKind = Literal["pre-onset", "onset", "building", "peak", "re-entry", "return"]
KINDS: Final[tuple[str, ...]] = get_args(PhaseKind)

BOOSTER: Final = "booster"
"""The anchor of what counts from a second dose; only a session knows when that is."""

DOSE: Final = "dose"
"""The anchor that means 0:00 in an arc with `zero: dose`."""


def starts(lengths_frames: Sequence[int], overlaps_frames: Sequence[int]) -> tuple[int, ...]:
    """Frame from Begin at which each phase starts: its overlap before the end of the one before it."""
    result = []
    end = 0
    for length, overlap in zip(lengths_frames, overlaps_frames, strict=True):
        start = end - overlap
        result.append(start)
        end = start + length
    return tuple(result)


def phase_named(anchor: str, names: Sequence[str], kinds: Sequence[str]) -> int | None:
    """Index of the phase that `anchor` means, or None: a name beats a kind, the first of several counts."""
    for words in (names, kinds):
        if anchor in words:
            return words.index(anchor)
    return None
