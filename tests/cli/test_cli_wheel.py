"""Installed from a wheel, in an empty folder, it works with the shipped arcs and assets inside."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel that `python -m build` makes."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(REPOSITORY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def setplayer(installed: Path, folder: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed), "SETPLAYER_DATA": str(folder / "data")}
    code = "import setplayer, setplayer.cli; print(setplayer.__file__); setplayer.cli.main()"
    command = [sys.executable, "-P", "-c", code, *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    where, _, said = done.stdout.partition("\n")
    assert where.startswith(str(installed))
    return said


def test_shipped_arcs_are_inside(installed: Path, tmp_path: Path) -> None:
    assert setplayer(installed, tmp_path, "check", "music-45") == "music-45: good, 45:00\n"


def test_it_renders_and_reviews(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "arc.yaml").write_text(
        "arc: Short\nphases:\n  - {name: One, kind: peak, length: 30 s, intensity: 3}\n"
        "cues:\n  - {at: 5 s, do: chime}\n",
        encoding="utf-8",
    )
    setplayer(installed, tmp_path, "render", "arc.yaml", "-o", "out.flac")
    setplayer(installed, tmp_path, "review", "last", "-o", "out.html")
    assert (tmp_path / "out.flac").stat().st_size > 100_000
    assert "<svg" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_licences_are_inside(installed: Path) -> None:
    assert list(installed.glob("setplayer-*.dist-info/licenses/LICENSE"))
    assert (installed / "setplayer" / "_shipped" / "assets" / "LICENSES.md").is_file()
