"""The command line's `check`: the pre-flight of arcs."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from setplayer.cli_arc import Client, Library
from setplayer.cli_options import AsJson, Data, data_folder
from setplayer.console import progress, say, warn
from setplayer.engine.preflight import Preflight, preflight
from setplayer.packs.shelf import Shelf


def check(
    arcs: Annotated[list[str], typer.Argument(help="Arc files, or names of arcs that ship.", show_default=False)],
    library: Library = None,
    client: Client = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say whether arcs are good: every fault and warning with its place, and with a library all of the music.

    Exit status 1 when an arc has a fault; warnings alone are 0.
    """
    folder, found = data_folder(data), []
    for arc in arcs:
        found.append(examined(arc, library, folder, client))
        if not as_json:
            _tell(found[-1])
    if as_json:
        say(json.dumps([_as_json(one) for one in found], indent=2, ensure_ascii=False))
    if not all(one.good for one in found):
        raise typer.Exit(1)


def examined(arc: str, library: Path | None, data: Path, client: str = "") -> Preflight:
    """The pre-flight of an arc file, or of an arc that ships or is installed, with progress bars. Raises Fault."""
    stages: Callable[[str], AbstractContextManager[Callable[[int, int], None]]] = partial(progress, counts=True)
    return preflight(Shelf(data).located(arc), library, data / "library.db", stages, client)


def _tell(found: Preflight) -> None:
    for one in found.told:
        warn(one.text)
    if found.good:
        say(found.summary)


def _as_json(found: Preflight) -> dict[str, Any]:
    findings = [
        {"file": one.file, "line": one.line, "column": one.column, "severity": one.severity, "message": one.message}
        for one in found.told
    ]
    return {"arc": found.arc, "good": found.good, "frames": found.frames, "findings": findings}
