"""A timeline as WebVTT: captions for the session's recording, which begins at Begin as the timeline does.

The form is W3C's "WebVTT: The Web Video Text Tracks Format", 4.1 to 4.3.
"""

import html
from collections.abc import Iterator
from typing import Final

from setplayer.review.lines import by_whom, said
from setplayer.review.model import BEFORE, Change, Moment, Timeline

SHOWN_S: Final = 8.0
"""How long a phase's name and what happened are shown; a piece is shown as long as it sounds."""

_Cue = tuple[float, float, str]


def render_captions(timeline: Timeline) -> str:
    """The captions as one text, to be written as UTF-8. What was before Begin has no place in a recording."""
    cues = sorted(_cues(timeline))
    blocks = ["WEBVTT", f"NOTE {_escaped(f'Record {timeline.head}' if timeline.head else timeline.title)}"]
    blocks += [f"{_time(first)} --> {_time(end)}\n{text}" for first, end, text in cues if _ms(end) > _ms(first)]
    return "\n\n".join(blocks) + "\n"


def _cues(timeline: Timeline) -> Iterator[_Cue]:
    for phase in timeline.phases:
        yield phase.start_s, min(phase.start_s + SHOWN_S, phase.end_s), _escaped(phase.name)
    for piece in timeline.pieces:
        who = by_whom(piece)
        yield piece.start_s, piece.end_s, _escaped(f"♪ {piece.title}, {who}" if who else f"♪ {piece.title}")
    happened: tuple[Moment | Change, ...] = (*timeline.moments, *timeline.changes)
    for happening in happened:
        if happening.part != BEFORE:
            yield happening.at_s, happening.at_s + SHOWN_S, _escaped(said(happening))


def _escaped(text: str) -> str:
    """A text as a cue may hold it: no blank line, which would end it, and nothing that is markup or an arrow."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join(html.escape(line, quote=False) for line in lines if line)


def _ms(seconds: float) -> int:
    return round(1000 * seconds)


def _time(seconds: float) -> str:
    minutes, ms = divmod(_ms(seconds), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{ms // 1000:02}.{ms % 1000:03}"
