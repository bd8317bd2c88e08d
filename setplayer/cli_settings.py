"""The command line's command for what a clinic set up once."""

from typing import Annotated, Final, Literal

import typer

from setplayer.cli_options import Data, data_folder
from setplayer.cli_words import typed_twice
from setplayer.clinic import FILE_NAME, read_people
from setplayer.console import say
from setplayer.keys.pin import PinLock, good_pin
from setplayer.log.clock import SystemClock
from setplayer.settings import read_settings, write_settings
from setplayer.values import Resumes

_PLACES: Final[dict[Resumes | None, str]] = {
    "by_now": "where it is by now",
    "where_it_was": "where it was",
    None: "where it is by now; nobody has chosen yet",
}


settings_app = typer.Typer(invoke_without_command=True)


@settings_app.callback()
def settings(
    context: typer.Context,
    resume: Annotated[
        Literal["by-now", "where-it-was"] | None,
        typer.Option(help="Where sessions go on after an interruption.", show_default=False),
    ] = None,
    data: Data = None,
) -> None:
    """Show what is set up on this computer, or change it."""
    if context.invoked_subcommand is not None:
        return
    folder = data_folder(data)
    found = read_settings(folder)
    if resume is not None:
        place: Resumes = "by_now" if resume == "by-now" else "where_it_was"
        found = found.model_copy(update={"resumes": place})
        write_settings(folder, found)
    say(f"Output                {found.output or 'the one that the system chooses'}")
    say(f"After an interruption {_PLACES[found.resumes]}")
    crisis = read_people(folder).crisis
    say(f"Call in a crisis      {crisis.name if crisis else f'nobody is named; write it in {folder / FILE_NAME}'}")
    say(f"PIN of the kiosk      {'set' if PinLock(folder, SystemClock()).is_set else 'none; settings pin sets one'}")


@settings_app.command()
def pin(
    remove: Annotated[bool, typer.Option("--remove", help="Have none any more.")] = False,
    data: Data = None,
) -> None:
    """Set the PIN that guards records, settings and leaving on the kiosk; or another one, when it is forgotten."""
    lock = PinLock(data_folder(data), SystemClock())
    if remove:
        lock.remove()
        say("There is no PIN any more: whoever stands at the kiosk can open records and settings.")
        return
    lock.set_to(typed_twice("A new PIN for the kiosk, 4 to 12 digits: ", good_pin))
    say("The PIN is set. Music, cues and the fade never ask for it.")
