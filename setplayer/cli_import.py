"""The command line's `import`: a list of another program becomes an arc, an export of ours sessions again."""

from enum import Enum
from pathlib import Path
from typing import Annotated, get_args

import typer

from setplayer.bringing_in import bring_in
from setplayer.cli_arc import Library, coded
from setplayer.cli_options import Data, data_folder
from setplayer.console import progress, say, warn
from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.keys.client_folder import new_arc
from setplayer.library.cache import ScanCache
from setplayer.log.copying import Told
from setplayer.programmes.importing import Import, import_list
from setplayer.programmes.lengths import Notation
from setplayer.programmes.library import ImportLibrary
from setplayer.soundscape.recipes import known_recipes

_Durations = Enum("_Durations", {notation: notation for notation in get_args(Notation)})  # type: ignore[misc]
"""Typer takes one of several words again and again only from an enumeration."""


def import_arc(
    file: Annotated[Path, typer.Argument(help="An .m3u, .m3u8, .pls, .xspf or .csv file, or sessions as .jsonl.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The arc file to write.", show_default=False)
    ] = None,
    library: Library = None,
    client: Annotated[
        str,
        typer.Option(help="Keep it as this client's own arc, by their code.", callback=coded, show_default=False),
    ] = "",
    durations: Annotated[
        list[_Durations] | None,
        typer.Option(
            help="How lengths are meant that can be read in two ways; may be given again.", show_default=False
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Make an arc of a list: its tracks as they are found in the library, all else as comments.

    Exit status 1, and nothing is written, while a length can be read in two ways. Of JSON Lines that `log` wrote, the
    sessions are kept again, verified.
    """
    if file.suffix.lower() == ".jsonl":
        if output is not None or client:
            raise typer.BadParameter("sessions go to the data folder as they were; give the file alone")
        _import_sessions(file, data_folder(data))
        return
    if (output is None) == (not client):
        raise typer.BadParameter("give -o FILE for an arc file, or --client CODE for an arc of a client's own")
    if output is not None and output.exists() and file.exists() and output.samefile(file):
        raise Fault(f"{output}: this is the list itself; give another file with -o.")
    names = list(known_recipes(data_folder(data)))
    with ScanCache(data_folder(data) / "library.db") as cache, progress("Measuring music", counts=True) as report:
        music = None if library is None else ImportLibrary(library, cache)
        made = import_list(file, music, [one.value for one in durations or ()], names, report, warn)
    _tell(file, made)
    if made.text is None:
        raise Fault(f"{file}: nothing was written; say how these lengths are meant with --durations.")
    output = output or new_arc(data_folder(data), client)
    with writing(output) as temporary:
        temporary.write_bytes(made.text.encode("utf-8"))
    found, entries = made.imported.found, len(made.imported.listing.entries)
    phases = len(made.imported.phases)
    where = "" if library is not None else "; to look for them give --library DIR"
    say(f"{output}: {found} of {entries} tracks found, in {phases} phase{'s' * (phases > 1)}{where}")


def _import_sessions(file: Path, home: Path) -> None:
    told = Told(say, warn)
    with progress("Importing", counts=True) as report:
        bring_in(file, home, told, report)
    here = f", {told.unchanged} here already" if told.unchanged else ""
    say(f"{file}: {told.written} kept{here}.")
    if told.faults:
        raise typer.Exit(1)


def _tell(file: Path, made: Import) -> None:
    for finding in made.told:
        warn(finding.at(str(file)))
