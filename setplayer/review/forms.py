"""The forms in which a client takes a session home: the page, the page locked, and a locked PDF for telephones."""

from dataclasses import dataclass
from typing import Final, Literal

from setplayer.people import People
from setplayer.review.locked import render_locked
from setplayer.review.model import Timeline
from setplayer.review.page import render_page

Form = Literal["page", "locked", "pdf"]

SUFFIXES: Final[dict[Form, str]] = {"page": ".html", "locked": ".html", "pdf": ".pdf"}


@dataclass(frozen=True)
class Keepsake:
    """A file for a client. `whole` is False where no font of this computer has some letters of it."""

    content: bytes
    whole: bool = True


def keepsake(form: Form, timeline: Timeline, people: People, prompts: tuple[str, ...], phrase: str) -> Keepsake:
    """A timeline in a form; a locked one opens with the words of `phrase`.

    Raises Fault for a client's page while nobody is named to call in a crisis, and MachineFault where a PDF cannot be
    set.
    """
    page = render_page(timeline, people, prompts)  # the PDF too is refused while nobody is named to call
    if form == "pdf":
        # Only who makes a PDF waits for its library.
        from setplayer.review.paper import locked_pdf  # noqa: PLC0415

        paper = locked_pdf(timeline, people, prompts, phrase)
        return Keepsake(paper.pdf, paper.whole)
    return Keepsake((render_locked(page, phrase) if form == "locked" else page).encode())
