"""What a client wrote on their saved page, taken into the record with consent, and shown beside the sessions."""

import json
import re
import sys
from pathlib import Path

import pytest
from command_line import Run
from export_cases import HOSTILE, written
from review_sessions import a_good_hour

sys.path.insert(0, str(Path(__file__).parents[1] / "keys"))
from keys_cases import PASSPHRASE, cheap_passphrases, in_the_clear, with_keys

from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.log.verify import verify


@pytest.fixture
def session(tmp_path: Path) -> Path:
    return written(tmp_path / "data", a_good_hour())


def saved(folder: Path, written: dict[str, str], saved_at: str = "2026-03-10T20:00:00Z", **more: object) -> Path:
    """A copy of a page, as a browser saves it."""
    journal = {"session_id": "abcdefgh", "written": written, "saved_at": saved_at, **more}
    text = json.dumps(journal, ensure_ascii=False).replace("<", "\\u003c")
    path = folder / "copy.html"
    path.write_text(
        f'<!doctype html><p>Hm</p><script>let a = "<p>"</script>'
        f'<script type="application/json" id="setplayer-journal">{text}</script><p>end</p>',
        encoding="utf-8",
    )
    return path


def texts(session: Path) -> list[str]:
    with SessionFile.open(session) as file:
        assert verify(file).ok
        return [json.loads(event.content)["text"] for event in file.events(kind="journal") if event.content]


def test_what_was_written_stands_beside_the_session(run: Run, session: Path, tmp_path: Path) -> None:
    page = saved(tmp_path, {"stayed": "The light.\nAll of it.", "body": "  "})
    assert run("journal", "add", page, "--consent") == (0, "Session abcdefgh: 1 taken into its record.\n", "")
    assert texts(session) == ["The light.\nAll of it."]
    assert run("journal", "list", "K-17")[1] == (
        "2026-03-01  session abcdefgh: Ketamine, intramuscular, one hour\n"
        "2026-03-10  insight, 9 days after: The light. All of it.\n"
    )
    assert run("journal", "add", page, "--consent")[1].endswith("0 taken into its record, 1 there already.\n")
    saved(tmp_path, {"stayed": "The light, still."}, "2026-03-20T20:00:00Z")
    run("journal", "add", page, "--consent")
    assert texts(session) == ["The light.\nAll of it.", "The light, still."]


def test_nothing_is_taken_without_consent(run: Run, session: Path, tmp_path: Path) -> None:
    status, _, err = run("journal", "add", saved(tmp_path, {"stayed": "The light."}))
    assert status == 1
    assert err.endswith("Ask the client; if they want it in the record, add --consent.\n")
    assert texts(session) == []


def test_hostile_texts_are_kept_as_they_are(run: Run, session: Path, tmp_path: Path) -> None:
    page = saved(tmp_path, {f"p{number}": text for number, text in enumerate(HOSTILE.values())})
    assert run("journal", "add", page, "--consent")[0] == 0
    assert texts(session) == [text.strip() for text in HOSTILE.values()]


def test_with_keys_it_is_sealed_to_the_client(
    run: Run, session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_passphrases(monkeypatch)
    with_keys(tmp_path / "data")
    assert run("journal", "add", saved(tmp_path, {"stayed": "A word of my own"}), "--consent")[0] == 0
    assert in_the_clear(tmp_path / "data", "A word of my own") == []
    assert "A word of my own" not in run("log", "last", "--format", "csv")[1]
    assert run("log", "last", "--format", "csv")[1].count("These words are sealed.") == 1
    assert "insight, 9 days after: These words are sealed." in run("journal", "list", "K-17")[1]
    (tmp_path / "words").write_text(PASSPHRASE, encoding="utf-8")
    assert "A word of my own" in run("journal", "list", "K-17", "--passphrase-file", tmp_path / "words")[1]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"saved_at": "yesterday"}, "cannot be read"),
        ({"saved_at": "2026-03-10T20:00:00"}, "cannot be read"),
        ({"written": {"a b": "x"}}, "cannot be read"),
        ({"written": {"a": "x" * 100_001}}, "cannot be read"),
        ({"session_id": "../x"}, "cannot be read"),
        ({"saved_at": "9999-12-31T23:59:59-12:00"}, "cannot be read"),
        ({"session_id": "zzzzzzzz"}, "There is no session"),
        ({"session_id": "last"}, "is of session last, which is not kept"),
        ({"session_id": "abc"}, "is of session abc, which is not kept"),
    ],
)
def test_a_copy_that_is_none_of_ours_is_refused(
    run: Run, session: Path, tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    journal = {"written": {"stayed": "x"}, "saved_at": "2026-03-10T20:00:00Z"} | changes
    status, _, err = run("journal", "add", saved(tmp_path, **journal), "--consent")
    assert status == 1
    assert says in err
    assert texts(session) == []


def test_a_page_without_a_journal_is_told(run: Run, session: Path, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<p>no</p>", encoding="utf-8")
    assert "holds no journal" in run("journal", "add", tmp_path / "x.html", "--consent")[2]


def test_an_integration_session_stands_on_the_same_line_and_has_no_music(
    run: Run, session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_passphrases(monkeypatch)
    with_keys(tmp_path / "data")
    status, out, _ = run(
        "integration", "K-17", "--note", "Tired", "--step", "Call Ana", "--step", "Walk", "--by", "T1"
    )
    assert (status, out.splitlines()[0].split(": ")[1]) == (0, "an integration session, 3 entries.")
    assert in_the_clear(tmp_path / "data", "Call Ana") == []
    (tmp_path / "words").write_text(PASSPHRASE, encoding="utf-8")
    lines = run("journal", "list", "K-17", "--passphrase-file", tmp_path / "words")[1].splitlines()
    assert [line.split("  ")[1].split(" ")[0] for line in lines] == [
        "session",
        "integration",
        "note,",
        "step,",
        "step,",
    ]
    assert re.search(r"  step, \d+ days after: Walk$", lines[-1])
    listed = [summary for summary in Store(tmp_path / "data").summaries() if summary.kind == "integration"]
    assert [(one.state, one.client_code) for one in listed] == [("closed", "K-17")]
    assert run("verify", "last")[0] == 0


def test_an_integration_session_without_words_is_none(run: Run) -> None:
    assert run("integration", "K-17")[0] == 2
    assert run("integration", "K" * 41, "--note", "x")[0] == 2
