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

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from setplayer.handwritten import Reader, text_in
from setplayer.shipped import shipped
from setplayer.strict_yaml import read_strict

FILE_NAME: Final = "sheet.yaml"
_TOP: Final = ("sheet", "confirm", "intro", "parts", "contact")
_PART: Final = ("heading", "points")


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
    reader = _Reader(read_strict(text_in(path, "the sheet"), str(path)))
    found = reader.expect()
    reader.done(str(path))
    return found


class _Reader(Reader):
    def expect(self) -> Expect:
        values = self.document.value
        if not isinstance(values, dict):
            self.find((), "a sheet has a name and parts; write 'sheet: What to expect' and 'parts:'")
            return Expect("", "", "", (), "")
        self.only(_TOP, values)
        name, confirm, intro, contact = (
            self._words(values, key, (), needed=key == "sheet") for key in ("sheet", "confirm", "intro", "contact")
        )
        listed = values.get("parts")
        if not isinstance(listed, list) or not listed:
            self.find(("parts",), "the parts are a list; write '- heading: On the day' and 'points:' below it")
            listed = []
        parts = tuple(self._part(part, ("parts", number)) for number, part in enumerate(listed))
        return Expect(name, confirm, intro, parts, contact)

    def _part(self, part: object, place: tuple[str | int, ...]) -> Part:
        if not isinstance(part, dict):
            self.find(place, "a part has a heading and points; write '- heading: On the day' and 'points:'")
            return Part("", ())
        self.only(_PART, part, place)
        heading = self._words(part, "heading", place, needed=True)
        points = part.get("points")
        if not isinstance(points, list) or not points:
            self.find((*place, "points"), "the points are a list; write each as '- Wear comfortable clothes.'")
            points = []
        for number, point in enumerate(points):
            if not isinstance(point, str) or not point.strip():
                self.find((*place, "points", number), "a point is a sentence; put quotes around one with a colon")
        return Part(heading, tuple(" ".join(point.split()) for point in points if isinstance(point, str)))

    def _words(self, values: dict[str, Any], key: str, place: tuple[str | int, ...], *, needed: bool) -> str:
        value = values.get(key, "")
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if (needed and not text) or not isinstance(value, str | None):
            self.find((*place, key), f"'{key}' is a few words; put quotes around a number")
        return text
