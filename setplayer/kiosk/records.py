"""Records: the sessions of a client, newest first; one of them opened: its arc as it went, and its timeline."""

from typing import Final

from setplayer.engine.office_view import RecordLine, RecordView
from setplayer.engine.view import View
from setplayer.kiosk.arc_picture import arc
from setplayer.kiosk.items import SMALL, STATE, Act, Button, Icon, Item, Plate, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.office import (
    Office,
    code_of,
    day_of,
    length_of,
    page_of,
    sessions_of,
    state_of,
    time_of,
)
from setplayer.kiosk.office_parts import back, body, does, head, rail_plate, said, turn
from setplayer.kiosk.panels import panel
from setplayer.kiosk.parts import lines, rows_of
from setplayer.kiosk.records_after import journals, prompts, sharing, steps, talk
from setplayer.kiosk.records_page import phrase, places
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import Moment
from setplayer.kiosk.weeks import weeks_line
from setplayer.units import clock, frames_from_s
from setplayer.words import _, several

SESSIONS: Final = 9
"""So many sessions stand on a page."""

CLIENTS: Final = 7
LINES: Final = 11

_SHAPES: Final[dict[str, tuple[str, Role]]] = {
    "music": ("wave", "secondary"),
    "silence": ("square outline", "secondary"),
    "moment": ("diamond", "noted"),
    "change": ("chevrons", "accent"),
    "fault": ("warning", "due"),
}
"""What stands before a line, for each of its kinds."""


# ---- the list


def records_screen(at: Moment, office: Office) -> list[Item]:
    """Clients at the left, their sessions at the right."""
    whose = _("All clients") if office.client is None else code_of(office.client)
    beside = f"{whose} · {sessions_of(len(office.listed))}"
    box = body(at)
    clients = Box(box.x, box.y, at.px(292), box.h)
    x = clients.right + at.px(16)
    sessions = Box(x, box.y, box.right - x, box.h)
    return [*head(at, _("Records"), beside), *_clients(at, office, clients), *_sessions(at, office, sessions)]


def _clients(at: Moment, office: Office, box: Box) -> list[Item]:
    rows = rows_of(at, box, CLIENTS + 2)
    all_of_them = sessions_of(len(office.rows))
    items: list[Item] = [
        Button(rows[0], "client", _("All clients"), does("client", client=None), all_of_them, style="row",
               size=SMALL, on=office.client is None)
    ]  # fmt: skip
    for row, (client, count) in zip(rows[1:], page_of(office.clients, office.clients_page, CLIENTS), strict=False):
        act = does("client", client=client)
        items.append(
            Button(row, f"client {client}", code_of(client), act, sessions_of(count), style="row", size=SMALL,
                   on=office.client == client, elide=True)
        )  # fmt: skip
    if len(office.clients) > CLIENTS:
        first, last = rows[-1].columns(2, at.grid.close)
        items += _turns(first, last, "clients", "clients_page", office.clients_page, len(office.clients), CLIENTS)
    return [*items, back(box.foot(at.grid.row))]


def _sessions(at: Moment, office: Office, box: Box) -> list[Item]:
    listed = office.listed
    if not listed:
        words = _("No sessions are kept here yet.") if not office.asking else _("A moment…")
        return [Plate(box), *lines(at, box.inset(at.px(24), at.px(24)), words, STATE, "secondary", 2, "surface")]
    items: list[Item] = []
    rows = rows_of(at, box, SESSIONS)
    if len(office.weeks) > 1:
        items += weeks_line(at, rows[0].joined(rows[1]), office.weeks)
        rows = rows[2:]
    per_page = len(rows)
    for row, session in zip(rows, page_of(listed, office.page, per_page), strict=False):
        what = session.arc if session.kind == "session" else _("Integration session")
        label = " · ".join(part for part in (day_of(session), time_of(session), what) if part)
        lasted = length_of(session) if session.kind == "session" else ""
        sub = " · ".join(part for part in (state_of(session), lasted, code_of(session.client)) if part)
        why_not = "" if session.state != "unreadable" else _("This file cannot be read.")
        act = does("record", session=session.session_id)
        items.append(
            Button(row, f"session {session.session_id}", label, act, sub, style="row", size=SMALL, elide=True,
                   why_not=why_not)
        )  # fmt: skip
    foot = box.foot(at.grid.row)
    newer, older = Box(foot.right - at.px(308), foot.y, at.px(308), foot.h).columns(2, at.grid.close)
    room = Box(foot.x + at.px(4), foot.y + at.px(6), newer.x - foot.x - at.px(20), foot.h - at.px(6))
    if len(listed) > per_page:
        items += _turns(newer, older, "", "page", office.page, len(listed), per_page)
    return [*items, *said(at, room, office)]


def _turns(first: Box, second: Box, what: str, field: str, page: int, count: int, per_page: int) -> list[Item]:
    """Newer and Older, each dimmed where there is nothing more."""
    newest = _("These are the newest.") if page <= 0 else ""
    oldest = _("There are no older ones.") if (page + 1) * per_page >= count else ""
    return [
        turn(first, f"{what} newer".strip(), _("Newer"), field, page - 1, newest),
        turn(second, f"{what} older".strip(), _("Older"), field, page + 1, oldest),
    ]


# ---- one of them


def record_screen(at: Moment, office: Office) -> list[Item]:
    """The arc as it went, the timeline below, and what can be done with it at the right."""
    record = office.record
    if record is None:
        return []
    row = record.row
    title = f"{code_of(row.client)}, {day_of(row)}"
    beside = " · ".join(part for part in (time_of(row), length_of(row), state_of(row)) if part)
    drawn = arc(_as_it_went(at, record))
    rail = panel(at) if at.ui.panel else _rail(at, office, record)
    return [*head(at, title, beside), *drawn, *_timeline(at, office, record), *rail]


def _as_it_went(at: Moment, record: RecordView) -> Moment:
    """The moment after a session, as far as its arc shows it."""
    view = View(
        session_id=record.row.session_id,
        arc=record.row.arc,
        state="closed",
        frame=record.frame,
        end_frame=record.end_frame,
        zero_frame=record.zero_frame,
        dose_marked=record.dose_marked,
        phases=record.phases,
        curve=record.curve,
        moments=record.moments,
        guarded=at.view.guarded,
    )
    return Moment(at.grid, at.fonts, view, at.ui, at.now_s, at.wall, at.connected)


def _timeline(at: Moment, office: Office, record: RecordView) -> list[Item]:
    box = at.grid.work
    inner = box.inset(at.px(16), at.px(12))
    step = inner.h // LINES
    items: list[Item] = [Plate(box)]
    for n, line in enumerate(page_of(record.leaves if office.leaves else record.lines, office.page, LINES)):
        items += _line(at, Box(inner.x, inner.y + n * step, inner.w, step), line)
    return items


def _line(at: Moment, box: Box, line: RecordLine) -> list[Item]:
    when = Box(box.x, box.y, at.px(84), box.h)
    items: list[Item] = []
    if line.at_s is not None:
        words = clock(frames_from_s(line.at_s))
        items.append(Text(when, words, SMALL, "secondary", align="right", fixed=True, ground="surface"))
    x = when.right + at.px(16)
    if line.kind == "heading":
        return [*items, Text(Box(x, box.y, box.right - x, box.h), line.text, SMALL, "accent", "medium", elide=True,
                             ground="surface")]  # fmt: skip
    shape, role = _SHAPES[line.kind]
    side = at.px(14)
    items.append(Icon(Box(x, box.y + (box.h - side) // 2, side, side), shape, role))
    x, right = x + side + at.px(14), box.right
    if line.shared:
        words = _("shared")
        width = at.fonts.width(words, at.px(SMALL))
        right -= width
        items.append(Text(Box(right, box.y, width, box.h), words, SMALL, "noted", ground="surface"))
        right -= at.px(16)
    width = min(at.fonts.width(line.text, at.px(SMALL)), right - x)
    items.append(Text(Box(x, box.y, width, box.h), line.text, SMALL, elide=True, ground="surface"))
    x += width + at.px(16)
    if line.beside and right - x > at.px(60):
        items.append(
            Text(Box(x, box.y, right - x, box.h), line.beside, SMALL, "secondary", elide=True, ground="surface")
        )
    return items


# ---- what can be done with it


def _rail(at: Moment, office: Office, record: RecordView) -> list[Item]:
    plate, inner = rail_plate(at)
    upper, lower = inner.foot(2 * at.grid.row + at.grid.close).rows(2, at.grid.close)
    room = Box(inner.x, inner.y, inner.w, upper.y - at.px(12) - inner.y)
    bodies = {
        "page": places,
        "phrase": phrase,
        "erase": _erase,
        "share": sharing,
        "prompts": prompts,
        "talk": talk,
        "steps": steps,
        "journals": journals,
    }
    items = (
        bodies[office.panel](at, office, record, room) if office.panel in bodies else _deeds(at, office, record, room)
    )
    first, last = upper.columns(2, at.grid.close)
    turns = _turns(first, last, "", "page", office.page, len(record.leaves if office.leaves else record.lines), LINES)
    named = [_named(button, label) for button, label in zip(turns, (_("Earlier"), _("Later")), strict=True)]
    return [*plate, *items, *named, back(lower)]


def _named(item: Item, label: str) -> Item:
    """A page of a timeline goes by time, and not by age."""
    if not isinstance(item, Button):
        return item
    why_not = item.why_not and (_("It begins here.") if item.name == "newer" else _("It ends here."))
    return Button(item.box, item.name, label, item.act, style="tag", size=SMALL, why_not=why_not)


def _deeds(at: Moment, office: Office, record: RecordView, box: Box) -> list[Item]:
    rows = rows_of(at, box, 5)
    client = record.row.client
    closed = "" if record.row.state == "closed" else _("This session is not closed yet.")
    whose = "" if client else _("This session has no client's code to look back with.")
    integration = _("without music")
    nobody = "" if client else _("This session has no client's code. 'setplayer erase' erases by code.")
    opened = "" if record.sealed else _("No words of it are sealed.")
    words = _("they are sealed") if record.sealed else _("nothing is sealed")
    theirs = _("every word of {client}").format(client=code_of(client))
    shared = several("{count} entry is shared", "{count} entries are shared", sum(e.shared for e in record.entries))
    deeds = (
        ("share…", _("Share…"), does("look", panel="share", entries_page=0), shared, closed),
        ("talk…", _("Integration…"), does("look", panel="talk", entries_page=0), integration, whose),
        ("show passphrase", _("Open the words…"), Act("show", "passphrase"), words, opened),
        ("places", _("Save a page…"), does("places"), _("what was shared"), ""),
        ("erase…", _("Erase…"), does("look", panel="erase"), theirs, nobody),
    )
    items: list[Item] = [
        Button(row, name, label, act, sub, style="row", size=SMALL, why_not=why_not, elide=True)
        for row, (name, label, act, sub, why_not) in zip(rows, deeds, strict=True)
    ]
    below = Box(
        box.x + at.px(4), rows[-1].bottom + at.px(14), box.w - at.px(8), box.bottom - rows[-1].bottom - at.px(14)
    )
    told = said(at, below, office)
    return [*items, *(told or lines(at, below, record.row.arc, SMALL, "secondary", 3, "surface"))]


def _erase(at: Moment, office: Office, record: RecordView, box: Box) -> list[Item]:
    """What it would come to, and the control that is held."""
    row = record.row
    count = sum(other.client == row.client for other in office.rows)
    words = _(
        "Every word of {client} goes for good: {sessions}, notes, vitals, keys. What happened and when stays, "
        "without words. Copies elsewhere are not reached."
    ).format(client=code_of(row.client), sessions=sessions_of(count))
    height = at.px(24) * 9
    hold = Box(box.x, box.y + height + at.px(8), box.w, at.px(96))
    label = _("Erase {client}").format(client=code_of(row.client))
    act = does("erase", client=row.client)
    button = Button(hold, "erase", label, act, _("press and hold"), look="stop", held_down=True, elide=True)
    below = Box(box.x, hold.bottom + at.px(10), box.w, box.bottom - hold.bottom - at.px(10))
    return [*lines(at, box.top(height), words, SMALL, "text", 9, "surface"), button, *said(at, below, office)]
