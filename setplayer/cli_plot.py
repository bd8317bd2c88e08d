"""The command line's `plot`: an arc as a picture to look over, to print and to pin up."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from setplayer.cli_arc import Arc, Library, Seed, prepare_arc, tell_lacking
from setplayer.cli_options import Data, data_folder
from setplayer.console import progress, say
from setplayer.engine.foreseen import Foreseen
from setplayer.engine.prepare import Prepared
from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.score.plot import Known, plot_svg


def plot_arc(
    arc: Arc,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The .svg or .png file to write.", show_default=False)
    ],
    library: Library = None,
    theme: Annotated[
        Literal["light", "dark"] | None,
        typer.Option(help="For light or dark rooms. An SVG does as the screen it is seen on unless told."),
    ] = None,
    loudness: Annotated[bool, typer.Option(help="Whether the music is rendered to show how loud it will be.")] = True,
    seed: Seed = 0,
    data: Data = None,
) -> None:
    """Draw an arc: phases, wanted and real intensity, loudness, pieces and cues.

    For the loudness all of the music is rendered, a minute of it in about a second; --no-loudness leaves it out.
    """
    kind = output.suffix.lower()
    if kind not in (".svg", ".png"):
        raise Fault(f"{output}: the name must end in .svg or .png; write for example {output.stem or 'arc'}.svg.")
    prepared = prepare_arc(arc, library, data_folder(data))
    choice = prepared.choice(seed)
    tracks = {track.path: track for track in prepared.command(choice=choice).materials.tracks}
    known = Known(tracks, _short_term_lufs(prepared, seed) if loudness else None)
    svg = plot_svg(prepared.arc, prepared.placed(choice), known, theme or (None if kind == ".svg" else "light"))
    with writing(output) as temporary:
        temporary.write_bytes(_png(svg) if kind == ".png" else svg.encode())
    say(str(output))
    tell_lacking(prepared, choice)


def _short_term_lufs(prepared: Prepared, seed: int) -> list[float]:
    with progress("Measuring loudness") as report:
        return [float(value) for value in Foreseen(prepared, seed).short_term_lufs(report)]


def _png(svg: str) -> bytes:
    # Only who draws a PNG waits for its library.
    from setplayer.png import png_from  # noqa: PLC0415

    return png_from(svg)
