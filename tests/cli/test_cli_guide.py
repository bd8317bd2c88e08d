"""The clinic's guide, docs/arcs.md, done as it says: files written, commands run, answers compared."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from command_line import Run
from test_cli_check import write

PAGE = (Path(__file__).parents[2] / "docs" / "arcs.md").read_text(encoding="utf-8")
STEPS: list[tuple[str, str]] = re.findall(r"```(yaml|console)\n(.*?)```", PAGE, re.DOTALL)
PIECES = {"quiet/slow water": 60, "quiet/far bells": 50, "wide/long breath": 70, "wide/old storm": 10}


def same(text: str) -> str:
    """What a person reads, without the numbers of versions and the sizes of files, which differ with the music."""
    return re.sub(r"\d+\.\d MB", "N MB", re.sub(r"\b[0-9a-f]{12}([0-9a-f]{52})?\b", "VERSION", text))


def test_whoever_follows_the_guide_sees_what_it_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in PIECES.items():
        write(tmp_path / "music" / f"{name}.flac", (seconds, -20))
    monkeypatch.chdir(tmp_path)
    for kind, text in STEPS:
        named = re.match(r"# (\S+\.yaml)\n", text)
        if kind == "yaml" and named is not None:
            (tmp_path / named[1]).write_text(text, encoding="utf-8")
        if kind == "console":
            if "room-2" in text:  # It need not measure what this room has measured.
                (tmp_path / "room-2").mkdir()
                shutil.copy(tmp_path / "data" / "library.db", tmp_path / "room-2")
            answered = ""
            for command in re.findall(r"^\$ (.*)$", text, re.MULTILINE):
                _, out, err = run(*shlex.split(command)[1:])
                answered += f"$ {command}\n{err}{out}"
            assert same(answered) == same(text)
