"""What a clinic writes down about its own records: `clinic.yaml` in the data directory, by hand.

```yaml
tags: [Tears, Stillness, Unease, Nausea, Dizziness, Dissociation, Interruption, Laughter]
temperature: C                 # or F: what a temperature without a unit is measured in
keyboards: [en, de]            # what can be typed with by touch, the usual one first
```

Whom a client's page names stands in the same file (`setplayer.people`), and in a value of its own: names never reach
a screen or a record.
"""

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from setplayer.alphabets import ALPHABETS
from setplayer.faults import Finding, TextFault, shown
from setplayer.handwritten import Reader, text_in
from setplayer.people import KEYS as PEOPLE
from setplayer.people import People, people_value
from setplayer.strict_yaml import read_strict
from setplayer.values import Value

FILE_NAME: Final = "clinic.yaml"

TAGS: Final = (
    "Tears", "Stillness", "Unease", "Nausea", "Dizziness", "Dissociation", "Interruption",
    "Laughter", "Speaking", "Moving", "Insight",
)  # fmt: skip
"""The tags that ship. The first seven are on the keys 1 to 7 and on the session screen."""

ON_KEYS: Final = 7
MOST_TAGS: Final = 14
LONGEST_TAG: Final = 16
"""Characters that a control has room for."""

_KEYS: Final = ("tags", "temperature", "keyboards", *PEOPLE)


class Clinic(Value):
    """What a clinic has set for its records, with what ships where it says nothing."""

    tags: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_TAGS)] = TAGS
    temperature: Literal["C", "F"] = "C"
    keyboards: Annotated[tuple[str, ...], Field(min_length=1)] = ("en",)
    """Languages of `ALPHABETS`, the usual one first."""


def read_clinic(data: Path) -> Clinic:
    """What a clinic has set in a data directory; what ships where there is no such file.

    Raises TextFault with every fault of the file, and Fault when it cannot be read.
    """
    return clinic_from(*_written(data))


def read_people(data: Path) -> People:
    """Whom pages name, by the same file. Raises as `read_clinic` does."""
    return people_from(*_written(data))


def clinic_from(text: str, file: str) -> Clinic:
    """The clinic's words in a text. Raises TextFault with every fault of it."""
    return Clinic(**{key: value for key, value in _fields(text, file).items() if key not in PEOPLE})


def people_from(text: str, file: str) -> People:
    """Whom pages name, by a text. Raises TextFault with every fault of it."""
    return People(**{key: value for key, value in _fields(text, file).items() if key in PEOPLE}, file=file)


def _written(data: Path) -> tuple[str, str]:
    """The file's text, "" where there is none, and its name."""
    path = data / FILE_NAME
    return text_in(path, "the clinic's words", absent=""), str(path)


def _fields(text: str, file: str) -> dict[str, Any]:
    document = read_strict(text, file)
    if document.value is None:
        return {}
    if not isinstance(document.value, dict):
        raise TextFault(file, [Finding(1, 1, "write 'tags: [Tears, Nausea]' or 'temperature: F'")])
    reader = _Reader(document)
    fields = reader.fields(document.value)
    reader.done(file)
    return fields


class _Reader(Reader):
    """Reads the file's values and collects what is wrong with them."""

    def fields(self, values: dict[str, Any]) -> dict[str, Any]:
        self.only(_KEYS, values)
        found: dict[str, Any] = {}
        for key, value in values.items():
            if key == "tags":
                found[key] = self._tags(value)
            elif key == "temperature":
                found[key] = self._unit(value)
            elif key == "keyboards":
                found[key] = self._keyboards(value)
            elif key in PEOPLE:
                found[key] = people_value(key, value, self.find)
        return found

    def _tags(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            self.find(("tags",), "tags are a list; write them like 'tags: [Tears, Nausea]'")
            return TAGS
        if len(value) > MOST_TAGS:
            self.find(("tags",), f"there are {len(value)} tags here; the screens have room for {MOST_TAGS}")
        tags: list[str] = []
        for number, tag in enumerate(value):
            if (fault := _fault_of(tag, tags)) is not None:
                self.find(("tags", number), fault)
            else:
                tags.append(" ".join(tag.split()))
        return tuple(tags)

    def _unit(self, value: object) -> object:
        if value not in ("C", "F"):
            self.find(("temperature",), "a temperature is measured in C or F; write one of them")
        return value

    def _keyboards(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            self.find(("keyboards",), "keyboards are a list of languages; write them like 'keyboards: [en, de]'")
            return ("en",)
        for number, code in enumerate(value):
            if code not in ALPHABETS:
                known = ", ".join(ALPHABETS)
                self.find(("keyboards", number), f"there is no keyboard for {shown(code)}; there are {known}")
            elif code in value[:number]:
                self.find(("keyboards", number), f"{shown(code)} is here twice; remove one")
        return tuple(value)


def _fault_of(tag: object, before: list[str]) -> str | None:
    """Why a tag cannot be one, or None."""
    text = " ".join(tag.split()) if isinstance(tag, str) else ""
    if not text:
        return "a tag is a word or two; put quotes around a number"
    if len(text) > LONGEST_TAG:
        return f"{shown(text)} has {len(text)} characters; a control has room for {LONGEST_TAG}"
    if text.casefold() in (other.casefold() for other in before):
        return f"{shown(text)} is here twice; remove one"
    return None
