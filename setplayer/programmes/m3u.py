"""M3U and M3U8: a path or an address a line, and what `#EXTINF` says before it."""

import re
from typing import Final

from setplayer.library.tags import cleaned
from setplayer.programmes.entries import Collected, Entry, lines_of

_EXTINF: Final = "#EXTINF:"
_GROUP: Final = re.compile(r"#EXTGRP:(.*)", re.IGNORECASE)
_NAME: Final = re.compile(r"#PLAYLIST:(.*)", re.IGNORECASE)


def read_m3u(text: str, into: Collected) -> None:
    """Read the lines of an M3U. What `#EXTGRP` names is a phase, from there on."""
    length = whole = phase = ""
    said = 0
    for number, raw in enumerate(lines_of(text), start=1):
        line = raw.strip()
        if line[: len(_EXTINF)].upper() == _EXTINF:
            if said:
                into.add(Entry(said, whole=whole, length=length, unit="s", phase=phase))
            (length, whole), said = _extinf(line[len(_EXTINF) :]), number
        elif match := _GROUP.fullmatch(line):
            phase = cleaned(match[1])
        elif match := _NAME.fullmatch(line):
            into.name = cleaned(match[1])
        elif line and not line.startswith("#"):
            into.add(Entry(number, whole=whole, location=line, length=length, unit="s", phase=phase))
            length, whole, said = "", "", 0
    if said:
        into.add(Entry(said, whole=whole, length=length, unit="s", phase=phase))


def _extinf(said: str) -> tuple[str, str]:
    """Length and title of what `#EXTINF` says. Between them may stand attributes, whose values may hold commas."""
    parts = said.split('"')
    # What stands between quotes has no comma that counts; a quote that is never closed is none.
    free = next((n for n in range(0, len(parts), 2) if "," in parts[n]), None)
    ends = None if free is None else len('"'.join([*parts[:free], parts[free].partition(",")[0]]))
    if ends is None:
        ends = said.find(",") if len(parts) % 2 == 0 and "," in said else len(said)
    length = said[:ends].split(maxsplit=1)
    return (length[0] if length else ""), cleaned(said[ends + 1 :])
