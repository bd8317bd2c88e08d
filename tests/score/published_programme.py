"""The shape of a published programme of six hours: 60 tracks of 48 s to 40 min in phases of 81, 131 and 151 minutes.

How long each track is was not published with it: lengths here are drawn once, as uneven as music is, so that the
tracks of a phase last as long as the phase with overlaps of about 14 s.
"""

from dataclasses import dataclass

import numpy as np

PHASES_MIN = (81, 131, 151)
TRACKS_IN = (13, 22, 25)
SHORTEST_S, LONGEST_S = 48, 2_400
OVERLAP_S = 14
LAST_FADE_S = 12


@dataclass(frozen=True)
class Part:
    """A phase: its length, and its tracks' names and lengths, in order."""

    name: str
    seconds: int
    tracks: tuple[tuple[str, int], ...]


def programme(longer_s: int = 0) -> tuple[Part, ...]:
    """The three phases; each with so much more music than time, or less."""
    random = np.random.default_rng(1)
    parts, number = [], 0
    for phase, (minutes, count) in enumerate(zip(PHASES_MIN, TRACKS_IN, strict=True)):
        drawn = np.exp(random.normal(0, 0.7, count))
        if phase == 0:
            drawn[4] = 0.0  # the shortest
        if phase == 2:
            drawn[11] = 0.0  # the longest
        total = minutes * 60 + (count - 1) * OVERLAP_S + LAST_FADE_S // 2 + LAST_FADE_S // 2 * (phase > 0) + longer_s
        fixed = {0: SHORTEST_S, 2: LONGEST_S}.get(phase, 0)
        lengths = np.where(drawn > 0, np.maximum(drawn / drawn.sum() * (total - fixed), SHORTEST_S), fixed).astype(
            int
        )
        lengths[int(np.argsort(drawn)[-1])] += total - int(lengths.sum())
        names = [f"{number + n:02}.flac" for n in range(count)]
        parts.append(Part(f"Part {phase + 1}", minutes * 60, tuple(zip(names, lengths.tolist(), strict=True))))
        number += count
    return tuple(parts)
