"""What the commands on arcs share: their options, an arc with its music, and what was left out of it."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.arc.fields import SEEDS
from setplayer.console import progress, warn
from setplayer.engine.pick_warnings import warned
from setplayer.engine.prepare import Prepared, prepare
from setplayer.packs.shelf import Shelf
from setplayer.score.picks import Choice

Arc = Annotated[
    str, typer.Argument(help="An arc file, or the name of an arc that ships or was installed.", show_default=False)
]
Library = Annotated[Path | None, typer.Option(help="The folder with the clinic's own music.", show_default=False)]
Seed = Annotated[
    int,
    typer.Option(
        min=0, max=SEEDS - 1, help="Which of its endless forms generated music takes, and what picks choose."
    ),
]


def prepare_arc(arc: str, library: Path | None, data: Path) -> Prepared:
    """An arc with its music, measured with a progress bar. Raises Fault."""
    with progress("Measuring music", counts=True) as report:
        return prepare(Shelf(data).located(arc), library, data / "library.db", report)


def tell_lacking(prepared: Prepared, choice: Choice) -> None:
    """Warn of tracks that cannot or must not be played, and of music that the library lacks for picks."""
    for finding in [*(left.finding() for left in prepared.left_out), *warned(prepared, choice)]:
        warn(finding.at(prepared.file))
