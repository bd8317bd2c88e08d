"""The command line's `steps`: what a client wants to do, listed and ticked off; what came after their sessions."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.cli_options import Data, data_folder
from setplayer.cli_words import Openers, PassphraseFile
from setplayer.console import say
from setplayer.engine.afterwards import append_later
from setplayer.faults import Fault
from setplayer.log.clock import SystemClock
from setplayer.log.store import Store
from setplayer.review.model import Since
from setplayer.review.series import STEP_DONE, Series, Step, series_of
from setplayer.session.events import PLAYER, Event


def steps(
    client: Annotated[str, typer.Argument(help="The client's code, never a name.", show_default=False)],
    done: Annotated[list[int] | None, typer.Option(metavar="N", help="Tick it off.", show_default=False)] = None,
    undone: Annotated[
        list[int] | None, typer.Option(metavar="N", help="It is open after all.", show_default=False)
    ] = None,
    by: Annotated[str, typer.Option(help="The code of who says so, never a name.", show_default=False)] = PLAYER,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """Show the steps that a client wants to take, or tick them off. They are said in integration sessions."""
    home = data_folder(data)
    openers = Openers(home, passphrase_file)
    known = series_of(home, client, openers).steps
    for numbers, is_done in ((done or (), True), (undone or (), False)):
        for number in numbers:
            if not 0 < number <= len(known):
                raise Fault(f"There is no step {number} of '{client}'. Without options, steps lists them.")
            said = known[number - 1].said
            event = Event(kind=STEP_DONE, frame=0, actor=by, request={"entry": said.seq, "done": is_done})
            append_later(home, Store(home).find(said.session_id), [event], SystemClock())
    if done or undone:
        known = series_of(home, client, openers).steps
    if not known:
        say(f"No steps of '{client}' are kept. 'setplayer integration {client} --step …' keeps one.")
    for number, step in enumerate(known, 1):
        say(_line(number, step))


def tell_steps(series: Series) -> None:
    """Say which steps are open, to come back to."""
    for number, step in enumerate(series.steps, 1):
        if step.done is None:
            say(_line(number, step))


def since_of(session: Path, home: Path, openers: Openers) -> Since:
    """What came after a session, for its page: of a file that is kept in the data directory."""
    known = next((one for one in Store(home).summaries() if one.path.resolve() == session.resolve()), None)
    if known is None or not known.client_code:
        return Since()
    return series_of(home, known.client_code, openers).since(known.session_id)


def _line(number: int, step: Step) -> str:
    ticked = "" if step.done is None else f", done {step.done:%Y-%m-%d}"
    return f"{number:>4}  [{' ' if step.done is None else 'x'}] {step.said.text}  ({step.said.when:%Y-%m-%d}{ticked})"
