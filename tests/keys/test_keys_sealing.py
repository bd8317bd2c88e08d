"""Words on their way to the disk: only their keys open them, the record verifies without any, and nothing is lost."""

import io
import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keys_cases import PASSPHRASE, cheap_passphrases, in_the_clear, with_keys

from setplayer.engine.journal import SEALED as SHOWN_AS
from setplayer.engine.journal import Journal, noted
from setplayer.engine.keeper import Keeper
from setplayer.engine.record import recorded
from setplayer.faults import MachineFault
from setplayer.keys import sealer as sealer_module
from setplayer.keys.age import Secrets, new_pair, sealed
from setplayer.keys.clinic import Keyring
from setplayer.keys.clinic_file import NAME
from setplayer.keys.opening import NO_KEYS, Opener, session_opener
from setplayer.keys.sealer import Sealing, Unsealed, sealing
from setplayer.keys.session_key import SessionKey, destroy_all_but
from setplayer.log.clock import FakeClock
from setplayer.log.jsonl import write_jsonl
from setplayer.log.sealed import is_sealed
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify
from setplayer.review.text import render_text
from setplayer.review.timeline import build_timeline
from setplayer.review.words import SEALED
from setplayer.session.events import Event

NOTE = Event(kind="note", frame=7, request={}, content={"text": "a bright field"})
DOCUMENT = Path(__file__).parents[2] / "docs" / "session-file.md"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passphrases(monkeypatch)


def seals(data: Path, client: str = "") -> Sealing:
    return sealing(data, "abc", client, lambda: 2)


def opens(client: str) -> Event:
    return Event(kind="open", frame=0, request={"client": client})


def kept(data: Path, how: Sealing, *events: Event) -> Path:
    path = data / "a.session"
    with SessionFile.create(path, "abc", FakeClock()) as file:
        file.append([how.stored(event) for event in events])
    return path


@settings(max_examples=25)
@given(words=st.binary(max_size=200), others=st.integers(1, 3))
def test_each_of_the_keys_opens_the_words_and_no_other_does(words: bytes, others: int) -> None:
    pairs = [new_pair() for _ in range(others)]
    letter = sealed(words, [pair.public for pair in pairs])
    assert is_sealed(letter)
    assert [Opener([pair.secret]).opened(letter) for pair in pairs] == [words] * others
    assert Opener([new_pair().secret]).opened(letter) is None
    assert Opener([pairs[0].secret]).opened(letter[:-1]) is None, "nor when a byte is gone"


def test_a_clinic_without_keys_is_told_and_stores_words_as_they_are(tmp_path: Path) -> None:
    how = seals(tmp_path)
    assert how.warning == "Words are stored unsealed: 'setplayer keys init' sets up keys"
    assert how.stored(NOTE).content == b'{"text":"a bright field"}'
    assert how.seal(b"draft") == b"draft"
    assert list(tmp_path.iterdir()) == []


def test_words_are_sealed_to_whose_session_it_is_when_they_are_said(tmp_path: Path) -> None:
    with_keys(tmp_path)
    how = seals(tmp_path)
    before = how.stored(NOTE).content
    how.stored(opens("K17"))
    after = how.stored(NOTE).content
    assert before is not None
    assert after is not None
    ring = Keyring(tmp_path, PASSPHRASE)
    of_client, of_session = ring._owners("none", ["K17"]), ring._owners("abc", [])
    assert (Opener(of_client).opened(before), Opener(of_session).opened(after)) == (None, None)
    assert Opener(of_session).opened(before) == Opener(of_client).opened(after) == b'{"text":"a bright field"}'
    assert session_opener(tmp_path, "abc").opened(after) == b'{"text":"a bright field"}'


def test_what_is_not_personal_is_written_as_it_is(tmp_path: Path) -> None:
    with_keys(tmp_path)
    assert seals(tmp_path).stored(opens("K17")) == Unsealed().stored(opens("K17"))


def test_a_session_goes_on_without_the_clinics_file(tmp_path: Path) -> None:
    """The disk of a kiosk after a power cut may have lost it; the session must not wait for it."""
    with_keys(tmp_path)
    seals(tmp_path, "K17").stored(NOTE)
    (tmp_path / NAME).write_bytes(b"damaged")
    again = seals(tmp_path, "K17")
    again.stored(opens("K18"))
    words = again.stored(NOTE).content
    assert words is not None
    assert is_sealed(words)
    assert session_opener(tmp_path, "abc").opened(words) == b'{"text":"a bright field"}'


def test_a_session_key_is_private_and_at_the_end_nothing_of_it_is_left(tmp_path: Path) -> None:
    with_keys(tmp_path)
    how = seals(tmp_path, "K17")
    path = tmp_path / "keys" / "session-abc.key"
    secret = path.read_text().splitlines()[1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open("rb") as held:  # as a reader of the drive would still have its blocks
        how.ended()
        assert secret.encode() not in held.read()
    assert list((tmp_path / "keys").iterdir()) == []
    assert in_the_clear(tmp_path, secret) == []
    how.ended()


def test_keys_that_other_ends_left_behind_go_when_a_session_starts(tmp_path: Path) -> None:
    for name in ("abc", "left", "open"):
        SessionKey(tmp_path, name).made()
    destroy_all_but(tmp_path, "open")
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["session-open.key"]


def test_a_torn_key_is_replaced_and_what_was_sealed_with_it_is_said_to_be_sealed(tmp_path: Path) -> None:
    with_keys(tmp_path)
    path = kept(tmp_path, seals(tmp_path), NOTE)
    (tmp_path / "keys" / "session-abc.key").write_text("# public key: age1")
    how = seals(tmp_path)
    with SessionFile.open(path) as file:
        (entry,) = recorded(file, session_opener(tmp_path, "abc"))
    journal = noted(Journal(), entry.event, entry.seq)
    assert [one.text for one in journal.entries] == [SHOWN_AS]
    words = how.stored(NOTE).content
    assert words is not None
    assert session_opener(tmp_path, "abc").opened(words) is not None


# ---- nothing is lost


class Broken(Unsealed):
    """Sealing that fails until it is mended."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = True
        self.sealed: list[str] = []

    def stored(self, event: Event):
        if self.broken and event.kind == "note":
            raise MachineFault("clinic.db: the disk fails.")
        self.sealed.append(event.kind)
        return super().stored(event)


def test_words_that_cannot_be_sealed_wait_are_told_and_are_written_in_order(tmp_path: Path) -> None:
    how = Broken()
    keeper = Keeper(SessionFile.create(tmp_path / "a.session", "abc", FakeClock()), how)
    saved = keeper.keep([opens("K17"), NOTE])
    assert not saved.wait(0.3)
    assert (keeper.late, str(keeper.fault)) == (True, "clinic.db: the disk fails.")
    how.broken = False
    assert saved.wait(30)
    assert keeper.keep([Event(kind="end", frame=9)]).wait(30)
    assert not keeper.late
    assert keeper.close(30)
    with SessionFile.open(tmp_path / "a.session") as file:
        assert [event.kind for event in file.events()] == ["open", "note", "end"] == how.sealed, "each once"


def test_drafts_are_sealed_too(tmp_path: Path) -> None:
    with_keys(tmp_path)
    keeper = Keeper(SessionFile.create(tmp_path / "a.session", "abc", FakeClock()), seals(tmp_path))
    keeper.keep_draft("1 note", b"half a sentence")
    assert keeper.keep([NOTE]).wait(30)
    assert keeper.close(30)
    assert in_the_clear(tmp_path, "half a sentence", "bright field") == []
    with SessionFile.open(tmp_path / "a.session") as file:
        assert session_opener(tmp_path, "abc").opened(file.drafts()["1 note"]) == b"half a sentence"


# ---- reading


def test_a_sealed_record_verifies_without_a_key_and_a_changed_byte_is_found(tmp_path: Path) -> None:
    with_keys(tmp_path)
    path = kept(tmp_path, seals(tmp_path), opens(""), NOTE)
    with SessionFile.open(path) as file:
        assert verify(file).ok
    data = bytearray(path.read_bytes())
    at = data.index(b"age-encryption.org/v1\n")
    data[at + 200] ^= 1
    path.write_bytes(data)
    with SessionFile.open(path) as file:
        assert verify(file).problems == ("Event 2: its content was altered.",)


@pytest.mark.parametrize("opener", ["with", "without"])
def test_an_export_of_sealed_words_verifies_with_nothing_of_ours(tmp_path: Path, opener: str) -> None:
    with_keys(tmp_path)
    path = kept(tmp_path, seals(tmp_path), opens(""), NOTE)
    out = io.StringIO()
    with SessionFile.open(path) as file:
        how = session_opener(tmp_path, "abc") if opener == "with" else NO_KEYS
        write_jsonl(file, out, how.opened)
    (line,) = [json.loads(line) for line in out.getvalue().splitlines() if '"note"' in line]
    assert (line["content"], line.get("opened")) == (None, NOTE.content if opener == "with" else None)
    found = re.search(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    (tmp_path / "check.py").write_text(found[1])
    for text, good in ((out.getvalue(), True), (out.getvalue().replace('"sealed": "YWdl', '"sealed": "YWdm'), False)):
        told = subprocess.run(
            [sys.executable, tmp_path / "check.py"], input=text, capture_output=True, text=True, check=False
        )
        assert (told.returncode == 0) is good, told.stderr


def test_a_timeline_says_which_words_are_sealed_and_keeps_what_is_no_secret(tmp_path: Path) -> None:
    with_keys(tmp_path)
    words = [
        Event(kind="intention", frame=0, content={"text": "for my daughter"}),
        Event(kind="dose", frame=5, content={"amount": "60 mg"}),
        NOTE,
        Event(kind="quote", frame=8, content={"text": "it is warm"}),
        Event(kind="interruption", frame=9, content={"text": "the doorbell"}),
        Event(kind="correct", frame=10, request={"entry": 4}, content={"text": "a dark field"}),
    ]
    path = kept(tmp_path, seals(tmp_path), opens("K17"), *words)
    with SessionFile.open(path) as file:
        both = [
            build_timeline([(e.seq, e.stamp, e.event) for e in recorded(file, how)], everything=True)
            for how in (NO_KEYS, session_opener(tmp_path, "abc"))
        ]
    assert both[0].intention == SEALED
    assert [moment.text for moment in both[0].moments] == [
        "The medicine was given", SEALED, SEALED, f"An interruption: {SEALED}"
    ]  # fmt: skip
    text = render_text(both[1], 100)
    assert all(said in text for said in ("for my daughter", "60 mg", "a dark field", "it is warm", "the doorbell"))
    assert "bright field" not in text


def test_sealing_is_asked_only_for_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most events of a session carry none, and cost nothing."""
    with_keys(tmp_path)
    how = seals(tmp_path)
    monkeypatch.setattr(sealer_module.age, "sealed", lambda *_: pytest.fail("something was sealed"))
    how.stored(Event(kind="piece_began", frame=0))


def test_secrets_never_show_in_a_traceback() -> None:
    pair = new_pair()
    assert pair.secret not in repr(pair)
    assert pair.secret not in repr(Secrets([pair.secret]))
