"""The command line's `share`: what a client is shown of a session that has ended, chosen entry by entry."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from setplayer.cli_kept import Session, find_session
from setplayer.cli_options import Data, data_folder
from setplayer.cli_steps import since_of
from setplayer.cli_words import Openers, PassphraseFile
from setplayer.clinic import read_people
from setplayer.console import say, warn
from setplayer.engine.afterwards import append_later
from setplayer.engine.record import recorded
from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.review.entries import Entry
from setplayer.review.model import Since
from setplayer.review.page import render_page
from setplayer.review.prompts import page_prompts, prompt_set
from setplayer.review.sharing import Choice, choices
from setplayer.review.text import render_text
from setplayer.review.timeline import build_timeline
from setplayer.session.events import PLAYER, Event
from setplayer.units import clock


def share(
    session: Session,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[ENTRY]...", help="Numbers of entries, as they are listed.")
    ] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="No longer share them.")] = False,
    vitals: Annotated[bool, typer.Option("--vitals", help="Vitals among them are meant to be shared.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only print exactly what the client would be shown.")
    ] = False,
    prompts: Annotated[
        str | None,
        typer.Option(
            help="What the page's journal asks: general, somatic, … or a set of the clinic's own.", show_default=False
        ),
    ] = None,
    by: Annotated[str, typer.Option(help="The code of who decides, never a name.", show_default=False)] = PLAYER,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """Choose what a session's client is shown, at any time after its end. Nothing is unless it is chosen.

    Without numbers it lists what can be chosen.
    """
    path, home = find_session(session, data), data_folder(data)
    openers = Openers(home, passphrase_file)
    rows = _rows(path, openers)
    if not numbers and not preview and prompts is None:
        for one in choices(rows):
            say(_line(one))
        return
    since = since_of(path, home, openers)
    events = []
    if prompts is not None:
        chosen = prompt_set(home, prompts)
        events.append(Event(kind="prompts", frame=rows[-1].event.frame, actor=by, request={"set": chosen.name}))
    if numbers:
        _must_be_choices(numbers, {one.seq: one for one in choices(rows)}, vitals=vitals or take_back)
        request = {"entries": sorted(set(numbers)), "shared": not take_back}
        events.append(Event(kind="share", frame=rows[-1].event.frame, actor=by, request=request))
    if preview:
        later = [Entry(rows[-1].seq + number, rows[-1].stamp, event) for number, event in enumerate(events, 1)]
        shown = [*rows, *later]
        say(render_text(build_timeline(shown, since=since), shutil.get_terminal_size().columns).rstrip("\n"))
        for asked in page_prompts(home, shown):
            say(f"The journal asks: {asked}")
        return
    append_later(home, path, events, SystemClock())
    if numbers:
        chosen_ones = ", ".join(map(str, sorted(set(numbers))))
        say(f"Entries {chosen_ones}: {'no longer shared' if take_back else 'shared'}.")
    if prompts is not None:
        say(f"The journal asks the questions of '{prompts}'.")
    _page_again(path, home, _rows(path, openers), since_of(path, home, openers))


def _rows(path: Path, openers: Openers) -> list[Entry]:
    with SessionFile.open(path) as file:
        opener = openers(file)
        return [Entry(entry.seq, entry.stamp, entry.event) for entry in recorded(file, opener)]


def _line(one: Choice) -> str:
    return f"{one.seq:>5}  {clock(one.frame):>8}  {'shared' if one.shared else '-':<6}  {one.kind:<10}  {one.text}"


def _must_be_choices(numbers: list[int], known: dict[int, Choice], *, vitals: bool) -> None:
    for number in numbers:
        if number not in known:
            raise Fault(f"There is no entry {number} that could be shared. Without numbers, share lists them.")
        if known[number].group == "vitals" and not vitals:
            raise Fault(f"Entry {number} is vitals, which are shared only with --vitals. Nothing was changed.")


def _page_again(path: Path, home: Path, rows: list[Entry], since: Since) -> None:
    """The page that was made at the end shows what was shared then: it is made anew, where its words can be read."""
    page = home / "timelines" / f"{path.stem}.html"
    if not page.exists():
        say(f"Make the page with 'setplayer review {path} -o FILE.html'; one that was made before is as it was.")
        return
    if any(row.event.sealed for row in rows):
        warn(f"{page}: is as it was; its words are sealed. Make it again with --passphrase-file, or remove it.")
        return
    with SessionFile.open(path) as file:
        timeline = build_timeline(rows, head=file.head, session_id=file.session_id, since=since)
    try:
        made = render_page(timeline, read_people(home), page_prompts(home, rows))
    except Fault as fault:
        warn(f"{page}: is as it was. {fault}")
        return
    with writing(page) as temporary:
        temporary.write_text(made, encoding="utf-8")
    say(f"Timeline  {page}")
