"""What the commands on arcs share: their options, an arc with its music, and what was left out of it."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.console import progress, warn
from setplayer.engine.prepare import Prepared, prepare
from setplayer.score.chain import Sources
from setplayer.score.model import Score
from setplayer.score.place import place

Arc = Annotated[str, typer.Argument(help="An arc file, or the name of an arc that ships.", show_default=False)]
Library = Annotated[Path | None, typer.Option(help="The folder with the clinic's own music.", show_default=False)]
Seed = Annotated[
    int, typer.Option(min=0, max=2**32 - 1, help="Which of its endless forms generated music takes, and picks.")
]


def prepare_arc(arc: str, library: Path | None, data: Path) -> Prepared:
    """An arc with its music, measured with a progress bar. Raises Fault."""
    with progress("Measuring music", counts=True) as report:
        return prepare(arc, library, data / "library.db", report)


def placed_score(prepared: Prepared, seed: int = 0) -> Score:
    """Where every piece falls."""
    materials = prepared.command(seed).materials
    tracks = {track.path: track for track in materials.tracks}
    return place(Sources(prepared.arc, tracks, picks=materials.picks))


def tell_left_out(prepared: Prepared) -> None:
    """Warn of every track that cannot or must not be played."""
    for left in prepared.left_out:
        warn(left.finding().at(prepared.file))
