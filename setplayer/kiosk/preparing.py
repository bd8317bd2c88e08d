"""Preparation: the intention, the arc, the steps, what is left, and Begin, which asks why when items are open."""

from dataclasses import replace
from typing import Final

from setplayer.engine.told import told
from setplayer.engine.view import View
from setplayer.kiosk import model
from setplayer.kiosk.arc_picture import arc
from setplayer.kiosk.items import SMALL, STATE, Act, Button, Icon, Item, Plate, Text, send
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import behind_the_pin, cue, lines, shows
from setplayer.kiosk.prep_pages import PAGES, sound_test
from setplayer.kiosk.rail import draft_offer, vitals_plate
from setplayer.kiosk.steps import BY_PANEL, STEPS, Step, left, next_step, open_items
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import Moment
from setplayer.words import _, several

_INTENTION: Final = 104
_ROWS: Final = 3
_ROW: Final = 64
_FOOT: Final = 96
_VITALS: Final = 150


def preparation(at: Moment) -> list[Item]:
    """The left column: a page where one is open, else the steps; what is left and Begin below both."""
    column = Box(at.grid.arc.x, at.grid.arc.y, at.grid.arc.w, at.grid.rail.h)
    foot = column.foot(at.px(_FOOT))
    above = Box(column.x, column.y, column.w, column.h - foot.h - at.grid.gap)
    items = PAGES[at.ui.panel](at, above) if at.ui.panel in PAGES else _overview(at, above)
    return [*items, *_foot(at, foot)]


def _overview(at: Moment, box: Box) -> list[Item]:
    intention = box.top(at.px(_INTENTION))
    steps = box.foot(at.px(_ROW) * _ROWS + at.grid.gap * (_ROWS - 1))
    top = intention.bottom + at.grid.gap
    picture = Box(box.x, top, box.w, steps.y - at.grid.gap - top)
    places = [cell for row in steps.rows(_ROWS, at.grid.gap) for cell in row.columns(3, at.grid.gap)]
    small = [step for step in STEPS if step.panel != "intention"]
    items = [*_intention(at, intention), *arc(replace(at, grid=replace(at.grid, arc=picture)))]
    for place, step in zip(places, small, strict=True):
        items += _step(at, place, step)
    return items


def _intention(at: Moment, box: Box) -> list[Item]:
    """In the client's own words, large."""
    inner = box.inset(at.px(18), at.px(10))
    words = at.view.intention
    step = BY_PANEL["intention"]
    head = _("Intention, in the client's own words")
    items: list[Item] = [_plate(at, box, step), *_head(at, inner.top(at.px(24)), step, head)]
    if not words:
        return [*items, *lines(at, inner.below(at.px(32)), _("not written yet"), 22, "secondary", 1, "surface")]
    size = 28 if at.fonts.width(words, at.px(28)) <= inner.w else 22
    return [*items, *lines(at, inner.below(at.px(26)), words, size, "text", 2, "surface")]


def _step(at: Moment, box: Box, step: Step) -> list[Item]:
    inner = box.inset(at.px(14), at.px(6))
    words = inner.below(at.px(25))
    says = step.says(at.view)
    role: Role = "text" if step.done(at.view) else "secondary"
    return [
        _plate(at, box, step),
        *_head(at, inner.top(at.px(24)), step, _(step.title)),
        Text(words, says, SMALL, role, elide=True, ground="surface"),
    ]


def _plate(at: Moment, box: Box, step: Step) -> Button:
    panel = _panel_of(step, at.view)
    on = at.ui.panel == panel
    if step.panel == "music":
        return Button(box, "want_music", _(step.title), send("want_music", wanted=not at.view.music_wanted),
                      style="plate", why_not=at.view.why_not("want_music") or "")  # fmt: skip
    return Button(box, f"show {panel}", _(step.title), Act("show", panel), style="plate", on=on)


def _panel_of(step: Step, view: View) -> str:
    """What a step opens. What the client avoids of this arc is shown before the words it comes from."""
    return "avoided" if step.panel == "avoid" and view.replaced else step.panel


def _head(at: Moment, row: Box, step: Step, words: str) -> list[Item]:
    """A step's title, and a tick once it is done: by a word, by a shape and by a colour."""
    done = step.done(at.view)
    side = at.px(18)
    coming = next_step(at.view, at.ui)
    after = _("next") if step is coming else ""
    width = at.fonts.width(after, at.px(16), "medium")
    room = Box(row.x + side + at.px(10), row.y, row.w - side - at.px(18) - width, row.h)
    items: list[Item] = [
        Icon(Box(row.x, row.y + (row.h - side) // 2, side, side), "tick" if done else "ring",
             "noted" if done else "accent" if after else "secondary"),
        Text(room, words, 16, "secondary", elide=True, ground="surface"),
    ]  # fmt: skip
    if after:
        place = Box(row.right - width, row.y, width, row.h)
        items.append(Text(place, after, 16, "accent", "medium", ground="surface"))
    return items


# ---- what is left, and Begin


def _foot(at: Moment, box: Box) -> list[Item]:
    width = at.px(228 if at.large else 300)
    begin = Box(box.right - width, box.y, width, box.h)
    rest = Box(box.x, box.y, begin.x - at.grid.gap - box.x, box.h)
    return [*_left(at, rest), begin_button(at, begin)]


def _left(at: Moment, box: Box) -> list[Item]:
    """What is left in words, and the next step a touch away."""
    step = next_step(at.view, at.ui)
    words = left(at.view)
    items: list[Item] = [Plate(box)]
    inner = box.inset(at.px(16), at.px(10))
    if step is not None:
        width = at.px(150 if at.large else 190)
        button = Box(inner.right - width, inner.y, width, inner.h)
        act = Act("show", step.panel)
        key = "⏎" if not at.ui.panel and not at.ui.focus else ""
        items.append(Button(button, "next step", _("Next"), act, _(step.title), key, "tag", size=22, elide=True))
        inner = Box(inner.x, inner.y, button.x - at.px(16) - inner.x, inner.h)
    if not words:
        side = at.px(26)
        row = inner.inset(0, (inner.h - at.px(40)) // 2)
        items.append(Icon(Box(row.x, row.y + at.px(7), side, side), "tick", "noted"))
        room = Box(row.x + side + at.px(14), row.y, row.w - side - at.px(14), row.h)
        return [*items, Text(room, _("All is ready"), STATE, ground="surface")]
    head = _("Left to do") if step is not None else _("Left open, all looked at")
    items.append(Text(inner.top(at.px(24)), head, 16, "secondary", ground="surface"))
    return [*items, *lines(at, inner.below(at.px(26)), words, SMALL, "text", 2, "surface")]


def begin_button(at: Moment, box: Box) -> Button:
    """Begin: held; with items of the checklist open, a touch asks why first."""
    button = replace(cue(at, box, "begin"), label=_("Begin"), size=38, sub=_("press and hold"))
    why_not = button.why_not or ("" if at.view.arc else _("Choose an arc first."))
    count = len(open_items(at.view))
    if why_not or not count:
        return replace(button, why_not=why_not)
    sub = several("{count} item open: asks why", "{count} items open: asks why", count)
    return replace(
        button, act=Act("show", "begin anyway"), sub=sub, held_down=False, on=at.ui.panel == "begin anyway"
    )


# ---- the rail


def preparation_rail(at: Moment) -> list[Item]:
    """Baseline vitals, the music and what is not as it should be, a note, and the way back to Today."""
    box = at.grid.rail
    vitals = box.top(at.px(_VITALS))
    foot = box.foot(at.px(60 * 2 + 8))
    middle = Box(box.x, vitals.bottom + at.px(16), box.w, foot.y - at.px(16) - vitals.bottom - at.px(16))
    items = vitals_plate(at, vitals)
    if (draft := at.offered) is not None:
        items += draft_offer(at, middle.top(at.px(60)), draft)
        middle = middle.below(at.px(68))
    if at.ui.panel != "sound":
        items.append(sound_test(at, middle.foot(at.px(64))))
        middle = Box(middle.x, middle.y, middle.w, middle.h - at.px(64 + 12))
    items += _music(at, middle)
    places = foot.rows(2, at.px(8))
    note, more = places[-1].columns(2, at.px(8))
    items += [
        shows(note, _("Note…"), "note", key=model.key_of("note"), why_not=at.view.why_not("note") or "",
              sub=_("draft") if at.ui.draft("note") else ""),
        shows(more, _("More…"), "more"),
    ]  # fmt: skip
    if not at.view.can_leave:  # no Today, where they are otherwise
        items += behind_the_pin(*places[0].columns(2, at.px(8)))
    else:
        items.append(Button(places[0], "leave preparation", _("Keep for later"), Act("aside"), _("back to Today"),
                            style="tag", size=SMALL))  # fmt: skip
    return items


def _music(at: Moment, box: Box) -> list[Item]:
    """`Music checked: 13 pieces, all found, level`, and every warning."""
    inner = box.inset(at.px(16), at.px(12))
    items: list[Item] = [Plate(box)]
    found = at.view.music_checked
    y = inner.y
    if found is not None:
        good = not found.left_out and (found.step_db is None or found.step_db <= model.LEVEL_STEP_DB)
        side = at.px(20)
        items += [
            Icon(Box(inner.x, y + at.px(4), side, side), "tick" if good else "warning", "noted" if good else "due"),
            Text(Box(inner.x + side + at.px(12), y, inner.w - side - at.px(12), at.px(28)), _("Music checked"), SMALL,
                 ground="surface"),
        ]  # fmt: skip
        y += at.px(32)
        room = Box(inner.x, y, inner.w, inner.bottom - y)
        items += lines(at, room, model.music_words(found), SMALL, "secondary", 3, "surface")
        y += at.px(84)
    for warning in at.view.warnings:
        room = Box(inner.x, y, inner.w, inner.bottom - y)
        shown = lines(at, room, told(warning), 16, "text", 6, "surface")
        items += shown
        y += at.px(16 * 1.32) * len(shown) + at.px(10)
    if found is None and not at.view.warnings:
        items.append(Text(inner.top(at.px(28)), _("Nothing to warn of"), SMALL, "secondary", ground="surface"))
    return items
