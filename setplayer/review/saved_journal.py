"""What a client wrote on their page, read back from the copy that they saved. The copy is hostile."""

import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Annotated, Final

from pydantic import AliasChoices, AwareDatetime, Field, ValidationError

from setplayer.faults import Fault
from setplayer.log.clock import Stamp
from setplayer.values import Value

ELEMENT: Final = "setplayer-journal"
"""The id of the page's element that holds the journal: `<script type="application/json" id="setplayer-journal">`."""

_LONGEST: Final = 100_000


class SavedJournal(Value):
    """The journal of a session's page: by prompt what was written, and when the copy was saved."""

    session_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    written: Annotated[
        dict[
            Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")],
            Annotated[str, Field(max_length=_LONGEST)],
        ],
        Field(max_length=100, validation_alias=AliasChoices("answers", "written")),
    ]
    saved_at: Annotated[
        AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
    ]

    @property
    def entries(self) -> dict[str, str]:
        """What was really written, by prompt."""
        return {prompt: text.strip() for prompt, text in self.written.items() if text.strip()}


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("id") == ELEMENT
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def answer_key(question: str) -> str:
    """What an answer stands under: `what-stayed-with-you`. The same question has the same on every page."""
    plain = "-".join(re.findall("[a-z0-9]+", question.lower()))
    if question.isascii() and 0 < len(plain) <= 64:
        return plain
    return f"q-{sha256(question.encode()).hexdigest()[:16]}"


def read_journal(page: str, file: str) -> SavedJournal:
    """The journal that a saved page holds; `file` is the name that stands before messages. Raises Fault."""
    finder = _Finder()
    finder.feed(page)
    finder.close()
    if not finder.found:
        raise Fault(f"{file}: holds no journal. Write on the page, press 'Save a copy', and give that copy.")
    try:
        return SavedJournal.model_validate(json.loads(finder.found[-1]))
    except (ValidationError, ValueError, RecursionError) as error:
        raise Fault(
            f"{file}: its journal cannot be read: the copy is damaged. Open it, save another copy, and give that one."
        ) from error


def written_at(request: dict[str, object], taken: Stamp) -> datetime:
    """When a copy was saved; for what says nothing of it, in an altered record too, when it was taken in."""
    try:
        saved = SavedJournal.model_validate({"session_id": "x", "written": {}, "saved_at": request.get("saved_at")})
    except ValueError:
        return taken.local()
    return saved.saved_at


def days_after(began: datetime, written: datetime) -> int:
    """How many days after a session something was written, by the calendar of where the session was."""
    return (written.astimezone(began.tzinfo).date() - began.date()).days
