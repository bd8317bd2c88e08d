"""Sessions out as JSON Lines and in again elsewhere: the same to the last hash, or nothing at all."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run
from export_cases import hostile_hour, written
from review_sessions import a_good_hour

from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store

Changed = Callable[[list[str]], list[str]]


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another data folder with two sessions; of one a note was erased."""
    folder = tmp_path_factory.mktemp("away")
    written(folder, hostile_hour(), "first")
    path = written(folder, a_good_hour(), "second")
    with SessionFile.open(path) as file:
        note = next(file.events(kind="note")).seq
    file = SessionFile.resume(path, FakeClock())
    file.erase_content(note)
    file.close()
    return folder


def exported(run: Run, away: Path, session: str, out: Path) -> Path:
    assert run("log", session, "-o", out, "--data", away)[0] == 0
    return out


def everything(folder: Path) -> list[tuple[object, ...]]:
    found = []
    for path in Store(folder).paths():
        with SessionFile.open(path) as file:
            found.append((file.session_id, file.head, list(file.events()), list(file.blobs()), file.erased()))
    return sorted(found, key=lambda one: str(one[0]))


def test_the_same_sessions_are_there_and_verify(run: Run, away: Path, tmp_path: Path) -> None:
    one, two = exported(run, away, "first", tmp_path / "1.jsonl"), exported(run, away, "second", tmp_path / "2.jsonl")
    both = tmp_path / "both.jsonl"
    both.write_bytes(one.read_bytes() + two.read_bytes())
    status, out, err = run("import", both)
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == f"{both}: 2 kept."
    here = tmp_path / "data"
    assert everything(here) == everything(away)
    assert [one.model_dump(exclude={"path"}) for one in Store(here).summaries()] == [
        one.model_dump(exclude={"path"}) for one in Store(away).summaries()
    ]
    assert run("verify", "first")[1].startswith("Whole: ")
    assert run("verify", "second")[1].split(", ")[1] == "1 erased"
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in Store(here).paths())
    assert run("import", both)[1] == f"{both}: 0 kept, 2 here already.\n"
    assert sorted(path.suffix for path in Store(here).folder.iterdir()) == [".session", ".session"]


def test_an_export_of_an_import_is_the_export(run: Run, away: Path, tmp_path: Path) -> None:
    one = exported(run, away, "first", tmp_path / "1.jsonl")
    run("import", one)
    assert run("log", "first")[1] == one.read_text(encoding="ascii")


def test_words_that_were_left_out_are_as_if_they_were_erased(run: Run, away: Path, tmp_path: Path) -> None:
    out = tmp_path / "1.jsonl"
    run("log", "first", "--no-words", "-o", out, "--data", away)
    assert run("import", out)[0] == 0
    assert run("verify", "first")[0] == 0


def _altered(old: str, new: str) -> Changed:
    return lambda lines: [line.replace(old, new) for line in lines]


def _line(number: int, **changes: object) -> Changed:
    def change(lines: list[str]) -> list[str]:
        return [
            json.dumps({**json.loads(line), **changes}) if at == number else line for at, line in enumerate(lines)
        ]

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: [], "is empty"),
        (lambda lines: lines[1:], ":1: is not a line of an export"),
        (lambda lines: ["[" * 100_000, *lines], ":1: is not a line of an export"),
        (lambda lines: [lines[0], "7", *lines[1:]], ":2: is not a line of an export"),
        (lambda lines: [*lines[:3], *lines[4:]], ":4: event 3 is missing"),
        (lambda lines: [line for line in lines if '"kind": "end"' not in line], "has lost its end"),
        (lambda lines: [line for line in lines if '"blob"' not in line], "needs blob"),
        (_altered('"heart_rate": 64', '"heart_rate": 65'), "its content was altered"),
        (_altered('"kind": "hold"', '"kind": "held"'), "was altered"),
        (_line(0, setplayer_session=3), "newer setplayer"),
        (_line(0, session_id="../../etc"), ":1: is not a line of an export"),
        (_line(3, frame=2**70), ":4: is not a line of an export"),
        (_line(3, frame=True), ":4: is not a line of an export"),
        (_line(3, actor="\ud800"), ":4: is not a line of an export"),
        (_line(3, body=float("nan")), ":4: is not a line of an export"),
        (_line(3, content_salt="00"), ":4: is not a line of an export"),
        (_line(3, sealed="!"), ":4: is not a line of an export"),
    ],
)
def test_nothing_is_kept_of_an_export_that_was_altered(
    run: Run, away: Path, tmp_path: Path, change: Changed, says: str
) -> None:
    out = exported(run, away, "first", tmp_path / "1.jsonl")
    out.write_text("\n".join(change(out.read_text(encoding="ascii").splitlines())), encoding="utf-8")
    status, _, err = run("import", out)
    assert status == 1
    assert says in err
    assert len(err.splitlines()) == 1
    assert Store(tmp_path / "data").paths() == []
