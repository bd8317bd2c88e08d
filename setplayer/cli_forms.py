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
from setplayer.review.forms import Form, keepsake
from setplayer.review.locked import is_locked, open_locked
from setplayer.review.model import Timeline

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

_LETTERS_MISSING: Final = (
    "No font of this computer has some letters of this session: the PDF shows boxes there; give the page too."
)

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
    forms: list[Form] = ["pdf" if one.suffix.lower() == ".pdf" else "locked" if lock else "page" for one in outputs]
    phrase = new_phrase() if {"locked", "pdf"} & set(forms) else ""
    for output, form in zip(outputs, forms, strict=True):
        made = keepsake(form, timeline, people, prompts, phrase)
        if not made.whole:
            warn(_LETTERS_MISSING)
        with writing(output) as temporary:
            temporary.write_bytes(made.content)
        say(f"Timeline  {output}")
    if phrase:
        say(f"Opens with  {phrase}")
        if "pdf" in forms:
            say(f"The PDF     {letters_of(phrase)}    (the same words, small letters, nothing between)")
        say("Write the words down now, on paper: they are kept nowhere, and nobody can open it without them.")


def unlocked(page: str, file: Path) -> str:
    """A page that was given back; a locked one asks for its words. Raises Fault."""
    return open_locked(page, typed_words("The five words that open it: "), str(file)) if is_locked(page) else page
