"""What came of the last backup, for whoever opens the next session: one small file in the data directory."""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.values import Value

_NAME: Final = "last-backup.json"


class LastBackup(Value):
    """When and where, and what was wrong."""

    folder: str
    finished: datetime
    fault: str | None = None


def keep_last(data: Path, last: LastBackup) -> None:
    """Keep it, where the disk takes it."""
    with contextlib.suppress(Fault), writing(data / _NAME) as temporary:
        temporary.write_text(last.model_dump_json() + "\n", encoding="utf-8")


def read_last(data: Path) -> LastBackup | None:
    """What came of the last backup; None when there was none, or nobody can say."""
    try:
        return LastBackup.model_validate_json((data / _NAME).read_bytes())
    except (OSError, ValidationError):
        return None


def backup_warning(data: Path) -> str | None:
    """A sentence when the last backup failed; None when it did not, or there was none."""
    last = read_last(data)
    return None if last is None or last.fault is None else f"The last backup failed: {last.fault}"
