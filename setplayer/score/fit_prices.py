"""What a fit minimises: the price of a plan, as whole numbers, so that it is the same on every machine.

The base is the integral over time of (intensity − wanted intensity)², in seconds: a piece of 5 minutes that is one
step off costs 300. Whatever keeps a phase from ending on time costs more than any such error can.
"""

from typing import Final

from setplayer.units import SAMPLE_RATE, frames_from_s

UNIT: Final = 10_000
"""One (intensity step)² second: intensities are hundredths."""

NEVER: Final = 1 << 58
"""More than any plan costs; several of them can be added."""

JOIN: Final = 30 * UNIT
"""For each piece. Without it the error on a ramp favours ever shorter pieces."""

LEVEL_STEP: Final = 600 * UNIT
"""For each pair of neighbours further apart than `LEVEL_STEP_LU`."""

LEVEL_STEP_LU: Final = 500
"""5 LU, in hundredths. Published programmes step by 6.4 dB in the mean (field figures), which is heard as a jump."""

ARTIST: Final = 600 * UNIT
"""For each piece that lies too near another of its artist."""

UNWANTED_PER_S: Final = UNIT
"""A second of recorded music where soundscapes are preferred, or of a soundscape where recorded music is."""

SKIP: Final = 5_000 * UNIT
"""A pick that stays empty although its phase has one."""

CHANGE: Final = 1_000 * UNIT
"""At a re-fit, each piece that was not in this phase before."""

HEARD: Final = 1_000 * UNIT
"""Each piece that its listener has heard in an earlier session."""

VARIETY: Final = 1_500
"""So much error per second, at most, is drawn for each piece from the seed: 0.15 steps²."""

BRIDGE: Final = 3_000_000 * UNIT
BRIDGE_PER_S: Final = 100 * UNIT
"""A soundscape that bridges to the phase's end. A day at ten steps off is 8.6 million; no library is like that."""

CUT: Final = 3 * BRIDGE
CUT_PER_S: Final = 1_000 * UNIT
"""The last piece faded away where its phase ends."""

DROP: Final = 3 * CUT
"""A piece that the arc names and that does not begin within its phase."""

TOLERANCE: Final = frames_from_s(2) - SAMPLE_RATE // 10
"""How far from a phase's end the middle of the crossfade may lie: 2 s, less a margin for rounding."""
