"""What stands in place of the cues after the music has ended; and the notices."""

from dataclasses import replace

from setplayer.kiosk import model
from setplayer.kiosk.items import BUTTON, PHASE, SMALL, STATE, TRACK, Act, Button, Icon, Item, Plate, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import cue, lines, shows
from setplayer.kiosk.session_screen import corner, soft_stop_or_back
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import Moment
from setplayer.session.table import TABLE
from setplayer.words import _

REVIEW = "setplayer review last -o page.html"


# ---- after the music


def closing(at: Moment) -> list[Item]:
    """After the arc: look through the record, choose what is shared, with or without closing music; end."""
    rows = at.grid.work.rows(3, at.grid.gap)
    inner = rows[0].inset(at.px(20), at.px(6 if at.large else 14))
    second, third = rows[1].columns(4, at.grid.gap), rows[2].columns(4, at.grid.gap)
    landed = at.view.state == "landed"
    end = Box(third[0].x, third[0].y, third[2 if landed else 1].right - third[0].x, third[0].h)
    title = _("The music has ended") if landed else _("Closing music")
    back = cue(at, third[3], "bring_back")
    music = replace(back, label=_("Closing music")) if at.view.frame >= at.view.end_frame else back
    words = _("Look through the notes, choose with the client what their page shows, then end the session.")
    return [
        Plate(rows[0]),
        Text(inner.top(at.px(40)), title, TRACK, "noted", ground="surface"),
        *lines(at, inner.below(at.px(40)), words, SMALL, "secondary", 2, "surface"),
        replace(shows(second[0], _("Share…"), "share", sub=_("entry by entry")), style="cue", size=BUTTON),
        replace(shows(second[1], _("Correct…"), "entries", sub=_("the original stays")), style="cue", size=BUTTON),
        replace(shows(second[2], _("Quote…"), "quote", sub=_("the client's words")), style="cue", size=BUTTON),
        replace(shows(second[3], _("Hand over…"), "handover", sub=_("by code")), style="cue", size=BUTTON),
        replace(cue(at, end, "end"), label=_("End the session"), size=TRACK, sub=_("press and hold")),
        *([music] if landed else [soft_stop_or_back(at, third[2]), corner(at, third[3])]),
    ]


def closed(at: Moment) -> list[Item]:
    """The session is closed: where its timeline comes from, and a way out."""
    box = _notice_box(at, 760, 400)
    inner = box.inset(at.px(40), at.px(36))
    leave = inner.foot(at.px(96))
    side = at.px(40)
    return [
        Plate(box, edge="line"),
        Icon(Box(box.x + (box.w - side) // 2, inner.y, side, side), "landed", "noted"),
        _line(at, inner, 56, _("The session is closed"), PHASE, 60),
        _line(at, inner, 132, _("Its timeline:"), SMALL, 28),
        _line(at, inner, 164, REVIEW, STATE, 36),
        Button(leave, "leave", _("Leave"), Act("leave"), "", "⏎", "cue", size=STATE),
    ]


def _line(at: Moment, inner: Box, y: float, words: str, size: float, height: float) -> Text:
    place = Box(inner.x, inner.y + at.px(y), inner.w, at.px(height))
    role: Role = "accent" if words == REVIEW else "secondary" if size == SMALL else "text"
    return Text(place, words, size, role, align="centre", ground="surface")


def _notice_box(at: Moment, width: float, height: float) -> Box:
    screen = at.grid.screen
    w, h = at.px(width), at.px(height)
    return Box((screen.w - w) // 2, (screen.h - h) // 2, w, h)


# ---- the keys


def keys(at: Moment) -> list[Item]:
    """Every key, over the arc; the cues stay live."""
    box = at.grid.arc.joined(at.grid.strip) if at.large else at.grid.arc
    inner = box.inset(at.px(20), at.px(8 if at.large else 14))
    found = [
        (model.key_of(do), _(row.label), row.held_down) for do, row in TABLE.items() if row.key and not _second(do)
    ]
    found += [("I", _("At a glance"), False), ("F12", _("Fade now"), False), ("F2", _("Dim, Night"), False),
              ("F1", _("These keys"), False), ("Tab ⏎", _("Reach everything"), False)]  # fmt: skip
    if at.view.state == "open":
        found += [("F3", _("Records"), False), ("F4", _("Settings"), False)]
    columns = inner.below(at.px(38)).columns(3, at.px(20))
    per_column = -(-len(found) // 3)
    items: list[Item] = [
        Plate(box, edge="line"),
        Text(inner.top(at.px(34)), _("Keys"), 22, "accent", "medium", ground="surface"),
    ]
    for n, (key, label, held) in enumerate(found):
        column = columns[n // per_column]
        height = min(column.h // per_column, at.px(30))
        row = Box(column.x, column.y + n % per_column * height, column.w, height)
        left = at.px(62)
        words = _("{key}, hold").format(key=label) if held else label
        items.append(Text(row, key, 16, "accent", "medium", ground="surface"))
        items.append(Text(Box(row.x + left, row.y, row.w - left, row.h), words, 16, ground="surface"))
    return items


def _second(do: str) -> bool:
    """The way back of a pair has the same key."""
    return do in ("release", "unduck", "music", "return_to_arc", "back")
