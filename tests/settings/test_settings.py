"""What was set up once stays, and a damaged file is told in one sentence."""

import json
from pathlib import Path

import pytest

from setplayer.faults import Fault
from setplayer.settings import Calibration, Settings, read_settings, write_settings


def test_without_a_file_everything_is_as_it_ships(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none") == Settings()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    settings = Settings(output="Kopfhörer", calibrations={"Room": Calibration(offset_db=97.5)})
    write_settings(tmp_path / "new", settings)
    assert read_settings(tmp_path / "new") == settings


@pytest.mark.parametrize(
    ("text", "where"),
    [("", ""), ("{", ""), ("[]", ""), (b"\xff", ""), (json.dumps({"outputs": "x"}), " at 'outputs'"),
     (json.dumps({"calibrations": {"Room": {"offset_db": 900}}}), " at 'calibrations.Room.offset_db'")],
)  # fmt: skip
def test_a_file_that_is_none_of_ours(tmp_path: Path, text: str | bytes, where: str) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Fault) as told:
        read_settings(tmp_path)
    assert str(told.value) == f"{path}: these are no settings of setplayer's{where}. Mend the file, or remove it."
