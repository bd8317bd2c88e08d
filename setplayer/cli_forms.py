"""What commands of the command line share that give a client something to take home: in which form, and locked."""

from pathlib import Path
from typing import Annotated, Final

import typer

from setplayer.cli_words import typed_words
from setplayer.console import say, warn
from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.keys.phrase import letters_of, new_phrase
from setplayer.people import People
from setplayer.review.locked import is_locked, open_locked, render_locked
from setplayer.review.model import Timeline
from setplayer.review.page import render_page

Outputs = Annotated[
    list[Path] | None,
    typer.Option(
        "-o",
        "--output",
        help="The .html page to write, or the .pdf, which is always locked; may be given again.",
        show_default=False,
    ),
]
Lock = Annotated[bool, typer.Option("--lock", help="Lock the page: it opens with five words, which are shown once.")]

_KINDS: Final = (".html", ".pdf")


def write_forms(
    outputs: list[Path], timeline: Timeline, people: People, prompts: tuple[str, ...], *, lock: bool
) -> None:
    """Write a timeline in each of its forms, and tell the words that open them: the same for all. Raises Fault."""
    for output in outputs:
        if output.suffix.lower() not in _KINDS:
            raise Fault(
                f"{output}: the name must end in .html or .pdf; write for example {output.stem or 'page'}.html."
            )
    page = render_page(timeline, people, prompts)
    pdfs = [output for output in outputs if output.suffix.lower() == ".pdf"]
    phrase = new_phrase() if lock or pdfs else ""
    for output in outputs:
        if output in pdfs:
            made = _pdf(timeline, people, prompts, phrase)
        else:
            made = (render_locked(page, phrase) if lock else page).encode()
        with writing(output) as temporary:
            temporary.write_bytes(made)
        say(f"Timeline  {output}")
    if phrase:
        say(f"Opens with  {phrase}")
        if pdfs:
            say(f"The PDF     {letters_of(phrase)}    (the same words, small letters, nothing between)")
        say("Write the words down now, on paper: they are kept nowhere, and nobody can open it without them.")


def unlocked(page: str, file: Path) -> str:
    """A page that was given back; a locked one asks for its words. Raises Fault."""
    return open_locked(page, typed_words("The five words that open it: "), str(file)) if is_locked(page) else page


def _pdf(timeline: Timeline, people: People, prompts: tuple[str, ...], phrase: str) -> bytes:
    # Only who writes a PDF waits for its library.
    from setplayer.review.paper import locked_pdf  # noqa: PLC0415

    paper = locked_pdf(timeline, people, prompts, phrase)
    if not paper.whole:
        warn(
            "No font of this computer has some letters of this session: the PDF shows boxes there; give the page too."
        )
    return paper.pdf
