"""The panels that slide over the rail: the cues beside them stay live."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from setplayer.clinic import ON_KEYS
from setplayer.engine.view import EntryView
from setplayer.kiosk import model
from setplayer.kiosk.avoided import avoided_panel
from setplayer.kiosk.items import SMALL, Act, Button, Item, Plate, Text, send
from setplayer.kiosk.keyboard import text_panel
from setplayer.kiosk.layout import Box
from setplayer.kiosk.numbers import vitals_panel
from setplayer.kiosk.parts import cue, lines, rows_of, shows
from setplayer.kiosk.typed import TYPED
from setplayer.kiosk.ui import Moment
from setplayer.units import clock
from setplayer.words import _, marked

_PER_PAGE: Final = 8
_SOUNDS_PER_PAGE: Final = 7
_FINISH: Final = (5, 10, 15, 20, 30, 45, 60, 90)
_REASONS: Final = (marked("Client resting"), marked("Already done"), marked("Not needed now"))


def panel(at: Moment) -> list[Item]:
    """The open panel's items."""
    box = at.grid.rail
    edge, high = (at.px(6), at.px(47)) if at.large else (at.px(10), at.px(52))
    inside = box.inset(edge, edge)
    typed = at.ui.panel in TYPED
    title = _(_TITLES.get(at.ui.panel) or TYPED[at.ui.panel].title)
    key = "Esc" if typed or at.ui.panel == "vitals" else ""
    close = Box(inside.right - at.px(84), inside.y, at.px(84), high)
    head = Box(inside.x + at.px(6), inside.y, inside.w - at.px(94), high)
    items: list[Item] = [
        Plate(box, edge="line"),
        Text(head, title, 22, "accent", "medium", elide=True, ground="surface"),
        Button(close, "close", _("Close"), Act("show", ""), "", key, "tag", size=SMALL),
    ]
    body = inside.below(high + edge)
    return [*items, *(text_panel(at, body) if typed else _BODIES[at.ui.panel](at, body))]


def _more(at: Moment, box: Box) -> list[Item]:
    rows = rows_of(at, box, 9)
    pairs = [row.columns(2, at.px(8)) for row in rows]
    items: list[Item] = [*_ago_row(at, rows[0])]
    marks = zip((pairs[1][0], pairs[1][1], pairs[2][0], pairs[2][1]), model.MEDICINE, strict=True)
    items += [_small(cue(at, place, do, minutes_ago=at.ui.minutes_ago)) for place, do in marks]
    opens = (
        (pairs[3][0], _("Finish by…"), "finish", "finish_by"),
        (pairs[3][1], _("Sounds…"), "sounds", "chime"),
        (pairs[4][0], _("Quote…"), "quote", "quote"),
        (pairs[5][1], _("Entries…"), "entries", "correct"),
        (pairs[6][0], _("Hand over…"), "handover", "handover"),
        (pairs[6][1], _("Output…"), "output", "set_output"),
        (pairs[7][0], _("Note more…"), "tags", "tag"),
    )
    for place, label, name, do in opens:
        items.append(shows(place, label, name, why_not=at.view.why_not(do) or ""))
    items.append(_small(cue(at, pairs[4][1], "clinician_called")))
    items.append(_small(cue(at, pairs[5][0], "touch_given")))
    items.append(Button(pairs[7][1], "night", _other_light(at), Act("night"), "", "F2", "tag", size=SMALL))
    end = cue(at, rows[8], "end")
    return [*items, _small(end, _("End the session"), _("press and hold"))]


def _other_light(at: Moment) -> str:
    return _("Dim") if at.ui.night else _("Night")


def _small(button: Button, label: str = "", sub: str | None = None) -> Button:
    held = _("press and hold") if button.held_down else ""
    return Button(
        button.box, button.name, label or button.label, button.act, held if sub is None else sub, button.key, "tag",
        size=SMALL, on=button.on, held_down=button.held_down, why_not=button.why_not,
    )  # fmt: skip


def _ago_row(at: Moment, row: Box) -> list[Item]:
    """When it was given: now, or so many minutes ago."""
    label = Box(row.x + at.px(4), row.y, at.px(48), row.h)
    rest = Box(label.right, row.y, row.right - label.right, row.h)
    items: list[Item] = [
        Text(label.top(row.h // 2), _("min"), 16, "secondary", ground="surface"),
        Text(label.below(row.h // 2), _("ago"), 16, "secondary", ground="surface"),
    ]
    for place, minutes in zip(rest.columns(len(model.AGO), at.px(6)), model.AGO, strict=True):
        on = minutes == at.ui.minutes_ago
        act = Act("set", "minutes_ago", (("value", minutes),))
        label_text, sub = str(minutes) if minutes else _("now"), _("ON") if on else ""
        items.append(Button(place, f"ago {minutes}", label_text, act, sub, style="tag", size=SMALL, on=on))
    return items


def _finish(at: Moment, box: Box) -> list[Item]:
    """In so many minutes at the left, at a time of day at the right; each with what that means on the other clock."""
    words = _("The arc ends in so many minutes, or at a time of day:")
    head = lines(at, box.top(at.px(56)), words, SMALL, "secondary", 2, "surface")
    why_not = at.view.why_not("finish_by") or ""
    items: list[Item] = [*head]
    quarters = model.quarters(at.wall, len(_FINISH))
    rows = rows_of(at, box.below(at.px(60)), len(_FINISH))
    for row, n, (by, in_min) in zip(rows, _FINISH, quarters, strict=True):
        left, right = row.columns(2, at.px(8))
        ends = _("ends {time}").format(time=model.later(at.wall, n))
        choices = (
            (left, f"finish {n}", _("{minutes} min").format(minutes=n), ends, send("finish_by", minutes=n)),
            (
                right,
                f"finish by {by}",
                _("by {time}").format(time=by),
                _("in {minutes} min").format(minutes=in_min),
                send("finish_by", by=by),
            ),
        )
        for place, name, label, sub, act in choices:
            items.append(Button(place, name, label, act, sub, style="tag", size=SMALL, why_not=why_not))
    return items


def _sounds(at: Moment, box: Box) -> list[Item]:
    """Every sound of the session, as a chime and as a prompt."""
    start = min(at.ui.page * _SOUNDS_PER_PAGE, max(len(at.view.sounds) - 1, 0))
    names = at.view.sounds[start : start + _SOUNDS_PER_PAGE]
    rows = rows_of(at, box, _SOUNDS_PER_PAGE + 2)
    items: list[Item] = []
    chime, voice = rows[0].columns(2, at.px(8))
    for place, words in ((chime, _("Chime")), (voice, _("Voice prompt"))):
        items.append(Text(place, words, SMALL, "secondary", align="centre", ground="surface"))
    for row, name in zip(rows[1:], names, strict=False):
        left, right = row.columns(2, at.px(8))
        for place, do in ((left, "chime"), (right, "voice")):
            why_not = at.view.why_not(do) or ""
            act = send(do, sound=name)
            items.append(
                Button(place, f"{do} {name}", name, act, style="tag", size=SMALL, why_not=why_not, elide=True)
            )
    if len(at.view.sounds) > _SOUNDS_PER_PAGE:
        back, on = rows[-1].columns(2, at.px(8))
        items.append(
            _turn(
                back,
                "sounds before",
                _("Sounds before"),
                at.ui.page - 1,
                _("These are the first.") if start == 0 else "",
            )
        )
        last = start + _SOUNDS_PER_PAGE >= len(at.view.sounds)
        items.append(
            _turn(on, "more sounds", _("More sounds"), at.ui.page + 1, _("There are no more.") if last else "")
        )
    return items


def _output(at: Moment, box: Box) -> list[Item]:
    items = _choices(
        at, box, at.view.outputs[:8], at.view.output, lambda n: send("set_output", output=n), _("No other output.")
    )
    if at.view.state == "open":
        row = rows_of(at, box, 9)[min(len(at.view.outputs), 8)]
        why_not = _("No sound reaches the output.") if at.view.output_fault else ""
        items.append(
            Button(
                row,
                "test output",
                _("Hear left, then right"),
                Act("test"),
                _("soft"),
                style="row",
                size=SMALL,
                why_not=why_not,
            )
        )
    return items


def _choices(
    at: Moment, box: Box, names: tuple[str, ...], chosen: str, act: Callable[[str], Act], nothing: str
) -> list[Item]:
    if not names:
        return lines(at, box, nothing, SMALL, "secondary", 3, "surface")
    return [
        Button(row, f"choose {name}", name, act(name), _("ON") if name == chosen else "", style="row", size=SMALL,
               on=name == chosen, elide=True)
        for row, name in zip(rows_of(at, box, 9), names, strict=False)
    ]  # fmt: skip


def _skip(at: Moment, box: Box) -> list[Item]:
    """Why a reminder is left out: by a touch, or in words."""
    if not at.view.reminders:
        return lines(at, box, _("No reminder is due."), SMALL, "secondary", 2, "surface")
    reminder = at.view.reminders[0]
    head = lines(
        at,
        box.top(at.px(76)),
        _("{reminder}: why is it left out?").format(reminder=reminder.text),
        SMALL,
        "text",
        3,
        "surface",
    )
    rows = rows_of(at, box.below(at.px(84)), 4)
    items: list[Item] = [
        Button(row, f"skip {reason}", _(reason), send("reminder_skipped", reminder=reminder.number, reason=_(reason)),
               style="row", size=SMALL)
        for row, reason in zip(rows, _REASONS, strict=False)
    ]  # fmt: skip
    return [*head, *items, Button(rows[3], "show skip words", _("In words…"), Act("show", "skip words"), style="row",
                                  size=SMALL)]  # fmt: skip


def _share(at: Moment, box: Box) -> list[Item]:
    """Entry by entry, whether the client's page shows it; not, unless it is touched."""

    def buttons(row: Box, entry: EntryView) -> list[Item]:
        shared = entry.shared
        act = send("share", entries=(entry.seq,), shared=not shared)
        sub = _("ON · shared") if shared else _("not shared")
        label = f"{clock(entry.frame)}  {model.line_of(entry)}"
        why_not = at.view.why_not("share") or ""
        return [Button(row, f"share {entry.seq}", label, act, sub, style="row", size=SMALL, on=shared, elide=True,
                       why_not=why_not)]  # fmt: skip

    return _entries(at, box, buttons)


def _correctable(at: Moment, box: Box) -> list[Item]:
    """Which entry to correct, newest first, and whether it may be shared."""

    def buttons(row: Box, entry: EntryView) -> list[Item]:
        words = Box(row.x, row.y, row.w - at.px(82), row.h)
        mine = Box(words.right + at.px(8), row.y, at.px(74), row.h)
        act = Act("set", "entry", (("value", entry.seq),))
        label = f"{clock(entry.frame)}  {model.line_of(entry)}"
        whose, sub = (_("shared"), _("ON")) if entry.shared else (_("own"), "")
        share = send("share", entries=(entry.seq,), shared=not entry.shared)
        return [
            Button(words, f"entry {entry.seq}", label, act, style="row", size=SMALL, elide=True),
            Button(mine, f"share {entry.seq}", whose, share, sub, style="tag", size=16, on=entry.shared,
                   why_not=at.view.why_not("share") or ""),
        ]  # fmt: skip

    return _entries(at, box, buttons)


def _entries(at: Moment, box: Box, buttons: Callable[[Box, EntryView], list[Item]]) -> list[Item]:
    newest = list(reversed(at.view.entries))
    if not newest:
        return lines(at, box, _("Nothing is in the record yet."), SMALL, "secondary", 2, "surface")
    rows = rows_of(at, box, _PER_PAGE + 1)
    start = min(at.ui.page * _PER_PAGE, max(len(newest) - 1, 0))
    shown = newest[start : start + _PER_PAGE]
    items = [item for row, entry in zip(rows, shown, strict=False) for item in buttons(row, entry)]
    if len(newest) > _PER_PAGE:
        newer, older = rows[_PER_PAGE].columns(2, at.px(8))
        items.append(
            _turn(newer, "newer", _("Newer"), at.ui.page - 1, _("These are the newest.") if start == 0 else "")
        )
        last = start + _PER_PAGE >= len(newest)
        items.append(
            _turn(older, "older", _("Older"), at.ui.page + 1, _("There are no older ones here.") if last else "")
        )
    return items


def _turn(box: Box, name: str, label: str, page: int, why_not: str) -> Button:
    act = Act("set", "page", (("value", page),))
    return Button(box, name, label, act, style="tag", size=SMALL, why_not=why_not)


def _when(at: Moment, box: Box) -> list[Item]:
    """When a mark, or one of the medicine, really was."""
    entry = at.ui.entry
    if entry is None:
        return []
    words = Button(Box(0, 0, 0, 0), "show correct", _("In words…"), Act("show", "correct"), style="row", size=SMALL)
    if entry.kind == "mark":
        made = _("{entry}, made at {time}. When was it?").format(entry=entry.text, time=clock(entry.made_frame))
        head = lines(at, box.top(at.px(80)), made, SMALL, "text", 3, "surface")
        rows = rows_of(at, box.below(at.px(88)), 6)
        items: list[Item] = [
            Button(row, f"earlier {n}", _("{seconds} s earlier").format(seconds=n) if n else _("as it was made"),
                   send("correct", entry=entry.seq, earlier_s=n), style="row", size=SMALL)
            for row, n in zip(rows, (0, 10, 20, 30, 60), strict=False)
        ]  # fmt: skip
        return [*head, *items, replace(words, box=rows[5])]
    made = _("{entry}, marked at {time}. When was it?").format(entry=entry.text, time=clock(entry.frame))
    head = lines(at, box.top(at.px(80)), made, SMALL, "text", 3, "surface")
    rows = rows_of(at, box.below(at.px(88)), 7)
    items = [
        Button(row, f"when {n}", model.ago_words(n), send("correct", entry=entry.seq, minutes_ago=n), style="row",
               size=SMALL)
        for row, n in zip(rows, (0, 1, 2, 5, 10, 15), strict=False)
    ]  # fmt: skip
    return [*head, *items, replace(words, box=rows[6])]


def _tags(at: Moment, box: Box) -> list[Item]:
    """Tags beyond the keys, and what else can be noted by a touch."""
    rows = rows_of(at, box, 9)
    why_not = at.view.why_not("tag") or ""
    places = [place for row in rows[3:] for place in row.columns(2, at.px(8))]
    items: list[Item] = [
        shows(rows[0], _("Touch agreed…"), "touch_agreed", sub=at.view.touch_agreed or _("not written")),
        shows(rows[1], _("Interruption in words…"), "interruption"),
        _small(cue(at, rows[2], "interruption"), sub=_("now")),
    ]
    items[0] = replace(items[0], elide=True) if isinstance(items[0], Button) else items[0]
    return [*items, *(
        Button(place, f"tag {n}", tag, model.tag_act(tag), style="tag", size=SMALL, why_not=why_not, elide=True)
        for n, (place, tag) in enumerate(zip(places, at.view.tags[ON_KEYS:], strict=False), start=ON_KEYS + 1)
    )]  # fmt: skip


def _glance(at: Moment, box: Box) -> list[Item]:
    """What whoever takes over should know: intention, agreed touch, what to avoid, doses, the last vitals."""
    items: list[Item] = []
    y, line = box.y, at.px(24)
    for title, words in model.glance(at.view):
        rows = min(len(at.fonts.wrapped(words, at.px(SMALL), "regular", box.w, 4)), 4)
        if y + line * (rows + 1) > box.bottom:
            break
        items.append(Text(Box(box.x, y, box.w, line), title, 16, "secondary", ground="surface"))
        items += lines(at, Box(box.x, y + line, box.w, line * rows), words, SMALL, "text", rows, "surface")
        y += line * (rows + 1) + at.px(12)
    return items


_BODIES: Final[dict[str, Callable[[Moment, Box], list[Item]]]] = {
    "more": _more,
    "finish": _finish,
    "sounds": _sounds,
    "output": _output,
    "avoided": avoided_panel,
    "skip": _skip,
    "share": _share,
    "entries": _correctable,
    "when": _when,
    "tags": _tags,
    "glance": _glance,
    "vitals": vitals_panel,
}

_TITLES: Final = {
    "more": marked("More"),
    "finish": marked("Finish by"),
    "sounds": marked("Sounds"),
    "output": marked("Output"),
    "avoided": marked("To avoid"),
    "skip": marked("Leave out"),
    "share": marked("Share"),
    "entries": marked("Entries"),
    "when": marked("Correct"),
    "tags": marked("Note more"),
    "glance": marked("At a glance"),
    "vitals": marked("Vitals"),
}
