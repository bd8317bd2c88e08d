"""Plots on the command line: an SVG or a PNG, with what the session will sound like in it."""

import struct
import sys
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from command_line import Run
from engine_cases import write_arc, write_tone

from setplayer.png import PNG_WIDTH, png_from


@pytest.fixture
def arc(tmp_path: Path) -> tuple[Path, Path]:
    write_tone(tmp_path / "music" / "a.flac", 40)
    return write_arc(tmp_path / "arc.yaml", [("One", "40 s", ["track: a.flac"])]), tmp_path / "music"


def pixels(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


def test_by_itself_it_has_everything(run: Run, arc: tuple[Path, Path], tmp_path: Path) -> None:
    plot = tmp_path / "arc.svg"
    assert run("plot", arc[0], "--library", arc[1], "-o", plot) == (0, f"{plot}\n", "")
    svg = ElementTree.parse(plot).getroot()
    styles = {style for element in svg.iter() for style in element.get("class", "").split()}
    assert {"phase", "curve", "real", "loudness", "range", "piece"} <= styles
    assert list((tmp_path / "data").glob("sessions/*")) == []


def test_without_loudness_nothing_is_rendered(run: Run, arc: tuple[Path, Path], tmp_path: Path) -> None:
    run("plot", arc[0], "--library", arc[1], "-o", tmp_path / "a.svg", "--no-loudness")
    assert 'class="loudness"' not in (tmp_path / "a.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(("words", "page"), [((), 255), (("--theme", "light"), 255), (("--theme", "dark"), 18)])
def test_a_png_is_light_unless_dark_is_asked_for(run: Run, tmp_path: Path, words: tuple[str, ...], page: int) -> None:
    plot = tmp_path / "arc.PNG"
    assert run("plot", "music-45", "--no-loudness", "-o", plot, *words) == (0, f"{plot}\n", "")
    picture = pixels(plot)
    assert picture.shape[1] == PNG_WIDTH
    assert picture.shape[0] > PNG_WIDTH / 3
    assert picture[5, 5, 0] == page


def test_other_names_are_refused_before_any_work(run: Run, tmp_path: Path) -> None:
    said = f"{tmp_path / 'arc.jpg'}: the name must end in .svg or .png; write for example arc.svg.\n"
    assert run("plot", "music-45", "-o", tmp_path / "arc.jpg") == (1, "", said)


# ---- the picture


def words_drawn(text: str) -> np.ndarray:
    """Where a picture of words is not empty."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40" viewBox="0 0 400 40">'
        f'<text x="10" y="30" font-size="20" font-family="Not There, sans-serif">{text}</text></svg>'
    )
    data = png_from(svg)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (PNG_WIDTH, PNG_WIDTH // 10)
    with av.open(BytesIO(data)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgba")[:, :, 3]


def test_words_are_drawn_with_the_typeface_that_ships() -> None:
    drawn = words_drawn("Ängström · −30 · Łódź …")
    assert drawn.any()
    assert not np.array_equal(drawn, words_drawn("Ängström · −30 · Lódź …"))


def test_words_in_another_script_do_no_harm() -> None:
    assert words_drawn("Slow שלום").any()
