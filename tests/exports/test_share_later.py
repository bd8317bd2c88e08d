"""What a client is shown is chosen entry by entry, also days after the end; a preview is exactly what leaves."""

from pathlib import Path

import pytest
from command_line import Run
from export_cases import written
from review_sessions import a_good_hour

from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.log.verify import verify


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """An hour in which nothing was shared at its end, nor its note that somebody wrote."""
    told = a_good_hour()
    told.entries[:] = [entry for entry in told.entries if entry.event.kind != "share"]
    told.entries[:] = [entry._replace(seq=number) for number, entry in enumerate(told.entries, 1)]
    return written(tmp_path / "data", told)


def numbers(run: Run) -> dict[str, str]:
    rows = [line.split(maxsplit=4) for line in run("share", "last")[1].splitlines()]
    return {row[4]: row[0] for row in rows}


def test_nothing_is_shared_unless_it_is_chosen(run: Run, session: Path) -> None:
    listed = run("share", "last")[1].splitlines()
    assert listed
    assert all(line.split()[2] == "-" for line in listed)
    shown = run("share", "last", "--preview")[1]
    assert "same light" not in shown
    assert "118/76" not in shown


def test_a_choice_days_later_is_in_the_record_and_the_session_stays_closed(run: Run, session: Path) -> None:
    quote = numbers(run)["You said: “it's all the same light”"]
    before = Store(session.parents[1]).summaries()[0]
    preview = run("share", "last", quote, "--preview")
    with SessionFile.open(session) as file:
        assert file.last_seq == before.events, "a preview changes nothing"
    assert run("share", "last", quote, "--by", "T9")[0] == 0
    assert run("review", "last", "--text")[1].split("If you need")[0] == preview[1].split("If you need")[0]
    assert "it's all the same light" in preview[1]
    assert "Tears, hands relaxed." not in preview[1]
    assert "T9" not in run("review", "last", "--text")[1], "who chose later took no part in the session"
    after = Store(session.parents[1]).summaries()[0]
    assert (after.state, after.length_s, after.events) == ("closed", before.length_s, before.events + 1)
    with SessionFile.open(session) as file:
        assert verify(file).ok
    assert run("share", "last", quote, "--take-back")[0] == 0
    assert "same light" not in run("review", "last", "--text")[1]


def test_vitals_are_never_shared_by_a_slip(run: Run, session: Path) -> None:
    known = numbers(run)
    vitals = next(seq for text, seq in known.items() if "118/76" in text)
    status, _, err = run("share", "last", vitals, known["Asked for water."])
    assert (status, err) == (
        1,
        f"Entry {vitals} is vitals, which are shared only with --vitals. Nothing was changed.\n",
    )
    assert "Asked for water." not in run("share", "last", "--preview")[1]
    assert run("share", "last", vitals, "--vitals")[0] == 0
    assert "118/76" in run("share", "last", "--preview")[1]


def test_what_cannot_be_shared_is_said(run: Run, session: Path) -> None:
    status, _, err = run("share", "last", "1")
    assert (status, err) == (1, "There is no entry 1 that could be shared. Without numbers, share lists them.\n")


def test_the_page_of_the_end_follows(run: Run, session: Path) -> None:
    page = session.parents[1] / "timelines" / f"{session.stem}.html"
    page.parent.mkdir()
    page.write_text("old", encoding="utf-8")
    note = numbers(run)["Asked for water."]
    clinic = session.parents[1] / "clinic.yaml"
    assert f"{page}: is as it was. {clinic}: no page is made while nobody" in run("share", "last", note)[2]
    assert page.read_text(encoding="utf-8") == "old"
    clinic.write_text("crisis: {name: Crisis line, phone: 112}\n", encoding="utf-8")
    run("share", "last", note)
    assert "Asked for water." in page.read_text(encoding="utf-8")
    run("share", "last", note, "--take-back")
    assert "Asked for water." not in page.read_text(encoding="utf-8")


def test_a_session_that_is_open_is_shared_on_its_own_screen(run: Run, tmp_path: Path) -> None:
    told = a_good_hour()
    told.entries.pop()
    written(tmp_path / "data", told)
    status, _, err = run("share", "last", numbers(run)["Asked for water."])
    assert status == 1
    assert err.endswith("this session is still open. Do it there, or end it first.\n")
