"""Today: what there is to open, what broke off, and whether this computer is fit for a session."""

from collections.abc import Sequence
from typing import Final

from setplayer.engine.today_view import ClientCard, DoneCard, HealthView, InterruptedCard, PreparedCard, Today
from setplayer.kiosk import model
from setplayer.kiosk.days import ago, long_day, short_day
from setplayer.kiosk.items import BUTTON, CLOCK, PHASE, SMALL, STATE, TRACK, Act, Button, Icon, Item, Plate, Text
from setplayer.kiosk.layout import Box
from setplayer.kiosk.parts import behind_the_pin, flowing, lines
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import Moment
from setplayer.spoken_times import decimal
from setplayer.units import clock, frames_from_s
from setplayer.words import _, marked, several

_COLUMNS: Final = 3
_LARGE_COLUMNS: Final = 2
_CARD: Final = 104
_HEAD: Final = 34
_TURNS: Final = 60
"""The height of a heading that pages are turned beside."""
_BROKEN: Final = 128
_ICONS: Final = {
    "sound": "wave",
    "disk": "square outline",
    "power": "battery",
    "keys": "shield",
    "backup": "hourglass",
}


def today_screen(at: Moment, today: Today) -> list[Item]:
    """The whole screen."""
    left = Box(at.grid.arc.x, at.grid.arc.y, at.grid.arc.w, at.grid.rail.h)
    items = _header(at, today)
    if today.interrupted is not None:
        items += _interrupted(at, left.top(at.px(_BROKEN)), today.interrupted)
        left = left.below(at.px(_BROKEN) + at.grid.gap)
    if today.prepared:
        items += _prepared(at, left, today)
        left = left.below(at.px(_head(len(today.prepared), _columns(at)) + _CARD) + at.grid.gap)
    return [*items, *_clients(at, left, today), *_rail(at, today)]


def opening_screen(at: Moment, words: str) -> list[Item]:
    """What was chosen is being opened."""
    return [Text(at.grid.screen, words, TRACK, "secondary", align="centre")]


def _header(at: Moment, today: Today) -> list[Item]:
    row = at.grid.header
    baseline = row.y + at.px(52)
    name, day = _("Today"), long_day(today.day)
    width = at.fonts.width(name, at.px(PHASE))
    wall = at.fonts.width(at.wall, at.px(CLOCK), "regular", fixed=True)
    clock_ = Text(Box(row.right - wall, row.y, wall, row.h), at.wall, CLOCK, fixed=True, baseline=baseline)
    x = row.x + width + at.px(26)
    right = clock_.box.x - at.px(32)
    bad = [one for one in today.health if not one.good and one.name != "keys"]
    word: tuple[str, str, Role] = (_("Ready"), "tick", "noted")
    if not at.connected:
        word = model.state_of(at.view, connected=False)
    elif today.reading:
        word = (_("Reading the sessions"), "hourglass", "secondary")
    elif bad:
        word = (_("Look at this computer first"), "warning", "due")
    return [
        Text(Box(row.x, row.y, width, row.h), name, PHASE, "accent", baseline=baseline),
        Text(Box(x, row.y, row.w // 2 - width, row.h), day, STATE, "secondary", baseline=baseline),
        *flowing(at, right, row.y + at.px(21), [word], STATE),
        clock_,
    ]


# ---- a session that broke off


def _interrupted(at: Moment, box: Box, one: InterruptedCard) -> list[Item]:
    """What would resume, and a hold that does: sound that nobody asked for must not begin."""
    inner = box.inset(at.px(20), at.px(14))
    button = Box(inner.right - at.px(230), inner.y, at.px(230), inner.h)
    words = Box(inner.x, inner.y, button.x - at.px(20) - inner.x, inner.h)
    who = " · ".join(filter(None, (one.client, one.arc)))
    head = _("Interrupted {ago}").format(ago=ago(one.ago_s))
    act = Act("choose", "session", (("value", one.session_id), ("called", one.client)))
    return [
        Plate(box, edge="due", edge_width=3.0),
        *lines(at, words.top(at.px(32)), head, STATE, "due", 1, "surface"),
        Text(words.below(at.px(34)).top(at.px(38)), who, TRACK, elide=True, ground="surface"),
        *lines(at, words.below(at.px(74)), _resumes(one), SMALL, "secondary", 2, "surface"),
        Button(button, f"resume {one.session_id}", _("Resume"), act, _("press and hold"), "", "cue", size=STATE,
               held_down=True),
    ]  # fmt: skip


def _resumes(one: InterruptedCard) -> str:
    """Where it goes on, and that it stays as it was."""
    at, length = clock(frames_from_s(one.at_s)), clock(frames_from_s(one.length_s))
    state = _(model.STATES[one.word][0]) if one.word in model.STATES else one.word
    if not one.phase:
        return _("Resumes after the end of the arc, at {at}: {state}").format(at=at, state=state)
    if one.waits:
        text = _("Resumes where it was, in {phase}, at {at} of {length}: {state}")
    else:
        text = _("Resumes where it is by now, in {phase}, at {at} of {length}: {state}")
    return text.format(phase=one.phase, at=at, length=length, state=state)


# ---- prepared sessions and clients


def _prepared(at: Moment, box: Box, today: Today) -> list[Item]:
    count = len(today.prepared)
    head = several("{count} session is prepared", "{count} sessions are prepared", count)
    height = _head(count, _columns(at))
    places = box.below(at.px(height)).top(at.px(_CARD)).columns(_columns(at), at.grid.gap)
    start = _start(at.ui.page, count, _columns(at))
    items: list[Item] = [_title(at, box.top(at.px(height)), head)]
    for place, one in zip(places, today.prepared[start:], strict=False):
        items += _prepared_card(at, place, one, today.day)
    if count > _columns(at):
        items += _turns(at, box, "page", at.ui.page, start + _columns(at) < count)
    return items


def _prepared_card(at: Moment, box: Box, one: PreparedCard, day: str) -> list[Item]:
    if one.items:
        done = _("{done} of {all} checked").format(done=one.checked, all=one.items)
    else:
        done = _("nothing checked yet")
    sub = f"{short_day(one.opened, day)} · {done}"
    act = Act("choose", "session", (("value", one.session_id), ("called", one.client)))
    return _card(at, box, f"prepared {one.session_id}", one.client or _("No code yet"), (one.arc, sub), act)


def _clients(at: Moment, box: Box, today: Today) -> list[Item]:
    """A new client, and those who come back, each a touch away."""
    head, step = _HEAD, at.px(_CARD) + at.grid.gap
    rows = max((box.h - at.px(_HEAD) + at.grid.gap) // step, 1)
    if len(today.clients) > rows * _columns(at) - 1:
        head = _TURNS
        rows = max((box.h - at.px(_TURNS) + at.grid.gap) // step, 1)
    grid = box.below(at.px(head))
    height = rows * (at.px(_CARD) + at.grid.gap) - at.grid.gap
    places = [
        cell for row in grid.top(height).rows(rows, at.grid.gap) for cell in row.columns(_columns(at), at.grid.gap)
    ]
    new = Button(places[0], "new client", _("New client"), Act("choose", "new"), _("led step by step"), "N", "cue",
                 size=STATE)  # fmt: skip
    per_page = len(places) - 1
    start = _start(at.ui.clients_page, len(today.clients), per_page)
    items: list[Item] = [_title(at, box.top(at.px(head)), _("Who is here today?")), new]
    for place, one in zip(places[1:], today.clients[start:], strict=False):
        items += _client_card(at, place, one, today.day)
    if len(today.clients) > per_page:
        items += _turns(at, box, "clients_page", at.ui.clients_page, start + per_page < len(today.clients))
    if not today.clients and not today.reading and len(places) > 1:
        beside = Box(places[1].x + at.px(8), places[1].y, box.right - places[1].x - at.px(8), places[1].h)
        words = _("Nobody has been here yet. Clients are known by a code, never by a name.")
        items += lines(at, beside.inset(0, at.px(24)), words, SMALL, "secondary", 2)
    return items


def _client_card(at: Moment, box: Box, one: ClientCard, day: str) -> list[Item]:
    sub = several("{count} session", "{count} sessions", one.sessions)
    act = Act("choose", "client", (("value", one.client), ("called", one.client)))
    return _card(at, box, f"client {one.client}", one.client, (one.arc, f"{short_day(one.last, day)} · {sub}"), act)


def _card(at: Moment, box: Box, name: str, title: str, words: Sequence[str], act: Act) -> list[Item]:
    inner = box.inset(at.px(16), at.px(9))
    first, second = inner.below(at.px(36)).top(at.px(25)), inner.below(at.px(61)).top(at.px(25))
    return [
        Button(box, name, title, act, style="plate"),
        Text(inner.top(at.px(36)), title, 26, "text", "medium", elide=True, ground="surface"),
        Text(first, words[0], SMALL, "text", elide=True, ground="surface"),
        Text(second, words[1], SMALL, "secondary", elide=True, ground="surface"),
    ]


def _title(at: Moment, box: Box, words: str) -> Text:
    return Text(Box(box.x, box.y, box.w - at.px(260), box.h - at.px(6)), words, 20, "secondary")


def _columns(at: Moment) -> int:
    return _LARGE_COLUMNS if at.large else _COLUMNS


def _head(count: int, per_page: int) -> int:
    return _TURNS if count > per_page else _HEAD


def _start(page: int, count: int, per_page: int) -> int:
    return min(page, max(-(-count // per_page) - 1, 0)) * per_page


def _turns(at: Moment, box: Box, field: str, page: int, more: bool) -> list[Item]:
    """Before and after, at the right of a heading."""
    place = Box(box.right - at.px(248), box.y, at.px(248), at.px(52))
    back, on = place.columns(2, at.px(8))
    first = "" if page > 0 else _("These are the first.")
    last = "" if more else _("There are no more.")
    return [
        Button(back, f"{field} before", _("Before"), Act("set", field, (("value", page - 1),)), style="tag",
               size=SMALL, why_not=first),
        Button(on, f"{field} more", _("More"), Act("set", field, (("value", page + 1),)), style="tag", size=SMALL,
               why_not=last),
    ]  # fmt: skip


# ---- the rail: the computer's health, what was lately


def _rail(at: Moment, today: Today) -> list[Item]:
    box = at.grid.rail
    height = at.px(50) * max(len(today.health), 3) + at.px(56)
    foot = box.foot(at.px(60))
    recent = Box(box.x, box.y + height + at.px(16), box.w, foot.y - at.px(16) - box.y - height - at.px(16))
    records, settings, other = foot.columns(3, at.px(8))
    night = Button(other, "night", _("Dim") if at.ui.night else _("Night"), Act("night"), "", "F2", "tag", size=SMALL)
    return [
        *_health(at, box.top(height), today),
        *_recent(at, recent, today),
        *behind_the_pin(records, settings),
        night,
    ]


def _health(at: Moment, box: Box, today: Today) -> list[Item]:
    inner = box.inset(at.px(16), at.px(10))
    head = _("This computer")
    items: list[Item] = [Plate(box), Text(inner.top(at.px(30)), head, SMALL, "secondary", ground="surface")]
    if not today.health:
        return [*items, Text(inner.below(at.px(34)).top(at.px(30)), _("Looking…"), SMALL, ground="surface")]
    side = at.px(22)
    for number, one in enumerate(today.health):
        row = Box(inner.x, inner.y + at.px(34) + number * at.px(50), inner.w, at.px(48))
        title, words = health_words(one)
        room = Box(row.x + side + at.px(14), row.y, row.w - side - at.px(14), row.h)
        role: Role = "noted" if one.good else "due"
        items += [
            Icon(Box(row.x, row.y + at.px(4), side, side), "tick" if one.good else "warning", role),
            Text(room.top(at.px(25)), title, SMALL, "text" if one.good else "due", ground="surface"),
            Text(
                room.below(at.px(23)).top(at.px(22)),
                words,
                16,
                "secondary",
                elide=words == one.value,
                ground="surface",
            ),
        ]
    return items


def health_words(one: HealthView) -> tuple[str, str]:
    """How something of the computer is, in two lines."""
    state = one.state if (one.name, one.state) in _HEALTH else "good" if one.good else "bad"
    title, words = _HEALTH[one.name, state]
    return _(title), _(words).format(value=_figure(one) if one.name == "disk" else one.value)


def _figure(one: HealthView) -> str:
    try:
        return decimal(float(one.value), 1)
    except ValueError:
        return one.value


_HEALTH: Final = {
    ("sound", "there"): (marked("Sound: there"), "{value}"),
    ("sound", "missing"): (marked("Sound: not connected"), "{value}"),
    ("sound", "nothing"): (marked("Sound: none"), marked("started to play to nothing")),
    ("sound", "bad"): (marked("Sound: no output found"), marked("connect one, or turn it on")),
    ("disk", "good"): (marked("Disk: room enough"), marked("{value} GB free")),
    ("disk", "bad"): (marked("Disk: nearly full"), marked("{value} GB free")),
    ("power", "good"): (marked("Power: from the mains"), marked("battery at {value} %")),
    ("power", "bad"): (marked("Power: on battery"), marked("{value} % left: plug it in")),
    ("keys", "good"): (marked("Words: sealed"), marked("the clinic's keys are set up")),
    ("keys", "none"): (marked("Words: not sealed"), marked("no keys are set up")),
    ("keys", "bad"): (marked("Words: keys cannot be read"), marked("see setplayer keys")),
    ("backup", "bad"): (marked("Backup: the last one failed"), "{value}"),
}


def _recent(at: Moment, box: Box, today: Today) -> list[Item]:
    inner = box.inset(at.px(16), at.px(10))
    items: list[Item] = [Plate(box), Text(inner.top(at.px(30)), _("Lately"), SMALL, "secondary", ground="surface")]
    if today.said:
        items += lines(at, inner.below(at.px(34)), today.said, SMALL, "due", 4, "surface")
        inner = inner.below(at.px(110))
    height = at.px(66)
    count = max((inner.h - at.px(34)) // height, 0)
    if not today.recent:
        words = _("No session yet")
        return [*items, Text(inner.below(at.px(34)).top(at.px(26)), words, SMALL, ground="surface")]
    for number, one in enumerate(_shown(today.recent, count)):
        row = Box(inner.x - at.px(8), inner.y + at.px(34) + number * height, inner.w + at.px(16), at.px(61))
        items += _done(at, row, one, today.day)
    return items


def _shown(recent: Sequence[DoneCard], count: int) -> list[DoneCard]:
    """The latest that have room, and above them those that wait to be closed and would have none."""
    waiting = [one for one in recent[count:] if not one.closed][:count]
    return [*waiting, *recent[: count - len(waiting)]]


def _done(at: Moment, row: Box, one: DoneCard, day: str) -> list[Item]:
    """A session that is over; one that was not closed can be opened, to be closed."""
    client = one.client or _("No code")
    minutes = _("{minutes} min").format(minutes=one.minutes)
    head, under = f"{short_day(one.opened, day)} · {client}", f"{minutes} · {one.arc}"
    room = row.inset(at.px(8), at.px(6))
    words: list[Item] = [
        Text(room.top(at.px(25)), head, SMALL, elide=True, ground="surface"),
        Text(room.below(at.px(25)).top(at.px(23)), under if one.closed else _("not closed: open it to end it"), 16,
             "secondary" if one.closed else "due", elide=one.closed, ground="surface"),
    ]  # fmt: skip
    if one.closed:
        return words
    act = Act("choose", "session", (("value", one.session_id), ("called", one.client)))
    return [Button(row, f"open {one.session_id}", head, act, style="plate", size=BUTTON), *words]
