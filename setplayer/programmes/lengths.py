"""How long a track is, as people write it: every way in which a text can be read.

Published programmes write `26:47:00` for 26 min 47 s (a table that took minutes for hours), `4.37` for 4.37 minutes
or for 4 min 37 s, and bare numbers of any unit.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

Notation = Literal["mm:ss", "h:mm", "min", "s", "ms"]
Unit = Literal["min", "s", "ms"]

SHORTEST_S: Final = 10.0
LONGEST_S: Final = 2 * 3600.0
"""What a track may well last, where a number is read in the unit that makes sense of it; in the field an hour."""

_UNIT_S: Final[dict[Unit, float]] = {"s": 1.0, "min": 60.0, "ms": 0.001}
_LONGEST_TEXT: Final = 40
_UNKNOWN: Final = re.compile(r"-?|—|–|\?+|n/?a|unknown|-?0+([.,]0+)?|-1([.,]0+)?|0+(:00){1,2}", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(\d{1,4}):(\d{2})(?::(\d{2}))?(\.\d{1,6})?")
_NUMBER: Final = re.compile(r"(\d{1,9})(?:[.,](\d{1,6}))?")
_N: Final = r"(\d{1,6}(?:[.,]\d{1,6})?)"
_ISO: Final = re.compile(rf"PT(?:{_N}H)?(?:{_N}M)?(?:{_N}S)?", re.IGNORECASE)
_WORDS: Final = re.compile(
    rf"(?:{_N}\s*(?:h|hrs?|hours?|std))?\s*(?:{_N}\s*(?:m|mins?|minutes?|['′’]))?"
    rf"\s*(?:{_N}\s*(?:s|secs?|seconds?|[\"″”]|''))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """One way to read a length. `notation` is None where there is no other."""

    seconds: float
    notation: Notation | None = None

    def __str__(self) -> str:
        return in_words(self.seconds)


def in_words(seconds: float) -> str:
    """`26 min 47 s`, `1 h 2 min`, to the second; `0.3 s` below one."""
    if seconds < 1:
        return f"{seconds:.1g} s"
    whole = round(seconds)
    parts = [f"{n} {unit}" for n, unit in ((whole // 3600, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")) if n]
    return " ".join(parts)


def is_unknown(text: str) -> bool:
    """Whether a length says only that nobody knows it."""
    return _UNKNOWN.fullmatch(text.strip()) is not None


def readings(text: str, unit: Unit | None = None) -> tuple[Reading, ...]:
    """Every way to read a length; none when it is no length. `unit` is what a bare number counts, where it is known.

    Only what cannot be meant is left out: two parts as hours beyond `LONGEST_S`, bare numbers in units that make them
    shorter than `SHORTEST_S` or longer than `LONGEST_S`. Three parts that end in `:00` have always two readings.
    """
    text = text.strip()
    if len(text) > _LONGEST_TEXT:
        return ()
    if clock := _CLOCK.fullmatch(text):
        return _clock(clock)
    if number := _NUMBER.fullmatch(text):
        return _number(number, unit)
    for form in (_ISO, _WORDS):
        if (match := form.fullmatch(text)) and any(match.groups()):
            hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
            return (Reading(hours * 3600 + minutes * 60 + seconds),)
    return ()


def form_of(text: str) -> str:
    """What kind of writing it is: lengths of one kind in one list are written by one rule."""
    text = text.strip()
    if clock := _CLOCK.fullmatch(text):
        return "h:mm:ss" if clock[3] else "m:ss"
    number = _NUMBER.fullmatch(text)
    return "" if number is None else "decimal" if number[2] else "whole"


def chosen(found: Collection[Reading], notations: Iterable[str]) -> Reading | None:
    """The one reading of these notations, if it is one."""
    left = [reading for reading in found if reading.notation in set(notations)]
    return left[0] if len(left) == 1 else None


def _clock(clock: re.Match[str]) -> tuple[Reading, ...]:
    first, second, third = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    fraction = float(clock[4] or 0)
    if second > 59 or third > 59:
        return ()
    as_minutes = first * 60 + second
    if clock[3]:
        as_hours = first * 3600 + second * 60 + third + fraction
        if third or fraction or as_minutes < SHORTEST_S:
            return (Reading(as_hours, "h:mm"),)
        return Reading(as_minutes, "mm:ss"), Reading(as_hours, "h:mm")
    if fraction or as_minutes * 60 > LONGEST_S:
        return (Reading(as_minutes + fraction, "mm:ss"),)
    return Reading(as_minutes, "mm:ss"), Reading(as_minutes * 60.0, "h:mm")


def _number(match: re.Match[str], unit: Unit | None) -> tuple[Reading, ...]:
    value = float(f"{match[1]}.{match[2] or 0}")
    if unit is not None and SHORTEST_S <= value * _UNIT_S[unit] <= LONGEST_S:
        return (Reading(value * _UNIT_S[unit], unit),)
    found = [Reading(value * size, name) for name, size in _UNIT_S.items()]
    if match[2] and len(match[2]) == 2 and int(match[2]) < 60:
        found.insert(0, Reading(int(match[1]) * 60 + int(match[2]), "mm:ss"))
    meant = [reading for reading in found if SHORTEST_S <= reading.seconds <= LONGEST_S]
    own = [reading for reading in found if reading.notation == unit]
    return tuple(own + [reading for reading in meant if reading not in own])
