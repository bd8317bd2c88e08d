"""What several commands of the command line share: options, and where sessions are kept."""

from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_data_path

Data = Annotated[
    Path | None, typer.Option(envvar="SETPLAYER_DATA", help="Where sessions are kept.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def data_folder(data: Path | None) -> Path:
    """The data directory: the one that was named, or the platform's own."""
    return data if data is not None else user_data_path("setplayer", appauthor=False)
