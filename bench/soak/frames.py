"""Two recordings of the same session, frame by frame: what is missing in one, what is there twice, what differs.

No frame of the material is like another (it is noise), so that a frame's place is known from its samples alone. Where
both are silent a shift shows as soon as something sounds again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.uint64]
"""One number for each frame: the bits of its two float32 samples."""

_CHUNK: Final = 24
"""So many equal frames in a row are no accident."""

_STEP: Final = 128
_REACH: Final = 48_000 * 4
"""How far a shift is looked for."""


@dataclass(frozen=True)
class Stretch:
    """Frames in which a recording is not as it should be; `at` counts the frames that should have been there."""

    at: int
    missing: int = 0
    repeated: int = 0
    silent: int = 0
    """Silence between frames that follow one another: the output had run dry."""
    differing: int = 0
    """Frames in their place with other samples: a command that was heard later than the record says."""


def frames(sound: npt.NDArray[np.float32]) -> Frames:
    """Of samples of shape (n, 2). Both zeros are one."""
    return np.ascontiguousarray(sound + np.float32(0.0)).view(np.uint64).reshape(-1)


def compared(played: Frames, wanted: Frames) -> tuple[int, list[Stretch]]:
    """How many wanted frames were looked at, from the first that sounds, and every stretch that is not as wanted.

    Ends with the shorter of the two.
    """
    at, here = (int(np.flatnonzero(one)[0]) for one in (wanted, played))
    begin, found = at, []
    while (same := _same(played[here:], wanted[at:])) is not None:
        at, here = at + same, here + same
        again = _again(played[here : here + _REACH], wanted[at : at + _REACH])
        if again is None:
            found.append(Stretch(at, differing=min(len(wanted) - at, len(played) - here)))
            return len(wanted) - begin, found
        found.append(_stretch(at, played[here : here + again[0]], again[1]))
        at, here = at + again[1], here + again[0]
    return min(len(wanted) - begin, len(played) - here + at - begin), found


def _same(played: Frames, wanted: Frames) -> int | None:
    """How many frames are the same from here; None when all are, up to the end of one."""
    length = min(len(played), len(wanted))
    for first in range(0, length, _REACH):
        last = min(first + _REACH, length)
        differ = np.flatnonzero(played[first:last] != wanted[first:last])
        if len(differ):
            return first + int(differ[0])
    return None


def _again(played: Frames, wanted: Frames) -> tuple[int, int] | None:
    """Where both go on alike: so many frames on in what was played and so many in what was wanted."""
    meeting = next(_meetings(played, wanted), None)
    if meeting is None:
        return None
    here, at = meeting
    while here and at and played[here - 1] == wanted[at - 1]:
        here, at = here - 1, at - 1
    return here, at


def _meetings(played: Frames, wanted: Frames) -> Iterator[tuple[int, int]]:
    for at in range(0, len(wanted) - _CHUNK, _STEP):
        chunk = wanted[at : at + _CHUNK]
        if not chunk.all():
            continue
        for here in np.flatnonzero(played[: len(played) - _CHUNK] == chunk[0]):
            if np.array_equal(played[here : here + _CHUNK], chunk):
                yield int(here), at


def _stretch(at: int, played: Frames, wanted: int) -> Stretch:
    silent = min(int(np.count_nonzero(played == 0)), max(len(played) - wanted, 0))
    sounding = len(played) - silent
    return Stretch(
        at,
        missing=max(wanted - sounding, 0),
        repeated=max(sounding - wanted, 0),
        silent=silent,
        differing=min(sounding, wanted),
    )
