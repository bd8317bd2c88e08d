"""The page that a session leaves when it ends: with names from the clinic's own file, or not at all."""

import re
from pathlib import Path

import pytest
from export_cases import written
from review_sessions import a_good_hour

from setplayer.clinic import people_from, read_people
from setplayer.playing import leave_page

ROOT = Path(__file__).parents[2]


def test_a_session_leaves_no_page_that_names_nobody_to_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = written(tmp_path, a_good_hour())
    leave_page(tmp_path, session)
    assert capsys.readouterr().out == (
        f"Session   {session}\n"
        f"{tmp_path / 'clinic.yaml'}: no page is made while nobody is named to call in a crisis; "
        "write there, such as 'crisis: {name: Crisis line, phone: 112}'. "
        "Then 'setplayer review last -o FILE.html' makes it.\n"
    )
    assert not (tmp_path / "timelines").exists()
    (tmp_path / "clinic.yaml").write_text("crisis: {name: Crisis line, phone: 112}\n", encoding="utf-8")
    leave_page(tmp_path, session)
    page = (tmp_path / "timelines" / f"{session.stem}.html").read_text(encoding="utf-8")
    assert '<a href="tel:112">112</a>' in page
    assert 'data-session="abcdefgh"' in page


def test_what_the_guide_says_of_contacts_can_be_written_as_it_stands(tmp_path: Path) -> None:
    guide = (ROOT / "docs/record.md").read_text(encoding="utf-8")
    example = re.findall("```yaml\n(.*?)```", guide, re.DOTALL)[-1]
    people = people_from(example, "clinic.yaml")
    assert people.crisis is not None
    assert (people.crisis.dialled, people.called("T1"), len(people.contacts)) == ("08001110111", "Ana Vidal", 1)
    (tmp_path / "clinic.yaml").write_text(f"temperature: F\n{example}", encoding="utf-8")
    assert read_people(tmp_path).contacts == people.contacts
