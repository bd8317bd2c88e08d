"""The command line, run with a data folder of its own."""

import sys
from pathlib import Path

import pytest
from export_cases import Run

from setplayer.cli import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Exit status, output and errors of a command line."""

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setenv("SETPLAYER_DATA", str(tmp_path / "data"))
        monkeypatch.setattr(sys, "argv", ["setplayer", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return command
