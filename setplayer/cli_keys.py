"""The command line's `keys` and `erase`: keys for what is personal, and the end of it."""

import sys
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from setplayer.cli_options import Data, data_folder
from setplayer.cli_words import PassphraseFile, known_passphrase, new_passphrase
from setplayer.console import say, warn
from setplayer.faults import Fault
from setplayer.keys.clinic import NewKeys, change_passphrase, clinic_keys
from setplayer.keys.erasing import OUT_OF_REACH, Reached
from setplayer.keys.erasing import erase as erase_all
from setplayer.log.clock import SystemClock

keys_app = typer.Typer(no_args_is_help=True)

_US_PER_S: Final = 1_000_000
_RECOVERY: Final = """
RECOVERY KEY of this clinic's setplayer, made on {date}

  {secret}

Print this page, or write it down, and lock it away from the kiosk. It opens every client's words when the
passphrase is forgotten. It is shown this once and kept nowhere. Without it and without the passphrase, the words are
gone for good.
"""


@keys_app.command()
def init(data: Data = None) -> None:
    """Set up the clinic's keys: a passphrase, and a recovery key on paper. Done once."""
    new = NewKeys(data_folder(data), SystemClock().stamp().wall_us)
    passphrase = new_passphrase()
    # Shown before anything is kept: no clinic may have keys and not have had this on its screen.
    say(_RECOVERY.format(date=_day(SystemClock().stamp().wall_us), secret=new.recovery))
    sys.stdout.flush()
    new.keep(passphrase)
    say("Sealed from now on: what people say, note, measure and are given. Sessions before today stay as they are.")


@keys_app.command()
def status(data: Data = None) -> None:
    """Say whether words are sealed here; exit status 1 when they are not."""
    keys = clinic_keys(data_folder(data))
    if keys is None:
        say("Words are stored unsealed: 'setplayer keys init' sets up keys.")
        raise typer.Exit(1)
    say(f"Words are sealed, with keys of {_day(keys.made_us)}")
    say(f"Clinic    {keys.public}")
    say(f"Recovery  {keys.recovery_public}")


@keys_app.command()
def passphrase(passphrase_file: PassphraseFile = None, data: Data = None) -> None:
    """Change the passphrase: with the old one, or with the recovery key when it is forgotten."""
    folder = data_folder(data)
    known = known_passphrase(passphrase_file)
    change_passphrase(folder, known, new_passphrase())
    say("The passphrase is changed. The recovery key stays the same.")


def erase_client(
    client: Annotated[str, typer.Argument(help="The client's code.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    data: Data = None,
) -> None:
    """Erase a client: their keys and all their words, for good. What happened and when stays, without words."""
    folder = data_folder(data)
    if not yes and not typer.confirm(f"Erase all words of client {client!r} for good?", err=True):
        raise Fault("Nothing was erased.")
    _tell(erase_all(folder, client, SystemClock()))


def _tell(reached: Reached) -> None:
    say(
        f"Erased    {reached.keys} keys, {reached.session_keys} keys of open sessions, {reached.words} entries of "
        f"{reached.sessions} sessions, {reached.pages} pages"
    )
    if reached.kept:
        say(f"Erased    {reached.kept} file{'s' * (reached.kept > 1)} kept for their next session")
    for sentence in OUT_OF_REACH:
        say(f"Not here  {sentence}")
    for sentence in reached.left:
        warn(sentence)


def _day(wall_us: int) -> str:
    return f"{datetime.fromtimestamp(wall_us / _US_PER_S, UTC).astimezone():%d %B %Y}"
