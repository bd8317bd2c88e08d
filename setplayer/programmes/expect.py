"""The sheet that a client reads before a session: a clinic's own words in YAML, read strictly, set for printing.

```yaml
sheet: What to expect
confirm: A draft, for the clinic to confirm.    # stands in a frame; left out once it is confirmed
intro: This sheet says what a session is usually like.
parts:
  - heading: On the day
    points: [Wear comfortable clothes.]
contact: "Telephone of the clinic: …"
```
"""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from setplayer.faults import Finding, TextFault, shown
from setplayer.files import cannot_read
from setplayer.shipped import shipped
from setplayer.strict_yaml import Document, read_strict, text_of

FILE_NAME: Final = "sheet.yaml"
_TOP: Final = ("sheet", "confirm", "intro", "parts", "contact")
_PART: Final = ("heading", "points")
_LARGEST: Final = 1_000_001


@dataclass(frozen=True)
class Part:
    """A heading with its points."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Expect:
    """All of it. `confirm` is what must be done before it is given to anybody; empty when it was done."""

    name: str
    confirm: str
    intro: str
    parts: tuple[Part, ...]
    contact: str


def sheet_file(data: Path) -> Path:
    """The clinic's own sheet in a data directory, or the one that ships."""
    own = data / FILE_NAME
    return own if own.exists() else shipped("assets") / "sheets" / "what-to-expect.yaml"


def read_expect(path: Path) -> Expect:
    """The sheet in a file. Raises TextFault with every fault of it, and Fault when it cannot be read."""
    try:
        with path.open("rb") as file:
            text = text_of(file.read(_LARGEST), str(path))
    except OSError as error:
        raise cannot_read(path, "the sheet", error) from error
    document = read_strict(text, str(path))
    reader = _Reader(document)
    found = reader.expect()
    if reader.findings:
        raise TextFault(str(path), reader.findings)
    return found


class _Reader:
    def __init__(self, document: Document):
        self.findings: list[Finding] = []
        self._document = document

    def expect(self) -> Expect:
        values = self._document.value
        if not isinstance(values, dict):
            self._find((), "a sheet has a name and parts; write 'sheet: What to expect' and 'parts:'")
            return Expect("", "", "", (), "")
        self._known(values, _TOP, ())
        name, confirm, intro, contact = (
            self._words(values, key, (), needed=key == "sheet") for key in ("sheet", "confirm", "intro", "contact")
        )
        listed = values.get("parts")
        if not isinstance(listed, list) or not listed:
            self._find(("parts",), "the parts are a list; write '- heading: On the day' and 'points:' below it")
            listed = []
        parts = tuple(self._part(part, ("parts", number)) for number, part in enumerate(listed))
        return Expect(name, confirm, intro, parts, contact)

    def _part(self, part: object, place: tuple[str | int, ...]) -> Part:
        if not isinstance(part, dict):
            self._find(place, "a part has a heading and points; write '- heading: On the day' and 'points:'")
            return Part("", ())
        self._known(part, _PART, place)
        heading = self._words(part, "heading", place, needed=True)
        points = part.get("points")
        if not isinstance(points, list) or not points:
            self._find((*place, "points"), "the points are a list; write each as '- Wear comfortable clothes.'")
            points = []
        for number, point in enumerate(points):
            if not isinstance(point, str) or not point.strip():
                self._find((*place, "points", number), "a point is a sentence; put quotes around one with a colon")
        return Part(heading, tuple(" ".join(point.split()) for point in points if isinstance(point, str)))

    def _words(self, values: dict[str, Any], key: str, place: tuple[str | int, ...], *, needed: bool) -> str:
        value = values.get(key, "")
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if (needed and not text) or not isinstance(value, str | None):
            self._find((*place, key), f"'{key}' is a few words; put quotes around a number")
        return text

    def _known(self, values: dict[str, Any], keys: tuple[str, ...], place: tuple[str | int, ...]) -> None:
        for key in values:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"the keys here are {', '.join(keys)}"
                where = self._document.key_place((*place, key))
                self.findings.append(Finding(*where, f"unknown key {shown(key)}; {hint}"))

    def _find(self, place: tuple[str | int, ...], message: str) -> None:
        self.findings.append(Finding(*self._document.place(place), message))
