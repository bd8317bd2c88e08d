"""The command line's commands for a computer that is a kiosk: `setplayer kiosk run` starts it for good."""

from typing import Annotated, Literal

import typer

from setplayer import housing
from setplayer.cli_arc import Library
from setplayer.cli_kiosk_install import check, install, screen, uninstall
from setplayer.cli_options import Data, data_folder

kiosk_app = typer.Typer(no_args_is_help=True)
kiosk_app.command()(install)
kiosk_app.command()(uninstall)
kiosk_app.command()(check)
kiosk_app.command(hidden=True)(screen)


@kiosk_app.command()
def run(
    front: Annotated[
        Literal["kiosk", "none"], typer.Option(help="The screen to keep up; none where another unit does that.")
    ] = "kiosk",
    library: Library = None,
    output: Annotated[str | None, typer.Option(help="device, null, or a device's name.", show_default=False)] = None,
    data: Data = None,
) -> None:
    """Show Today, and play one session after another, until it is told to stop."""
    housing.keep_house(data_folder(data), front == "kiosk", library, output)
