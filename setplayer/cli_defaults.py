"""The command line's `default-arcs`: the arcs that ship, written from their one source (`make arcs`)."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from setplayer.arc.defaults import default_arcs
from setplayer.console import say
from setplayer.files import writing


def write_default_arcs(
    folder: Annotated[Path, typer.Argument(help="Where to write them.", show_default=False)],
) -> None:
    """Write the default arcs of every route and length into a folder."""
    arcs = default_arcs()
    with contextlib.suppress(OSError):  # Writing tells it in a sentence.
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in arcs.items():
        with writing(folder / f"{name}.yaml") as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    say(f"{folder}: {len(arcs)} arcs")
