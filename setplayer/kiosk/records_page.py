"""Saving what a client takes home: its form, what its journal asks, where it is put, and the words that open it."""

from typing import Final

from setplayer.engine.office_view import RecordView
from setplayer.kiosk.items import SMALL, TRACK, Button, Item, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.office import Office
from setplayer.kiosk.office_parts import does, said
from setplayer.kiosk.parts import lines, rows_of
from setplayer.kiosk.ui import Moment
from setplayer.words import _, marked

_FORMS: Final = {"pdf": marked("PDF"), "locked": marked("Locked"), "page": marked("Open")}
_ABOUT: Final = {
    "pdf": marked("A PDF for telephones and paper. It opens with five words, which are shown once."),
    "locked": marked("A page to write in. It opens with five words, which are shown once."),
    "page": marked("A page to write in. It is not locked: whoever has it reads it."),
}


def places(at: Moment, office: Office, record: RecordView, box: Box) -> list[Item]:
    """In which form, and where, what is shared can be put."""
    forms, asks, *rows = rows_of(at, box, 6)
    items: list[Item] = [
        Button(place, f"form {form}", _(label), does("look", form=form), _("ON") if form == office.form else "",
               style="tag", size=SMALL, on=form == office.form)
        for place, (form, label) in zip(forms.columns(3, at.grid.close), _FORMS.items(), strict=True)
    ]  # fmt: skip
    closed = "" if record.row.state == "closed" else _("This session is not closed yet.")
    items.append(
        Button(asks, "prompts", _("The journal asks…"), does("prompts"), record.prompts, style="row", size=SMALL,
               elide=True, why_not=closed)
    )  # fmt: skip
    items += [
        Button(row, f"place {n}", place.name,
               does("page", session=record.row.session_id, place=place.path, form=office.form),
               _("a drive") if place.removable else _("in the folder exports"), style="row", size=SMALL, elide=True)
        for n, (row, place) in enumerate(zip(rows, office.places, strict=False), 1)
    ]  # fmt: skip
    last = rows[min(len(office.places), 4) - 1] if office.places else asks
    below = Box(box.x, last.bottom + at.px(10), box.w, box.bottom - last.bottom - at.px(10))
    return [
        *items,
        *(said(at, below, office) or lines(at, below, _(_ABOUT[office.form]), SMALL, "secondary", 4, "surface")),
    ]


def phrase(at: Moment, office: Office, record: RecordView, box: Box) -> list[Item]:
    """The words that open what was saved, large enough to be copied on paper; they go when this is left."""
    head = box.top(at.px(24) * 3)
    told = lines(at, head, office.said, SMALL, "secondary", 3, "surface")
    words = office.phrase.split()
    room = Box(box.x, head.bottom + at.px(8), box.w, at.px(38) * len(words))
    shown = [
        Text(row, word, TRACK, "accent", "medium", ground="surface")
        for row, word in zip(room.rows(len(words), 0), words, strict=True)
    ]
    below = Box(box.x, room.bottom + at.px(8), box.w, box.bottom - room.bottom - at.px(8))
    how = _("Write them down now, on paper: they are kept nowhere.")
    if office.form == "pdf":
        how = _("Write them down now, on paper: they are kept nowhere. The PDF wants them as one, without spaces.")
    return [*told, *shown, *lines(at, below, how, SMALL, "text", 5, "surface")]
