"""The rail at the right: vitals and reminders, tags, the last notes or the dose, the consequence and Undo."""

from dataclasses import replace

from setplayer.clinic import ON_KEYS
from setplayer.engine.told import told
from setplayer.engine.view import DraftView, ReminderView
from setplayer.kiosk import model
from setplayer.kiosk.items import PHASE, SMALL, TRACK, Act, Button, Icon, Item, Plate, Text, send
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import cue, lines, shows
from setplayer.kiosk.ui import Moment
from setplayer.session.sentences import SENTENCES
from setplayer.units import clock
from setplayer.words import _

_RUNNING = ("playing", "held", "silent")
_VITALS, _TAGS, _SAID = 150, 200, 66
_LARGE_VITALS, _LARGE_TAGS = 124, 156


def rail(at: Moment) -> list[Item]:
    """The rail's items; while away, nothing of the client."""
    if at.hidden:
        return _away(at)
    box = at.grid.rail
    vitals = box.top(at.px(_LARGE_VITALS if at.large else _VITALS))
    below = vitals.bottom + at.px(10 if at.large else 16)
    tags = Box(box.x, below, box.w, at.px(_LARGE_TAGS if at.large else _TAGS))
    foot = box.foot(at.grid.row)
    said = Box(box.x, foot.y - at.px(8 + _SAID), box.w, at.px(_SAID))
    middle = Box(box.x, tags.bottom + at.px(14), box.w, said.y - at.px(10) - tags.bottom - at.px(14))
    items = [*vitals_plate(at, vitals), *_tags(at, tags)]
    if (draft := at.offered) is not None:
        items += draft_offer(at, middle.top(at.grid.row), draft)
        middle = middle.below(at.grid.row + at.grid.close)
    items += _dose(at, middle) if model.needs_dose(at.view) else _notes(at, middle)
    return [*items, *_said(at, said), *_foot(at, foot)]


# ---- vitals and reminders


def vitals_plate(at: Moment, box: Box) -> list[Item]:
    """The last vitals and what is due."""
    if at.view.reminders:
        return _due(at, box, at.view.reminders[0])
    inner = box.inset(at.px(16), at.px(12))
    first = inner.top(at.px(26))
    last = inner.foot(at.px(24))
    middle = Box(inner.x, first.bottom, inner.w, last.y - first.bottom)
    coming = model.coming_reminder(at.view)
    items: list[Item] = [_record(box, "plain")]
    if coming is None:
        items.append(Text(first, _("Vitals"), SMALL, "secondary", ground="surface"))
        items.append(Text(middle, _("Record"), TRACK, ground="surface"))
    else:
        room = Box(first.x, first.y, first.w - at.px(14), first.h)
        items.append(
            Text(
                room,
                _("{reminder} in").format(reminder=coming.text),
                SMALL,
                "secondary",
                elide=True,
                ground="surface",
            )
        )
        left = model.minutes_until(at.view, coming.due_frame)
        items.append(Text(middle, left, PHASE, fixed=True, ground="surface"))
    return [*items, Text(last, _last_vitals(at), SMALL, "secondary", elide=True, ground="surface")]


def _last_vitals(at: Moment) -> str:
    last = at.view.vitals
    return _("none recorded yet") if last is None else f"{clock(last.frame)}  {last.text}"


def _record(box: Box, look: str) -> Button:
    key = model.key_of("vitals")
    button = Button(box, "show vitals", _("Vitals"), Act("show", "vitals"), key=key, style="plate")
    return replace(button, look="due") if look == "due" else button


def _due(at: Moment, box: Box, reminder: ReminderView) -> list[Item]:
    """A reminder that is due: its words, since when, and Done and Skip."""
    inner = box.inset(at.px(14), at.px(6 if at.large else 9))
    since = _("overdue for {time}") if reminder.overdue else _("due for {time}")
    if len(at.view.reminders) > 1:
        since = _("overdue for {time}, {more} more") if reminder.overdue else _("due for {time}, {more} more")
    for_ = since.format(time=model.since(at.view, reminder.due_frame), more=len(at.view.reminders) - 1)
    fits = at.fonts.width(reminder.text, at.px(22), "medium") <= inner.w - at.px(14)
    words: list[Item]
    if fits:
        words = [
            Text(inner.top(at.px(30)), reminder.text, 22, "due", "medium", elide=True, ground="surface"),
            Text(inner.below(at.px(30)).top(at.px(24)), for_, SMALL, "due", fixed=True, ground="surface"),
        ]
    else:
        room = Box(inner.x, inner.y, inner.w - at.px(10), at.px(44))
        words = lines(at, room, reminder.text, 16, "due", 2, "surface")
        words.append(Text(inner.below(at.px(42)).top(at.px(21)), for_, 16, "due", fixed=True, ground="surface"))
    done, skip = box.inset(at.px(12), at.px(8 if at.large else 10)).foot(at.grid.row).columns(2, at.px(10))
    return [
        _record(box, "due"),
        *words,
        Button(done, "reminder done", _("Done"), send("reminder_done", reminder=reminder.number), style="tag"),
        Button(skip, "reminder skip", _("Skip…"), Act("show", "skip"), style="tag"),
    ]


# ---- tags


def _tags(at: Moment, box: Box) -> list[Item]:
    places = [cell for row in box.rows(3, at.px(6 if at.large else 10)) for cell in row.columns(3, at.px(7))]
    why_not = at.view.why_not("tag") or ""
    items: list[Item] = [
        Button(
            place,
            f"tag {n}",
            tag,
            model.tag_act(tag),
            "",
            str(n),
            "tag",
            size=tag_size(at, tag, place),
            why_not=why_not,
            elide=True,
        )
        for n, (place, tag) in enumerate(zip(places, at.view.tags[:ON_KEYS], strict=False), start=1)
    ]
    mark = replace(cue(at, places[7], "mark"), style="tag", size=SMALL)
    note = shows(places[8], _("Note…"), "note", key=model.key_of("note"), why_not=at.view.why_not("note") or "",
                 sub="draft" if at.ui.draft("note") else "")  # fmt: skip
    return [*items, mark, note]


def tag_size(at: Moment, tag: str, box: Box) -> float:
    """The largest type that a tag's longest word has room in."""
    room = box.w - at.px(20)
    longest = max(tag.split(), key=lambda word: at.fonts.width(word, at.px(17), "medium"))
    return next((size for size in (17, 15, 14, 13, 12) if at.fonts.width(longest, at.px(size), "medium") <= room), 12)


# ---- a draft that was left


def draft_offer(at: Moment, box: Box, draft: DraftView) -> list[Item]:
    """A text that was begun before something broke off: to go on with, or to drop."""
    drop = Box(box.right - at.px(80), box.y, at.px(80), box.h)
    on = Box(box.x, box.y, drop.x - at.px(8) - box.x, box.h)
    return [
        Button(on, "resume draft", _("Draft: {text}").format(text=draft.text), Act("resume", draft.key),
               _("not saved: go on"), style="row", size=SMALL, elide=True, on=True),
        Button(drop, "drop draft", _("Drop"), Act("drop", draft.key), style="tag", size=SMALL),
    ]  # fmt: skip


# ---- the dose, or the last notes


def _dose(at: Moment, box: Box) -> list[Item]:
    """The largest control of the screen until the dose is marked."""
    button = cue(at, box, "dose", minutes_ago=at.ui.minutes_ago)
    due = "dose due" in at.view.conditions
    sub = (
        _("press and hold · earlier: More")
        if not at.ui.minutes_ago
        else _("{when}, hold").format(when=model.ago_words(at.ui.minutes_ago))
    )
    return [replace(button, size=34, sub=sub, look="due" if due else "plain")]


def _notes(at: Moment, box: Box) -> list[Item]:
    """The newest entries, as many as have room, newest first."""
    items: list[Item] = [Button(box, "show glance", _("At a glance"), Act("show", "glance"), key="I", style="plate")]
    box = box.inset(at.px(10), at.px(6))
    box = Box(box.x, box.y, box.w - at.px(12), box.h)
    height = at.px(26)
    count = min(box.h // height, len(at.view.entries))
    if count < 1:
        return [*items, Text(box.top(height), _("No notes yet"), SMALL, "secondary", ground="surface")]
    newest = list(reversed(at.view.entries))[:count]
    time_width = max(at.fonts.width(clock(e.frame), at.px(16), fixed=True) for e in newest)
    for n, entry in enumerate(newest):
        y = box.y + n * height
        words = Box(box.x + time_width + at.px(14), y, box.w - time_width - at.px(14), height)
        time = Box(box.x, y, time_width, height)
        items.append(Text(time, clock(entry.frame), 16, "secondary", align="right", fixed=True, ground="surface"))
        if not at.view.is_saved(entry):
            side = at.px(18)
            items.append(Icon(Box(words.x, words.y + (height - side) // 2, side, side), "hourglass", "due"))
            words = Box(words.x + at.px(24), words.y, words.w - at.px(24), words.h)
        items.append(Text(words, model.line_of(entry), SMALL, elide=True, ground="surface"))
    return items


# ---- the consequence, Undo, More


def _said(at: Moment, box: Box) -> list[Item]:
    if not at.view.said or at.view.state == "open":
        return []
    return lines(at, box, f"{at.view.said_at or clock(at.view.said_frame)}  {told(at.view.said)}", 16, "secondary", 3)


def _foot(at: Moment, box: Box) -> list[Item]:
    more = Button(box, "show more", _("More…"), Act("show", "more"), style="tag")
    if at.view.state not in _RUNNING:
        return [more]
    width = at.px(91)
    undo = cue(at, Box(box.x, box.y, box.w - width - at.px(9), box.h), "undo")
    named = bool(at.view.undo) and at.view.undo not in SENTENCES  # by a title, which may be long
    undo = replace(
        undo, sub=told(at.view.undo) if at.view.undo else _("nothing yet"), elide=named, style="tag", size=SMALL
    )
    return [undo, replace(more, box=Box(box.right - width, box.y, width, box.h), size=SMALL)]


# ---- away


def _away(at: Moment) -> list[Item]:
    """Nothing that the client should not read; one touch returns."""
    box = at.grid.rail
    side = at.px(54)
    middle = Box(box.x, box.y + at.px(150), box.w, at.px(200))
    items: list[Item] = [
        Plate(box),
        Icon(Box(box.x + (box.w - side) // 2, middle.y, side, side), "slashed ring", "accent"),
        Text(Box(box.x, middle.y + at.px(70), box.w, at.px(40)), _("Away"), TRACK, "accent", align="centre",
             ground="surface"),
        *_centred(at, Box(box.x + at.px(20), middle.y + at.px(116), box.w - at.px(40), at.px(106))),
    ]  # fmt: skip
    back = box.inset(at.px(16), at.px(16)).foot(at.px(150))
    if at.view.reminders:
        above = Box(back.x, back.y - at.px(70), back.w, at.px(48))
        items.append(Text(above, _("A reminder is due"), 22, "due", "medium", align="centre", ground="surface"))
    return [*items, Button(back, "back", _("Come back"), send("back"), _("ramps up in place"), "A", size=TRACK)]


def _centred(at: Moment, box: Box) -> list[Item]:
    words = _("Music faded, notes and vitals hidden. The arc and reminders go on.")
    found = lines(at, box, words, SMALL, "secondary", 4, "surface")
    return [replace(line, align="centre") for line in found if isinstance(line, Text)]
