"""What a clinic knows better than the measurement: `music.yaml` in the library's own folder, written by hand.

```yaml
quiet/slow water.flac:
  intensity: 2
  voice: none                  # none, some or much
  tags: [choir, known to client]
loud/storm.mp3:
  withdrawn: it frightened two people
```
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from setplayer.faults import Finding, TextFault, shown
from setplayer.handwritten import Reader, text_in
from setplayer.library.track import Catalogue, Track, close_match
from setplayer.strict_yaml import read_strict

FILE_NAME: Final = "music.yaml"

VOICE: Final = {"none": 0.0, "some": 0.5, "much": 1.0}
"""What `voice` says, as the likelihood that a measurement would give."""

LONGEST_TEXT: Final = 200
MOST_TAGS: Final = 20


@dataclass(frozen=True)
class Correction:
    """What is corrected of one piece; None and empty where the measurement stands."""

    intensity: float | None = None
    voice: float | None = None
    tags: tuple[str, ...] = ()
    withdrawn: str | None = None

    def applied(self, track: Track) -> Track:
        """The track as the clinic knows it."""
        known = {"intensity": self.intensity, "voice": self.voice, "withdrawn": self.withdrawn}
        changes = {name: value for name, value in known.items() if value is not None}
        return track.model_copy(update={**changes, "tags": self.tags})


@dataclass(frozen=True)
class Corrections:
    """All of them, by path with accents as one character (NFC), and where the file says so."""

    file: str = FILE_NAME
    by_path: Mapping[str, Correction] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def applied(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue as the clinic knows it. What is withdrawn is so wherever a copy of it lies."""
        tracks = [self._corrected(track) for track in catalogue.tracks.values()]
        reasons = {track.sha256: track.withdrawn for track in tracks if track.withdrawn and track.sha256}
        return Catalogue.of(
            track.model_copy(update={"withdrawn": reasons[track.sha256]}) if track.sha256 in reasons else track
            for track in tracks
        )

    @property
    def withdrawn(self) -> list[str]:
        """The paths of what is withdrawn."""
        return [path for path, correction in self.by_path.items() if correction.withdrawn is not None]

    def gone(self, paths: Iterable[str]) -> list[Finding]:
        """A warning for each correction of a piece that is not among the library's `paths`."""
        there = {_nfc(path) for path in paths}
        return [
            Finding(*self.places[path], _gone(path, there), "warning") for path in self.by_path if path not in there
        ]

    def _corrected(self, track: Track) -> Track:
        correction = self.by_path.get(_nfc(track.path))
        return correction.applied(track) if correction else track


def read_corrections(root: Path) -> Corrections:
    """The corrections of the library at `root`; none when it has no such file.

    Raises TextFault with every fault of the file, and Fault when it cannot be read.
    """
    path = root / FILE_NAME
    if not path.is_file():
        return Corrections(str(path))
    return corrections_from(text_in(path, "the corrections"), str(path))


def corrections_from(text: str, file: str) -> Corrections:
    """The corrections in a text. Raises TextFault with every fault of it."""
    document = read_strict(text, file)
    if document.value is None:
        return Corrections(file)
    if not isinstance(document.value, dict):
        message = "corrections are written by piece; write 'folder/piece.flac:' and below it 'intensity: 2'"
        raise TextFault(file, [Finding(1, 1, message)])
    reader = _Reader(document)
    by_path = {_nfc(path): reader.correction(path, entry) for path, entry in document.value.items()}
    reader.done(file)
    return Corrections(file, by_path, {_nfc(path): document.key_place((path,)) for path in document.value})


class _Reader(Reader):
    """Reads corrections and collects what is wrong with them."""

    def correction(self, path: str, entry: object) -> Correction:
        if not isinstance(entry, dict):
            self.find((path,), "below a piece stand 'key: value' lines; write one like 'intensity: 2'")
            return Correction()
        values = {key: self._value((path, key), value) for key, value in entry.items()}
        return Correction(**{key: value for key, value in values.items() if value is not None})

    def _value(self, place: tuple[str, str], value: object) -> Any:
        read = _READ.get(place[1])
        if read is None:
            self.unknown(place, _READ)
            return None
        try:
            return read(value)
        except ValueError as error:
            self.find(place, str(error))
            return None


def _intensity(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("an intensity is a number from 0 to 10")
    if not 0 <= value <= 10:
        raise ValueError(f"an intensity is from 0 to 10, and {value:g} is not")
    return float(value)


def _voice(value: object) -> float:
    if not isinstance(value, str) or value not in VOICE:
        raise ValueError(f"{shown(value)} is not known here; write one of {', '.join(VOICE)}")
    return VOICE[value]


def _tags(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("tags are a list; write them like '[choir, known to client]'")
    if len(value) > MOST_TAGS:
        raise ValueError(f"there are {len(value)} tags here; there can be {MOST_TAGS} at most")
    return tuple(dict.fromkeys(_line(tag, "a tag is a word or two").lower() for tag in value))


def _reason(value: object) -> str:
    return _line(value, "say why it is withdrawn; write it like 'withdrawn: it frightened somebody'")


def _line(value: object, otherwise: str) -> str:
    """A text on one line. Raises ValueError when there is none, or too long a one."""
    text = _nfc(" ".join(value.split())) if isinstance(value, str) else ""
    if not text:
        raise ValueError(otherwise)
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"this has {len(text)} characters; it can have {LONGEST_TEXT} at most")
    return text


_READ: Final[Mapping[str, Callable[[object], Any]]] = {
    "intensity": _intensity,
    "voice": _voice,
    "tags": _tags,
    "withdrawn": _reason,
}


def _gone(path: str, there: set[str]) -> str:
    near = close_match(path, there)
    hint = f"did you mean '{near}'?" if near else "remove these lines, or correct the path"
    return f"there is no piece {shown(path)} in the library; {hint}"


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
