"""The clinic's keys: made once, opened by the passphrase or by what was printed, and by nothing else."""

import importlib.resources
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest
from keys_cases import PASSPHRASE, cheap_passphrases, in_the_clear, with_keys

from setplayer.faults import Fault
from setplayer.keys import age
from setplayer.keys.age import CannotOpen, Secrets, new_pair, sealed
from setplayer.keys.clinic import Keyring, NewKeys, change_passphrase, clinic_keys, public_of
from setplayer.keys.clinic_file import NAME
from setplayer.values import content_address


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passphrases(monkeypatch)


def wrapped(data: Path, client: str) -> bytes:
    with sqlite3.connect(data / NAME) as db:
        return bytes(db.execute("SELECT wrapped FROM owner_key WHERE client = ?", (client,)).fetchone()[0])


def test_a_passphrase_opens_what_it_locked_and_another_does_not() -> None:
    """The only test that takes as long as scrypt really does."""
    locked = age.locked(b"a secret", PASSPHRASE)
    assert b"a secret" not in locked
    assert age.unlocked(locked, PASSPHRASE) == b"a secret"
    with pytest.raises(CannotOpen):
        age.unlocked(locked, PASSPHRASE + " ")


@pytest.mark.usefixtures("cheap")
def test_no_secret_is_in_the_file_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    recovery = with_keys(tmp_path)
    public_of(tmp_path, "K17", "a", 2)
    assert in_the_clear(tmp_path, recovery, age.SECRET, PASSPHRASE) == []
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


@pytest.mark.usefixtures("cheap")
def test_keys_are_made_once(tmp_path: Path) -> None:
    first, late = NewKeys(tmp_path, 1), NewKeys(tmp_path, 1)
    first.keep(PASSPHRASE)
    sentence = f"{tmp_path / NAME}: has the clinic's keys already; they are made once."
    with pytest.raises(Fault) as fault:
        NewKeys(tmp_path, 1)
    assert str(fault.value) == sentence
    with pytest.raises(Fault) as fault:
        late.keep(PASSPHRASE)
    assert str(fault.value) == sentence


def test_a_short_passphrase_is_refused_before_anything_is_kept(tmp_path: Path) -> None:
    new = NewKeys(tmp_path, 1)
    with pytest.raises(Fault) as fault:
        new.keep("too short")
    assert str(fault.value) == "A passphrase needs 10 letters or more: a few words in a row are easy to keep."
    assert clinic_keys(tmp_path) is None


@pytest.mark.usefixtures("cheap")
def test_the_passphrase_and_the_recovery_key_open_a_clients_key(tmp_path: Path) -> None:
    recovery = with_keys(tmp_path)
    public = public_of(tmp_path, "K17", "a", 2)
    letter = sealed(b"words", [public])
    small = " ".join([recovery[:20], recovery[20:]]).lower()  # as somebody types it from paper
    for known in (PASSPHRASE, recovery, small):
        (secret,) = Keyring(tmp_path, known)._owners("a", ["K17", "K18"])
        assert Secrets([secret]).opened(letter) == b"words"
    assert Secrets([recovery]).opened(wrapped(tmp_path, "K17")) == secret.encode(), "also with nothing of ours"


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ("nine quiet words", "The passphrase is not right. Try again, or use the recovery key in its place."),
        ("", "The passphrase is not right. Try again, or use the recovery key in its place."),
        (
            new_pair().secret,
            "This is not the recovery key of this clinic. Compare it with the paper, letter by letter.",
        ),
        (
            "AGE-SECRET-KEY-1SMUDGED",
            "This is not the recovery key of this clinic. Compare it with the paper, letter by letter.",
        ),
    ],
)
def test_a_wrong_key_is_one_sentence(tmp_path: Path, known: str, sentence: str) -> None:
    with_keys(tmp_path)
    with pytest.raises(Fault) as fault:
        Keyring(tmp_path, known)
    assert str(fault.value) == sentence


def test_without_keys_the_sentence_says_how_to_have_them(tmp_path: Path) -> None:
    with pytest.raises(Fault) as fault:
        Keyring(tmp_path, PASSPHRASE)
    assert str(fault.value) == f"{tmp_path / NAME}: no keys are set up here. 'setplayer keys init' does it."
    assert not (tmp_path / NAME).exists(), "looking makes nothing"


@pytest.mark.usefixtures("cheap")
def test_a_forgotten_passphrase_is_replaced_by_the_recovery_key(tmp_path: Path) -> None:
    recovery = with_keys(tmp_path)
    change_passphrase(tmp_path, recovery, "another one by the lake")
    Keyring(tmp_path, "another one by the lake")
    with pytest.raises(Fault):
        Keyring(tmp_path, PASSPHRASE)


@pytest.mark.usefixtures("cheap")
def test_a_client_has_one_key_and_a_session_without_one_its_own(tmp_path: Path) -> None:
    with_keys(tmp_path)
    of_client = {public_of(tmp_path, "K17", session, 2) for session in "abc"}
    of_sessions = {public_of(tmp_path, "", session, 2) for session in "abc"}
    assert (len(of_client), len(of_sessions), len(of_client | of_sessions)) == (1, 3, 4)


def test_the_file_of_a_format_that_shipped_is_never_edited() -> None:
    """A clinic's file is compared with it to the letter."""
    data = importlib.resources.files("setplayer.keys").joinpath("001_clinic.sql").read_bytes()
    assert content_address(data) == "1a59714ea6e2fcaf59fa304b1ba72aed55aed9f736f2e89d36d8cee261e1247c"


@pytest.mark.skipif(shutil.which("age") is None, reason="needs the age program: tests/system-packages.sh installs it")
@pytest.mark.usefixtures("cheap")
def test_the_age_program_opens_words_with_the_paper_alone(tmp_path: Path) -> None:
    def opened(letter: bytes, secret: str) -> str:
        (tmp_path / "secret").write_text(f"{secret}\n")
        line = ["age", "-d", "-i", str(tmp_path / "secret")]
        return subprocess.run(line, input=letter, capture_output=True, check=True).stdout.decode()

    recovery = with_keys(tmp_path)
    letter = sealed(b"a bright field", [public_of(tmp_path, "K17", "a", 2), new_pair().public])
    assert opened(letter, opened(wrapped(tmp_path, "K17"), recovery)) == "a bright field"


@pytest.mark.parametrize("junk", [b"not a database, but some text", b"SQLite format 3\0" + b"\xff" * 200])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / NAME).write_bytes(junk)
    with pytest.raises(Fault) as fault:
        clinic_keys(tmp_path)
    assert str(fault.value) == (
        f"{tmp_path / NAME}: is damaged, and without it nothing can be sealed. Take it back from a backup; or move "
        "it away, and words are stored unsealed."
    )
