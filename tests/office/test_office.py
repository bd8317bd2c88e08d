"""What the office tells and does: sessions, one opened, a page, erasing, settings, backups."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from setplayer import office as office_module
from setplayer.drives import Drive
from setplayer.engine.office_view import RecordView, Told
from setplayer.keys import age
from setplayer.keys.clinic import NewKeys
from setplayer.keys.phrase import letters_of
from setplayer.keys.sealer import sealing
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.log.verify import verify
from setplayer.office import Office
from setplayer.review.locked import open_locked
from setplayer.session.codec import store
from setplayer.session.events import Event
from setplayer.settings import Calibration, Settings, read_settings, write_settings

PASSPHRASE = "nine quiet words by the sea"
NOTE, SHARED = "a bright field", "the river"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases that take no time."""
    monkeypatch.setattr(age, "locked", lambda data, words: words.encode() + b"\0" + data)
    monkeypatch.setattr(age, "unlocked", _unlocked)


def _unlocked(data: bytes, words: str) -> bytes:
    known, _, secret = data.partition(b"\0")
    if known != words.encode():
        raise age.CannotOpen("no")
    return secret


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def office(tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Office:
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(office_module, "removable_drives", lambda: [Drive("STICK", stick)])
    return Office(tmp_path / "data", clock)


def keep(data: Path, clock: FakeClock, name: str, client: str, kind: str = "session") -> Path:
    """A session with a note that is not shared and a quote that is."""
    clock.advance(3600)
    path = Store(data).new_path(clock.stamp(), name)
    how = sealing(data, name, client, lambda: clock.stamp().wall_us)
    happened = [
        Event(kind="open", frame=0, request={"kind": kind, "client": client, "therapist": "", "seed": 1}),
        Event(kind="note", frame=48_000, content={"text": NOTE}),
        Event(kind="quote", frame=96_000, request={"shared": True}, content={"text": SHARED}),
        Event(kind="end", frame=144_000),
    ]
    with SessionFile.create(path, name, clock) as file:
        file.append([how.stored(event) for event in happened])
    how.ended()
    return path


def told(office: Office, question: str, **fields: object) -> Told:
    found = office.answer(question, fields)
    assert found.done, found.text
    return found


def texts(found: Told) -> list[tuple[str, bool]]:
    return [(line.text, line.shared) for line in RecordView.model_validate(found.told).lines]


def test_sessions_are_told_newest_first_without_rehearsals(office: Office, tmp_path: Path, clock: FakeClock) -> None:
    for name, client, kind in (("one", "K-1", "session"), ("two", "", "rehearsal"), ("three", "K-2", "session")):
        keep(tmp_path / "data", clock, name, client, kind)
    rows = told(office, "records").told["rows"]
    assert [(row["session_id"], row["client"], row["state"], row["length_s"]) for row in rows] == [
        ("three", "K-2", "closed", 3.0),
        ("one", "K-1", "closed", 3.0),
    ]


def test_an_opened_session_has_everything_and_says_what_is_shared(
    office: Office, tmp_path: Path, clock: FakeClock
) -> None:
    keep(tmp_path / "data", clock, "one", "K-1")
    found = told(office, "record", session="one")
    assert not found.told["sealed"]
    lines = texts(found)
    assert any(NOTE in text and not shared for text, shared in lines)
    assert any(SHARED in text and shared for text, shared in lines)


def test_sealed_words_are_only_told_once_the_passphrase_was_given(
    office: Office, tmp_path: Path, clock: FakeClock
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    NewKeys(data, 1).keep(PASSPHRASE)
    keep(data, clock, "one", "K-1")
    found = told(office, "record", session="one")
    assert found.told["sealed"]
    assert NOTE not in json.dumps(found.told)
    assert SHARED not in json.dumps(found.told)
    assert office.answer("words", {"passphrase": "wrong"}).text.startswith("The passphrase is not right.")
    refused = office.answer("page", {"session": "one", "place": str(tmp_path / "stick"), "form": "page"})
    assert refused.text == "The words of this session are sealed. Open them first, so that the page can be read."
    assert list((tmp_path / "stick").iterdir()) == []
    told(office, "words", passphrase=PASSPHRASE)
    assert any(NOTE in text for text, _ in texts(told(office, "record", session="one")))


def test_a_page_is_the_clients_own_on_a_drive_or_here(office: Office, tmp_path: Path, clock: FakeClock) -> None:
    keep(tmp_path / "data", clock, "one", "K-1")
    places = told(office, "places").told["places"]
    refused = office.answer("page", {"session": "one", "place": places[1]["path"], "form": "page"})
    assert "no page is made while nobody is named to call in a crisis" in refused.text
    (tmp_path / "data" / "clinic.yaml").write_text("crisis: {name: Crisis line, phone: 112}\n", encoding="utf-8")
    assert [(place["name"], place["removable"]) for place in places] == [("STICK", True), ("This computer", False)]
    for place in places:
        page = Path(told(office, "page", session="one", place=place["path"], form="page").told["path"])
        assert page.parent == Path(place["path"])
        assert page.name == "session-2026-03-01-one.html"
        assert SHARED in page.read_text()
        assert NOTE not in page.read_text()
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
    elsewhere = office.answer("page", {"session": "one", "place": str(tmp_path), "form": "page"})
    assert elsewhere.text == "This drive is not there any more. Put it in, and choose it again."


def test_a_locked_page_and_a_locked_pdf_open_with_words_that_are_told_once(
    office: Office, tmp_path: Path, clock: FakeClock
) -> None:
    keep(tmp_path / "data", clock, "one", "K-1")
    (tmp_path / "data" / "clinic.yaml").write_text("crisis: {name: Crisis line, phone: 112}\n", encoding="utf-8")
    here = told(office, "places").told["places"][1]["path"]
    locked = told(office, "page", session="one", place=here, form="locked").told
    page = Path(locked["path"]).read_text(encoding="utf-8")
    assert SHARED not in page
    assert SHARED in open_locked(page, locked["phrase"], "page.html")
    paper = told(office, "page", session="one", place=here, form="pdf").told
    reader = PdfReader(paper["path"])
    assert reader.decrypt(letters_of(paper["phrase"]))
    assert SHARED in " ".join(sheet.extract_text() for sheet in reader.pages)
    assert paper["phrase"] != locked["phrase"]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert locked["phrase"].encode() not in kept
    assert letters_of(paper["phrase"]).encode() not in kept
    assert not office.answer("page", {"session": "one", "place": here, "form": "docx"}).done


def test_erasing_takes_every_word_of_a_client_and_no_other(office: Office, tmp_path: Path, clock: FakeClock) -> None:
    for name, client in (("one", "K-1"), ("two", "K-1"), ("three", "K-2")):
        keep(tmp_path / "data", clock, name, client)
    said = told(office, "erase", client="K-1").text
    assert said == "The words of 2 sessions are erased, and their keys. Backups and copies elsewhere are not."
    for name, there in (("one", False), ("two", False), ("three", True)):
        assert any(NOTE in text for text, _ in texts(told(office, "record", session=name))) is there
    assert office.answer("erase", {"client": "K-9"}).text.startswith("Nothing is kept of a client 'K-9'")


def test_a_setting_is_kept_at_once_and_none_is_none(office: Office, tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_settings(data, Settings(calibrations={"Room": Calibration(offset_db=97.5)}, backup="/somewhere"))
    for field, value in (("output", "Room"), ("resumes", "where_it_was"), ("language", "de"), ("large_type", True),
                         ("reduced_light", True)):  # fmt: skip
        assert told(office, "set", field=field, value=value).told[field] == value
        assert getattr(read_settings(data), field) == value
    assert told(office, "set", field="output", value="").told["output"] is None
    assert told(office, "set", field="backup", value="").told["backup"] is None
    assert told(office, "settings").told["calibrations"] == [["Room", 97.5]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("resumes", "never"),
        ("backup", "/anywhere"),
        ("calibrations", ""),
        ("large_type", "perhaps"),
        ("pin", "1234"),
        ("language", "../../de"),
    ],
)
def test_what_is_no_setting_of_this_screen_is_refused(office: Office, tmp_path: Path, field: str, value: str) -> None:
    assert not office.answer("set", {"field": field, "value": value}).done
    assert read_settings(tmp_path / "data") == Settings()


def test_a_drive_is_backed_up_to_now_and_from_then_on(office: Office, tmp_path: Path, clock: FakeClock) -> None:
    keep(tmp_path / "data", clock, "one", "K-1")
    folder = tmp_path / "stick" / "setplayer-backup"
    found = told(office, "back_up", drive=str(tmp_path / "stick"))
    assert found.told["backup"] == read_settings(tmp_path / "data").backup == str(folder)
    assert len(list((folder / "sessions").glob("*.session"))) == 1
    assert told(office, "back_up", drive=str(folder)).done
    assert not office.answer("back_up", {"drive": "/elsewhere"}).done


@pytest.mark.parametrize(
    ("question", "fields"),
    [("", {}), ("_record", {"session": "one"}), ("record", {"sesion": "one"}), ("record", {}),
     ("records", {"all": "x"}), ("record", {"session": 7}), ("record", {"session": None}),
     ("record", {"session": "none"}), ("words", {"passphrase": "\ud800"}), ("erase", {"client": "\ud800"}),
     ("page", {"session": "one", "place": "\0", "form": "page"})],
)  # fmt: skip
def test_odd_questions_are_answered(office: Office, question: str, fields: dict[str, object]) -> None:
    assert not office.answer(question, fields).done


def test_a_record_that_was_altered_is_told_as_damaged(office: Office, tmp_path: Path, clock: FakeClock) -> None:
    path = keep(tmp_path / "data", clock, "one", "K-1")
    with SessionFile.resume(path, clock) as file:
        file.append([store(Event(kind="open", frame=0, request={"client": "K-1"}))])
    found = office.answer("record", {"session": "one"})
    assert found.text == f"{path.name} is damaged; 'setplayer verify' says more."


def test_it_answers_line_by_line_and_ends_with_its_input(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"question": name, "fields": {}}) + "\n" for name in ("records", "nonsense"))
    ran = subprocess.run(
        [sys.executable, "-m", "setplayer.office", str(tmp_path)],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = (Told.model_validate_json(line) for line in ran.stdout.splitlines())
    assert first == Told(done=True, told={"rows": []})
    assert second.text == "This screen and the player do not understand each other: update both."


# ---- after a session's end


def verified(data: Path) -> None:
    for path in Store(data).paths():
        with SessionFile.open(path) as file:
            assert verify(file).ok


def leaves(found: Told) -> str:
    return " ".join(line.text for line in RecordView.model_validate(found.told).leaves)


def test_what_is_shared_is_chosen_one_by_one_days_later_and_the_preview_is_what_leaves(
    office: Office, tmp_path: Path, clock: FakeClock
) -> None:
    keep(tmp_path / "data", clock, "one", "K-1")
    found = told(office, "record", session="one")
    entries = {one["text"]: (str(one["seq"]), one["shared"]) for one in found.told["entries"]}
    assert [shared for _, shared in entries.values()] == [False, True]
    assert NOTE not in leaves(found)
    assert SHARED in leaves(found)
    found = told(office, "share", session="one", entry=entries[NOTE][0], shared=True)
    assert NOTE in leaves(found)
    assert NOTE not in leaves(told(office, "share", session="one", entry=entries[NOTE][0], shared=False))
    assert not office.answer("share", {"session": "one", "entry": "x", "shared": True}).done
    verified(tmp_path / "data")


def test_the_questions_of_the_page_are_chosen_and_the_page_asks_them(
    office: Office, tmp_path: Path, clock: FakeClock
) -> None:
    keep(tmp_path / "data", clock, "one", "K-1")
    (tmp_path / "data" / "clinic.yaml").write_text("crisis: {name: Crisis line, phone: 112}\n", encoding="utf-8")
    sets = told(office, "prompts").told["sets"]
    assert sets[0] == {"name": "general", "title": "General"}
    assert told(office, "choose_prompts", session="one", chosen="somatic").told["prompts"] == "somatic"
    page = Path(told(office, "page", session="one", place=str(tmp_path / "stick"), form="page").told["path"])
    assert "Where in your body do you notice the session now?" in page.read_text(encoding="utf-8")
    refused = office.answer("choose_prompts", {"session": "one", "chosen": "x"})
    assert refused.text.startswith("There is no set of prompts 'x'.")


def test_an_integration_session_is_in_the_record_from_its_first_word(
    office: Office, tmp_path: Path, clock: FakeClock
) -> None:
    data = tmp_path / "data"
    keep(data, clock, "one", "K-1")
    keep(data, clock, "other", "K-2")
    clock.advance(9 * 86_400)
    first = told(office, "talk", about="one", session="", kind="step", text="Call Ana")
    session = first.told["session"]
    told(office, "talk", about="one", session=session, kind="insight", text="I can ask")
    told(office, "talk", about="one", session=session, kind="note", text="Slept badly")
    rows = told(office, "records").told["rows"]
    assert (rows[0]["session_id"], rows[0]["kind"], rows[0]["state"]) == (session, "integration", "closed")
    record = told(office, "record", session="one")
    lines = [text for text, _ in texts(record)]
    assert lines[-5:] == [
        "Step, 9 days after: Call Ana",
        "Insight, 9 days after: I can ask",
        "Note, 9 days after: Slept badly",
        "Steps that are open",
        "Call Ana",
    ]
    assert "I can ask" in leaves(record)
    assert "Slept badly" not in leaves(record)
    assert [week["kind"] for week in told(office, "client", client="K-1").told["weeks"]] == [
        "session",
        "integration",
        "insight",
    ]
    step = first.told["steps"][0]
    ticked = told(office, "tick", session=step["session"], seq=str(step["seq"]), done=True).told["steps"]
    assert [one["done"] for one in ticked] == [True]
    assert "Steps that are open" not in [text for text, _ in texts(told(office, "record", session="one"))]
    for wrong in (
        {"session": "other", "kind": "note"},
        {"session": "one", "kind": "note"},
        {"session": "", "kind": "x"},
    ):
        assert not office.answer("talk", {"about": "one", "text": "x", **wrong}).done
    verified(data)


def test_what_is_talked_about_is_sealed_where_the_clinic_has_keys(
    office: Office, tmp_path: Path, clock: FakeClock
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    NewKeys(data, 1).keep(PASSPHRASE)
    keep(data, clock, "one", "K-1")
    session = told(office, "talk", about="one", session="", kind="insight", text="I can ask").told["session"]
    told(office, "talk", about="one", session=session, kind="step", text="Call Ana")
    assert "I can ask" not in json.dumps(told(office, "record", session="one").told)
    for words in (b"I can ask", b"Call Ana"):
        assert all(words not in path.read_bytes() for path in data.rglob("*.session*"))
    told(office, "words", passphrase=PASSPHRASE)
    assert "I can ask" in json.dumps(told(office, "record", session="one").told)


def test_a_journal_on_a_drive_is_taken_into_the_session_that_it_is_of(
    office: Office, tmp_path: Path, clock: FakeClock
) -> None:
    keep(tmp_path / "data", clock, "one", "K-1")
    assert office.answer("journals", {"session": "one"}).text == "No drive has a saved copy of this session's page."
    journal = {"session_id": "one", "written": {"stayed": "The light"}, "saved_at": "2026-11-20T20:00:00Z"}
    page = f'<script type="application/json" id="setplayer-journal">{json.dumps(journal)}</script>'
    for name, text in (("mine", page), ("other", page.replace('"one"', '"two"')), ("none", "<p>")):
        (tmp_path / "stick" / f"{name}.html").write_text(text, encoding="utf-8")
    (copy,) = told(office, "journals", session="one").told["places"]
    assert copy["name"] == "mine.html"
    taken = told(office, "take_journal", session="one", page=copy["path"])
    assert taken.text == "One entry is taken into the record."
    assert "The light" in leaves(taken)
    assert told(office, "take_journal", session="one", page=copy["path"]).text == "All of it is there already."
    elsewhere = str(tmp_path / "stick" / "other.html")
    assert not office.answer("take_journal", {"session": "one", "page": elsewhere}).done
    with SessionFile.open(Store(tmp_path / "data").find("one")) as file:
        (event,) = file.events(kind="journal")
        assert json.loads(event.body)["request"]["consent"] is True
    verified(tmp_path / "data")
