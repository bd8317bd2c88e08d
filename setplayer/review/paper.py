"""The client's page as a locked PDF: the same words and drawing on A4, for phones and for whoever wants paper."""

import re
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from setplayer.keys.phrase import letters_of
from setplayer.people import Contact, People
from setplayer.review import lines
from setplayer.review.drawing import DESKTOP_PX, HEIGHT, WIDTH, Drawing, Label, draw
from setplayer.review.model import BEFORE, Change, Moment, Timeline
from setplayer.review.words import CARE
from setplayer.typesetting import READ, Paper, lock_pdf, set_in_type

_LONG_WORD: Final = re.compile(r"\S{30}(?=\S)")
_BREAK: Final = "\u200b"
_COLOURS: Final = {"area": "#f5e3cd", "curve": "#984f0b", "marks": "#1f6a58"}


def locked_pdf(timeline: Timeline, people: People, prompts: tuple[str, ...], phrase: str) -> Paper:
    """The page as a PDF, and whether every letter of it has a form. Raises MachineFault.

    It opens with the letters of the phrase, small and in one: a reader of PDFs forgives nothing, and a telephone has
    these letters at hand.
    """
    template = (files("setplayer.review") / "templates" / "page.typ").read_bytes()
    made_on = timeline.day or datetime.now(UTC).date()
    paper = set_in_type(template, _breakable(_words(timeline, people, prompts)), made_on, READ)
    return Paper(lock_pdf(paper.pdf, letters_of(phrase)), paper.whole)


def _words(timeline: Timeline, people: People, prompts: tuple[str, ...]) -> dict[str, object]:
    drawing = draw(timeline)
    day = "" if timeline.day is None else lines.day_s(timeline.day)
    return {
        "title": f"{timeline.title}, {day}" if day else timeline.title,
        "name": timeline.title,
        "notice": lines.notice(timeline),
        "lede": lines.lede(timeline, people),
        "intention": timeline.intention,
        "drawing": _drawing(drawing) if drawing else None,
        "in_words": lines.in_words(timeline),
        "parts": _parts(timeline, people),
        "pieces": [[lines.clock_s(p.start_s), p.title, lines.by_whom(p)] for p in timeline.pieces],
        "faults": [
            ["" if f.at_s is None else lines.clock_s(f.at_s), f.text, f.reason] for f in timeline.faults
        ] + [[lines.clock_s(b.at_s), b.text, ""] for b in timeline.breaks],
        "hearing": timeline.hearing,
        "weeks": lines.weeks_in_words(timeline.since) if lines.weeks(timeline.since) else "",
        "later": [[lines.later(one), one.text] for one in timeline.since.later],
        "steps": [[step.text, step.day] for step in timeline.since.steps],
        "prompts": list(prompts),
        "days": [[words, after] for _, words, after in lines.looking_back(timeline)],
        "crisis": _contact(people.crisis) if people.crisis else None,
        "contacts": [_contact(contact) for contact in people.contacts],
        "care": CARE,
        "record": lines.record(timeline),
    }  # fmt: skip


def _parts(timeline: Timeline, people: People) -> list[dict[str, object]]:
    parts = [("Before the music", "", "", BEFORE)]
    for number, phase in enumerate(timeline.phases):
        times = f"{lines.clock_s(phase.start_s)} to {lines.clock_s(phase.end_s)}"
        parts.append((phase.name, times, phase.about, number))
    parts.append(("After the music", "", "", timeline.after))
    return [
        {
            "name": name,
            "times": times,
            "about": about,
            "lines": [_line(one, people) for one in timeline.happened(part)],
        }
        for name, times, about, part in parts
        if 0 <= part < timeline.after or timeline.happened(part)
    ]


def _line(happening: Moment | Change, people: People) -> dict[str, str]:
    kind = "change" if isinstance(happening, Change) else "quote" if happening.kind == "quote" else "moment"
    return {
        "kind": kind, "at": lines.clock_s(happening.at_s), "text": lines.said(happening),
        "beside": lines.beside(happening, people),
    }  # fmt: skip


def _contact(contact: Contact) -> dict[str, str]:
    return {"name": contact.name, "phone": contact.phone, "about": contact.about}


def _drawing(drawing: Drawing) -> dict[str, object]:
    """The curve as a picture without words; words and marks by where they lie, in per cent."""
    return {
        "curve": _svg(
            HEIGHT,
            f'<path fill="{_COLOURS["area"]}" d="{drawing.area}"/>'
            f'<path fill="none" stroke="{_COLOURS["curve"]}" stroke-width="3" d="{drawing.curve}"/>',
        ),
        "rug": drawing.rug and _svg(10, f'<path stroke="{_COLOURS["marks"]}" stroke-width="1.5" d="{drawing.rug}"/>'),
        "rows": drawing.rows,
        "labels": [_label(label) for label in drawing.labels],
        "flags": [_label(label) for label in drawing.flags],
        "marks": [asdict(mark) for mark in drawing.marks],
        "bars": [asdict(bar) for bar in (*drawing.bars, *drawing.quiet)],
        "ticks": [asdict(tick) for tick in drawing.ticks],
    }


def _label(label: Label) -> dict[str, object]:
    most = 100 - 100 * label.width_px / DESKTOP_PX
    return {
        "text": label.text, "more": label.more, "line": label.left, "left": max(min(label.left, most), 0.0),
        "row": label.row,
    }  # fmt: skip


def _svg(height: int, paths: str) -> str:
    box = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{paths}</svg>'


def _breakable(words: object) -> dict[str, object]:
    """The words, with places at which the longest of them may be broken: paper has an edge."""
    broken = _broken(words)
    assert isinstance(broken, dict)
    return broken


def _broken(value: object) -> object:
    if isinstance(value, dict):
        return {key: one if key in {"curve", "rug"} else _broken(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_broken(one) for one in value]
    return _LONG_WORD.sub(lambda found: found.group() + _BREAK, value) if isinstance(value, str) else value
