"""Files written into a system, known again by their content, so that exactly they can be taken out.

What was written stands in a file of its own below the root. A file that somebody changed since is never replaced and
never removed. A file that was there before with the same content is somebody's own, and stays.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from setplayer.faults import Fault, MachineFault
from setplayer.files import cannot_write, writing
from setplayer.values import Value

WRITTEN: Final = "etc/setplayer/kiosk.json"
"""What was written is listed here, below the root."""


@dataclass(frozen=True)
class Planned:
    """A file to be written, or a link where `link` says what it leads to; `path` is below the root."""

    path: str
    text: str = ""
    link: str = ""

    @property
    def mark(self) -> str:
        """By what it is known again."""
        return f"-> {self.link}" if self.link else _mark(self.text.encode())


class Record(Value):
    """What was written: marks by path, and the folders that had to be made."""

    user: str
    files: dict[str, str] = Field(default_factory=dict)
    folders: tuple[str, ...] = ()


def record_of(root: Path) -> Record | None:
    """What was written below a root; None when nothing was. Raises Fault when the list is damaged."""
    path = root / WRITTEN
    try:
        return Record.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise Fault(f"{path}: this list of what was installed cannot be read. Restore it from a backup.") from error


def changed(root: Path, record: Record) -> list[str]:
    """The files that were changed since they were written. One that is gone was not changed."""
    return [path for path, mark in record.files.items() if _found(root / path) not in ("", mark)]


def missing(root: Path, record: Record) -> list[str]:
    """The files that were written and are gone."""
    return [path for path in record.files if not _found(root / path)]


def write(root: Path, user: str, planned: Sequence[Planned]) -> list[str]:
    """Write what is planned, and take out what an earlier version wrote and this one does not; the paths written.

    Raises Fault, and writes nothing, when a file of somebody else or a changed one is in the way.
    """
    before = record_of(root) or Record(user=user)
    in_the_way = [
        file.path
        for file in planned
        if _found(root / file.path) not in ("", file.mark, before.files.get(file.path, file.mark))
    ]
    left = {path: mark for path, mark in before.files.items() if path not in {file.path for file in planned}}
    in_the_way += changed(root, Record(user=user, files=left))
    if in_the_way:
        raise Fault(f"{_named(root, in_the_way)} Nothing was written; move them away, then ask again.")
    ours = [file for file in planned if file.path in before.files or not _found(root / file.path)]
    folders = _folders_missing(root, [WRITTEN, *(file.path for file in ours)])
    record = Record(
        user=user,
        files={file.path: file.mark for file in ours},
        folders=tuple(dict.fromkeys([*before.folders, *folders])),
    )
    with _as_faults(root):
        for folder in folders:
            (root / folder).mkdir(mode=0o755)
            (root / folder).chmod(0o755)
        # First the list: whatever breaks off after it can be taken out.
        _write_text(root / WRITTEN, record.model_dump_json(indent=2) + "\n")
        for path in left:
            (root / path).unlink(missing_ok=True)
        for file in ours:
            _write(root / file.path, file)
    return [file.path for file in ours]


def take_out(root: Path, record: Record) -> list[str]:
    """Remove what was written, and the folders made for it that are empty; the paths that were there.

    Raises Fault, and removes nothing, when a file was changed since.
    """
    if by_hand := changed(root, record):
        raise Fault(f"{_named(root, by_hand)} Nothing was removed; move them away, then ask again.")
    there = [path for path in record.files if _found(root / path)]
    with _as_faults(root):
        for path in [*there, WRITTEN]:
            (root / path).unlink()
        for folder in sorted(record.folders, key=len, reverse=True):
            with contextlib.suppress(OSError):  # somebody keeps something in it
                (root / folder).rmdir()
    return there


@contextlib.contextmanager
def _as_faults(root: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise MachineFault(
            f"Only the administrator writes to {error.filename or root}. Ask again with sudo."
        ) from error
    except OSError as error:
        raise cannot_write(root, error) from error


def _write(path: Path, file: Planned) -> None:
    if file.link:
        path.unlink(missing_ok=True)
        path.symlink_to(file.link)
    else:
        _write_text(path, file.text)


def _write_text(path: Path, text: str) -> None:
    """Readable by everybody, whatever the administrator's own files are."""
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(13, "not allowed", str(path))
    with writing(path, private=True) as temporary:
        temporary.write_text(text, encoding="utf-8")
        temporary.chmod(0o644)


def _found(path: Path) -> str:
    """The mark of what is there; empty when nothing is."""
    try:
        return f"-> {path.readlink()}" if path.is_symlink() else _mark(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError:
        return "unreadable"


def _mark(content: bytes) -> str:
    return f"sha256 {hashlib.sha256(content).hexdigest()}"


def _named(root: Path, paths: Sequence[str]) -> str:
    names = ", ".join(str(root / path) for path in paths)
    return f"{names}: not as 'setplayer kiosk install' writes {'it' if len(paths) == 1 else 'them'}."


def _folders_missing(root: Path, paths: Sequence[str]) -> list[str]:
    """The folders that these files need and that are not there, outermost first."""
    needed = {str(folder) for path in paths for folder in Path(path).parents if folder != Path()}
    return sorted((folder for folder in needed if not (root / folder).exists()), key=lambda folder: folder.count("/"))
