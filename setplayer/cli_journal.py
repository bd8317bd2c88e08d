"""The command line's `journal`: what clients wrote on their pages since, in the record and beside their sessions."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from setplayer.cli_forms import unlocked
from setplayer.cli_options import Data, data_folder
from setplayer.cli_words import PassphraseFile, opener_for
from setplayer.console import say
from setplayer.engine.afterwards import append_later, keep_integration
from setplayer.engine.record import Recorded, recorded
from setplayer.faults import Fault
from setplayer.log.carried import read_plain
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store, Summary
from setplayer.review.clean import clean_line
from setplayer.review.saved_journal import SavedJournal, days_after, read_journal
from setplayer.review.words import ERASED, SEALED
from setplayer.session.events import PLAYER, Event

CLIENT = "client"
"""The actor of what a client wrote."""

TALKED = ("note", "insight", "step")
"""What an integration session is made of. A step is something the client wants to do, for later to come back to."""

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
    journal = read_journal(_text(file), str(file))
    if not consent:
        raise Fault(f"{file}: nothing was taken. Ask the client; if they want it in the record, add --consent.")
    home = data_folder(data)
    path = Store(home).find(journal.session_id)
    with SessionFile.open(path) as record:
        if record.session_id != journal.session_id:
            raise Fault(f"{file}: is of session {journal.session_id}, which is not kept in {home}.")
        there = {_written(json.loads(event.body)["request"]) for event in record.events(kind="journal")}
    new = [event for event in _events(journal) if _written(event.request) not in there]
    if new:
        append_later(home, path, new, SystemClock())
    left = len(journal.entries) - len(new)
    say(f"Session {journal.session_id}: {len(new)} taken into its record{f', {left} there already' if left else ''}.")


@journal_app.command("list")
def list_journal(
    client: Annotated[str, typer.Argument(help="The client's code.", show_default=False)],
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """Show a client's sessions, and what they wrote after each, on one line of time."""
    home = data_folder(data)
    rows: list[tuple[datetime, str]] = []
    for summary in Store(home).summaries():
        if summary.client_code == client and summary.kind != "rehearsal" and summary.opened is not None:
            rows += _rows(summary, datetime.fromisoformat(summary.opened), home, passphrase_file)
    if not rows:
        raise Fault(f"No session of a client '{client}' is kept in {home}.")
    for when, text in sorted(rows, key=lambda row: row[0]):
        say(f"{when:%Y-%m-%d}  {text}")


def integration(
    client: Annotated[str, typer.Argument(help="The client's code, never a name.", show_default=False)],
    note: Words = None,
    insight: Words = None,
    step: Words = None,
    by: Annotated[str, typer.Option(help="The code of who writes, never a name.", show_default=False)] = PLAYER,
    data: Data = None,
) -> None:
    """Keep an integration session: what was talked about, insights and action steps, without music."""
    if not all(0 < len(code.strip()) <= _LONGEST_CODE for code in (client, by)):
        raise typer.BadParameter(f"a code has 1 to {_LONGEST_CODE} letters")
    words = zip(TALKED, (note, insight, step), strict=True)
    entries = [(kind, text) for kind, texts in words for text in texts or () if text.strip()]
    if not entries:
        raise typer.BadParameter("give at least one --note, --insight or --step; 'setplayer journal list' shows them")
    session_id = keep_integration(data_folder(data), client, by, entries, SystemClock())
    say(f"Session {session_id}: an integration session, {len(entries)} entries.")


def _events(journal: SavedJournal) -> list[Event]:
    saved_at = journal.saved_at.isoformat()
    return [
        Event(kind="journal", frame=0, actor=CLIENT, request={"prompt": prompt, "saved_at": saved_at},
              content={"text": text})
        for prompt, text in journal.entries.items()
    ]  # fmt: skip


def _written(request: dict[str, object]) -> tuple[object, object]:
    """What an entry is told apart by without reading its words, which may be sealed."""
    return request.get("prompt"), request.get("saved_at")


def _rows(summary: Summary, began: datetime, home: Path, passphrase_file: Path | None) -> list[tuple[datetime, str]]:
    rows = [(began, f"{summary.kind} {summary.session_id}: {clean_line(summary.arc or '')}".rstrip(": "))]
    with SessionFile.open(summary.path) as file:
        opener = opener_for(file, home, passphrase_file)
        for entry in recorded(file, opener):
            words = SEALED if entry.event.sealed else clean_line(entry.event.content.get("text")) or ERASED
            if entry.event.kind == "journal":
                written = _when(entry).astimezone(began.tzinfo)
                rows.append((written, f"insight, {_days(days_after(began, written))}: {words}"))
            elif summary.kind == "integration" and entry.event.kind in TALKED:
                rows.append((began, f"{entry.event.kind}: {words}"))
    return rows


def _when(entry: Recorded) -> datetime:
    """When the copy was saved; where an altered record does not say, when it was taken in."""
    try:
        return SavedJournal.model_validate(
            {"session_id": "x", "written": {}, "saved_at": entry.event.request.get("saved_at")}
        ).saved_at
    except ValueError:
        return entry.stamp.local()


def _days(days: int) -> str:
    return "the same day" if days == 0 else f"{days} day{'s' * (days != 1)} after"


def _text(file: Path) -> str:
    try:
        return unlocked(read_plain(file).decode("utf-8"), file)
    except UnicodeDecodeError as error:
        raise Fault(f"{file}: is not the page that setplayer makes: it is not UTF-8.") from error
