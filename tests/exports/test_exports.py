"""What leaves a session in other programs' forms, read back by programs that are not ours."""

import base64
import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import icalendar
import pytest
import webvtt
from command_line import Run
from export_cases import HOSTILE, hostile_hour, written

from setplayer.log.session_file import SessionFile
from setplayer.review.check_ins import AFTER, day_of
from setplayer.review.clean import clean

Export = Callable[..., str]
CHECK = Path(__file__).parents[2] / "docs" / "session-file.md"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    written(folder, hostile_hour())
    return folder


@pytest.fixture
def export(run: Run, data: Path, tmp_path: Path) -> Export:
    """What `setplayer log` writes to a file, as text with its own line ends."""

    def command(form: str, *more: str) -> str:
        out = tmp_path / f"out.{form}"
        status, _, _ = run("log", "abcdefgh", "--format", form, "-o", out, *more, data=data)
        assert status == 0
        return out.read_bytes().decode("utf-8-sig")

    return command


def head_of(data: Path) -> str:
    (path,) = (data / "sessions").iterdir()
    with SessionFile.open(path) as file:
        return file.head


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.ics", "BEGIN:VCALENDAR"), ("a.vtt", "WEBVTT"), ("a.CSV", "\ufeffseq,"), ("a.jsonl", "{"), ("a.txt", "{")],
)
def test_the_name_of_a_file_says_what_is_written(
    name: str, begins: str, run: Run, data: Path, tmp_path: Path
) -> None:
    assert run("log", "abcdefgh", "-o", tmp_path / name, data=data)[0] == 0
    assert (tmp_path / name).read_bytes().decode("utf-8").startswith(begins)


def test_what_a_file_is_called_and_what_is_asked_for_must_agree(run: Run, data: Path, tmp_path: Path) -> None:
    status, _, told = run("log", "abcdefgh", "--format", "jsonl", "-o", tmp_path / "a.ics", data=data)
    assert status == 2
    assert "call the file" in told
    assert not (tmp_path / "a.ics").exists()


def test_a_spreadsheet_holds_every_event_and_no_formula(export: Export, data: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(export("csv"), newline="")))
    assert [int(row["seq"]) for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["kind"] == "end"
    assert rows[-1]["hash"] == head_of(data)
    assert rows[0]["local_time"] == "2026-03-01T10:00:00+01:00"
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")), cell
    said = {row["words"].removeprefix("'") for row in rows if row["kind"] == "note"}
    assert {clean(text) for text in HOSTILE.values()} <= said
    assert all(len(row["at"]) >= 4 for row in rows)


def test_captions_are_read_by_another_reader_and_lie_where_the_sound_does(export: Export, data: Path) -> None:
    text = export("vtt")
    captions = webvtt.from_string(text).captions
    by_text = {caption.text: caption for caption in captions}
    assert by_text["♪ Slow Water, E. Halvorsen"].start == "00:00:00.000"
    assert by_text["♪ Salt Room, Sørlie &amp; Bruun"].end == "00:12:42.000"
    assert by_text["You said: “it's all the same light”"].start == "00:47:18.000"
    assert by_text["Building"].start == "00:15:00.000"
    assert not [caption for caption in captions if "118/76" in caption.text], "what was not shared"
    assert [one.text for one in webvtt.from_string(export("vtt", "--everything")).captions if "118/76" in one.text]
    assert f"NOTE Record {head_of(data)}" in text
    assert "<script" not in text
    assert text.count("-->") == len(captions), "no note made a caption of its own"
    assert "00:00:01.000 --&gt; 00:00:02.000\nNOTE no" in by_text, "a blank line ends no caption"
    assert "said " * 1_999 in text


def test_captions_are_read_by_a_player(export: Export, tmp_path: Path) -> None:
    (tmp_path / "read.vtt").write_text(export("vtt"), encoding="utf-8")
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-show_packets", "-of", "json", str(tmp_path / "read.vtt")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    packets = json.loads(shown.stdout)["packets"]
    captions = webvtt.from_string(export("vtt")).captions
    # FFmpeg leaves out what is said twice at the same moment.
    assert len(packets) == len({(one.start, one.end, one.text) for one in captions})
    assert float(packets[-1]["pts_time"]) == 3600.0
    assert shown.stderr == ""


def test_a_calendar_says_when_and_nothing_of_what(export: Export) -> None:
    text = export("ics")
    calendar = icalendar.Calendar.from_ical(text)
    days = [(event["summary"], event.decoded("dtstart")) for event in calendar.walk("VEVENT")]
    assert days == [
        ("Check-in", date(2026, 3, 2)),
        ("Check-in", date(2026, 3, 4)),
        ("Check-in", date(2026, 3, 8)),
        ("Check-in", date(2026, 3, 15)),
        ("Check-in", date(2026, 4, 1)),
        ("Check-in", date(2026, 6, 1)),
    ]
    assert len({str(event["uid"]) for event in calendar.walk("VEVENT")}) == len(AFTER)
    for word in (
        "session",
        "ketamine",
        "setplayer",
        "follow",
        "dose",
        "therap",
        "clinic",
        "K-17",
        "abcdefgh",
        "20260301",
    ):
        assert word.lower() not in text.lower(), word
    assert all(len(line) <= 75 for line in text.split("\r\n"))
    assert export("ics") == text, "made again it is the same"


def test_a_calendar_holds_the_days_that_were_chosen(export: Export) -> None:
    calendar = icalendar.Calendar.from_ical(export("ics", "--after", "1 week", "--after", "3 months"))
    assert [event.decoded("dtstart") for event in calendar.walk("VEVENT")] == [date(2026, 3, 8), date(2026, 6, 1)]


@pytest.mark.parametrize(
    ("begun", "after", "day"),
    [
        (date(2027, 1, 31), "1 month", date(2027, 2, 28)),
        (date(2027, 11, 30), "3 months", date(2028, 2, 29)),
        (date(2026, 12, 31), "24 h", date(2027, 1, 1)),
    ],
)
def test_a_month_without_that_day_ends_on_its_last(begun: date, after: str, day: date) -> None:
    assert day_of(begun, after) == day


@pytest.mark.parametrize("more", [(), ("--no-words",)])
def test_json_lines_hold_hostile_texts_and_verify_with_nothing_of_ours(
    export: Export, data: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    text = export("jsonl", *more)
    notes = [json.loads(line)["content"] for line in text.splitlines() if '"kind": "note"' in line]
    if more:
        assert not any(notes)
        assert "alert(1)" not in text
        assert base64.b64encode(b"alert") not in text.encode()
        assert all(json.loads(line).get("content_salt") is None for line in text.splitlines())
    else:
        assert set(HOSTILE.values()) <= {note["text"] for note in notes}
    script = tmp_path / "check.py"
    script.write_text(CHECK.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", script], input=text, capture_output=True, text=True, check=False, encoding="ascii"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert head_of(data) in done.stdout
