"""M3U and M3U8: a path or an address a line, and what `#EXTINF` says before it."""

import re
from typing import Final

from setplayer.library.tags import cleaned
from setplayer.programmes.entries import Collected, Entry, lines_of

_EXTINF: Final = re.compile(r"#EXTINF:\s*([^,]*?)(?:\s+[\w-]+=\"[^\"]*\")*\s*(?:,(.*))?", re.IGNORECASE)
_GROUP: Final = re.compile(r"#EXTGRP:(.*)", re.IGNORECASE)
_NAME: Final = re.compile(r"#PLAYLIST:(.*)", re.IGNORECASE)


def read_m3u(text: str, into: Collected) -> None:
    """Read the lines of an M3U. What `#EXTGRP` names is a phase, from there on."""
    length = whole = phase = ""
    said = 0
    for number, raw in enumerate(lines_of(text), start=1):
        line = raw.strip()
        if match := _EXTINF.fullmatch(line):
            if said:
                into.entries.append(Entry(said, whole=whole, length=length, unit="s", phase=phase))
            length, whole, said = match[1], cleaned(match[2] or ""), number
        elif match := _GROUP.fullmatch(line):
            phase = cleaned(match[1])
        elif match := _NAME.fullmatch(line):
            into.name = cleaned(match[1])
        elif line and not line.startswith("#"):
            into.entries.append(Entry(number, whole=whole, location=line, length=length, unit="s", phase=phase))
            length, whole, said = "", "", 0
    if said:
        into.entries.append(Entry(said, whole=whole, length=length, unit="s", phase=phase))
