"""The command line's `fit`: an arc file of another length."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.arc.quantities import RefusedError, parse_duration
from setplayer.arc.reading import ArcReading, read_arc
from setplayer.arc.rewriting import scaled_text
from setplayer.cli_arc import Arc
from setplayer.cli_options import Data, data_folder
from setplayer.console import say, warn
from setplayer.engine.own import Own
from setplayer.engine.prepare import read
from setplayer.faults import Fault, Finding
from setplayer.files import writing
from setplayer.packs.shelf import Shelf
from setplayer.units import clock


def fit_arc(
    arc: Arc,
    length: Annotated[
        str, typer.Option(help="How long the whole arc is to last, such as `90 min`.", show_default=False)
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The arc file to write; without it, it is printed.")
    ] = None,
    data: Data = None,
) -> None:
    """Write an arc with its phases scaled to another length, within their ranges.

    Comments, order, wording, tracks and reminders stay as they are.
    """
    try:
        frames = parse_duration(length)
    except RefusedError as refused:
        raise typer.BadParameter(f"{refused}.", param_hint="--length") from None
    folder = data_folder(data)
    designed = read(Shelf(folder).located(arc), Own.of(folder))
    if output is not None and _holds(output, designed.text):
        raise Fault(f"{output}: this is the arc itself; give the scaled arc another name with -o.")
    names = {"soundscapes": list(designed.recipes), "sounds": list(designed.sounds)}
    text = scaled_text(designed.text, designed.file, frames, **names)
    reading = read_arc(text, str(output or arc), **names)
    if output is None:
        typer.echo(text, nl=False)
    else:
        with writing(output) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="")
        say(f"{output}: {clock(reading.arc.total_frames)} in all")
    if text != designed.text:
        _point_out(reading, str(output or arc))


def _holds(path: Path, text: str) -> bool:
    """Whether a file is there and holds this text: the arc that was read, by whatever name."""
    return path.is_file() and path.read_bytes() == text.encode()


def _point_out(reading: ArcReading, name: str) -> None:
    """What the author should look at: cues that now fall outside the arc, and sounds that stayed at their times."""
    arc, outside = reading.arc, {(finding.line, finding.column) for finding in reading.warnings}
    for finding in reading.warnings:
        warn(finding.at(name))
    for number, cue in enumerate(arc.cues):
        place = reading.places.place(("cues", number, "at"))
        if cue.do and cue.at and cue.at.anchor is None and cue.at.offset_frames > 0 and place not in outside:
            text = f"this {cue.do} stays at {clock(cue.at.offset_frames)}; look whether it still suits"
            warn(Finding(*place, text, "warning").at(name))
