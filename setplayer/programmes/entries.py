"""What a list of another program holds, whatever its form."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import unquote

from setplayer.faults import Finding
from setplayer.library.tags import cleaned
from setplayer.programmes.lengths import Unit

MOST_ENTRIES: Final = 2_000


@dataclass(frozen=True)
class Entry:
    """One line of a list: what it says of a track. Empty where it says nothing."""

    line: int
    title: str = ""
    artist: str = ""
    whole: str = ""
    """Artist and title in one text, where the form does not part them: `Artist - Title`."""
    location: str = ""
    """A path or an address, as it is written."""
    length: str = ""
    """How long it is, as it is written."""
    unit: Unit | None = None
    """What a bare number in `length` counts, where the form or a heading says so."""
    phase: str = ""

    @property
    def name(self) -> str:
        """What a person calls it."""
        if self.whole or self.title:
            return f"{self.title}, {self.artist}" if self.artist else self.whole or self.title
        return (
            cleaned(unquote(self.location).replace("\\", "/").rstrip("/").rpartition("/")[2])
            or "a track without a name"
        )


@dataclass(frozen=True)
class Listing:
    """A list as it was read."""

    file: str
    """Its name, for messages."""
    form: str
    """M3U, PLS, XSPF or CSV."""
    entries: tuple[Entry, ...]
    name: str = ""
    """What the list calls itself."""
    told: tuple[Finding, ...] = ()
    """What was read otherwise than it stands there, and what was passed over."""

    def with_told(self, *findings: Finding) -> "Listing":
        """The list with more to tell."""
        return replace(self, told=(*self.told, *findings))


@dataclass
class Collected:
    """Entries and what is to be told of them, while a list is read."""

    entries: list[Entry] = field(default_factory=list)
    told: list[Finding] = field(default_factory=list)
    name: str = ""

    def add(self, entry: Entry) -> None:
        """Keep an entry. Raises ValueError when there are too many."""
        if len(self.entries) == MOST_ENTRIES:
            raise ValueError(f"there are more than {MOST_ENTRIES} tracks in this list; split it")
        self.entries.append(entry)

    def tell(self, line: int, message: str) -> None:
        """Keep a warning."""
        self.told.append(Finding(line, 1, message, "warning"))


Reader = Callable[[str, Collected], None]
"""Reads a text into entries. Raises ValueError with a sentence when it is none of its form."""


def lines_of(text: str) -> list[str]:
    """The lines as editors count them: other signs that Python takes for line ends are text here."""
    return re.split(r"\r\n|\r|\n", text)
