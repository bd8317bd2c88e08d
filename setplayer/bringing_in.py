"""Sessions that were exported as JSON Lines, back into a data directory."""

import tempfile
from pathlib import Path

from setplayer.backing_up import alone
from setplayer.engine.running import OnePlayer
from setplayer.keys.erasing import erase_again, erasures
from setplayer.log.carried import broken_off
from setplayer.log.clock import SystemClock
from setplayer.log.copying import Destination, Report, Told, copy_sessions, standings
from setplayer.log.from_jsonl import sessions_from
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store


def bring_in(path: Path, data: Path, told: Told, report: Report) -> None:
    """Keep the sessions of an export, as far as they are not here or go further. What was erased stays erased.

    Nothing is kept of an export that is damaged anywhere. Raises Fault then, and when a player runs there;
    MachineFault when a disk fails.
    """
    sessions = Store(data).folder
    try:
        sessions.mkdir(mode=0o700, parents=True, exist_ok=True)
        player = OnePlayer(data)
        try:
            with alone(data), tempfile.TemporaryDirectory(prefix=".import-", dir=sessions) as folder:
                found = standings(sessions_from(path, Path(folder)), SessionFile.open, told)
                known = erasures(data)
                copy_sessions(found, Destination(sessions, SessionFile.open, ours=True), told, report)
                again = erase_again(data, known, SystemClock())
        finally:
            player.release()
    except OSError as error:
        raise broken_off(data, error) from error
    if again.sessions:
        told.say(f"{again.sessions} sessions of clients who were erased: their words are erased again.")
