"""The command line's command for the sheet that a client reads before a session."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from setplayer.cli_options import Data, data_folder
from setplayer.console import say, warn
from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.programmes.expect import Expect, read_expect, sheet_file


def write_sheet(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The .html or .pdf file to write.", show_default=False)
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="The sheet's own file; the clinic's if not given.", show_default=False),
    ] = None,
    data: Data = None,
) -> None:
    """Print what to expect, for the client to read: to .html or .pdf; without -o the file itself, to be edited."""
    path = source or sheet_file(data_folder(data))
    sheet = read_expect(path)
    if output is None:
        say(path.read_text(encoding="utf-8").rstrip())
        return
    kind = output.suffix.lower()
    if kind not in (".html", ".pdf"):
        raise Fault(f"{output}: the name must end in .html or .pdf; write for example {output.stem or 'sheet'}.pdf.")
    made = _page(sheet) if kind == ".html" else _pdf(sheet)
    with writing(output) as temporary:
        temporary.write_bytes(made)
    say(str(output))
    if sheet.confirm:
        warn(f"It still says: {sheet.confirm}")


def _page(sheet: Expect) -> bytes:
    # Only who writes a page waits for its library; so for the PDF.
    from setplayer.programmes.page import render_expect  # noqa: PLC0415

    return render_expect(sheet).encode("utf-8")


def _pdf(sheet: Expect) -> bytes:
    from setplayer.programmes.paper import expect_on_paper  # noqa: PLC0415

    paper = expect_on_paper(sheet, datetime.now(UTC).astimezone().date())
    if not paper.whole:
        warn("No font of this computer has some letters of this sheet: the PDF shows boxes there.")
    return paper.pdf
