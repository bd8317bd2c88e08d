"""The small languages inside an arc file: lengths, moments, intensities, tempos.

Each function takes what the file holds and returns plain numbers, or raises `RefusedError` with a sentence
that says what is wrong and what to write instead.
"""

import re
from typing import Final

from setplayer.faults import shown
from setplayer.units import SAMPLE_RATE, duration

_UNIT_S: Final = {
    "h": 3600,
    "hour": 3600,
    "hours": 3600,
    "min": 60,
    "minute": 60,
    "minutes": 60,
    "s": 1,
    "sec": 1,
    "second": 1,
    "seconds": 1,
    "ms": 0.001,
}
_UNIT: Final = "|".join(sorted(_UNIT_S, key=len, reverse=True))
_NUMBER: Final = r"[0-9]{1,9}(?:\.[0-9]{1,6})?"
_PART: Final = rf"({_NUMBER})[ ]?({_UNIT})(?![a-z])"
_PARTS: Final = re.compile(_PART)
_DURATION: Final = re.compile(rf"{_PART}(?:[ ]{_PART})*")
_CLOCK: Final = re.compile(r"([0-9]{1,3}):([0-9]{2})(?::([0-9]{2}))?")
_LIKE_A_TIME: Final = re.compile(r"[0-9][0-9:.,]*")
_OFFSET: Final = re.compile(r"(?P<anchor>.*?)[ ]*(?P<sign>[+\-−])[ ]*(?P<length>[0-9][^+\-−]*)", re.DOTALL)
_SPAN: Final = re.compile(rf"(-?{_NUMBER})[ ]*->[ ]*(-?{_NUMBER})")
_TEMPO: Final = re.compile(rf"({_NUMBER})[ ]*[-–][ ]*({_NUMBER})")

DURATION_PATTERN: Final = rf"^{_NUMBER} ?({_UNIT})( {_NUMBER} ?({_UNIT}))*$"
"""How a length looks, for the schema that editors use."""
INTENSITY_PATTERN: Final = rf"^{_NUMBER} *-> *{_NUMBER}$"
"""How a moving intensity looks, for the schema that editors use."""
TEMPO_PATTERN: Final = rf"^{_NUMBER} *[-–] *{_NUMBER}$"
"""How a range of tempo looks, for the schema that editors use."""

MAX_OFFSET_FRAMES: Final = 24 * 3600 * SAMPLE_RATE
MIN_TEMPO_BPM: Final = 20.0
MAX_TEMPO_BPM: Final = 300.0
MAX_INTENSITY: Final = 10.0


class RefusedError(ValueError):
    """What was written cannot be read; the text says what to write instead."""


def parse_duration(value: object) -> int:
    """Frames of a length such as `12 min`, `90 s`, `1 h 30 min`, `1.5 min` or `500 ms`.

    Raises RefusedError for bare numbers and clock notation, naming the ways it could have been meant.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise RefusedError(f"a length needs a unit; write '{value} min' or '{value} s'")
    if not isinstance(value, str):
        raise RefusedError("a length is a number with a unit; write it like '12 min', '90 s' or '1 h 30 min'")
    text = " ".join(value.split())
    if _DURATION.fullmatch(text):
        seconds = sum(float(number) * _UNIT_S[unit] for number, unit in _PARTS.findall(text))
        return round(seconds * SAMPLE_RATE)
    if clock := _CLOCK.fullmatch(text):
        raise RefusedError(f"{shown(text)} can be read in two ways; write {_clock_meant(clock)}")
    meant = text.replace(",", ".").lower()
    if _DURATION.fullmatch(meant):
        raise RefusedError(f"{shown(text)} is not a length; write '{meant}'")
    if text.startswith(("-", "−")):
        raise RefusedError(f"a length cannot be negative, and {shown(text)} is")
    raise RefusedError(f"{shown(text)} is not a length; write it like '12 min', '90 s' or '1 h 30 min'")


def exact_length(frames: int) -> str:
    """A length as text that `parse_duration` reads back to the very frame: `12 min` where that is exact."""
    text = duration(frames)
    if parse_duration(text) == frames:
        return text
    minutes, rest = divmod(frames, 60 * SAMPLE_RATE)
    before = f"{duration(minutes * 60 * SAMPLE_RATE)} " if minutes else ""
    return f"{before}{rest / SAMPLE_RATE:.6f}".rstrip("0") + " s"


def _clock_meant(clock: re.Match[str]) -> str:
    first, second, third = (int(part) if part else 0 for part in clock.groups())
    if clock[3]:
        return f"'{first} h {second} min {third} s'"
    return f"'{first} min {second} s' or '{first} h {second} min'"


def parse_moment(value: object) -> tuple[str | None, int]:
    """Anchor (None is 0:00) and offset in frames of `12 min`, `-5 min`, `peak`, `peak + 2 min`."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise RefusedError(f"a moment needs a unit; write '{value} min' or '{value} s'")
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        raise RefusedError("a moment is written like '12 min', '-5 min', 'peak' or 'peak + 2 min'")
    anchor, offset = _anchor_and_offset(text)
    if abs(offset) > MAX_OFFSET_FRAMES:
        raise RefusedError("a moment is at most 24 h away; write a shorter length")
    return anchor, offset


def _anchor_and_offset(text: str) -> tuple[str | None, int]:
    match = _OFFSET.fullmatch(text)
    anchor, sign, length = match.groups() if match else ("", "+", text)
    try:
        offset = parse_duration(length)
    except RefusedError:
        # A phase may be called "Part - 2 of 3"; then the whole text is the anchor. But no phase is called "1:30".
        if not anchor and _LIKE_A_TIME.fullmatch(length):
            raise
        return text, 0
    return anchor or None, -offset if sign in "-−" else offset


def parse_intensity(value: object) -> tuple[float, float]:
    """Start and end, 0 to 10, of `2` or `2 -> 4`."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        start = end = float(value)
    elif isinstance(value, str) and (match := _SPAN.fullmatch(value.strip())):
        start, end = float(match[1]), float(match[2])
    elif isinstance(value, str):
        raise RefusedError(f"{shown(value)} is not an intensity; write a number from 0 to 10, or '2 -> 4'")
    else:
        raise RefusedError("an intensity is a number from 0 to 10, or two such as '2 -> 4'")
    for number in (start, end):
        if not 0 <= number <= MAX_INTENSITY:
            raise RefusedError(f"an intensity is from 0 to 10, and {number:g} is not")
    return start, end


def parse_tempo(value: object) -> tuple[float, float]:
    """Lowest and highest beats per minute of `60 - 80`."""
    match = _TEMPO.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise RefusedError("a tempo is a range of beats per minute; write it like '60 - 80'")
    low, high = float(match[1]), float(match[2])
    if not MIN_TEMPO_BPM <= low <= high <= MAX_TEMPO_BPM:
        raise RefusedError("a tempo goes from slow to fast, between 20 and 300; write it like '60 - 80'")
    return low, high
