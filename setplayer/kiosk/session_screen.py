"""The session screen's left column below the arc: now, next and level; two rows of cues; the corner that fades."""

from dataclasses import replace

from setplayer.kiosk import model
from setplayer.kiosk.items import SMALL, TRACK, Act, Button, Item, Meter, Plate, Text, send
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import cue
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import DEAD_S, Moment
from setplayer.session.table import TABLE
from setplayer.words import _, marked

CUES = (
    ("shorten", "hold", "extend", "next_phase", "next_piece", "grounding"),
    ("duck", "silence", "chime", "away", "soft_stop", "fade_now"),
)

_METER = 15
_LOWEST_DB = -30
"""Where the meter begins."""

_SOFTEST_DB = -40
_OFFERS = {"client asked": marked("Client asked"), "not this piece again": marked("Not this piece again")}


# ---- now, next, level


def strip(at: Moment) -> list[Item]:
    """What plays, what comes, and how loud."""
    box = at.grid.strip
    inner = box.inset(at.px(18), at.px(14))
    width, lower = at.px(400 if at.large else 446), at.px(12 if at.large else 16)
    level = Box(inner.right - width, box.y + lower, width, box.h - 2 * lower)
    words = Box(inner.x, inner.y, level.x - at.px(24) - inner.x, inner.h)
    if at.large:
        words = Box(words.x, box.y + at.px(9), words.w, box.h - 2 * at.px(9))
        return [Plate(box), *_one_below_the_other(at, words), *level_controls(at, level)]
    now, following = words.columns(2, at.px(18))
    items: list[Item] = [Plate(box), *_now(at, now)]
    items += _offers(at, following) if at.view.offers and not at.hidden else _next(at, following)
    return [*items, *level_controls(at, level)]


def _one_below_the_other(at: Moment, box: Box) -> list[Item]:
    """With large type: what is heard, and below it what comes, or the reasons that can be given."""
    first, title, _last = _now_words(at)
    if at.view.offers and not at.hidden:
        row = Box(box.x, at.grid.strip.y + at.px(8), box.w, at.px(30))
        below = Box(box.x, row.bottom, box.w, at.grid.strip.bottom - at.px(8) - row.bottom)
        return [Text(row, title, TRACK, elide=True, ground="surface"), *_offers(at, below)]
    when, following, _last = _next_words(at)
    rows = (box.top(at.px(22)), box.below(at.px(22)).top(at.px(36)), box.foot(at.px(22)))
    after = _("{when}: {title}").format(when=when, title=following)
    return [
        Text(rows[0], first, SMALL, "secondary", fixed=True, ground="surface"),
        Text(rows[1], title, TRACK, elide=True, ground="surface"),
        Text(rows[2], after, SMALL, "secondary", elide=True, ground="surface"),
    ]


def _now(at: Moment, box: Box) -> list[Item]:
    return _piece(at, box, *_now_words(at), strong=at.view.now is not None)


def _now_words(at: Moment) -> tuple[str, str, str]:
    view = at.view
    first = _("Now") if model.sounding(view) else _("Now, fading") if view.state == "stopping" else _("Now, unheard")
    if view.now is None:
        return first, _("Nothing"), ""
    title = _("Silence") if view.now.kind == "silence" else view.now.title
    return first, title, view.now.artist or _kind(view.now.kind)


def _next(at: Moment, box: Box) -> list[Item]:
    return _piece(at, box, *_next_words(at))


def _next_words(at: Moment) -> tuple[str, str, str]:
    view = at.view
    if view.next is None:
        return _("Next"), _("The arc ends"), ""
    first = _("Next, in {time}").format(time=model.minutes_until(view, view.next.start_frame))
    if view.next_waits_for:
        first = _("Next, after the dose") if view.next_waits_for == "dose" else _("Next, after the hold")
    title = _("Silence") if view.next.kind == "silence" else view.next.title
    return first, title, view.next.artist or _kind(view.next.kind)


def _kind(kind: str) -> str:
    return {"soundscape": _("soundscape"), "bed": _("the bed")}.get(kind, "")


def _piece(at: Moment, box: Box, first: str, title: str, last: str, strong: bool = False) -> list[Item]:
    rows = (Box(box.x, box.y, box.w, at.px(24)), Box(box.x, box.y + at.px(24), box.w, at.px(38)))
    under = Box(box.x, box.y + at.px(62), box.w, at.px(24))
    role: Role = "text" if strong else "secondary"
    return [
        Text(rows[0], first, SMALL, "secondary", fixed=True, ground="surface"),
        Text(rows[1], title, TRACK if strong else 24, role, elide=True, ground="surface"),
        Text(under, last, SMALL, "secondary", elide=True, ground="surface"),
    ]


def _offers(at: Moment, box: Box) -> list[Item]:
    """For a while after a change of the music its reason can be given by a touch."""
    low = at.grid.strip.h - 2 * at.px(16)
    place = box if at.large else Box(box.x, at.grid.strip.y + at.px(16), box.w, low)
    first = Box(place.x, place.y, at.px(78), place.h)
    second = Box(first.right + at.px(8), place.y, place.right - first.right - at.px(8), place.h)
    buttons = (first, second)
    offers = [offer for offer in at.view.offers if offer in _OFFERS]
    return [
        Button(where, f"why {reason}", _(_OFFERS[reason]), send("why", reason=reason), style="tag", size=SMALL)
        for where, reason in zip(buttons, offers, strict=False)
    ]


def level_controls(at: Moment, box: Box) -> list[Item]:
    """Level by the decibel, and softer and fuller."""
    gap = at.px(10)
    side = at.px(54 if at.large else 60)
    minus = Box(box.x, box.y, side, box.h)
    readout = Box(minus.right + gap, box.y, at.px(104), box.h)
    plus = Box(readout.right + gap, box.y, side, box.h)
    away = at.px(14 if at.large else 20)
    rest = Box(plus.right + away, box.y, box.right - plus.right - away, box.h)
    softer, fuller = rest.columns(2, gap)
    return [
        _level(at, minus, -1),
        *_readout(at, readout),
        _level(at, plus, +1),
        _fuller(at, softer, "softer"),
        _fuller(at, fuller, "fuller"),
    ]


def _level(at: Moment, box: Box, step: int) -> Button:
    view = at.view
    target = round(view.level_db) + step
    shown = model.control(view, "level", db=float(target))
    why_not = shown.why_not
    if target > view.level_limit_db:
        why_not = why_not or _("The limit set at preparation is {level}.").format(
            level=model.level_words(view.level_limit_db)
        )
    if target < _SOFTEST_DB:
        why_not = why_not or _("It goes down to {level}.").format(level=model.level_words(_SOFTEST_DB))
    return Button(
        box, f"level {step:+d}", "+" if step > 0 else "−", shown.act, style="tag", size=TRACK, why_not=why_not
    )


def _readout(at: Moment, box: Box) -> list[Item]:
    view = at.view
    share = (view.level_db - _LOWEST_DB) / (max(view.level_limit_db, _LOWEST_DB + 1) - _LOWEST_DB)
    lit = round(min(max(share, 0.0), 1.0) * _METER)
    words = model.level_words(view.level_db)
    glows = model.sounding(view) and at.connected
    return [
        Text(Box(box.x, box.y - at.px(2), box.w, at.px(22)), _("Level"), SMALL, "secondary", align="centre",
             ground="surface"),
        Text(Box(box.x, box.y + at.px(21), box.w, at.px(32)), words, 24, "text" if glows else "secondary",
             align="centre", fixed=True, ground="surface"),
        Meter(Box(box.x, box.bottom - at.px(20), box.w, at.px(18)), _METER, lit, glows),
    ]  # fmt: skip


def _fuller(at: Moment, box: Box, name: str) -> Button:
    steps = at.view.fuller * (1 if name == "fuller" else -1)
    sub = f"{at.view.fuller:+.0f}".replace("-", "−") if steps > 0 else ""
    return replace(cue(at, box, name), style="tag", size=SMALL, sub=sub)


# ---- the cues


def cues(at: Moment) -> list[Item]:
    """The two rows of cues, three with large type; FADE NOW has the corner."""
    every = [name for names in CUES for name in names]
    count = 3 if at.large else 2
    rows = at.grid.cues.rows(count, at.px(8 if at.large else 16))
    places = [box for row in rows for box in row.columns(len(every) // count, at.grid.gap)]
    return [_cue(at, box, name) for box, name in zip(places, every, strict=True)]


def _cue(at: Moment, box: Box, name: str) -> Button:
    if name == "fade_now":
        return corner(at, box)
    if name == "soft_stop":
        return soft_stop_or_back(at, box)
    if name in ("shorten", "extend"):
        return cue(at, box, name, minutes=model.MINUTES)
    if name == "chime":
        sound = model.chime_of(at.view)
        return replace(cue(at, box, name, sound=sound), sub=sound, elide=True)
    return cue(at, box, name)


def soft_stop_or_back(at: Moment, box: Box) -> Button:
    """Soft stop; while it fades, bringing back."""
    return cue(at, box, "bring_back" if at.view.state == "stopping" else "soft_stop")


def corner(at: Moment, box: Box) -> Button:
    """FADE NOW; once faded, bringing back, which is dead at first: until then another touch cuts."""
    if at.view.state != "faded":
        why_not = at.view.why_not("fade_now") or ""
        key = TABLE["fade_now"].key
        return Button(
            box, "fade_now", _("FADE NOW"), None, _("3 s"), key, look="stop", on_press=Act("fade"), why_not=why_not
        )
    shown = cue(at, box, "bring_back")
    if at.since_fade_s >= DEAD_S:
        return shown
    return replace(
        shown,
        act=None,
        sub=_("again: cut"),
        held_down=False,
        on_press=Act("fade"),
        why_not=_("It was faded only now."),
    )
