"""The command line, run within this process."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from setplayer.cli import main

Run = Callable[..., tuple[int, str, str]]
"""What gives the exit status, the output and the errors of a command line."""


def command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> Run:
    """Runs `setplayer` with the words it is given, on a data folder of its own unless `data` names another.

    `piped` is what stands on its standard input.
    """

    def run(*words: object, data: Path = folder, piped: str = "") -> tuple[int, str, str]:
        monkeypatch.setenv("SETPLAYER_DATA", str(data))
        monkeypatch.setattr(sys, "argv", ["setplayer", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(piped))
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run
