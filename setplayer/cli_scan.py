"""The command line's `scan`: a music folder becomes a catalogue."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.cells import cell_len

from setplayer.cli_options import AsJson, Data, data_folder
from setplayer.console import progress, say, warn
from setplayer.files import cannot_write, writing
from setplayer.library.cache import ScanCache
from setplayer.library.corrections import read_corrections
from setplayer.library.paths import find_music, resolve
from setplayer.library.scan import scan
from setplayer.library.tags import read_art
from setplayer.library.track import Catalogue, Track
from setplayer.units import clock

_HEADINGS: Final = ("Piece", "Length", "Intensity", "BPM", "Hz", "Steady", "Voice", "LUFS", "Tags")


def scan_library(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with the music.", show_default=False)],
    data: Data = None,
    as_json: AsJson = False,
    art: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Put the pictures that pieces carry here, named by content.")
    ] = None,
) -> None:
    """Measure a music folder and list what each piece is like.

    What is known is not measured again, and a scan that was broken off goes on where it was. Exit status 1 when there
    are files or folders that cannot be read or played; everything else is listed all the same.
    """
    corrections = read_corrections(folder)
    unreadable: list[str] = []
    paths = find_music(folder, unreadable.append)
    with ScanCache(data_folder(data) / "library.db") as cache, progress("Measuring music", counts=True) as report:
        catalogue = corrections.applied(scan(folder, paths, cache, report))
    if as_json:
        say(json.dumps([_entry(track) for track in catalogue.tracks.values()], indent=2, ensure_ascii=False))
    else:
        _show(catalogue)
    if art is not None:
        _put_art(folder, catalogue, art)
    for sentence in unreadable:
        warn(sentence)
    for finding in corrections.gone(paths):
        warn(finding.at(corrections.file))
    if unreadable or any(track.error for track in catalogue.tracks.values()):
        raise typer.Exit(1)


def _entry(track: Track) -> dict[str, Any]:
    """A track as JSON; of a damaged file only what is known of it."""
    if track.error is not None:
        return track.model_dump(mode="json", include={"path", "sha256", "title", "artist", "tags", "error"})
    return track.model_dump(mode="json", exclude={"error", "quiet"})


def _put_art(library: Path, catalogue: Catalogue, folder: Path) -> None:
    """Write each piece's picture under the hash of the piece, by which a session's record names it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    for track in catalogue.tracks.values():
        if track.has_art and (art := read_art(resolve(library, track.path))) is not None:
            with writing(folder / f"{track.sha256}{art.suffix}") as temporary:
                temporary.write_bytes(art.data)


def _show(catalogue: Catalogue) -> None:
    good = [track for track in catalogue.tracks.values() if track.error is None]
    if good:
        say(_table(good))
    damaged = [track for track in catalogue.tracks.values() if track.error is not None]
    for track in damaged:
        warn(f"{track.path}: {track.error}")
    length = clock(sum(track.frames for track in good))
    say(f"{len(good)} pieces, {length} in all" + (f"; {len(damaged)} cannot be played" if damaged else ""))


def _table(tracks: list[Track]) -> str:
    """A line for each piece, in columns. Of 10 000 pieces a table of rich takes ten times as long as the scan."""
    rows = [_HEADINGS, *map(_row, tracks)]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _row(track: Track) -> tuple[str, ...]:
    return (
        track.path,
        clock(track.frames),
        _number(track.intensity, ".1f"),
        _number(track.tempo_bpm, ".0f"),
        _number(track.brightness_hz, ".0f"),
        _number(track.steady, ".2f"),
        _number(track.voice, ".2f"),
        _number(track.integrated_lufs, ".1f"),
        ", ".join(track.tags) if track.withdrawn is None else f"withdrawn: {track.withdrawn}",
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, numbers to the right."""
    room = [" " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)]
    numbers = [space + text for text, space in zip(row[1:-1], room[1:-1], strict=True)]
    return "  ".join([row[0] + room[0], *numbers, row[-1]]).rstrip()


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else f"{value:{form}}"
