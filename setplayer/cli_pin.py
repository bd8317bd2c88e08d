"""The command line's `pin`: what a seed chooses for an arc's picks, written down as tracks."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from setplayer.arc.fields import SEEDS
from setplayer.arc.model import TrackItem
from setplayer.arc.pinning import pinned
from setplayer.cli_options import Data, data_folder
from setplayer.console import progress, say, warn
from setplayer.engine.pick_warnings import warned
from setplayer.engine.prepare import as_written, prepare
from setplayer.faults import Fault, shown
from setplayer.files import writing
from setplayer.score.model import Picked
from setplayer.score.pick_advice import picks_of


def pin(
    arc: Annotated[str, typer.Argument(help="An arc file, or the name of an arc that ships.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="The arc file to write.", show_default=False)],
    library: Annotated[Path, typer.Option(help="The folder with the clinic's own music.", show_default=False)],
    seed: Annotated[
        int, typer.Option(min=0, max=SEEDS - 1, help="What the music is drawn by, unless the arc has a seed.")
    ] = 0,
    data: Data = None,
) -> None:
    """Write an arc again with tracks in place of its picks; all else stays as it is."""
    if output.exists() and Path(arc).exists() and output.samefile(arc):
        raise Fault(f"{output}: this is the arc itself; give another file with -o.")
    with progress("Measuring music", counts=True) as report:
        prepared = prepare(arc, library, data_folder(data) / "library.db", report)
    wanted = picks_of(prepared.arc)
    if not wanted:
        raise Fault(f"{arc}: it has no picks, so there is nothing to pin.")
    choice = prepared.choice(seed)
    text = pinned(prepared.text, {(one.phase, one.item): _paths(one) for one in choice.picks})
    with writing(output) as temporary:
        temporary.write_bytes(text.encode("utf-8"))
    for finding in warned(prepared, choice):
        warn(finding.at(arc))
    tracks = sum(len(one.paths) for one in choice.picks)
    left = len(wanted) - len(choice.picks)
    say(f"{output}: {tracks} tracks in place of {len(choice.picks)} picks" + (f"; {left} stay" if left else ""))


def _paths(picked: Picked) -> list[str]:
    """The paths as an arc writes them. Raises Fault for a name that cannot stand in one."""
    paths = [as_written(path) for path in picked.paths]
    for path in paths:
        try:
            TrackItem(path=path)
        except ValidationError:
            raise Fault(f"{shown(path)} was chosen, and its name cannot stand in an arc file; rename it.") from None
    return paths
