"""A clinic's own checklist is read strictly, every fault with its place; what ships follows practice."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from setplayer.checklist import FILE_NAME, checklist_from, read_checklist
from setplayer.cli import app
from setplayer.faults import Fault, TextFault


def test_what_ships_covers_what_practice_asks_for(tmp_path: Path) -> None:
    found = read_checklist(tmp_path)
    words = " ".join(item.text for item in found.items).casefold()
    for topic in ("clearance signed", "heart", "blood pressure", "medicines", "psychiatric", "substance",
                  "what to expect", "intention set, and held loosely", "touch agreed", "eye mask", "headphones",
                  "baseline vitals", "takes the client home"):  # fmt: skip
        assert topic in words, topic
    assert {item.text for item in found.items if item.asks} >= {"Psychiatric history", "Substance use"}


def test_a_clinics_own_list_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(
        "checklist: Ours\nitems:\n  - check: Room warm\n  - ask: Sleep\n", encoding="utf-8"
    )
    found = read_checklist(tmp_path)
    assert [(item.text, item.asks) for item in found.items] == [("Room warm", False), ("Sleep", True)]


def test_every_fault_is_told_with_its_line_and_column() -> None:
    text = (
        "checklist: 3\nitem: x\nitems:\n  - chek: A\n  - ask: B\n  - ask: b\n  - check: B\n    aks: C\n"
        f"  - check: {'long ' * 20}\n"
    )
    with pytest.raises(TextFault) as told:
        checklist_from(text, "ours.yaml")
    assert str(told.value).splitlines() == [
        "ours.yaml:1:12: a checklist has a name; put quotes around a number",
        "ours.yaml:2:1: unknown key 'item'; did you mean 'items'?",
        "ours.yaml:4:5: an item is one thing to check or to ask; write it like '- check: Touch agreed' or "
        "'- ask: Heart conditions'",
        "ours.yaml:6:10: 'b' is here twice; remove one",
        "ours.yaml:7:12: 'B' is here twice; remove one",
        "ours.yaml:8:5: unknown key 'aks'; did you mean 'ask'?",
        "ours.yaml:9:12: 'long long long long long long long long long long long lo...' has 99 characters; "
        "a row has room for 56",
    ]


@pytest.mark.parametrize("text", ["", "- a\n", "checklist: Ours\n", "checklist: Ours\nitems: []\n"])
def test_a_list_without_items_is_refused_in_words(text: str) -> None:
    with pytest.raises(TextFault, match="items"):
        checklist_from(text, "ours.yaml")


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(Fault, match=r"checklist cannot be read"):
        read_checklist(tmp_path)


def test_the_command_line_shows_and_checks_it(tmp_path: Path) -> None:
    run = CliRunner().invoke
    own = tmp_path / FILE_NAME
    assert "ask    Psychiatric history" in run(app, ["checklist", "show", "--data", str(tmp_path)]).output
    copied = run(app, ["checklist", "show", "--yaml", "--data", str(tmp_path)]).output
    own.write_text(copied, encoding="utf-8")
    checked = run(app, ["checklist", "check", str(own)])
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (0, "Good.")
