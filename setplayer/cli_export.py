"""The command line's `export`: an arc as a list for other players, or as a programme to print."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from setplayer.cli_arc import Arc, Library, Seed, prepare_arc, tell_lacking
from setplayer.cli_options import Data, data_folder
from setplayer.console import say, warn
from setplayer.engine.prepare import Prepared, file_of
from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.library.paths import resolve
from setplayer.programmes.playlist import playlist
from setplayer.programmes.sheet import Sheet, sheet_of
from setplayer.score.model import Score
from setplayer.score.picks import Choice
from setplayer.score.plot import Known, plot_svg, summary
from setplayer.values import content_address

_KINDS = (".m3u8", ".html", ".pdf")


def export_arc(
    arc: Arc,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The .m3u8, .html or .pdf file to write.", show_default=False)
    ],
    library: Library = None,
    seed: Seed = 0,
    data: Data = None,
) -> None:
    """Write an arc as a list for other players (.m3u8), or as a programme to print (.html, .pdf)."""
    kind = output.suffix.lower()
    if kind not in _KINDS:
        raise Fault(
            f"{output}: the name must end in .m3u8, .html or .pdf; write for example {output.stem or 'arc'}.pdf."
        )
    prepared = prepare_arc(arc, library, data_folder(data))
    choice = prepared.choice(seed)
    score = prepared.placed(choice)
    if kind == ".m3u8":
        made = _playlist(prepared, score, output).encode("utf-8")
    else:
        today = datetime.now(UTC).astimezone().date()
        sheet = _sheet(prepared, choice, score, today)
        made = _page(sheet) if kind == ".html" else _pdf(sheet, today)
    with writing(output) as temporary:
        temporary.write_bytes(made)
    say(str(output))
    tell_lacking(prepared, choice)


def _playlist(prepared: Prepared, score: Score, output: Path) -> str:
    sources = {clip.source for clip in score.clips if clip.kind == "track"}
    if prepared.library is None or not sources:
        raise Fault(
            f"{output}: this arc plays no tracks, and other players make no soundscapes; write .html or .pdf."
        )
    tracks = {source: prepared.tracks[source] for source in sources}
    files = {source: resolve(prepared.library, file_of(source, prepared.files)) for source in sources}
    return playlist(prepared.arc.name, score, tracks, files, output.resolve().parent)


def _sheet(prepared: Prepared, choice: Choice, score: Score, today: date) -> Sheet:
    tracks = {track.path: track for track in prepared.command(choice=choice).materials.tracks}
    plot = plot_svg(prepared.arc, score, Known(tracks, None), "light")
    address = content_address(prepared.text.encode())[:12]
    foot = f"Arc {Path(prepared.file).name}, content {address}; printed {today.isoformat()}."
    return sheet_of(prepared.arc, score, plot, summary(prepared.arc, score), foot)


def _page(sheet: Sheet) -> bytes:
    # Only who writes a page waits for its library; so for the PDF.
    from setplayer.programmes.page import render_sheet  # noqa: PLC0415

    return render_sheet(sheet).encode("utf-8")


def _pdf(sheet: Sheet, today: date) -> bytes:
    from setplayer.programmes.paper import set_on_paper  # noqa: PLC0415

    paper = set_on_paper(sheet, today)
    if not paper.whole:
        warn(
            "No font of this computer has some letters of this arc: the PDF shows boxes there; install one for them."
        )
    return paper.pdf
