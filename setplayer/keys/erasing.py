"""Erasing a client: the keys, and every word of theirs that this computer can reach.

The record itself stays: what happened and when, without words; it verifies as before. What was erased is noted, so
that nothing of it comes back with older files.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from setplayer.faults import Fault, MachineFault
from setplayer.files import cannot_write
from setplayer.keys.client_folder import is_kept, remove_folder
from setplayer.keys.clinic_file import NAME, clinic_file, exists, scrub, transaction
from setplayer.keys.session_key import SessionKey
from setplayer.log.clock import Clock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store, Summary

OUT_OF_REACH: Final = (
    "Backups that are not attached now. Restoring one here erases it again; the paper with the recovery key, or the "
    "passphrase, opens what an older backup holds for as long as that backup exists.",
    "Pages, exports and copies that somebody saved elsewhere.",
    "Old blocks that the drive keeps for itself: encrypt the whole disk against that.",
)
"""What no program on this computer can erase."""


@dataclass(frozen=True)
class Erasure:
    """That a client was erased at a moment (microseconds since 1970, UTC), with the public halves of the keys."""

    client: str
    erased_us: int
    publics: tuple[str, ...] = ()


@dataclass
class Reached:
    """What was erased, in numbers, and what could not be, in sentences."""

    keys: int = 0
    session_keys: int = 0
    sessions: int = 0
    words: int = 0
    pages: int = 0
    kept: int = 0
    """Files that were kept for their next session."""
    left: list[str] = field(default_factory=list)


def erase(data: Path, client: str, clock: Clock) -> Reached:
    """Destroy every copy of a client's keys that can be reached here, and every word of their sessions.

    Raises Fault when nothing is kept of such a client, and, with nothing changed, while a session of theirs is open.
    May be called again when it was broken off.
    """
    sessions = _sessions_of(data, client)
    if not sessions and not _known(data, client):
        raise Fault(f"Nothing is kept of a client '{client}' in {data}. 'setplayer sessions' lists the codes.")
    with ExitStack() as resources:
        files = [resources.enter_context(SessionFile.resume(session.path, clock)) for session in sessions]
        erasure = Erasure(client, clock.stamp().wall_us)
        reached = Reached(keys=_erase_keys(data, [erasure], [file.session_id for file in files]))
        for file in files:
            _erase_session(data, file, reached)
    reached.kept = remove_folder(data, client)
    reached.left += _unreadable(data)
    return reached


def erasures(data: Path) -> tuple[Erasure, ...]:
    """Everyone who was ever erased here. Raises Fault when the clinic's file cannot be read."""
    if not exists(data):
        return ()
    with clinic_file(data / NAME) as db:
        keys = tuple(public for (public,) in db.execute("SELECT public FROM erased_key ORDER BY public"))
        found = db.execute("SELECT client, erased_us FROM erasure ORDER BY erased_us").fetchall()
    return tuple(Erasure(client, erased_us, keys) for client, erased_us in found)


def erase_again(data: Path, known: Sequence[Erasure], clock: Clock) -> Reached:
    """Erase whatever came back with older files: what was known to be erased before, and what those files say was.

    For a restored data directory; `known` is what `erasures` told of it before. Raises Fault.
    """
    everyone = {(one.client, one.erased_us): one for one in (*erasures(data), *known)}
    reached = Reached()
    if not everyone:
        return reached
    stale = [s for s in _sessions(data) if any(_is_before(s, one) for one in everyone.values())]
    with ExitStack() as resources:
        files = [resources.enter_context(SessionFile.resume(session.path, clock)) for session in stale]
        reached.keys = _erase_keys(data, everyone.values(), [file.session_id for file in files])
        for file in files:
            _erase_session(data, file, reached)
    reached.left += _unreadable(data)
    return reached


# ---- keys


def _known(data: Path, client: str) -> bool:
    if is_kept(data, client):
        return True
    if not exists(data):
        return False
    with clinic_file(data / NAME) as db:
        return bool(db.execute("SELECT 1 FROM owner_key WHERE client = ?", (client,)).fetchone())


def _erase_keys(data: Path, everyone: Iterable[Erasure], session_ids: Iterable[str]) -> int:
    """Note that they are erased, and destroy their keys; how many there were."""
    path = data / NAME
    with clinic_file(path) as db:
        with transaction(db):
            gone = {key for one in everyone for key in _note(db, one)}
            for session_id in session_ids:
                gone |= set(db.execute("SELECT public, wrapped FROM owner_key WHERE session_id = ?", (session_id,)))
            for public, _ in gone:
                db.execute("INSERT OR IGNORE INTO erased_key VALUES (?)", (public,))
            db.execute("DELETE FROM owner_key WHERE public IN (SELECT public FROM erased_key)")
        scrub(db, path)
    _must_be_gone(path, [wrapped for _, wrapped in gone])
    return len(gone)


def _note(db: sqlite3.Connection, one: Erasure) -> list[tuple[str, bytes]]:
    """The keys of a client who is erased, but for one that was made since; noted as erased."""
    db.execute("INSERT OR IGNORE INTO erasure VALUES (?, ?)", (one.client, one.erased_us))
    for public in one.publics:
        db.execute("INSERT OR IGNORE INTO erased_key VALUES (?)", (public,))
    mine = "(client = ? AND made_us <= ?) OR public IN (SELECT public FROM erased_key)"
    return db.execute(f"SELECT public, wrapped FROM owner_key WHERE {mine}", (one.client, one.erased_us)).fetchall()


def _must_be_gone(path: Path, secrets: Sequence[bytes]) -> None:
    """Look for them in the bytes of the file and of those beside it. Raises MachineFault."""
    for beside in (path, *(path.with_name(path.name + side) for side in ("-wal", "-journal"))):
        found = beside.read_bytes() if beside.exists() else b""
        if any(secret in found for secret in secrets):
            raise MachineFault(f"{beside}: still holds a key that was erased. Close what reads it and erase again.")


# ---- sessions


def _sessions(data: Path) -> list[Summary]:
    return Store(data).summaries()


def _sessions_of(data: Path, client: str) -> list[Summary]:
    return [session for session in _sessions(data) if session.client_code == client]


def _is_before(session: Summary, erasure: Erasure) -> bool:
    """Whether a session was erased with its client, and is none that they came back for."""
    if session.client_code != erasure.client or session.opened is None:
        return False
    return datetime.fromisoformat(session.opened).timestamp() * 1e6 <= erasure.erased_us


def _erase_session(data: Path, file: SessionFile, reached: Reached) -> None:
    reached.sessions += 1
    reached.session_keys += SessionKey(data, file.session_id).destroy()
    for name in file.drafts():
        file.keep_draft(name, None)
        reached.words += 1
    for seq in [event.seq for event in file.events() if event.content is not None]:
        file.erase_content(seq)
        reached.words += 1
    page = data / "timelines" / f"{file.path.stem}.html"
    try:
        reached.pages += page.exists()
        page.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(page, error) from error


def _unreadable(data: Path) -> list[str]:
    """Session files of which nobody can say whose they are."""
    return [
        f"{session.path}: cannot be read, so its client is not known. If it may be theirs, remove it by hand."
        for session in _sessions(data)
        if session.state.startswith("unreadable")
    ]
