"""A client who is erased: no key and no word is left, nothing of it comes back, and the record still verifies."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from keys_cases import PASSPHRASE, cheap_passphrases, in_the_clear, with_keys

from setplayer.faults import Fault, MachineFault
from setplayer.keys import clinic_file as clinic_file_module
from setplayer.keys.clinic import Keyring
from setplayer.keys.clinic_file import NAME, clinic_file
from setplayer.keys.erasing import erase, erase_again, erasures
from setplayer.keys.sealer import Unsealed, sealing
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.log.verify import verify
from setplayer.session.events import Event

WORDS = ("a bright field", "half a sentence")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passphrases(monkeypatch)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def session(data: Path, clock: FakeClock, name: str, client: str, *, ends: bool = True, clear: bool = False) -> Path:
    """A session with a note and a draft, and its page."""
    path = Store(data).new_path(clock.stamp(), name)
    how = Unsealed() if clear else sealing(data, name, "", lambda: clock.stamp().wall_us)
    happened = [
        Event(kind="intention", frame=0, content={"text": WORDS[0]}),
        Event(kind="open", frame=0, request={"kind": "session", "client": client, "seed": 1}),
        Event(kind="note", frame=7, content={"text": WORDS[0]}),
        *([Event(kind="end", frame=9)] if ends else []),
    ]
    with SessionFile.create(path, name, clock) as file:
        file.append([how.stored(event) for event in happened])
        file.keep_draft("1 note", how.seal(WORDS[1].encode()))
    if ends:
        how.ended()
    page = data / "timelines" / f"{path.stem}.html"
    page.parent.mkdir(exist_ok=True)
    page.write_text(WORDS[0])
    return path


def secrets(data: Path, *clients: str) -> list[bytes]:
    """Every form that a client's key has in the data directory."""
    with clinic_file(data / NAME) as db:
        found = db.execute("SELECT client, session_id, wrapped FROM owner_key").fetchall()
    ring = Keyring(data, PASSPHRASE)
    return [
        part
        for client, session_id, wrapped in found
        if client in clients or session_id is not None
        for part in (wrapped, wrapped[-64:], *(s.encode() for s in ring._owners(session_id or "", [client or ""])))
    ]


def test_no_key_no_word_and_no_page_is_left_and_the_record_verifies(tmp_path: Path, clock: FakeClock) -> None:
    with_keys(tmp_path)
    paths = [session(tmp_path, clock, "aaa", "K17"), session(tmp_path, clock, "bbb", "K17", ends=False)]
    sought = secrets(tmp_path, "K17")
    assert len(in_the_clear(tmp_path, *sought)) >= 6, "the search finds what is there"
    reached = erase(tmp_path, "K17", clock)
    assert in_the_clear(tmp_path, *sought, *WORDS, "AGE-SECRET-KEY") == []
    assert (reached.keys, reached.session_keys, reached.sessions, reached.words, reached.pages) == (3, 1, 2, 6, 2)
    assert list((tmp_path / "keys").iterdir()) == []
    for path in paths:
        with SessionFile.open(path) as file:
            found = verify(file)
        assert (found.ok, found.erased) == (True, 2)


def test_others_keep_what_is_theirs(tmp_path: Path, clock: FakeClock) -> None:
    with_keys(tmp_path)
    session(tmp_path, clock, "aaa", "K17")
    other = session(tmp_path, clock, "bbb", "K18")
    erase(tmp_path, "K17", clock)
    with SessionFile.open(other) as file:
        opener = Keyring(tmp_path, PASSPHRASE).opener(file)
        words = [opener.opened(event.content) for event in file.events() if event.content]
    assert words == [b'{"text":"a bright field"}'] * 2
    assert (tmp_path / "timelines" / f"{other.stem}.html").exists()


def test_words_that_were_never_sealed_are_erased_too(tmp_path: Path, clock: FakeClock) -> None:
    path = session(tmp_path, clock, "aaa", "K17", clear=True)
    assert in_the_clear(tmp_path, *WORDS) == list(WORDS)
    assert erase(tmp_path, "K17", clock).keys == 0
    assert in_the_clear(tmp_path, *WORDS) == []
    with SessionFile.open(path) as file:
        assert verify(file).ok


def test_nobody_is_erased_while_their_session_is_open_and_nothing_is_half_done(
    tmp_path: Path, clock: FakeClock
) -> None:
    with_keys(tmp_path)
    session(tmp_path, clock, "aaa", "K17")
    path = session(tmp_path, clock, "bbb", "K17", ends=False)
    sought = secrets(tmp_path, "K17")
    before = in_the_clear(tmp_path, *sought)
    with SessionFile.resume(path, clock), pytest.raises(Fault, match="another setplayer is writing this session"):
        erase(tmp_path, "K17", clock)
    assert in_the_clear(tmp_path, *sought) == before
    assert erasures(tmp_path) == ()


def test_a_reader_that_keeps_a_trace_is_named_and_erasing_again_finishes(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a reader open, an erased key stayed in the WAL."""
    monkeypatch.setattr(clinic_file_module, "_PATIENCE_S", 0.1)
    with_keys(tmp_path)
    session(tmp_path, clock, "aaa", "K17")
    sought = secrets(tmp_path, "K17")
    with contextlib.closing(sqlite3.connect(tmp_path / NAME)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM owner_key").fetchall()
        with pytest.raises(MachineFault, match="keeps a trace of it on the disk"):
            erase(tmp_path, "K17", clock)
        assert in_the_clear(tmp_path, *sought) != []
    erase(tmp_path, "K17", clock)
    assert in_the_clear(tmp_path, *sought, *WORDS) == []


def test_a_code_that_nobody_has_is_one_sentence(tmp_path: Path, clock: FakeClock) -> None:
    with pytest.raises(Fault) as fault:
        erase(tmp_path, "K99", clock)
    assert (
        str(fault.value) == f"Nothing is kept of a client 'K99' in {tmp_path}. 'setplayer sessions' lists the codes."
    )
    assert not (tmp_path / NAME).exists()


def test_what_comes_back_from_a_backup_is_erased_again(tmp_path: Path, clock: FakeClock) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    data.mkdir()
    with_keys(data)
    session(data, clock, "aaa", "K17")
    session(data, clock, "bbb", "K17", clear=True)
    sought = secrets(data, "K17")
    shutil.copytree(data, backup)
    clock.advance(60)
    erase(data, "K17", clock)
    known = erasures(data)
    shutil.rmtree(data)
    shutil.copytree(backup, data)
    assert in_the_clear(data, *sought) != []
    reached = erase_again(data, known, clock)
    assert (reached.keys, reached.sessions) == (2, 2)
    assert in_the_clear(data, *sought, *WORDS) == []
    assert erasures(data) != (), "and it is known for the next time"
    assert erase_again(data, (), clock).keys == 0


def test_a_client_who_comes_back_begins_anew(tmp_path: Path, clock: FakeClock) -> None:
    with_keys(tmp_path)
    session(tmp_path, clock, "aaa", "K17")
    clock.advance(60)
    erase(tmp_path, "K17", clock)
    clock.advance(60)
    path = session(tmp_path, clock, "bbb", "K17")
    erase_again(tmp_path, erasures(tmp_path), clock)
    with SessionFile.open(path) as file:
        opener = Keyring(tmp_path, PASSPHRASE).opener(file)
        assert [opener.opened(event.content) for event in file.events() if event.content] == [
            b'{"text":"a bright field"}'
        ] * 2


def test_a_session_file_that_cannot_be_read_is_named(tmp_path: Path, clock: FakeClock) -> None:
    with_keys(tmp_path)
    session(tmp_path, clock, "aaa", "K17")
    damaged = tmp_path / "sessions" / "20260101T000000.000000Z-bad.session"
    damaged.write_bytes(b"damaged")
    assert erase(tmp_path, "K17", clock).left == [
        f"{damaged}: cannot be read, so its client is not known. If it may be theirs, remove it by hand."
    ]
