"""Kinds of field of the arc model: how each is checked, how it is read from an arc file, and its JSON Schema.

A value that does not fit is refused by a sentence of our own, carried as the `text` of a pydantic error of
type `REFUSED`.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from heapq import nlargest
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BeforeValidator, Strict, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from setplayer.arc.quantities import DURATION_PATTERN, RefusedError, parse_duration
from setplayer.faults import shown
from setplayer.units import SAMPLE_RATE, duration

SECOND: Final = SAMPLE_RATE
MINUTE: Final = 60 * SAMPLE_RATE
DAY: Final = 24 * 60 * MINUTE
"""No phase and no arc is longer, in frames."""

SEEDS: Final = 2**32
"""How many seeds there are; the first is 0."""

REFUSED: Final = "arc_refused"
"""The type of a pydantic error that carries a whole sentence of ours."""

Parsed = TypeVar("Parsed")

_DEVICE: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?", re.IGNORECASE)
"""Names that mean a device on Windows in any folder and with any suffix; `library.paths` has them too."""

_LONGEST_GUESS: Final = 30
_BIDI_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True)
class Vocabulary:
    """What an arc file may name. As the context of a validation it asks for the form of arc files."""

    soundscapes: Collection[str]
    sounds: Collection[str]


def refusal(text: str) -> PydanticCustomError:
    """`text` as the error that pydantic collects with the others."""
    return PydanticCustomError(REFUSED, "{text}", {"text": text})


def did_you_mean(word: str, known: Collection[str]) -> str:
    """`; did you mean 'peak'?`, or nothing when no known word is close.

    A file may hold hundreds of long unknown words, and comparing two by order takes the square of their length and
    more: so only the three words with the most letters in common are compared, and long ones never.
    """
    if len(word) > _LONGEST_GUESS:
        return ""
    lower = {candidate.casefold(): candidate for candidate in known if len(candidate) <= _LONGEST_GUESS}
    matcher = SequenceMatcher(b=word.casefold())

    def letters_in_common(candidate: str) -> float:
        matcher.set_seq1(candidate)
        return matcher.quick_ratio()

    close = get_close_matches(word.casefold(), nlargest(3, lower, key=letters_in_common), n=1, cutoff=0.6)
    return f"; did you mean {shown(lower[close[0]])}?" if close else ""


def from_text(parse: Callable[[object], Parsed]) -> BeforeValidator:
    """Read a field of an arc file by `parse`; leave a value that is in the Python form as it is."""

    def read(value: Any, info: ValidationInfo) -> Any:
        if not isinstance(info.context, Vocabulary):
            return value
        try:
            return parse(value)
        except RefusedError as refused:
            raise refusal(str(refused)) from None

    return BeforeValidator(read)


def length(minimum_frames: int, maximum_frames: int) -> tuple[Any, ...]:
    """The metadata of a length within bounds, for `Annotated[int, *length(...)]`."""

    def bounded(frames: int) -> int:
        if frames < minimum_frames:
            raise refusal(f"this is too short; write at least '{duration(minimum_frames)}'")
        if frames > maximum_frames:
            raise refusal(f"this is too long; write at most '{duration(maximum_frames)}'")
        return frames

    schema = {"type": "string", "pattern": DURATION_PATTERN, "examples": ["12 min", "90 s", "1 h 30 min"]}
    return Strict(), AfterValidator(bounded), from_text(parse_duration), WithJsonSchema(schema)


def _printable(text: str, allowed: str = "") -> str:
    for character in text:
        if character in allowed:
            continue
        if unicodedata.category(character) in _UNPRINTED or character in _BIDI_CONTROLS:
            raise refusal(f"this text holds a character that cannot be shown (U+{ord(character):04X}): remove it")
    return text


def _between(text: str, minimum: int, maximum: int) -> str:
    if len(text) < minimum:
        raise refusal("this is empty; write at least one character")
    if len(text) > maximum:
        raise refusal(f"this is {len(text)} characters long; write at most {maximum}")
    return text


def line(minimum: int, maximum: int) -> tuple[Any, ...]:
    """The metadata of text on one line, for `Annotated[str, *line(...)]`; spaces are made single."""

    def check(text: str) -> str:
        return _printable(_between(" ".join(text.split()), minimum, maximum))

    schema = {"type": "string", "minLength": minimum, "maxLength": maximum}
    return Strict(), AfterValidator(check), WithJsonSchema(schema)


def _check_note(text: str) -> str:
    return _printable(_between(text.strip(), 0, 4000), allowed="\n")


Note = Annotated[str, Strict(), AfterValidator(_check_note), WithJsonSchema({"type": "string", "maxLength": 4000})]
"""Text that may have several lines."""


def _check_seed(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < SEEDS:
        raise refusal(f"a seed is a whole number from 0 to {SEEDS - 1}; write one like 'seed: 7'")
    return value


def _check_yes_or_no(value: object) -> object:
    if not isinstance(value, bool):
        raise refusal("write true or false")
    return value


Seed = Annotated[
    int, BeforeValidator(_check_seed), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": SEEDS - 1})
]
"""What chance is drawn from."""

YesOrNo = Annotated[bool, BeforeValidator(_check_yes_or_no)]


def _check_path(path: str) -> str:
    """Refuse whatever could leave the folder that paths start from, on any system."""
    _printable(_between(path, 1, 1000))
    if "\\" in path:
        raise refusal(f"{shown(path)} holds a backslash; write '/' between folders")
    if path.startswith("/") or path[1:2] == ":":
        raise refusal(f"{shown(path)} starts at the root of a disk; write the path from the music folder on")
    if ".." in path.split("/"):
        raise refusal(f"{shown(path)} leaves the music folder; write it without '..'")
    if path.endswith("/"):
        raise refusal(f"{shown(path)} is a folder; name one file in it")
    if ":" in path:
        raise refusal(f"{shown(path)} holds a ':', which Windows takes for a hidden stream; rename the file")
    for part in path.split("/"):
        if not part or part == ".":
            raise refusal(f"{shown(path)} has an empty part or '.' in it; write one '/' between folders")
        if part.endswith((".", " ")):
            raise refusal(f"{shown(part)} ends in a dot or a space, which Windows leaves off; rename it")
        if _DEVICE.fullmatch(part.strip()):
            raise refusal(f"{shown(part)} is the name of a Windows device; rename it")
    return path


TrackPath = Annotated[
    str,
    Strict(),
    AfterValidator(_check_path),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 1000}),
]
"""A file below the root of the library, with `/` between folders."""


def _known(value: str, known: Collection[str], kind: str) -> None:
    if value not in known:
        there_are = f"the {kind}s are {', '.join(sorted(known))}" if known else f"no {kind} is known here"
        raise refusal(f"there is no {kind} called {shown(value)}{did_you_mean(value, known) or '; ' + there_are}")


def _check_soundscape(name: str, info: ValidationInfo) -> str:
    _printable(_between(name, 1, 60))
    if isinstance(info.context, Vocabulary):
        _known(name, info.context.soundscapes, "soundscape")
    return name


SoundscapeName = Annotated[
    str,
    Strict(),
    AfterValidator(_check_soundscape),
    WithJsonSchema({"type": "string", "examples": ["tide", "hearth"]}),
]
"""A soundscape that ships or that the clinic made."""


def _check_sound(sound: str, info: ValidationInfo) -> str:
    _check_path(sound)
    is_file = "." in sound.rsplit("/", 1)[-1]
    if isinstance(info.context, Vocabulary) and not is_file:
        _known(sound, info.context.sounds, "sound")
    return sound


SoundName = Annotated[
    str,
    Strict(),
    AfterValidator(_check_sound),
    WithJsonSchema({"type": "string", "minLength": 1, "examples": ["bowl", "bell", "chime", "voice/breathe.flac"]}),
]
"""A sound that ships or was added, by name, or a file below the root of the library."""
