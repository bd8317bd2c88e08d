"""What the commands on arcs share: their options, an arc with its music, and what was left out of it."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.arc.fields import SEEDS
from setplayer.console import progress, warn
from setplayer.engine.pick_warnings import warned
from setplayer.engine.preferences import Preferences, replaced_findings
from setplayer.engine.prepare import Prepared, prepare
from setplayer.keys.client_folder import folder_of
from setplayer.packs.shelf import Shelf
from setplayer.score.avoiding import replaced
from setplayer.score.model import Score
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


def coded(client: str) -> str:
    """A client's code that something can be kept for. Raises Fault."""
    if client:
        folder_of(Path(), client)
    return client


ClientCode = Annotated[str, typer.Argument(help="The client's code.", callback=coded, show_default=False)]
Client = Annotated[
    str,
    typer.Option(help="A client's code: without what they asked not to hear.", callback=coded, show_default=False),
]
PlayedFor = Annotated[
    str,
    typer.Option(
        "--client",
        help="The client's code; without an arc, the first of their own.",
        callback=coded,
        show_default=False,
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


def tell_avoided(prepared: Prepared, wanted: Preferences, choice: Choice, score: Score) -> None:
    """Warn of what a client asked not to hear, and what is heard instead; or why their list does not count."""
    if wanted.fault:
        warn(wanted.fault)
    found = replaced(prepared.placing(choice, wanted.of(prepared)), score, ())
    for finding in replaced_findings(prepared, found):
        warn(finding.at(prepared.file))
