"""CSV: a table of tracks, as spreadsheets and streaming services write it."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Final, Literal

from setplayer.faults import shown
from setplayer.library.tags import cleaned
from setplayer.programmes.entries import Collected, Entry, lines_of
from setplayer.programmes.lengths import Unit

Column = Literal["title", "artist", "length", "phase", "location"]

_HEADINGS: Final[Mapping[Column, frozenset[str]]] = {
    "title": frozenset(
        {"title", "track", "track title", "track name", "song", "song title", "name", "piece", "work"}
    ),
    "artist": frozenset(
        {"artist", "artists", "artist name", "artist names", "track artist", "performer", "performers", "composer"}
    ),
    "length": frozenset({"duration", "length", "time", "track duration", "track length", "run time", "runtime"}),
    "phase": frozenset({"phase", "section", "part", "stage", "segment", "group"}),
    "location": frozenset({"path", "file", "filename", "file name", "location", "filepath", "file path"}),
}
_UNITS: Final[Mapping[str, Unit]] = {
    "ms": "ms", "msec": "ms", "milliseconds": "ms", "millis": "ms", "s": "s", "sec": "s", "secs": "s", "seconds": "s",
    "min": "min", "mins": "min", "minutes": "min",
}  # fmt: skip
_CELL_LIMIT: Final = 100_000
_LONGEST_HEADING: Final = 10_000


def read_table(text: str, into: Collected) -> None:
    """Read a table whose first line names its columns. Raises ValueError when no column has titles."""
    lines = lines_of(text)
    first = next((number for number, line in enumerate(lines) if line.strip(" \t,;")), None)
    if first is None:
        return
    if lines[first].lower().startswith("sep="):  # how Excel is told
        first += 1
    heading = lines[first] if first < len(lines) else ""
    if len(heading) > _LONGEST_HEADING or "\0" in heading:
        raise ValueError("its first line is no heading of a table; write one like 'title,artist,duration,phase'")
    separator, columns, unit = _heading(heading)
    csv.field_size_limit(_CELL_LIMIT)
    width = len(next(csv.reader([heading], delimiter=separator), []))
    rows = csv.reader(io.StringIO("\n".join(lines[first + 1 :]), newline=""), delimiter=separator)
    before = 0
    try:
        for row in rows:
            line, before = first + 2 + before, rows.line_num
            if any(cell.strip() for cell in row):
                _row(_shifted(row, width, line, columns, into), line, columns, unit, into)
    except csv.Error as error:
        raise ValueError(f"its table cannot be read from line {first + 2 + before} on: {error}") from None


def _heading(line: str) -> tuple[str, dict[Column, int], Unit | None]:
    """Which separator and columns a heading has: the separator by which most of it is known."""
    found = [(separator, *_columns(line, separator)) for separator in (",", ";", "\t", "|")]
    separator, columns, unit = max(found, key=lambda one: len(one[1]))
    if "title" not in columns and "location" not in columns:
        raise ValueError(
            f"its first line names no column of titles: {shown(line)}; write one like 'title,artist,duration,phase'"
        )
    return separator, columns, unit


def _columns(line: str, separator: str) -> tuple[dict[Column, int], Unit | None]:
    columns: dict[Column, int] = {}
    unit: Unit | None = None
    for number, cell in enumerate(next(csv.reader([line], delimiter=separator), [])):
        words = re.findall(r"\w+", cleaned(cell).lower().replace("_", " "))
        units = [word for word in words if word in _UNITS]
        name = " ".join(word for word in words if word not in _UNITS and word not in {"in", "mm", "ss", "hh"})
        for column, names in _HEADINGS.items():
            if name in names and column not in columns:
                columns[column] = number
                if column == "length" and len(units) == 1:
                    unit = _UNITS[units[0]]
    return columns, unit


def _shifted(row: list[str], width: int, line: int, columns: dict[Column, int], into: Collected) -> list[str]:
    """A row; without its length where it has more fields than the heading, so that nobody knows which is which."""
    fields = max(number for number, cell in enumerate(row, 1) if cell.strip())
    if fields <= width:
        return row
    into.tell(
        line,
        f"it has {fields} fields, and the first line names {width}: what holds a separator needs quotes around it; "
        "its length is left out, and its name may be wrong",
    )
    return [cell if number != columns.get("length") else "" for number, cell in enumerate(row)]


def _row(row: list[str], line: int, columns: dict[Column, int], unit: Unit | None, into: Collected) -> None:
    said = {column: row[number].strip() for column, number in columns.items() if number < len(row)}
    if len(row) > max(columns.values()) + 1 and len(row) > 1 and not any(said.values()):
        into.tell(line, "nothing stands in the columns that are read; it is passed over")
        return
    into.add(
        Entry(
            line,
            title=cleaned(said.get("title", "")),
            artist=cleaned(said.get("artist", "")),
            location=said.get("location", ""),
            length=said.get("length", ""),
            unit=unit,
            phase=cleaned(said.get("phase", "")),
        )
    )
