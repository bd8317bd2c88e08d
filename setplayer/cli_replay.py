"""The command line's `replay`: a session's sound again, or a moment of it."""

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from setplayer.arc.quantities import RefusedError, parse_duration
from setplayer.audio.outputs import FileOutput, kind_of
from setplayer.cli_arc import Library
from setplayer.cli_kept import Session, find_session
from setplayer.cli_options import Data, data_folder
from setplayer.console import progress, say
from setplayer.engine import replay as replaying
from setplayer.files import writing
from setplayer.log.session_file import SessionFile
from setplayer.packs.shelf import Shelf
from setplayer.units import SAMPLE_RATE, clock

_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):([0-5]\d)")
"""A moment as every screen and timeline shows it: `4:05`, `1:04:05`."""


def replay(
    session: Session,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The .wav or .flac file to write.", show_default=False)
    ],
    library: Library = None,
    begin: Annotated[
        str | None,
        typer.Option(
            "--from", help="Only from this time since Begin on: 41:00, 1:04:05 or '41 min'.", show_default=False
        ),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", help="Only up to this time since Begin.", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Render a session's sound again from its record, sample for sample."""
    kind, first, last = kind_of(output), _frame("--from", begin), _frame("--to", end)
    if last is not None and last <= (first or 0):
        raise typer.BadParameter("a stretch ends after it begins", param_hint="--to")
    same: bool | None = None
    shelf = Shelf(data_folder(data))
    with (
        writing(output) as temporary,
        SessionFile.open(find_session(session, data)) as file,
        FileOutput(temporary, kind, name=output) as sound,
        progress("Rendering") as report,
    ):
        if first is None and last is None:
            replayed = replaying.replay(file, library, sound, report, shelf)
            frames, same = replayed.frames, replayed.same
        else:
            frames = replaying.replay_stretch(file, library, sound, first or 0, last, report, shelf)
    where = "" if first is None and last is None else f", from {clock(first or 0)} to {clock((first or 0) + frames)}"
    say(f"Sound     {output}  ({clock(frames)}{where})")
    if same is not None:
        words = "the same samples as before" if same else "not the samples of before: another build or processor"
        say(f"Samples   {words}")


def _frame(option: str, text: str | None) -> int | None:
    """A time since Begin, as a clock shows it or as an arc file writes it."""
    if text is None:
        return None
    if (shown := _CLOCK.fullmatch(text.strip())) is not None:
        hours, minutes, seconds = (int(part or 0) for part in shown.groups())
        return (3600 * hours + 60 * minutes + seconds) * SAMPLE_RATE
    try:
        return parse_duration(text.strip())
    except RefusedError as refused:
        raise typer.BadParameter(str(refused), param_hint=option) from refused
