"""Which files of a folder are music, and keeping every path below that folder."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from setplayer.faults import Fault
from setplayer.library.names import printable

MUSIC_SUFFIXES: Final = frozenset(
    {".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".mp4", ".aac", ".wav", ".aif", ".aiff"}
)

_DEVICE: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?", re.IGNORECASE)
"""Names that mean a device on Windows in any folder and with any suffix."""

_DRIVE: Final = re.compile(r"[A-Za-z]:")


def find_music(root: Path, unreadable: Callable[[str], object] = lambda sentence: None) -> list[str]:
    """The music files below `root`: sorted paths relative to it, with `/` between folders.

    Hidden files and folders (`.name`, and with them the `._name` of macOS) are left out, and so is what lies
    behind a link to somewhere outside `root`. A linked folder inside `root` is found once, where it really
    is. `unreadable` is told of each folder below `root` that cannot be read, in a sentence.

    Raises Fault when `root` is missing, is not a folder, cannot be read, or holds no music.
    """
    top = _real_folder(root)
    found = []

    def cannot_list(error: OSError) -> None:
        sentence = f"{error.filename}: cannot be read ({error.strerror}); check its permissions."
        if Path(error.filename) == top:
            raise Fault(sentence) from error
        unreadable(printable(sentence))

    for folder, subfolders, files in os.walk(top, onerror=cannot_list):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        candidates = [Path(folder, name) for name in files if _is_music(name)]
        found += [path.relative_to(top).as_posix() for path in candidates if _leads_inside(top, path)]
    if not found:
        kinds = ", ".join(sorted(suffix[1:] for suffix in MUSIC_SUFFIXES))
        raise Fault(f"{root}: there is no music in this folder; put files there that end in one of {kinds}.")
    return sorted(found)


def resolve(root: Path, relative: str) -> Path:
    """The real path of the track at `relative`, which need not exist but lies below `root`.

    Raises Fault when `relative` is absolute, has `..`, a drive letter, a backslash, a NUL, a `:`, the name of a
    Windows device or a name that ends in a dot or a space in it, or follows a link out of `root`; also on systems
    where such a name would be harmless, so that an arc means the same everywhere.
    """
    refused = objection(relative)
    if refused:
        raise Fault(f"{printable(relative)}: {refused}; give a path below the library's folder.")
    top = _real_folder(root)
    path = top / relative
    if not _leads_inside(top, path):
        raise Fault(f"{printable(relative)}: is a link out of the library; put the file itself there.")
    return path.resolve()


def objection(relative: str) -> str | None:
    """What is wrong with a path that is to lie below a folder on every system; None when nothing is."""
    parts = relative.split("/")
    objections = {
        "does not name a file": not relative or relative.endswith("/"),
        "is not relative to the library": relative.startswith("/") or _DRIVE.match(relative),
        "has a backslash in it where / belongs": "\\" in relative,
        "has a character in it that cannot be shown": printable(relative) != relative,
        "has an empty part, . or .. in it": not {"", ".", ".."}.isdisjoint(parts),
        "has a ':' in it, which Windows takes for a hidden stream of a file": ":" in relative,
        "has a folder or file in it whose name ends in a dot or a space, which Windows leaves off": any(
            part.endswith((".", " ")) for part in parts
        ),
        "has the name of a Windows device in it": any(_DEVICE.fullmatch(part.strip()) for part in parts),
    }
    return next((text for text, holds in objections.items() if holds), None)


def _real_folder(root: Path) -> Path:
    try:
        if not root.exists():
            raise Fault(f"{root}: there is no such folder; name the folder that holds the music.")
        if not root.is_dir():
            raise Fault(f"{root}: is a file, not a folder; name the folder that holds the music.")
        return root.resolve()
    except OSError as error:
        raise Fault(f"{root}: cannot be read ({error.strerror}); check its permissions.") from error


def _is_music(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in MUSIC_SUFFIXES


def _leads_inside(top: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(top)
    except (OSError, RuntimeError):
        # Links in a circle; Python 3.11 and 3.12 call them a RuntimeError.
        return False
