"""Steps and insights: on the next timeline and in the next integration session, ticked off, as far as shared."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from command_line import Run
from export_cases import written
from review_sessions import PEOPLE, a_good_hour

from setplayer.keys.opening import NO_KEYS
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.log.verify import verify
from setplayer.playing import leave_page
from setplayer.review.page import render_page
from setplayer.review.series import series_of
from setplayer.review.text import render_text
from setplayer.review.timeline import build_timeline


@pytest.fixture
def session(tmp_path: Path) -> Path:
    path = written(tmp_path / "data", a_good_hour())
    (tmp_path / "data" / "clinic.yaml").write_text("crisis: {name: Crisis line, phone: 112}\n", encoding="utf-8")
    return path


@pytest.fixture
def talked(run: Run, session: Path) -> str:
    """An integration session after it: its id."""
    said = run(
        "integration",
        "K-17",
        "--note",
        "Slept badly",
        "--insight",
        "I can <ask>",
        "--step",
        "Call Ana",
        "--step",
        "Walk",
    )
    assert said[0] == 0
    return said[1].split()[1].rstrip(":")


def whole(tmp_path: Path) -> None:
    for path in (tmp_path / "data" / "sessions").glob("*.session"):
        with SessionFile.open(path) as file:
            assert verify(file).ok


def test_the_next_integration_session_lists_the_steps_that_are_open_with_their_day(
    run: Run, talked: str, tmp_path: Path
) -> None:
    listed = run("steps", "K-17")[1].splitlines()
    assert [re.sub(r"\d{4}-\d\d-\d\d", "DAY", line) for line in listed] == [
        "   1  [ ] Call Ana  (DAY)",
        "   2  [ ] Walk  (DAY)",
    ]
    ticked = run("steps", "K-17", "--done", "1")[1].splitlines()
    assert re.fullmatch(r"   1  \[x\] Call Ana  \(\d{4}-\d\d-\d\d, done \d{4}-\d\d-\d\d\)", ticked[0])
    again = run("integration", "K-17", "--note", "Better")[1]
    assert "Call Ana" not in again
    assert "   2  [ ] Walk" in again
    assert "[ ] Call Ana" in run("steps", "K-17", "--undone", "1")[1]
    whole(tmp_path)


def test_a_step_that_there_is_not_is_said(run: Run, talked: str) -> None:
    assert run("steps", "K-17", "--done", "3")[2] == (
        "There is no step 3 of 'K-17'. Without options, steps lists them.\n"
    )
    assert "No steps of 'K-9' are kept." in run("steps", "K-9")[1]


def test_insights_and_open_steps_stand_on_the_timeline_and_the_page_of_the_session_before(
    run: Run, talked: str, tmp_path: Path
) -> None:
    text = run("review", "abcdefgh", "--text")[1]
    assert re.search(r"Insight, \d+ days after: I can <ask>", text)
    assert re.search(r"\[ \] Call Ana \(\d+ \w+ \d{4}\)", text)
    run("steps", "K-17", "--done", "1")
    text, page = run("review", "abcdefgh", "--text")[1], tmp_path / "page.html"
    assert "[ ] Call Ana" not in text
    assert re.search(r"Done, \d+ days after: Call Ana", text)
    assert run("review", "abcdefgh", "-o", page)[0] == 0
    told = page.read_text(encoding="utf-8")
    assert "I can &lt;ask&gt;" in told
    assert "I can <ask>" not in told
    assert "1 session, 1 integration session, 1 insight, from 1 March 2026 to " in told


def test_what_was_noted_in_an_integration_session_is_the_therapists_until_it_is_shared(
    run: Run, talked: str, tmp_path: Path
) -> None:
    assert "Slept badly" not in run("review", "abcdefgh", "--text")[1]
    assert "Slept badly" not in run("review", talked, "--text")[1]
    listed = run("share", talked)[1].splitlines()
    states = {line.split(maxsplit=4)[4]: line.split()[2] for line in listed}
    assert states == {
        "Slept badly": "-",
        "Insight: I can <ask>": "shared",
        "Step: Call Ana": "shared",
        "Step: Walk": "shared",
    }
    number = next(line.split()[0] for line in listed if "Slept badly" in line)
    assert run("share", talked, number)[0] == 0
    assert "Slept badly" in run("review", "abcdefgh", "--text")[1]
    assert "What was talked about" in run("review", talked, "--text")[1]
    insight = next(line.split()[0] for line in listed if "Insight" in line)
    assert run("share", talked, insight, "--take-back")[0] == 0
    assert "I can" not in run("review", "abcdefgh", "--text")[1]
    whole(tmp_path)


def test_everything_is_on_the_therapists_own_view_and_nobodys_are_told_together(
    run: Run, talked: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    series = series_of(data, "K-17", lambda file: NO_KEYS)
    kinds = [one.kind for one in series.since("abcdefgh", everything=True).later]
    assert kinds == ["note", "insight", "step", "step"]
    assert [one.kind for one in series.since("abcdefgh").later] == ["insight", "step", "step"]
    assert [(one.kind, one.here) for one in series.line("abcdefgh")] == [
        ("session", True),
        ("integration", False),
        ("insight", False),
    ]
    nobody = a_good_hour()
    opened = nobody.entries[0]
    event = opened.event.model_copy(update={"request": {**opened.event.request, "client": ""}})
    nobody.entries[0] = opened._replace(event=event)
    written(data, nobody, "nobodyxx")
    assert series_of(data, "", lambda file: NO_KEYS).points == ()


def test_the_line_of_weeks_keeps_to_its_width(run: Run, talked: str, tmp_path: Path) -> None:
    since = series_of(tmp_path / "data", "K-17", lambda file: NO_KEYS).since("abcdefgh")
    timeline = build_timeline(a_good_hour().entries, since=since)
    for width in (30, 80):
        lines = render_text(timeline, width).splitlines()
        assert max(map(len, lines)) <= width
        assert f"  ◉{' ' * (width - 4)}○" in lines
    assert "Since then" not in render_page(build_timeline(a_good_hour().entries), PEOPLE)


def test_a_set_of_prompts_is_chosen_at_sharing_and_stays_chosen(run: Run, session: Path, tmp_path: Path) -> None:
    preview = run("share", "last", "--prompts", "somatic", "--preview")[1]
    assert "The journal asks: Where in your body do you notice the session now?" in preview
    assert "What stayed with you?" in run("share", "last", "--preview")[1], "a preview changes nothing"
    assert run("share", "last", "--prompts", "somatik")[2] == (
        "There is no set of prompts 'somatik'. Did you mean 'somatic'?\n"
    )
    assert run("share", "last", "--prompts", "somatic")[0] == 0
    page = tmp_path / "page.html"
    run("review", "last", "-o", page)
    assert "Where in your body do you notice the session now?" in page.read_text(encoding="utf-8")
    whole(tmp_path)
    (summary,) = Store(tmp_path / "data").summaries()
    assert (summary.state, datetime.fromisoformat(summary.opened or "").year) == ("closed", 2026)


def test_the_page_that_is_made_at_the_end_lists_the_steps_that_are_open(
    run: Run, session: Path, talked: str, tmp_path: Path
) -> None:
    leave_page(tmp_path / "data", session)
    (page,) = (tmp_path / "data" / "timelines").glob("*.html")
    assert "Call Ana" in page.read_text(encoding="utf-8")
