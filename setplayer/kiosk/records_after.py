"""What can be done with a session days after its end: what is shared, what the page asks, what was talked about."""

from datetime import date
from typing import Final

from setplayer.engine.office_view import RecordView, StepView
from setplayer.engine.view import EntryView
from setplayer.kiosk.items import SMALL, Act, Button, Item
from setplayer.kiosk.layout import Box
from setplayer.kiosk.office import Office, page_of
from setplayer.kiosk.office_parts import does, said, turn
from setplayer.kiosk.parts import lines, rows_of
from setplayer.kiosk.ui import Moment
from setplayer.spoken_times import short_full_day
from setplayer.units import clock
from setplayer.words import _, several

ENTRIES: Final = 5
STEPS: Final = 6
"""So many stand on a page."""


def sharing(at: Moment, office: Office, record: RecordView, box: Box) -> list[Item]:
    """Entry by entry, whether the client's page shows it; and exactly what leaves, in the place of the timeline."""
    if not record.entries:
        return lines(at, box, _("Nothing in this record can be shared."), SMALL, "secondary", 3, "surface")
    rows = rows_of(at, box, ENTRIES + 2)
    on = office.leaves
    label = _("Only what leaves") if not on else _("Everything again")
    sub = _("the client's page") if not on else _("ON · what leaves is shown")
    items: list[Item] = [
        Button(rows[0], "leaves", label, does("look", leaves=not on, page=0), sub, style="row", size=SMALL, on=on)
    ]
    items += [
        _entry(row, entry, record)
        for row, entry in zip(rows[1:], page_of(record.entries, office.entries_page, ENTRIES), strict=False)
    ]
    before, after = rows[-1].columns(2, at.grid.close)
    last = (office.entries_page + 1) * ENTRIES >= len(record.entries)
    first_words = _("These are the first.") if office.entries_page <= 0 else ""
    last_words = _("There are no more.") if last else ""
    turns = [
        turn(before, "entries before", _("Before"), "entries_page", office.entries_page - 1, first_words),
        turn(after, "entries after", _("More"), "entries_page", office.entries_page + 1, last_words),
    ]
    return [*items, *turns, *_told(at, office, box, rows[-1].bottom)]


def _entry(row: Box, entry: EntryView, record: RecordView) -> Button:
    act = does("share", session=record.row.session_id, entry=str(entry.seq), shared=not entry.shared)
    sub = _("ON · shared") if entry.shared else _("not shared")
    if entry.kind == "vitals":
        sub = _("ON · vitals, shared") if entry.shared else _("vitals, not shared")
    label = f"{clock(entry.frame)}  {entry.line}"
    return Button(row, f"share {entry.seq}", label, act, sub, style="row", size=SMALL, on=entry.shared, elide=True)


def prompts(at: Moment, office: Office, record: RecordView, box: Box) -> list[Item]:
    """What the journal on the client's page asks."""
    head = lines(at, box.top(at.px(52)), _("What the page's journal asks:"), SMALL, "secondary", 2, "surface")
    rows = rows_of(at, box.below(at.px(36)), 7)
    buttons = [
        Button(row, f"prompts {one.name}", one.title,
               does("choose_prompts", session=record.row.session_id, chosen=one.name),
               _("ON") if one.name == record.prompts else "", style="row", size=SMALL,
               on=one.name == record.prompts, elide=True)
        for row, one in zip(rows, office.prompts, strict=False)
    ]  # fmt: skip
    return [*head, *buttons, *_told(at, office, box, buttons[-1].box.bottom if buttons else box.y + at.px(40))]


def talk(at: Moment, office: Office, record: RecordView, box: Box) -> list[Item]:
    """An integration session: what is typed is in the record at once; the timeline stays open beside it."""
    rows = rows_of(at, box, 5)
    open_count = sum(not step.done for step in record.steps)
    counted = several("{count} open", "{count} open", open_count)
    fields = (
        (_("Insight…"), "talk insight", _("in the client's words")),
        (_("Step…"), "talk step", _("what the client wants to do")),
        (_("Note…"), "talk note", _("your own, not shared")),
    )
    items: list[Item] = [
        Button(row, f"show {panel}", label, Act("show", panel), sub, style="row", size=SMALL)
        for row, (label, panel, sub) in zip(rows, fields, strict=False)
    ]
    none = "" if record.steps else _("No steps were said yet.")
    journal = Button(rows[4], "journals", _("Their journal…"), does("journals", session=record.row.session_id),
                     _("from a drive"), style="row", size=SMALL)  # fmt: skip
    items.append(journal)
    items.append(Button(rows[3], "steps", _("Steps…"), does("look", panel="steps"), counted, style="row", size=SMALL,
                        why_not=none))  # fmt: skip
    y = rows[4].bottom + at.px(12)
    below = Box(box.x + at.px(4), y, box.w - at.px(8), box.bottom - y)
    if office.asking or office.said:
        return [*items, *said(at, below, office)]
    named = {"insight": _("Insight: {words}"), "step": _("Step: {words}"), "note": _("Note: {words}")}
    kept = [named[kind].format(words=words) for kind, words in reversed(office.talked)]
    for words in kept or [_("What is saved here is in the record at once, as a session of its own.")]:
        shown = lines(at, Box(below.x, y, below.w, below.bottom - y), words, SMALL, "secondary", 3, "surface")
        items += shown
        y += at.px(24) * len(shown) + at.px(10)
    return items


def journals(at: Moment, office: Office, record: RecordView, box: Box) -> list[Item]:
    """Copies of the page that the client brought; taking one in is held, since it says that they want it."""
    words = _("Ask the client first. Holding one says that they want what they wrote in the record.")
    height = at.px(24) * 4
    head = lines(at, box.top(height), words, SMALL, "text", 4, "surface")
    rows = rows_of(at, box.below(height + at.px(10)), 4)
    buttons = [
        Button(row, f"journal {n}", copy.name, does("take_journal", session=record.row.session_id, page=copy.path),
               _("press and hold"), style="row", size=SMALL, held_down=True, elide=True)
        for n, (row, copy) in enumerate(zip(rows, office.places, strict=False), 1)
    ]  # fmt: skip
    return [*head, *buttons, *_told(at, office, box, rows[len(buttons) - 1].bottom)]


def steps(at: Moment, office: Office, record: RecordView, box: Box) -> list[Item]:
    """The client's steps, open ones first; a touch ticks one off, another has it open again."""
    rows = rows_of(at, box, STEPS + 1)
    items: list[Item] = [
        _step(row, step) for row, step in zip(rows, page_of(record.steps, office.entries_page, STEPS), strict=False)
    ]
    if len(record.steps) > STEPS:
        before, after = rows[-1].columns(2, at.grid.close)
        last = (office.entries_page + 1) * STEPS >= len(record.steps)
        first_words = _("These are the first.") if office.entries_page <= 0 else ""
        last_words = _("There are no more.") if last else ""
        items += [
            turn(before, "entries before", _("Before"), "entries_page", office.entries_page - 1, first_words),
            turn(after, "entries after", _("More"), "entries_page", office.entries_page + 1, last_words),
        ]
    return [*items, *_told(at, office, box, rows[-1].bottom)]


def _step(row: Box, step: StepView) -> Button:
    sub = _("ON · done · {day}") if step.done else _("open · {day}")
    sub = sub.format(day=short_full_day(date.fromisoformat(step.day)))
    act = does("tick", session=step.session, seq=str(step.seq), done=not step.done)
    return Button(row, f"step {step.session} {step.seq}", step.text, act, sub, style="row", size=SMALL,
                  on=step.done, elide=True)  # fmt: skip


def _told(at: Moment, office: Office, box: Box, y: int) -> list[Item]:
    """What came of the latest, in the room that is left."""
    top = y + at.px(10)
    return said(at, Box(box.x, top, box.w, max(box.bottom - top, 0)), office)
