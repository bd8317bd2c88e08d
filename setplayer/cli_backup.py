"""The command line's `backup` and `restore`."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.backing_up import back_up, restore
from setplayer.cli_options import Data, data_folder
from setplayer.console import progress, say, warn
from setplayer.log.copying import Told
from setplayer.settings import read_settings, write_settings


def back_up_sessions(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The backup's folder; the one that is set, if not given.")
    ] = None,
    always: Annotated[bool, typer.Option("--always", help="From now on, also when a session has ended.")] = False,
    never: Annotated[bool, typer.Option("--never", help="No longer when a session has ended.")] = False,
    data: Data = None,
) -> None:
    """Copy every session, the settings and the clinic's keys to a folder, and verify the copies.

    Only what is new is written, and nothing in the folder is lost. Exit status 1 when something could not be copied
    or is damaged; the rest is copied all the same.
    """
    home = data_folder(data)
    settings = read_settings(home)
    if never:
        if always or folder is not None:
            raise typer.BadParameter("--never takes no folder and no --always")
        write_settings(home, settings.model_copy(update={"backup": None}))
        say("Sessions are backed up only by hand from now on.")
        return
    if folder is None and settings.backup is None:
        raise typer.BadParameter("give the backup's folder: setplayer backup DIR")
    place = folder or Path(settings.backup or "")
    if always:
        write_settings(home, settings.model_copy(update={"backup": str(place.resolve())}))
        say(f"Sessions are backed up to {place.resolve()} when they have ended.")
    told = Told(say, warn)
    with progress("Backing up", counts=True) as report:
        back_up(home, place, told, report, by_hand=True)
    _sum_up(told, f"Backed up to {place}")


def restore_sessions(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The backup's folder.", show_default=False)],
    data: Data = None,
) -> None:
    """Bring sessions, settings and keys back from a backup; nothing that is here and newer is changed."""
    told = Told(say, warn)
    with progress("Restoring", counts=True) as report:
        restore(folder, data_folder(data), told, report)
    _sum_up(told, f"Restored from {folder}")


def _sum_up(told: Told, what: str) -> None:
    faults = f", {len(told.faults)} not as they should be" if told.faults else ""
    say(f"{what}: {told.written} written, {told.unchanged} unchanged{faults}.")
    if told.faults:
        raise typer.Exit(1)
