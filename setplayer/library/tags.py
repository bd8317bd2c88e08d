"""Title and artist from a file's tags, which are untrusted text for people's eyes and nothing else."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import mutagen

LONGEST: Final = 200
"""Characters of a tag that are kept."""

_JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Invisible, but Persian, Hindi and others are misspelt without them."""


@dataclass(frozen=True)
class Tags:
    """What a file says it is. `title` is never empty; `artist` may be."""

    title: str
    artist: str


def read_tags(path: Path) -> Tags:
    """The title and artist of the file at `path`; its name without suffix where it has no title. Never
    raises."""
    found = _found(path)
    title = _text(found, "title", "TIT2", "Title")
    artist = _text(found, "artist", "TPE1", "Artist")
    return Tags(title=title or cleaned(path.stem) or "Untitled", artist=artist)


def cleaned(text: str) -> str:
    """One line without control characters and invisible marks that reorder text, at most LONGEST
    characters."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    kept = (c for c in spaced if c in _JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn", "Co"})
    return " ".join("".join(kept).split())[:LONGEST].rstrip()


def _found(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        # Opening a named pipe would wait for ever.
        return {}
    try:
        file = mutagen.File(path, easy=True)
        return dict(file.tags.items()) if file is not None and file.tags is not None else {}
    except Exception:
        # A parser fed with hostile bytes may fail in any way, and no title is worth losing a track.
        return {}


def _text(tags: Mapping[str, Any], *names: str) -> str:
    """The first of `names` that is there: Vorbis comments and easy tags, ID3 frames (WAV, AIFF), APE
    (AAC)."""
    for name in names:
        values = tags.get(name)
        if values is not None:
            parts = getattr(values, "text", values)
            several = parts if isinstance(parts, list) else [parts]
            return cleaned(", ".join(str(part) for part in several))
    return ""
