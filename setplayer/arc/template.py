"""A default arc before it is a file: its phases by where they start, and the text of the arc file they come to."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from setplayer.units import clock, duration, frames_from_s

_SCHEMA: Final = "# yaml-language-server: $schema=./arc.schema.json"
_WIDTH: Final = 116
_COMMENT_AT: Final = 30
"""The column in which comments begin where there is room."""


@dataclass(frozen=True)
class Part:
    """A phase. It starts `start_s` from 0:00, and the one before it goes on for `overlap_s` after that.

    `music` has the items of its list, each as an arc file writes it.
    """

    name: str
    kind: str
    start_s: float
    intensity: str
    about: str
    music: tuple[str, ...]
    overlap_s: float = 0


@dataclass(frozen=True)
class Template:
    """A default arc, from `-lead_s` to `end_s` as counted from 0:00; `cues` as an arc file writes them."""

    file: str
    """The name of its file, without `.yaml`."""
    heading: tuple[str, ...]
    """What the file says at its top, in paragraphs."""
    name: str
    note: tuple[str, ...]
    """Where the times come from, in paragraphs."""
    parts: tuple[Part, ...]
    end_s: float
    medicine: str = "none"
    route: str = "none"
    zero: str = "begin"
    lead_s: float = 0
    booster: str = ""
    cues: tuple[tuple[str, ...], ...] = field(default=())


def arc_file(template: Template) -> str:
    """The text of the arc file of a template."""
    return "\n".join([*_top(template), *_phases(template), *_rest(template)]) + "\n"


def minutes(seconds: float) -> str:
    """A length as arc files write it, or a time before 0:00."""
    return ("-" if seconds < 0 else "") + duration(frames_from_s(abs(seconds)))


def _top(template: Template) -> Iterator[str]:
    yield _SCHEMA
    yield "#"
    for paragraph in template.heading:
        yield from textwrap.wrap(paragraph, _WIDTH, initial_indent="# ", subsequent_indent="# ")
    yield ""
    yield f"arc: {template.name}"
    yield f"medicine: {template.medicine}"
    yield f"route: {template.route}"
    if template.zero == "dose":
        yield _commented("zero: dose", "0:00 is the dose: the arc waits there until it is marked")
    else:
        yield _commented("zero: begin", "0:00 is Begin")
    if template.lead_s:
        yield _commented(f"lead: {minutes(template.lead_s)}", "so much of the arc lies before the dose")
    if template.booster:
        yield f"booster: {template.booster}"
    yield "note: |"
    for paragraph in template.note:
        yield from textwrap.wrap(paragraph, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield ""


def _phases(template: Template) -> Iterator[str]:
    yield "phases:"
    ends = [after.start_s + after.overlap_s for _, after in pairwise(template.parts)]
    for part, end_s in zip(template.parts, [*ends, template.end_s], strict=True):
        silent = all(item.startswith("silence:") for item in part.music)
        yield f"  - name: {part.name}"
        yield f"    kind: {part.kind}"
        if part.overlap_s:
            yield f"    overlap: {minutes(part.overlap_s)}"
        span = f"{clock(frames_from_s(part.start_s))} to {clock(frames_from_s(end_s))}"
        yield _commented(f"    length: {minutes(end_s - part.start_s)}", span)
        if not silent:
            yield f"    intensity: {part.intensity}"
        yield f"    about: {part.about}"
        yield "    music:"
        for item in part.music:
            first, *more = item.split("\n")
            yield f"      - {first}"
            yield from (f"        {line}" for line in more)


def _rest(template: Template) -> Iterator[str]:
    yield ""
    yield "cues:"
    for cue in template.cues:
        first, *more = cue
        yield f"  - {first}"
        yield from (f"    {line}" for line in more)
    yield ""
    yield "grounding: {soundscape: hearth}"
    yield "bed: {soundscape: tide}"


def _commented(line: str, comment: str) -> str:
    return f"{line.ljust(_COMMENT_AT - 1)} # {comment}"
