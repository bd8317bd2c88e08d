"""What a clinic set up once is shown, and where sessions go on after an interruption is chosen."""

from pathlib import Path

from typer.testing import CliRunner

from setplayer.cli import app
from setplayer.settings import read_settings


def told(data: Path, *words: str) -> list[str]:
    result = CliRunner().invoke(app, ["settings", *words, "--data", str(data)])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_where_sessions_go_on_is_chosen_once_and_shown(tmp_path: Path) -> None:
    assert told(tmp_path)[1] == "After an interruption where it is by now; nobody has chosen yet"
    assert told(tmp_path, "--resume", "where-it-was")[1] == "After an interruption where it was"
    assert told(tmp_path)[1] == "After an interruption where it was"
    assert read_settings(tmp_path).resumes == "where_it_was"
    assert told(tmp_path, "--resume", "by-now")[1] == "After an interruption where it is by now"
