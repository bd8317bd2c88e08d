"""The command line's `preview`: the joins of an arc, or all of it from a moment on, to hear beforehand."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer import previewing
from setplayer.arc.quantities import RefusedError, parse_duration
from setplayer.audio.outputs import kind_of
from setplayer.cli_arc import Arc, Library, Seed, prepare_arc, tell_lacking
from setplayer.cli_options import Data, data_folder
from setplayer.console import progress, say
from setplayer.engine.desk import is_file
from setplayer.engine.foreseen import Foreseen
from setplayer.outputs import free_output
from setplayer.score.model import Score
from setplayer.units import clock


def preview_arc(
    arc: Arc,
    library: Library = None,
    moment: Annotated[
        str | None, typer.Option("--from", help="A time of the arc, such as '32 min'.", show_default=False)
    ] = None,
    length: Annotated[
        str | None, typer.Option(help="How much is heard from there; all of it unless given.", show_default=False)
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", help="A .wav or .flac file, or an output's name.", show_default=False),
    ] = None,
    seed: Seed = 0,
    data: Data = None,
) -> None:
    """Hear ten seconds around each join of an arc, or the arc from a moment on. Nothing is recorded.

    Ctrl-C ends it, with a short fade.
    """
    if length is not None and moment is None:
        raise typer.BadParameter("--length goes with --from: give for example --from '32 min' --length '2 min'")
    begin, lasts = _frames("--from", moment), _frames("--length", length)
    if lasts is not None and lasts <= 0:
        raise typer.BadParameter("a length is longer than nothing; write it like '2 min'", param_hint="--length")
    folder = data_folder(data)
    to_file = output is not None and is_file(output)
    prepared = prepare_arc(arc, library, folder)
    foreseen = Foreseen(prepared, seed)
    score, zero = foreseen.score, prepared.arc.zero_at_frames
    excerpts = _excerpts(score, zero, begin, lasts)
    tell_lacking(prepared, prepared.choice(seed))
    device = None if to_file else free_output(folder, output)
    for line in previewing.told(excerpts, score, zero):
        say(line)
    parts = previewing.sound(foreseen, excerpts)
    if device is not None:
        previewing.play(parts, device)
        return
    path, frames = Path(output or ""), previewing.length(excerpts)
    with progress("Rendering") as report:
        previewing.write(parts, path, kind_of(path), lambda done: report(done, frames))
    say(f"Sound  {path}  ({clock(frames)})")


def _excerpts(score: Score, zero: int, begin: int | None, lasts: int | None) -> list[previewing.Excerpt]:
    if begin is None:
        return previewing.around_joins(score)
    return previewing.from_moment(score, zero, begin, lasts)


def _frames(option: str, text: str | None) -> int | None:
    """A time as arc files write it, with a sign where it lies before 0:00."""
    if text is None:
        return None
    size = text.strip().lstrip("-−")
    try:
        frames = parse_duration(size)
    except RefusedError as refused:
        raise typer.BadParameter(str(refused), param_hint=option) from refused
    return frames if size == text.strip() else -frames
