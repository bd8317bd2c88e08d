"""What a session's client may be shown, entry by entry, and what has been chosen so far."""

from collections.abc import Sequence
from typing import Final, Literal

from setplayer.review.clean import clean_line
from setplayer.review.entries import Correction, Entry, afterthoughts
from setplayer.review.words import ERASED, GIVEN, SEALED, WRITTEN, framed, written_words
from setplayer.session.entries import moment_frame
from setplayer.values import Value

Group = Literal["words", "own", "tags", "reasons", "vitals", "more"]

GROUPS: Final[dict[str, Group]] = {
    "note": "words", "quote": "words", "mark": "words", "tag": "tags", "why": "reasons", "vitals": "vitals",
    "insight": "own", "step": "own", "journal": "own",
}  # fmt: skip
"""The class of a kind of entry; notes and quotes are one of their own, and what is not here is `more`.

What the client said or wrote for later, `own`, is shared from the beginning, and can be taken back.
"""


class Choice(Value):
    """An entry that can be shared, and whether it is. `seq` is its number, `frame` its moment."""

    seq: int
    frame: int
    kind: str
    group: Group
    text: str
    shared: bool


def choices(entries: Sequence[Entry]) -> tuple[Choice, ...]:
    """Every entry that can be shared, as it reads by now, in order of time."""
    later = afterthoughts(entries)
    found = []
    for seq, _, event in entries:
        if event.kind in (*WRITTEN, *GIVEN, "why", "journal"):
            correction = later.corrections.get(seq, Correction())
            content, sealed = correction.of(event)
            frame = moment_frame(event) if correction.frame is None else correction.frame
            group = GROUPS.get(event.kind, "more")
            text = SEALED if sealed else _text(event.kind, content, event.request)
            one = Choice(seq=seq, frame=frame, kind=event.kind, group=group, text=text, shared=seq in later.shared)
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.frame, one.seq)))


def _text(kind: str, content: dict[str, object], request: dict[str, object]) -> str:
    if kind in GIVEN:
        return f"{GIVEN[kind]}: {clean_line(content.get('amount'))}".rstrip(": ")
    if kind == "why":
        return clean_line(request.get("reason"))
    return clean_line(framed(kind, written_words(kind, content))) or ERASED
