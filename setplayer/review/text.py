"""The timeline as plain text for a terminal or a pipe: the same as the page, times at the left, nothing left away."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from rich.cells import cell_len, chop_cells

from setplayer.review import lines
from setplayer.review.model import BEFORE, Moment, Piece, Since, Timeline
from setplayer.review.words import CARE

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_FULL: Final = 10.0
_LEAST_WIDTH: Final = 30
_MOST_WIDTH: Final = 100
_WEEKS: Final = {"here": "◉", "session": "●", "integration": "○", "insight": "◆"}
_SIGNS: Final = {"music": "♪", "silence": "–", "moment": "•", "change": "›"}


def render_text(timeline: Timeline, width: int) -> str:
    """The timeline in lines of at most `width` columns (30 at least, 100 at most), ending in a line break.

    It holds no control character but line breaks.
    """
    columns = min(max(width, _LEAST_WIDTH), _MOST_WIDTH)
    return "\n".join(line.rstrip() for line in _lines(timeline, columns)) + "\n"


def _lines(timeline: Timeline, width: int) -> Iterator[str]:
    yield from _wrapped(timeline.title, width)
    yield from _wrapped(lines.lede(timeline), width)
    if timeline.everything:
        yield from _wrapped(lines.notice(timeline), width)
    if timeline.everything and timeline.arc:
        yield from _wrapped(f"Arc: {timeline.arc}", width)
    if timeline.intention:
        yield ""
        yield from _wrapped(timeline.intention, width, first="  ", rest="  ")
        yield from _wrapped("(the intention, in the client's own words)", width, first="  ", rest="  ")
    if timeline.curve:
        yield ""
        yield from _picture(timeline, width)
    yield from _part(timeline, BEFORE, lines.before(timeline), width)
    for number, phase in enumerate(timeline.phases):
        times = f"{lines.clock_s(phase.start_s)} to {lines.clock_s(phase.end_s)}"
        yield from _part(timeline, number, f"{phase.name}, {times}", width, about=phase.about)
    yield from _part(timeline, timeline.after, "After the music", width)
    yield from _sound(timeline, width)
    yield from _since(timeline.since, width)
    yield ""
    yield from _wrapped(f"If you need someone: {CARE}", width)
    if record := lines.record(timeline):
        yield from _wrapped(record, width)


def _sound(timeline: Timeline, width: int) -> Iterator[str]:
    """What was left out, where the sound broke off, and how loud it was."""
    if timeline.faults:
        yield ""
        yield "What was left out"
        for fault in timeline.faults:
            at = "" if fault.at_s is None else lines.clock_s(fault.at_s)
            yield from _entry(at, "", f"{fault.text}: {fault.reason}" if fault.reason else fault.text, width)
    if timeline.breaks:
        yield ""
        yield "Where the sound broke off"
        for gap in timeline.breaks:
            yield from _entry(lines.clock_s(gap.at_s), "", gap.text, width)
    if timeline.hearing:
        yield ""
        yield from _wrapped(timeline.hearing, width)


def _since(since: Since, width: int) -> Iterator[str]:
    """What came after the session: the client's weeks on one line, insights, and the steps that are open."""
    if weeks := lines.weeks(since):
        columns = [" "] * (width - 2)
        for place, one in weeks:
            column = round(place * (width - 3))
            columns[column] = _WEEKS["here" if one.here else one.kind] if columns[column] == " " else columns[column]
        yield from ("", "  " + "".join(columns))
        yield f"  {since.line[0].day}{since.line[-1].day:>{width - 12}}"
        yield from _wrapped("(◉ this session  ● session  ○ integration  ◆ insight)", width, first="  ", rest="  ")
    if since.later:
        yield from ("", "Since then")
        for later in since.later:
            yield from _wrapped(f"{lines.later(later)}: {later.text}", width, first="  ", rest="    ")
    if since.steps:
        yield from ("", "Steps that are open")
        for step in since.steps:
            yield from _wrapped(f"[ ] {step.text} ({step.day})", width, first="  ", rest="      ")


def _part(timeline: Timeline, part: int, heading: str, width: int, about: str = "") -> Iterator[str]:
    """A phase under its heading: what began to sound and what happened, in order of time."""
    pieces = timeline.began_in(part) if 0 <= part < max(timeline.after, 1) else ()
    happened = [*pieces, *timeline.happened(part)]
    if not happened and not 0 <= part < timeline.after:
        return
    yield ""
    yield from _wrapped(heading, width)
    if about:
        yield from _wrapped(about, width, first="  ", rest="  ")
    for one in sorted(happened, key=lambda one: one.start_s if isinstance(one, Piece) else one.at_s):
        if isinstance(one, Piece):
            who = lines.by_whom(one)
            kind = "silence" if one.kind == "silence" else "music"
            yield from _entry(lines.clock_s(one.start_s), kind, f"{one.title}, {who}" if who else one.title, width)
        else:
            beside = lines.beside(one)
            text = f"{lines.said(one)} ({beside})" if beside else lines.said(one)
            kind = "moment" if isinstance(one, Moment) else "change"
            yield from _entry(lines.clock_s(one.at_s), kind, text, width)


def _entry(at: str, kind: str, text: str, width: int) -> Iterator[str]:
    yield from _wrapped(text, width, first=f"{at:>9}  {_SIGNS.get(kind, ' ')} ", rest=" " * 13)


def _picture(timeline: Timeline, width: int) -> Iterator[str]:
    """How full the music was, one block a column and nothing where there was silence, under the phases' names."""
    columns = width - 2
    seconds = (np.arange(columns) + 0.5) * timeline.length_s / columns
    corners = np.array(timeline.curve)
    levels = np.interp(seconds, corners[:, 0], corners[:, 1]) / _FULL * len(_BLOCKS)
    blocks = [_BLOCKS[min(int(level), len(_BLOCKS) - 1)] for level in levels]
    for first, end in timeline.silences_s:
        for column in np.flatnonzero((seconds >= first) & (seconds < end)):
            blocks[column] = " "
    yield from _names(timeline, columns)
    yield "  " + "".join(blocks)
    yield f"  0:00{lines.clock_s(timeline.length_s):>{columns - 4}}"


def _names(timeline: Timeline, columns: int) -> Iterator[str]:
    """The phases' names over where they begin, in as many lines as keep them apart."""
    rows: list[str] = []
    for phase in timeline.phases:
        name = chop_cells(phase.name, columns)[0]
        start = min(int(phase.start_s / timeline.length_s * columns), columns - cell_len(name))
        free = next((n for n, row in enumerate(rows) if not row or cell_len(row) < start), None)
        if free is None:
            rows.append("")
            free = len(rows) - 1
        rows[free] += " " * (start - cell_len(rows[free])) + name
    yield from (f"  {row}" for row in reversed(rows))


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """The text in lines of at most `width` columns, broken between words where that can be; its own breaks stay."""
    indent = first
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            room = width - cell_len(indent)
            if line and cell_len(line) + 1 + cell_len(word) > room:
                yield indent + line
                indent, line, room = rest, "", width - cell_len(rest)
            line = f"{line} {word}" if line else word
            *full, line = chop_cells(line, room) or [""]
            for piece in full:
                yield indent + piece
                indent = rest
        yield indent + line
        indent = rest
