"""Backups: every session, the settings and the clinic's keys in another folder, and back from there.

What is in a backup, and what is not: docs/backup.md.
"""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from setplayer.engine.own_sounds import SOUNDS, OwnSounds, name_for
from setplayer.engine.own_sounds import put as put_sound
from setplayer.engine.running import OnePlayer
from setplayer.faults import Fault, MachineFault
from setplayer.keys.carrying import back_up_clinic, bring_back_clinic
from setplayer.keys.client_folder import FOLDER, LIST, codes, folder_of, made_folder, remove_folder
from setplayer.keys.erasing import erase_again, erasures
from setplayer.log.carried import broken_off, is_plain, own_folder, plain_files, put, read_plain, remove_leftovers
from setplayer.log.clock import SystemClock
from setplayer.log.copying import Destination, Report, Told, copy_sessions, read_carried, standings
from setplayer.log.last_backup import LastBackup, keep_last
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.log.writer_lock import WriterLock
from setplayer.soundscape.recipe_file import SUFFIX
from setplayer.soundscape.recipes import SOUNDSCAPES

_MARK: Final = "setplayer-backup.json"
_FORMAT: Final = b'{"setplayer_backup": 1}\n'


def back_up(data: Path, folder: Path, told: Told, report: Report, *, by_hand: bool) -> None:
    """Copy what is new into a folder. By hand, the folder is made and every copy in it is verified.

    Raises Fault when there is no such folder, and MachineFault when its drive is full, fails or is gone. What came of
    it is noted for the next session's front.
    """
    fault: str | None = None
    try:
        with alone(data):
            _back_up(data, folder, told, report, by_hand=by_hand)
        fault = told.faults[0] if told.faults else None
    except Fault as reason:
        fault = str(reason)
        raise
    except OSError as error:
        fault = str(broken_off(folder, error))
        raise broken_off(folder, error) from error
    finally:
        keep_last(data, LastBackup(folder=str(folder), finished=datetime.now(UTC), fault=fault))


def _back_up(data: Path, folder: Path, told: Told, report: Report, *, by_hand: bool) -> None:
    _must_be_elsewhere(data, folder)
    _must_be_marked(folder, make=by_hand)
    sessions = own_folder(folder, "sessions", make=True)
    for place in (folder, sessions):
        remove_leftovers(place)
    # Keys before words: a backup that is broken off then holds no word that nothing opens.
    if back_up_clinic(data, folder, told.warn):
        told.done("The clinic's keys: copied, verified.")
    for path in _small_files(data, told):
        _copy_small(path, folder / path.name, told)
    _back_up_clients(data, folder, told)
    for name in _carry_sounds(data, folder, told, anew=True):
        told.done(f"Sound {name}: copied, verified.")
    for path in plain_files(data / SOUNDSCAPES, SUFFIX, told.fault):
        _copy_small(path, own_folder(folder, SOUNDSCAPES, make=True) / path.name, told)
    paths = plain_files(data / "sessions", ".session", told.fault)
    destination = Destination(sessions, read_carried, ours=False, whole=by_hand)
    copy_sessions(standings(paths, SessionFile.open, told), destination, told, report)


def restore(folder: Path, data: Path, told: Told, report: Report) -> None:
    """Bring back what a backup has and the data directory has not, or not as far. What was erased stays erased.

    Raises Fault when there is no backup or a player runs there, and MachineFault when a drive fails.
    """
    _must_be_elsewhere(data, folder)
    _must_be_marked(folder, make=False)
    player = OnePlayer(data)
    try:
        with alone(data):
            _restore(folder, data, told, report)
    except OSError as error:
        raise broken_off(data, error) from error
    finally:
        player.release()


def _restore(folder: Path, data: Path, told: Told, report: Report) -> None:
    known = erasures(data)
    sessions = Store(data).folder
    sessions.mkdir(mode=0o700, exist_ok=True)
    for place in (data, sessions):
        remove_leftovers(place)
    try:
        if bring_back_clinic(folder, data, told.warn):
            told.done("The clinic's keys: brought back.")
    except MachineFault:
        raise
    except Fault as fault:
        told.fault(str(fault))
    for path in _small_files(folder, told):
        if not (data / path.name).exists():
            put(data / path.name, read_plain(path))
            told.done(f"{path.name}: brought back.")
    _bring_back_clients(folder, data, told)
    for name in _carry_sounds(folder, data, told, anew=False):
        told.done(f"Sound {name}: brought back.")
    _bring_back_soundscapes(folder, data, told)
    paths = plain_files(own_folder(folder, "sessions", make=False), ".session", told.fault)
    found = standings(paths, read_carried, told)
    copy_sessions(found, Destination(sessions, SessionFile.open, ours=True), told, report)
    again = erase_again(data, known, SystemClock())
    if again.sessions:
        told.say(f"{again.sessions} sessions of clients who were erased: their words are erased again.")


def _small_files(folder: Path, told: Told) -> list[Path]:
    """The settings and what the clinic wrote itself."""
    settings = [folder / "settings.json"] if is_plain(folder / "settings.json") else []
    return [*settings, *plain_files(folder, ".yaml", told.fault)]


def _back_up_clients(data: Path, folder: Path, told: Told) -> None:
    """What is kept for clients' next sessions, and nothing of who was erased."""
    for client in {one.client for one in erasures(data)} - set(codes(data)):
        if remove_folder(folder, client):
            told.done(f"{client}: erased, so what was kept for them is removed.")
    for client in codes(data):
        copy = own_folder(own_folder(folder, FOLDER, make=True), client, make=True)
        for path in _client_files(folder_of(data, client), told):
            _copy_small(path, copy / path.name, told)


def _bring_back_clients(folder: Path, data: Path, told: Told) -> None:
    gone = {one.client for one in erasures(data)}
    for client in codes(folder):
        if client in gone:
            told.say(f"{client}: was erased, so what is kept for them stays in the backup.")
            continue
        for path in _client_files(folder_of(folder, client), told):
            if not (folder_of(data, client) / path.name).exists():
                put(made_folder(data, client) / path.name, read_plain(path))
                told.done(f"{client}/{path.name}: brought back.")


def _bring_back_soundscapes(folder: Path, data: Path, told: Told) -> None:
    for path in plain_files(own_folder(folder, SOUNDSCAPES, make=False), SUFFIX, told.fault):
        if not (data / SOUNDSCAPES / path.name).exists():
            put(own_folder(data, SOUNDSCAPES, make=True) / path.name, read_plain(path))
            told.done(f"{path.name}: brought back.")


def _carry_sounds(source: Path, target: Path, told: Told, *, anew: bool) -> Iterator[str]:
    """Put the clinic's own sounds of one folder into another; with `anew` also in place of those of the same name.

    Gives the names of those that were put there. What is not what was added is told and left behind.
    """
    found, there = OwnSounds.of(source), OwnSounds.of(target)
    for fault in found.altered.values():
        told.fault(fault)
    if found.sounds:
        own_folder(target, SOUNDS, make=True)
    for name, content in found.sounds.items():
        if there.sounds.get(name) == content or (name in there.names and not anew):
            continue
        put_sound(target, name_for(target, name, replace=True), content, found.sound(name))
        yield name


def _client_files(folder: Path, told: Told) -> list[Path]:
    found = [folder / LIST] if is_plain(folder / LIST) else []
    return [*found, *plain_files(folder, ".yaml", told.fault)]


def _copy_small(path: Path, copy: Path, told: Told) -> None:
    data = read_plain(path)
    if is_plain(copy):
        before = read_plain(copy)
        if before == data:
            return
        put(copy.with_name(f"{copy.name}.before"), before)
    put(copy, data)
    told.done(f"{path.name}: copied, verified.")


def _must_be_elsewhere(data: Path, folder: Path) -> None:
    if folder.resolve().is_relative_to(data.resolve()):
        raise Fault(f"{folder}: lies in the data folder itself, and would be lost with it. Choose another.")


def _must_be_marked(folder: Path, *, make: bool) -> None:
    """Whether it is a backup's folder, and not the empty place where a stick should be. Raises Fault."""
    mark = folder / _MARK
    try:
        if make and not folder.exists():
            folder.mkdir(mode=0o700)
    except FileNotFoundError as error:
        raise MachineFault(f"{folder}: there is no such folder. Put the drive in, or write another.") from error
    except OSError as error:
        raise broken_off(folder, error) from error
    if make and not is_plain(mark):
        if not folder.is_dir():
            raise Fault(f"{folder}: is a file. A backup needs a folder.")
        put(mark, _FORMAT)
    if not is_plain(mark):
        raise MachineFault(f"{folder}: there is no backup of setplayer. Put its drive in, or write another folder.")
    if read_plain(mark) != _FORMAT:
        raise Fault(f"{folder}: is a backup of a newer setplayer, or of none. Update setplayer to use it.")


@contextlib.contextmanager
def alone(data: Path) -> Iterator[None]:
    """One backup or restore at a time. Raises Fault."""
    try:
        lock = WriterLock(data / "backup")
    except MachineFault:  # a folder that cannot be written: nobody else writes there either
        yield
        return
    except Fault as fault:
        raise Fault(f"{data}: another backup or restore is under way. Wait until it is done.") from fault
    try:
        yield
    finally:
        lock.release()
