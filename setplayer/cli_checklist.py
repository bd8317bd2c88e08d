"""The command line's commands for the checklist before a session."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.checklist import FILE_NAME, Checklist, checklist_in, read_checklist, shipped_checklist
from setplayer.cli_options import Data, data_folder
from setplayer.console import say

checklist_app = typer.Typer(no_args_is_help=True)


@checklist_app.command()
def show(
    source: Annotated[bool, typer.Option("--yaml", help="The file itself, to copy and to make your own.")] = False,
    data: Data = None,
) -> None:
    """Show the checklist that the kiosk goes through before a session."""
    own = data_folder(data) / FILE_NAME
    if source:
        say((own if own.exists() else shipped_checklist()).read_text(encoding="utf-8").rstrip())
        return
    _tell(read_checklist(data_folder(data)))
    say(f"From {own if own.exists() else f'what ships; put your own at {own}'}.")


@checklist_app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="The file; the clinic's own if not given.")] = None,
    data: Data = None,
) -> None:
    """Say whether a checklist can be read, every fault with its line and column."""
    _tell(checklist_in(file) if file is not None else read_checklist(data_folder(data)))
    say("Good.")


def _tell(found: Checklist) -> None:
    say(found.name)
    for item in found.items:
        say(f"  {'ask  ' if item.asks else 'check'}  {item.text}")
