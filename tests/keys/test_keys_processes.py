"""A clinic with keys: words are on the screen while the session is open, and nowhere in the clear on the disk."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Run, command_line

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from keys_cases import PASSPHRASE, cheap_passphrases, in_the_clear
from process_cases import WAIT_S, Ground, kinds, tide, until

from setplayer.engine.client import ask_once
from setplayer.engine.messages import Ask
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify

NOTE, QUOTE, INTENTION, AMOUNT, DRAFT = WORDS = (
    "Something about my brother", "a bright field", "for my daughter", "60 mg", "still being typed"
)  # fmt: skip


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        yield ground


@pytest.fixture
def told(ground: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line on the data folder of the ground."""
    cheap_passphrases(monkeypatch)
    return command_line(monkeypatch, capsys, ground.data)


def drafts_in(session: Path) -> dict[str, bytes]:
    with SessionFile.open(session) as file:
        return file.drafts()


def test_words_outlive_a_kill_without_a_secret_are_sealed_at_the_end_and_erased_for_good(
    ground: Ground, told: Run
) -> None:
    status, out, err = told("keys", "init", piped=f"{PASSPHRASE}\n")
    assert (status, err) == (0, "")
    recovery = next(line.strip() for line in out.splitlines() if "AGE-SECRET-KEY-1" in line)
    arc = tide(ground.folder / "arc.yaml")
    session = ground.data / "sessions" / "20260101T090000.000000Z-test.session"
    session.parent.mkdir()

    first = ground.engine(arc, session, begin=False)
    view = ground.shown(lambda view: view.arc == "Tide", "it is prepared")
    assert not [warning for warning in view.warnings if "unsealed" in warning]
    for command in (
        {"do": "intention", "text": INTENTION},  # before anybody said whose session it is
        {"do": "open", "client": "K17"},
        {"do": "begin"},
        {"do": "note", "text": NOTE},
        {"do": "quote", "text": QUOTE},
        {"do": "dose", "amount": AMOUNT},
    ):
        assert ground.ask(**command).done
    assert ask_once(ground.data, Ask(number=1, query="draft", name="note", text=DRAFT)).done
    until(lambda: drafts_in(session), "the draft is kept")
    ground.shown(lambda view: len(view.entries) == 3, "it is shown")
    until(lambda: "dose" in kinds(session), "all of it is saved, for it was given last")
    key = (ground.data / "keys" / "session-test.key").read_text().splitlines()[1]
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert in_the_clear(ground.data, *WORDS) == []

    second = ground.engine(arc, session)
    view = ground.shown(lambda view: view.state == "playing" and len(view.entries) == 3, "it plays again")
    assert view.intention == INTENTION
    assert [entry.text for entry in view.entries] == [NOTE, f"“{QUOTE}”", f"Dose {AMOUNT}"]
    assert [draft.text for draft in view.drafts] == [DRAFT]
    status, _, err = told("erase", "K17", "--yes")
    assert (status, "another setplayer is writing this session" in err) == (1, True)
    ground.end()
    assert second.wait(WAIT_S) == 0

    assert kinds(session)[-1] == "end"
    assert in_the_clear(ground.data, *WORDS, key, "AGE-SECRET-KEY") == []
    assert list((ground.data / "keys").iterdir()) == []
    status, out, err = told("review", "test", "--text")
    assert (status, out.count("These words are sealed.")) == (0, 1), "the intention; no entry was shared"
    assert err.startswith("The words of this session are sealed. --passphrase-file FILE opens them")
    for known in (PASSPHRASE, recovery):
        assert INTENTION in told("review", "test", "--text", "--passphrase-file", "-", piped=f"{known}\n")[1]
    exported = told("log", "test", "--passphrase-file", "-", piped=PASSPHRASE)[1]
    opened = [json.loads(line)["opened"] for line in exported.splitlines() if '"opened"' in line]
    said = [text for words in opened for text in words.values()]
    assert said == [INTENTION, NOTE, QUOTE, AMOUNT, DRAFT], "the draft became a note at the end"
    status, _, err = told("review", "test", "--text", "--passphrase-file", "-", piped="wrong")
    assert (status, err) == (
        1, "The passphrase is not right. Try again, or use the recovery key in its place.\n"
    )  # fmt: skip

    status, out, err = told("erase", "K17", "--yes")
    assert (status, err) == (0, "")
    assert out.startswith("Erased    2 keys, 0 keys of open sessions, 5 entries of 1 sessions, 0 pages\n")
    assert "Not here  Backups that are not attached now." in out
    with SessionFile.open(session) as file:
        found = verify(file)
    assert (found.ok, found.erased) == (True, 5)
    assert told("verify", "test")[1].startswith("Whole: ")


def test_a_session_of_a_clinic_with_keys_leaves_no_page_in_the_clear(ground: Ground, told: Run) -> None:
    told("keys", "init", piped=f"{PASSPHRASE}\n")
    player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null")
    ground.shown(lambda view: view.state == "playing", "it plays")
    assert ground.ask(do="note", text=NOTE).done
    ground.end()
    status, out, _ = ground.ended(player)
    assert status == 0
    assert "Its words are sealed: 'setplayer review last -o FILE.html' opens them" in out
    assert in_the_clear(ground.data, NOTE) == []
    assert not (ground.data / "timelines").exists()


def test_a_clinic_without_keys_is_told_before_it_begins(ground: Ground) -> None:
    engine = ground.engine(tide(ground.folder / "arc.yaml"), begin=False)
    view = ground.shown(lambda view: view.arc == "Tide", "it is prepared")
    assert "Words are stored unsealed: 'setplayer keys init' sets up keys" in view.warnings
    engine.kill()
    engine.wait()


def test_keys_on_the_command_line(told: Run, ground: Ground) -> None:
    assert told("keys", "status") == (1, "Words are stored unsealed: 'setplayer keys init' sets up keys.\n", "")
    status, _, err = told("keys", "init", piped="short\n")
    assert (status, err) == (1, "A passphrase needs 10 letters or more: a few words in a row are easy to keep.\n")
    assert told("keys", "init", piped="")[2].startswith("Nothing was given")
    told("keys", "init", piped=f"{PASSPHRASE}\n")
    status, _, err = told("keys", "init", piped=f"{PASSPHRASE}\n")
    assert (status, err) == (
        1, f"{ground.data / 'clinic.db'}: has the clinic's keys already; they are made once.\n"
    )  # fmt: skip
    assert told("keys", "status")[1].startswith("Words are sealed, with keys of ")
    assert told("keys", "passphrase", piped=f"{PASSPHRASE}\nanother one by the lake\n")[0] == 0
    assert told("keys", "passphrase", piped=f"{PASSPHRASE}\nanother one by the lake\n")[0] == 1
    assert told("erase", "K99", "--yes")[0] == 1
