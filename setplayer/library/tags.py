"""Title, artist and picture from a file's tags, which are untrusted: for people's eyes and nothing else."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import mutagen

from setplayer.library.art import Art, art_in

LONGEST: Final = 200
"""Characters of a tag that are kept."""

_JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Invisible, but Persian, Hindi and others are misspelt without them."""


@dataclass(frozen=True)
class Tags:
    """What a file says it is. `title` is never empty; `artist` may be."""

    title: str
    artist: str
    has_art: bool
    """Whether it carries a picture that may be shown."""


def read_tags(path: Path) -> Tags:
    """What the file at `path` says of itself; its name without suffix where it has no title. Never raises."""
    file = _opened(path)
    title = _text(file, "title", "TIT2", "\xa9nam", "Title")
    artist = _text(file, "artist", "TPE1", "\xa9ART", "Artist")
    title = title or cleaned(path.stem) or "Untitled"
    return Tags(title=title, artist=artist, has_art=_art(file) is not None)


def read_art(path: Path) -> Art | None:
    """The picture of the file at `path`, or None. Never raises."""
    return _art(_opened(path))


def cleaned(text: str) -> str:
    """One line without control characters and invisible marks that reorder text, at most LONGEST
    characters."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    kept = (c for c in spaced if c in _JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn", "Co"})
    return " ".join("".join(kept).split())[:LONGEST].rstrip()


def _opened(path: Path) -> Any:
    """The file as mutagen reads it, or None."""
    if not path.is_file():
        # Opening a named pipe would wait for ever.
        return None
    try:
        return mutagen.File(path)
    except Exception:
        # A parser fed with hostile bytes may fail in any way, and no title is worth losing a track.
        return None


def _art(file: Any) -> Art | None:
    try:
        return None if file is None else art_in(file)
    except Exception:
        # As above.
        return None


def _text(file: Any, *names: str) -> str:
    """The first of `names` that is there: Vorbis comments, ID3 frames, MP4 atoms, APE (AAC)."""
    tags = None if file is None else file.tags
    for name in names if tags is not None else ():
        values = _values(tags, name)
        if values is not None:
            parts = getattr(values, "text", values)
            several = parts if isinstance(parts, list) else [parts]
            return cleaned(", ".join(str(part) for part in several))
    return ""


def _values(tags: Any, name: str) -> Any:
    try:
        return tags.get(name)
    except ValueError:
        # Vorbis comments have names of ASCII, and ask for one that is not.
        return None
