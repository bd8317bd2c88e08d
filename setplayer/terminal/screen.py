"""The terminal as a screen: the other screen buffer, only lines that changed are written, all of it given back."""

import os
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.control import Control
from rich.text import Text

from setplayer.terminal.lines import in_ascii

_PASTES_MARKED: tuple[str, str] = ("\x1b[?2004h", "\x1b[?2004l")
"""Asks the terminal to mark what is pasted, so that a pasted word is not taken for keys."""


class Screen:
    """Draws lines from the top left. Within the `with` the cursor is hidden and the other buffer shown."""

    def __init__(self, console: Console):
        self._console = console
        self._lines: list[Text] = []
        self._size = (0, 0)
        self.gone = False
        """Whether the terminal was closed: nobody is in front of it, which is no fault."""
        encoding = console.encoding.lower()
        self._ascii = not encoding.startswith("utf") or os.environ.get("TERM") == "linux"

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows now."""
        width, height = self._console.size
        return width, height

    def __enter__(self) -> Self:
        self._console.set_alt_screen(True)
        self._console.show_cursor(False)
        self._mark_pastes(True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._mark_pastes(False)
            self._console.show_cursor(True)
            self._console.set_alt_screen(False)
        except OSError:
            self.gone = True

    def forget(self) -> None:
        """Write everything anew the next time: something else may have written on the screen."""
        self._lines = []

    def paint(self, lines: list[Text]) -> None:
        """Show these lines, each as wide as the screen."""
        if self.size != self._size:
            self._size = self.size
            self._lines = []
        try:
            self._write(lines)
        except OSError:
            self.gone = True
        self._lines = lines

    def _write(self, lines: list[Text]) -> None:
        before = self._lines
        with self._console:  # holds everything back until the end, so that it leaves in one write
            for row, line in enumerate(lines):
                if row >= len(before) or not _alike(line, before[row]):
                    self._console.control(Control.move_to(0, row))
                    self._console.print(in_ascii(line) if self._ascii else line, end="", no_wrap=True, soft_wrap=True)

    def _mark_pastes(self, on: bool) -> None:
        if not self._console.legacy_windows:
            self._console.file.write(_PASTES_MARKED[0 if on else 1])
            self._console.file.flush()


def _alike(one: Text, other: Text) -> bool:
    return one == other and one.style == other.style  # a Text counts its spans as itself, its own style not
