"""The command line's `journal`: what clients wrote on their pages since, in the record and beside their sessions."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.cli_forms import unlocked
from setplayer.cli_options import Data, data_folder
from setplayer.cli_steps import tell_steps
from setplayer.cli_words import Openers, PassphraseFile
from setplayer.console import say
from setplayer.engine.afterwards import TALKED, keep_integration
from setplayer.faults import Fault
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.review import lines
from setplayer.review.journal_in import journal_in, take_journal
from setplayer.review.model import Later
from setplayer.review.series import Point, series_of
from setplayer.review.words import LATER
from setplayer.session.events import PLAYER

_LONGEST_CODE = 40

Words = Annotated[list[str] | None, typer.Option(show_default=False, help="May be given again.")]

journal_app = typer.Typer(no_args_is_help=True)


@journal_app.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="A copy of the page that the client saved.", show_default=False)],
    consent: Annotated[bool, typer.Option("--consent", help="The client wants it in the record.")] = False,
    data: Data = None,
) -> None:
    """Take what a client wrote on their page into their session's record, as events of its own."""
    journal = journal_in(file, unlocked)
    if not consent:
        raise Fault(f"{file}: nothing was taken. Ask the client; if they want it in the record, add --consent.")
    home = data_folder(data)
    path = Store(home).find(journal.session_id)
    with SessionFile.open(path) as record:
        if record.session_id != journal.session_id:
            raise Fault(f"{file}: is of session {journal.session_id}, which is not kept in {home}.")
    new = take_journal(home, path, journal, SystemClock())
    left = len(journal.entries) - new
    say(f"Session {journal.session_id}: {new} taken into its record{f', {left} there already' if left else ''}.")


@journal_app.command("list")
def list_journal(
    client: Annotated[str, typer.Argument(help="The client's code.", show_default=False)],
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """Show a client's sessions, and what they wrote after each, on one line of time."""
    home = data_folder(data)
    series = series_of(home, client, Openers(home, passphrase_file))
    if not series.points:
        raise Fault(f"No session of a client '{client}' is kept in {home}.")
    for point in series.points:
        say(f"{point.when:%Y-%m-%d}  {_line(point)}")


def integration(
    client: Annotated[str, typer.Argument(help="The client's code, never a name.", show_default=False)],
    note: Words = None,
    insight: Words = None,
    step: Words = None,
    by: Annotated[str, typer.Option(help="The code of who writes, never a name.", show_default=False)] = PLAYER,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """Keep an integration session: what was talked about, insights and action steps, without music.

    It ends with the client's steps that are open, to come back to.
    """
    if not all(0 < len(code.strip()) <= _LONGEST_CODE for code in (client, by)):
        raise typer.BadParameter(f"a code has 1 to {_LONGEST_CODE} letters")
    words = zip(TALKED, (note, insight, step), strict=True)
    entries = [(kind, text) for kind, texts in words for text in texts or () if text.strip()]
    if not entries:
        raise typer.BadParameter("give at least one --note, --insight or --step; 'setplayer journal list' shows them")
    home, clock = data_folder(data), SystemClock()
    session_id = keep_integration(home, client, by, entries, clock)
    say(f"Session {session_id}: an integration session, {len(entries)} entries.")
    tell_steps(series_of(home, client, Openers(home, passphrase_file)))


def _line(point: Point) -> str:
    if point.kind in ("session", "integration"):
        return f"{point.kind} {point.session_id}: {point.text}".rstrip(": ")
    if not point.after:
        return f"{LATER[point.kind]}: {point.text}"
    return f"{lines.later(Later(days=point.days, kind=point.kind, text='')).lower()}: {point.text}"
