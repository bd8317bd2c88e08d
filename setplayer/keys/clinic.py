"""The clinic's key, its recovery key, and the keys that words are sealed to."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from setplayer.faults import Fault
from setplayer.keys import age
from setplayer.keys.age import CannotOpen, Secrets, new_pair, pair_of
from setplayer.keys.clinic_file import NAME, clinic_file, exists, transaction
from setplayer.keys.opening import Opener
from setplayer.log.session_file import SessionFile

LEAST_LETTERS: Final = 10
"""A shorter passphrase is guessed: by whoever stole the kiosk, at leisure."""

_NO_KEYS: Final = "no keys are set up here. 'setplayer keys init' does it."
_NOT_PASSPHRASE: Final = "The passphrase is not right. Try again, or use the recovery key in its place."
_NOT_RECOVERY: Final = "This is not the recovery key of this clinic. Compare it with the paper, letter by letter."


@dataclass(frozen=True)
class ClinicKeys:
    """The public halves, and when they were made (microseconds since 1970, UTC)."""

    public: str
    recovery_public: str
    made_us: int


def clinic_keys(data: Path) -> ClinicKeys | None:
    """The clinic's keys, or None when none are set up. Raises Fault when its file cannot be read."""
    if not exists(data):
        return None
    with clinic_file(data / NAME) as db:
        row = db.execute("SELECT public, recovery_public, made_us FROM clinic_key").fetchone()
    return None if row is None else ClinicKeys(*row)


class NewKeys:
    """A clinic's new keys. `recovery` is kept nowhere: it is printed, and then `keep` is called."""

    def __init__(self, data: Path, made_us: int):
        if clinic_keys(data) is not None:
            raise Fault(f"{data / NAME}: has the clinic's keys already; they are made once.")
        self._data, self._made_us = data, made_us
        self._clinic, self._recovery = new_pair(), new_pair()

    @property
    def recovery(self) -> str:
        """The secret of the recovery key."""
        return self._recovery.secret

    def keep(self, passphrase: str) -> None:
        """Keep the clinic's key behind a passphrase, and of the recovery key its public half. Raises Fault."""
        good_passphrase(passphrase)
        secret = self._clinic.secret.encode()
        by_passphrase = age.locked(secret, passphrase)
        by_recovery = age.sealed(secret, [self._recovery.public])
        with clinic_file(self._data / NAME) as db:
            try:
                db.execute(
                    "INSERT INTO clinic_key VALUES (1, ?, ?, ?, ?, ?)",
                    (self._clinic.public, by_passphrase, self._recovery.public, by_recovery, self._made_us),
                )
            except sqlite3.IntegrityError as error:  # another did it meanwhile
                raise Fault(f"{self._data / NAME}: has the clinic's keys already; they are made once.") from error


def good_passphrase(passphrase: str) -> None:
    """Raises Fault when a passphrase is too short."""
    if len(passphrase) < LEAST_LETTERS:
        raise Fault(f"A passphrase needs {LEAST_LETTERS} letters or more: a few words in a row are easy to keep.")


def change_passphrase(data: Path, known: str, new: str) -> None:
    """Put another passphrase in its place; `known` is the old one, or the recovery key. Raises Fault."""
    good_passphrase(new)
    locked = age.locked(_clinic_secret(data, known).encode(), new)
    with clinic_file(data / NAME) as db:
        db.execute("UPDATE clinic_key SET by_passphrase = ?", (locked,))


def public_of(data: Path, client: str, session_id: str, now_us: int) -> str:
    """The public key that a session's words are sealed to: its client's, or its own while it has none ("").

    Made when there is none yet, which needs no secret. Raises Fault.
    """
    column, owner = ("client", client) if client else ("session_id", session_id)
    with clinic_file(data / NAME) as db, transaction(db):
        if found := db.execute(f"SELECT public FROM owner_key WHERE {column} = ?", (owner,)).fetchone():
            return str(found[0])
        clinic = db.execute("SELECT public, recovery_public FROM clinic_key").fetchone()
        if clinic is None:
            raise Fault(f"{data / NAME}: {_NO_KEYS}")
        pair = new_pair()
        wrapped = age.sealed(pair.secret.encode(), clinic)
        db.execute(
            f"INSERT INTO owner_key (public, {column}, wrapped, made_us) VALUES (?, ?, ?, ?)",
            (pair.public, owner, wrapped, now_us),
        )
        return pair.public


class Keyring:
    """The clinic's secret, in memory: it opens the words of every client who was not erased."""

    def __init__(self, data: Path, known: str):
        """`known` is the clinic's passphrase or its recovery key. Raises Fault when it is neither."""
        self._path = data / NAME
        self._secrets = Secrets([_clinic_secret(data, known)])

    def opener(self, file: SessionFile) -> Opener:
        """What opens the words of a session, as far as the keys of its client are kept. Raises Fault."""
        return Opener(self._owners(file.session_id, clients_of(file)))

    def client_opener(self, client: str) -> Opener:
        """What opens the words of a client that are in no session. Raises Fault."""
        return Opener(self._owners("", [client]))

    def _owners(self, session_id: str, clients: Iterable[str]) -> list[str]:
        with clinic_file(self._path) as db:
            found = db.execute("SELECT wrapped FROM owner_key WHERE session_id = ?", (session_id,)).fetchall()
            for client in clients:
                found += db.execute("SELECT wrapped FROM owner_key WHERE client = ?", (client,)).fetchall()
        try:
            return [self._secrets.opened(wrapped).decode() for (wrapped,) in found]
        except (CannotOpen, UnicodeError) as error:
            raise Fault(f"{self._path}: a client's key in it is damaged. Take it back from a backup.") from error


def clients_of(file: SessionFile) -> set[str]:
    """Every client's code that a session was ever opened with. Raises Fault when its record cannot be read."""
    return {client for event in file.events(kind="open") if (client := _client(event.body))}


def client_of(file: SessionFile) -> str:
    """The code of a session's client, as it was opened last; "" where it has none. Raises Fault."""
    return next((_client(event.body) for event in reversed(list(file.events(kind="open")))), "")


def _client(body: bytes) -> str:
    try:
        return str(json.loads(body)["request"].get("client", ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""  # an altered file; `verify` is where that is said


def _clinic_secret(data: Path, known: str) -> str:
    """The clinic's secret. It is opened by the passphrase, or by the recovery key."""
    path = data / NAME
    if clinic_keys(data) is None:
        raise Fault(f"{path}: {_NO_KEYS}")
    with clinic_file(path) as db:
        by_passphrase, by_recovery = db.execute("SELECT by_passphrase, by_recovery FROM clinic_key").fetchone()
    recovery = "".join(known.split()).upper().startswith(age.SECRET)
    try:
        if recovery:
            return Secrets([pair_of(known).secret]).opened(by_recovery).decode()
        return age.unlocked(by_passphrase, known).decode()
    except (CannotOpen, UnicodeError) as error:
        raise Fault(_NOT_RECOVERY if recovery else _NOT_PASSPHRASE) from error
