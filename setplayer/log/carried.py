"""Files on a medium that is carried about: a stick, a share. What lies there is hostile, and it may go any time.

Only plain files of a folder itself are read or written, never a link, a pipe or what they point at, and nothing
larger than any session. A file is written beside its place, read back from the medium, and then renamed.
"""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from setplayer.faults import Fault, MachineFault

LARGEST: Final = 512 * 1024 * 1024
"""Bytes of a file that is still taken for a session: a hundred times what the longest one has."""

_TEMPORARY: Final = ".setplayer-"
_PART: Final = ".part"
_STEP: Final = 1 << 20

Tell = Callable[[str], object]
"""Is told one sentence."""


def plain_files(folder: Path, suffix: str, tell: Tell) -> list[Path]:
    """The plain files of a folder whose names end so, by name; what is none is told. Raises MachineFault."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry for entry in entries if entry.name.endswith(suffix)), key=lambda entry: entry.name)
            return [folder / entry.name for entry in found if _is_plain(folder, entry, tell)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise broken_off(folder, error) from error


def _is_plain(folder: Path, entry: "os.DirEntry[str]", tell: Tell) -> bool:
    shown = os.fsencode(entry.name).decode(errors="replace")
    if shown != entry.name:
        tell(f"{folder}: the name of '{shown}' is not UTF-8, so it is left out. Give it another name.")
        return False
    if entry.is_symlink():
        tell(f"{folder / entry.name}: is a link, which may lead anywhere, so it is left out.")
        return False
    if not entry.is_file(follow_symlinks=False):
        tell(f"{folder / entry.name}: is no plain file, so it is left out.")
        return False
    if (size := entry.stat(follow_symlinks=False).st_size) > LARGEST:
        tell(f"{folder / entry.name}: is larger than any session ({size / 1e9:.1f} GB), so it is left out.")
        return False
    return True


def is_plain(path: Path) -> bool:
    """Whether there is a plain file, not a link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def own_folder(parent: Path, name: str, *, make: bool) -> Path:
    """The folder of that name itself, made when it is missing and shall be.

    Raises Fault when something else has the name, and MachineFault when it cannot be made.
    """
    folder = parent / name
    try:
        if make and not os.path.lexists(folder):
            folder.mkdir(mode=0o700)
        if os.path.lexists(folder) and not stat.S_ISDIR(folder.lstat().st_mode):
            raise Fault(f"{folder}: is a link or a file, not a folder of its own. Take it away and try again.")
    except OSError as error:
        raise broken_off(folder, error) from error
    return folder


def read_plain(path: Path) -> bytes:
    """The bytes of a plain file. Raises Fault when it is none or too large, MachineFault when it cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | _flags("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
                raise Fault(f"{path}: is no plain file of a size that setplayer writes.")
            return file.read(LARGEST)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise Fault(f"{path}: is a link, not a plain file.") from error
        raise broken_off(path, error) from error


def put(path: Path, data: bytes, check: Callable[[Path, bytes], None] = lambda path, data: None) -> None:
    """Write a file so that at `path` is what was there or all of `data`, read back from the medium and checked.

    `check` is given the temporary file and what was read from it, and raises Fault to leave `path` as it was.
    Raises MachineFault when the medium is full, cannot be written, fails, or is gone.
    """
    temporary = path.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}{_PART}")
    try:
        try:
            _write(temporary, data)
            if read_plain(temporary) != data:
                raise MachineFault(f"{path}: reads back otherwise than it was written. Use another drive.")
            check(temporary, data)
            temporary.replace(path)
            _flush_folder(path.parent)
        except OSError as error:
            raise broken_off(path.parent, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _flags("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY")
    handle = os.open(path, flags, 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest[:_STEP]) :]
        os.fsync(handle)
        if hasattr(os, "posix_fadvise"):
            # What is read back shall come from the medium, not from memory.
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def _flags(*names: str) -> int:
    """Those of the flags that this system knows."""
    return sum(getattr(os, name, 0) for name in names)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some file systems of sticks and shares know no flush of a folder.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(handle)


def remove_leftovers(folder: Path) -> None:
    """Take away what a copy left that was broken off."""
    with contextlib.suppress(OSError):
        for entry in list(folder.iterdir()):
            if entry.name.startswith(_TEMPORARY) and entry.name.endswith(_PART) and is_plain(entry):
                entry.unlink()


def broken_off(place: Path, error: OSError) -> MachineFault:
    """The sentence for a medium that does not do what it should."""
    why = (error.strerror or str(error)).rstrip(".")
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return MachineFault(f"{place}: the drive is full. What was there is whole; make room and try again.")
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return MachineFault(f"{place}: cannot be read or written ({why}). Allow it, or choose another folder.")
        case _:
            return MachineFault(
                f"{place}: the drive is gone or fails ({why}). What was copied before is whole; put it in and try "
                "again."
            )
