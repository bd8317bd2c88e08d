"""The command line's command for what a clinic set up once."""

from typing import Annotated, Final, Literal

import typer

from setplayer.cli_options import Data, data_folder
from setplayer.console import say
from setplayer.settings import read_settings, write_settings
from setplayer.values import Resumes

_PLACES: Final[dict[Resumes | None, str]] = {
    "by_now": "where it is by now",
    "where_it_was": "where it was",
    None: "where it is by now; nobody has chosen yet",
}


def settings(
    resume: Annotated[
        Literal["by-now", "where-it-was"] | None,
        typer.Option(help="Where sessions go on after an interruption.", show_default=False),
    ] = None,
    data: Data = None,
) -> None:
    """Show what is set up on this computer, or change it."""
    folder = data_folder(data)
    found = read_settings(folder)
    if resume is not None:
        place: Resumes = "by_now" if resume == "by-now" else "where_it_was"
        found = found.model_copy(update={"resumes": place})
        write_settings(folder, found)
    say(f"Output                {found.output or 'the one that the system chooses'}")
    say(f"After an interruption {_PLACES[found.resumes]}")
