"""The backup after a session: made behind the closing words of the screen, told once they are gone."""

import threading
from collections.abc import Callable
from pathlib import Path

from setplayer.backing_up import back_up
from setplayer.faults import Fault
from setplayer.log.copying import Told
from setplayer.settings import read_settings


class BackupAfter:
    """A backup to the folder that is set, if one is, on a thread of its own. A failing one costs nothing."""

    def __init__(self, data: Path):
        self._data = data
        self._folder: Path | None = None
        self._thread: threading.Thread | None = None
        self._done: list[str] = []
        self._wrong: list[str] = []

    def begin(self) -> None:
        """The session's file is closed."""
        try:
            folder = read_settings(self._data).backup
        except Fault:  # said when the session began
            return
        if folder is not None and self._thread is None:
            self._folder = Path(folder)
            self._thread = threading.Thread(target=self._run, name="backup", daemon=True)
            self._thread.start()

    def tell(self, say: Callable[[str], object], warn: Callable[[str], object]) -> None:
        """Wait until it is done, saying so, and say what came of it."""
        if self._thread is None:
            return
        if self._thread.is_alive():
            say(f"Backing up to {self._folder}. Ctrl-C leaves it; the next backup makes up for it.")
        self._thread.join()
        for sentence in self._done:
            say(sentence)
        for sentence in self._wrong:
            warn(f"Backup: {sentence}")

    def _run(self) -> None:
        assert self._folder is not None
        told = Told(self._done.append, self._wrong.append)
        try:
            back_up(self._data, self._folder, told, lambda done, total: None, by_hand=False)
        except Fault as fault:
            self._wrong.append(str(fault))
        else:
            self._done.append(f"Backed up to {self._folder}: {told.written} written, {told.unchanged} unchanged.")
