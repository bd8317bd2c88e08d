"""What a client reads before a session: the clinic's own words, plain, on paper, marked until they are confirmed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from setplayer.cli import app
from setplayer.faults import TextFault
from setplayer.programmes.expect import FILE_NAME, read_expect, sheet_file
from setplayer.programmes.page import render_expect


def test_what_ships_is_marked_for_the_clinic_to_confirm_and_says_what_matters(tmp_path: Path) -> None:
    sheet = read_expect(sheet_file(tmp_path))
    assert "confirm" in sheet.confirm
    page = render_expect(sheet)
    for words in (sheet.confirm, "Do not drive", "eye mask", "lift your hand", "Hold it loosely", "takes you home"):
        assert words in page


def test_words_of_a_clinic_are_words_and_never_markup(tmp_path: Path) -> None:
    own = tmp_path / FILE_NAME
    own.write_text(
        "sheet: <b>Ours</b>\nparts:\n  - heading: '#eval(1)'\n    points: ['<script>x</script>']\n", "utf-8"
    )
    page = render_expect(read_expect(sheet_file(tmp_path)))
    assert "<script>" not in page
    assert "&lt;b&gt;Ours" in page
    pdf = tmp_path / "sheet.pdf"
    assert CliRunner().invoke(app, ["sheet", "-o", str(pdf), "--data", str(tmp_path)]).exit_code == 0
    assert pdf.read_bytes().startswith(b"%PDF")


def test_every_fault_is_told_with_its_line_and_column(tmp_path: Path) -> None:
    own = tmp_path / FILE_NAME
    own.write_text("sheet: 3\nparts:\n  - heding: A\n    points: [4]\n  - x\n", encoding="utf-8")
    with pytest.raises(TextFault) as told:
        read_expect(own)
    assert [line.split(":", 1)[1] for line in str(told.value).splitlines()] == [
        "1:8: 'sheet' is a few words; put quotes around a number",
        "3:5: 'heading' is a few words; put quotes around a number",
        "3:5: unknown key 'heding'; did you mean 'heading'?",
        "4:14: a point is a sentence; put quotes around one with a colon",
        "5:5: a part has a heading and points; write '- heading: On the day' and 'points:'",
    ]


def test_a_name_of_another_kind_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["sheet", "-o", str(tmp_path / "x.doc"), "--data", str(tmp_path)])
    assert "the name must end in .html or .pdf" in str(told.exception)
