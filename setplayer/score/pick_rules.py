"""What a pick's rule asks of a piece, one thing at a time, in words as well."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from setplayer.arc.model import Intensity, PickRule, Tempo
from setplayer.arc.quantities import MAX_INTENSITY
from setplayer.faults import shown
from setplayer.library.track import Track

REACH: Final = 2.0
"""A piece that is further than this from every intensity that its phase wants is none of the candidates."""

VOICE: Final = 0.5
"""From this likelihood on, a piece counts as having voices."""


@dataclass(frozen=True)
class Demand:
    """One thing that a rule asks of a piece: in words that follow on from "pieces", and from "no piece"."""

    such: str
    verb: str
    met_by: Callable[[Track], bool]
    tag: str = ""
    """The tag that a piece must have."""


def demands(rule: PickRule, wanted: Intensity) -> list[Demand]:
    """Everything that a rule asks of a piece in a phase of this intensity. What is not known does not meet it."""
    voices = {"none": [_WITHOUT_VOICES], "only": [_WITH_VOICES], "any": []}[rule.vocals]
    tempo = [] if rule.tempo is None else [_tempo(rule.tempo)]
    aim = wanted if rule.intensity == "follow" else rule.intensity
    return [*map(_has, rule.tags), *map(_lacks, rule.avoid), *voices, *tempo, _intensity(aim)]


def tagged(track: Track, tag: str) -> bool:
    """Whether a track has a tag. Capitals do not count, nor how an accent is written."""
    return _plain(tag) in map(_plain, track.tags)


_WITHOUT_VOICES: Final = Demand(
    "without voices", "is without voices", lambda track: track.voice is not None and track.voice < VOICE
)
_WITH_VOICES: Final = Demand(
    "with voices", "has voices", lambda track: track.voice is not None and track.voice >= VOICE
)


def _has(tag: str) -> Demand:
    such = f"the tag {shown(tag)}"
    return Demand(f"with {such}", f"has {such}", lambda track: tagged(track, tag), tag)


def _lacks(tag: str) -> Demand:
    such = f"without the tag {shown(tag)}"
    return Demand(such, f"is {such}", lambda track: not tagged(track, tag))


def _tempo(tempo: Tempo) -> Demand:
    such = f"{tempo.low_bpm:g} to {tempo.high_bpm:g} BPM"
    return Demand(f"of {such}", f"has {such}", lambda track: _within(track.tempo_bpm, tempo.low_bpm, tempo.high_bpm))


def _intensity(aim: Intensity) -> Demand:
    low, high = max(min(aim.start, aim.end) - REACH, 0), min(max(aim.start, aim.end) + REACH, MAX_INTENSITY)
    such = f"{low:g} to {high:g}"
    return Demand(
        f"of intensity {such}", f"has an intensity of {such}", lambda track: _within(track.intensity, low, high)
    )


def _within(value: float | None, low: float, high: float) -> bool:
    return value is not None and low <= value <= high


def _plain(tag: str) -> str:
    return unicodedata.normalize("NFC", tag).lower()
