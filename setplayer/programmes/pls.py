"""PLS: `File1=`, `Title1=` and `Length1=` lines, in any order."""

import re
from typing import Final

from setplayer.library.tags import cleaned
from setplayer.programmes.entries import Collected, Entry, lines_of

_LINE: Final = re.compile(r"(File|Title|Length)(\d{1,6})\s*=(.*)", re.IGNORECASE)


def read_pls(text: str, into: Collected) -> None:
    """Read the lines of a PLS; tracks stand in the order of their numbers. Raises ValueError when it is none."""
    if not any(line.strip().lower() == "[playlist]" for line in lines_of(text)):
        raise ValueError("there is no line [playlist] in it, with which a PLS begins")
    found: dict[int, dict[str, str]] = {}
    lines: dict[int, int] = {}
    for line, raw in enumerate(lines_of(text), start=1):
        if match := _LINE.fullmatch(raw.strip()):
            key, number = match[1].lower(), int(match[2])
            found.setdefault(number, {})
            if key in found[number]:
                into.tell(line, f"{match[1]}{number} stands here again; its first line counts")
            found[number].setdefault(key, match[3].strip())
            # A track is where its file is named.
            lines[number] = line if key == "file" else lines.get(number, line)
    for number, said in sorted(found.items()):
        into.add(
            Entry(
                lines[number],
                whole=cleaned(said.get("title", "")),
                location=said.get("file", ""),
                length=said.get("length", ""),
                unit="s",
            )
        )
