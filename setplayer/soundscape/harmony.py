"""Which tones may sound when.

Five-limit tuning without a leading note and without a chord on the second degree, so that every pair of tones
used together is pure or near. Every chord holds the tonic: a pedal on it, and a long note caught by a change
of chord, stay consonant. Over minutes music travels: every other section has a home of its own, on the fourth
or the sixth degree, and the bass goes along. All homes lie in one scale and hold the tonic, so that what
travels and what stays at home can still be heard together. Harmony follows the seed alone. If it followed
intensity, a note that asks for the next chord would look ahead; and because it ignores the recipe, two
soundscapes of one seed share their chords while they crossfade.
"""

from typing import Final, Literal

from setplayer.soundscape.chance import uniforms
from setplayer.soundscape.kept import kept

SCALE: Final = (1.0, 9 / 8, 5 / 4, 4 / 3, 3 / 2, 5 / 3)
PHRASE_S: Final = 40.0
"""One chord: four slow breaths of ten seconds."""
PHRASES: Final = 8
"""Phrases in a section."""
BASS_HZ: Final = 160.0
"""Below this only root and fifth."""

_BASS_DEGREES: Final = frozenset((0, 4))
_OCTAVES: Final = 6
_FIFTH: Final = 4
_FOURTH: Final = 3
"""A semitone above the third: the one pair of tones of the scale that clashes."""

Chord = tuple[int, int, int, int]

# Degrees in order of entry: more of them are used as intensity grows.
_I: Final[Chord] = (0, 4, 2, 1)
_IV: Final[Chord] = (0, 3, 5, 4)
_VI: Final[Chord] = (0, 5, 2, 4)
_V_SUS: Final[Chord] = (0, 4, 1, 5)
_IV_HOME: Final[Chord] = (3, 0, 5, 4)
_VI_HOME: Final[Chord] = (5, 0, 2, 4)
_SUS: Final[Chord] = (4, 0, 1, 3)
_FIFTHS: Final[Chord] = (0, 4, 0, 4)

# Each begins and ends at home, so that any order joins.
_SECTIONS: Final = (
    (_I, _I, _IV, _I, _VI, _IV, _I, _I),
    (_I, _VI, _VI, _IV, _IV, _I, _V_SUS, _I),
    (_I, _IV, _I, _V_SUS, _VI, _VI, _IV, _I),
)
_TRAVELLING: Final = (
    (_I, _I, _IV_HOME, _I, _VI_HOME, _IV_HOME, _SUS, _I),
    (_I, _VI_HOME, _VI_HOME, _IV_HOME, _IV_HOME, _I, _SUS, _I),
    (_I, _IV_HOME, _I, _SUS, _VI_HOME, _VI_HOME, _IV_HOME, _I),
)
_AWAY: Final = (
    (_IV_HOME, _IV_HOME, _I, _IV_HOME, _VI_HOME, _IV_HOME, _IV_HOME, _SUS),
    (_IV_HOME, _VI_HOME, _IV_HOME, _IV_HOME, _I, _SUS, _IV_HOME, _SUS),
    (_VI_HOME, _VI_HOME, _IV_HOME, _VI_HOME, _I, _IV_HOME, _VI_HOME, _SUS),
    (_VI_HOME, _IV_HOME, _VI_HOME, _VI_HOME, _IV_HOME, _IV_HOME, _VI_HOME, _SUS),
)


def section(moment_s: float) -> int:
    """Number of the section that holds this moment."""
    return int(moment_s // (PHRASES * PHRASE_S))


class Harmony:
    """The chords of one seed."""

    def __init__(self, seed: int, manner: Literal["travelling", "moving", "grounding", "home"]):
        self._seed = seed
        self._manner = manner
        self._section = kept(16, self._choose_section)

    def _choose_section(self, index: int) -> tuple[Chord, ...]:
        luck = float(uniforms(self._seed, "harmony", index, 1)[0])
        if self._manner == "moving":
            return _SECTIONS[int(luck * len(_SECTIONS))]
        ways = _AWAY if index % 2 else _TRAVELLING
        return ways[int(luck * len(ways))]

    def chord(self, moment_s: float) -> Chord:
        """The chord at a moment, which may lie before zero."""
        if self._manner == "home":
            return _I
        phrase = int(moment_s // PHRASE_S)
        travelling = self._section(phrase // PHRASES)[phrase % PHRASES]
        if self._manner == "grounding":
            return _FIFTHS if _FOURTH in travelling else _I
        return travelling

    def pitches(
        self, *, root_hz: float, low_hz: float, high_hz: float, tones: int, from_s: float, to_s: float
    ) -> list[float]:
        """Pitches a note may have that begins at `from_s` and still sounds at `to_s`, lowest first.

        The first `tones` tones of the chord at its beginning, as far as the chord at its end holds them too.
        """
        here, ahead = self.chord(from_s), self.chord(to_s)
        degrees = {degree for degree in here[:tones] if degree in ahead}
        bass = _BASS_DEGREES if self._manner == "moving" else self._bass(here, ahead)
        return sorted(
            hz
            for degree, ratio in enumerate(SCALE)
            for hz in (root_hz * ratio * 2.0**octave for octave in range(_OCTAVES))
            if low_hz <= hz <= high_hz and degree in (degrees if hz > BASS_HZ else bass)
        )

    def _bass(self, here: Chord, ahead: Chord) -> frozenset[int]:
        """The tonic, and the root of the chord where it is the same ahead; at home on the tonic, the fifth."""
        both = {here[0] or _FIFTH} & {ahead[0] or _FIFTH}
        return frozenset({0} | both)
