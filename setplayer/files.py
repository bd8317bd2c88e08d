"""Writing files so that nothing is ever lost."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from setplayer.faults import Fault, MachineFault


@contextlib.contextmanager
def writing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Yield a temporary path beside `path`; when the block succeeds, its content replaces `path` durably.

    The temporary file keeps the suffix of `path`. A reader sees either the old file or the whole new one, also
    after a power cut: the data is flushed before the rename, and the folder after it. When the block fails, `path`
    is left as it was and the temporary file is gone. A `private` one only its owner may read.

    Raises MachineFault in plain words when the folder is missing or cannot be written, or the disk is full.
    """
    temporary = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        # mkstemp makes private files; what a person asked to be written follows their umask.
        if not private:
            umask = os.umask(0)
            os.umask(umask)
            temporary.chmod(0o666 & ~umask)
        _flush(temporary)
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def appending(path: Path) -> TextIO:
    """A file to write on at its end, made only for its owner. Raises OSError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8")


def flush_folder(folder: Path) -> None:
    """Have what was made, renamed or removed in a folder last through a power cut, where a system offers that."""
    if os.name == "posix":
        _flush(folder)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def cannot_write(path: Path, error: Exception) -> Fault:
    """The sentence for a failed write to `path`."""
    reason = str(getattr(error, "strerror", None) or error).rstrip(".")
    return MachineFault(f"{path}: cannot be written ({reason}). Choose another folder, or make room, and try again.")


def cannot_read(path: Path, what: str, error: OSError) -> Fault:
    """The sentence for a failed read of `path`, which is `what`, named with its article."""
    reason = str(error.strerror or error).rstrip(".")
    return Fault(f"{path}: {what} cannot be read ({reason}). Check its name and its permissions, and try again.")
