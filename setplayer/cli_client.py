"""The command line's `client`: what is kept for a client's next session."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from setplayer.cli_arc import ClientCode, Library
from setplayer.cli_options import Data, data_folder
from setplayer.cli_words import PassphraseFile, known_passphrase
from setplayer.console import progress, say
from setplayer.engine.preferences import Preferences, preferences, sealed_with_meaning
from setplayer.engine.prepare import file_of, music_files
from setplayer.faults import Fault
from setplayer.keys.client_folder import AvoidList, Wish, opened, own_arcs, read_list, write_list
from setplayer.keys.clinic import Keyring, clinic_keys
from setplayer.keys.opening import NO_KEYS, Opener
from setplayer.library.cache import ScanCache
from setplayer.library.corrections import read_corrections
from setplayer.library.paths import MUSIC_SUFFIXES
from setplayer.library.scan import scan
from setplayer.library.track import Track
from setplayer.log.clock import SystemClock
from setplayer.score.avoiding import alike, phrases
from setplayer.soundscape.recipes import known_recipes

client_app = typer.Typer(no_args_is_help=True)

_US_PER_S: Final = 1_000_000


@client_app.callback()
def _client() -> None:
    """What is kept for a client's next session."""


@client_app.command()
def avoid(
    client: ClientCode,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add", help="Words, or a piece by its path in the library; may be given again.", show_default=False
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option("--remove", help="What is no longer to be avoided; may be given again.", show_default=False),
    ] = None,
    library: Library = None,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """List what a client asked not to hear, and edit that."""
    folder = data_folder(data)
    opener = NO_KEYS if passphrase_file is None else _opener(folder, client, passphrase_file)
    for words in remove or ():
        opener = _removed(folder, client, words, opener, passphrase_file)
    music = None if library is None or not add else _music(folder, library)
    for words in add or ():
        _added(folder, client, words, music)
    _tell(folder, preferences(folder, client), opener)


def _opener(data: Path, client: str, passphrase_file: Path | None) -> Opener:
    return Keyring(data, known_passphrase(passphrase_file)).client_opener(client)


# ---- adding


def _music(data: Path, library: Path) -> Mapping[str, Track]:
    """All of a library, measured, by path; what an arc would write for a file too."""
    files = music_files(library)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ScanCache(data / "library.db") as cache, progress("Measuring music", counts=True) as report:
        found = scan(library, list(dict.fromkeys(files.values())), cache, report)
    return read_corrections(library).applied(found).tracks


def _added(data: Path, client: str, words: str, music: Mapping[str, Track] | None) -> None:
    kept = read_list(data, client)
    if Path(words).suffix.lower() in MUSIC_SUFFIXES:
        write_list(data, _with_piece(kept, words, music))
        return
    found = phrases(words)
    if not found:
        raise Fault(f"{words!r}: there is no word in it to go by.")
    if music is None and clinic_keys(data) is not None:
        raise Fault(
            "Words are sealed here, and this computer goes by the pieces that they mean: give --library DIR as well."
        )
    new = tuple(_meant(data, client, one, music or {}) for one in found if not any(alike(one, w) for w in kept.words))
    write_list(data, kept.model_copy(update={"wishes": (*kept.wishes, *new)}))


def _meant(data: Path, client: str, words: str, music: Mapping[str, Track]) -> Wish:
    now_us = SystemClock().stamp().wall_us
    return sealed_with_meaning(data, client, words, music, sorted(known_recipes(data)), now_us)


def _with_piece(kept: AvoidList, path: str, music: Mapping[str, Track] | None) -> AvoidList:
    if music is None:
        raise Fault(f"'{path}' is a piece of a library: give --library DIR as well.")
    track = music.get(file_of(path, {name: name for name in music}))
    if track is None or not track.sha256:
        raise Fault(f"'{path}': there is no such piece in the library.")
    allowed = {name: since for name, since in kept.allowed.items() if name != track.sha256}
    return kept.model_copy(
        update={"pieces": {**kept.pieces, track.sha256: track.title or track.path}, "allowed": allowed}
    )


# ---- removing


def _removed(data: Path, client: str, words: str, opener: Opener, passphrase_file: Path | None) -> Opener:
    """Take something off the list. Gives the keys that it took, if somebody gave them. Raises Fault."""
    found = preferences(data, client)
    kept = read_list(data, client)
    changed = _without(found, kept, words, opener)
    if changed == kept and any(wish.sealed for wish in kept.wishes) and opener is NO_KEYS:
        opener = _opener(data, client, passphrase_file)
        changed = _without(found, kept, words, opener)
    if changed == kept:
        raise Fault(f"Nothing on the list of client {client!r} reads '{words}'.")
    write_list(data, changed)
    return opener


def _without(found: Preferences, kept: AvoidList, words: str, opener: Opener) -> AvoidList:
    gone = {sha256 for sha256, title in kept.pieces.items() if alike(title, words)}
    said = {one.sha256 or one.source for one in found.not_again if _is(one.source, words)}
    said |= {one.sha256 for one in found.not_again if one.sha256 in gone}
    now_us = SystemClock().stamp().wall_us
    return kept.model_copy(
        update={
            "wishes": tuple(one for one in kept.wishes if not alike(opened(one, opener) or "", words)),
            "pieces": {sha256: title for sha256, title in kept.pieces.items() if sha256 not in gone},
            "allowed": {**kept.allowed, **dict.fromkeys(said, now_us)},
        }
    )


def _is(source: str, words: str) -> bool:
    """Whether a piece is called so: by its path, or the name of its file alone."""
    return any(alike(name, words) for name in (source, Path(source).name, Path(source).stem))


# ---- telling


def _tell(data: Path, found: Preferences, opener: Opener) -> None:
    if found.fault:
        raise Fault(found.fault)
    lines = [_wish(wish, opener) for wish in found.kept.wishes]
    lines += [f"{title}  (a piece)" for title in found.kept.pieces.values()]
    lines += [f"{one.source}  (not this piece again, {_day(one.said_us)})" for one in found.not_again]
    for line in lines or [f"Nothing is kept that client {found.client!r} asked not to hear."]:
        say(line)
    for name in own_arcs(data, found.client):
        say(f"Arc       {name}")


def _wish(one: Wish, opener: Opener) -> str:
    words = opened(one, opener)
    meant = len(one.pieces) + len(one.soundscapes)
    means = f"means {meant} piece{'s' * (meant != 1)}"
    if words is None:
        return f"sealed words  ({means}; --passphrase-file FILE opens them)"
    return f"{words}  ({means})" if one.sealed else words


def _day(wall_us: int) -> str:
    return f"{datetime.fromtimestamp(wall_us / _US_PER_S, UTC).astimezone():%d %B %Y}"
