"""The lanes of a session: every curve that its sound follows, and which of them shape which bus.

A bus's gain is the product of its lanes at each sample. Two reasons to lower the music for speech do not add up:
`duck` (asked for) and `talkover` (a chime or a prompt sounds) count as one, the lower.
"""

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from setplayer.score.curves import Floats, Lane

Bus = Literal["arc", "grounding", "sound"]

INITIAL: Final[dict[str, float]] = {
    "opening": 0.0,  # the ramp at Begin
    "level": 1.0,  # what the therapist set
    "duck": 1.0,
    "talkover": 1.0,
    "silence": 1.0,
    "away": 1.0,
    "arc": 1.0,  # the arc's share against the grounding music's
    "grounding": 0.0,
    "closing": 1.0,  # soft stop
    "urgent": 1.0,  # fade now
    "heard": 1.0,  # whether the player itself was there, and reached an output
    "intensity": 0.0,  # what the arc wants, 0 to 10
    "fuller": 0.0,  # what the therapist adds to it
}

_ALL: Final = ("level", "away", "closing", "urgent", "heard")

GAIN_LANES: Final[dict[Bus, tuple[str, ...]]] = {
    "arc": (*_ALL, "opening", "silence", "arc"),
    "grounding": (*_ALL, "silence", "grounding"),
    "sound": _ALL,
}

DUCKED: Final[frozenset[Bus]] = frozenset({"arc", "grounding"})


def initial_lanes() -> dict[str, Lane]:
    """Every lane before anything has happened."""
    return {name: Lane(initial=value) for name, value in INITIAL.items()}


def bus_gain(lanes: Mapping[str, Lane], bus: Bus, first_frame: int, count: int) -> Floats | float:
    """The gain of a bus over [first_frame, first_frame + count): one number where nothing moves, else per frame."""
    end = first_frame + count
    frames: NDArray[np.int64] | None = None

    def over(name: str) -> Floats | float:
        nonlocal frames
        constant = lanes[name].constant(first_frame, end)
        if constant is not None:
            return constant
        if frames is None:
            frames = np.arange(first_frame, end)
        return lanes[name].values(frames)

    gain: Floats | float = 1.0
    for name in GAIN_LANES[bus]:
        gain = gain * over(name)
    if bus in DUCKED:
        gain = gain * np.minimum(over("duck"), over("talkover"))
    return gain


class SessionIntensity:
    """The intensity that soundscapes follow: the arc's, and what the therapist adds, within 0 to 10."""

    def __init__(self, lanes: Mapping[str, Lane]):
        self._lanes = lanes

    def values(self, frames: NDArray[np.int64]) -> Floats:
        """Intensity 0..10 at each frame; frames in rising order."""
        wanted = self._lanes["intensity"].values(frames) + self._lanes["fuller"].values(frames)
        return np.clip(wanted, 0.0, 10.0)
