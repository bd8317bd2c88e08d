"""The arc: what was played, what is ahead, the phases, the moments, and where the session is in it."""

from collections.abc import Sequence
from typing import Final

from setplayer.engine.view import View
from setplayer.kiosk.items import SMALL, Curve, Icon, Item, Plate, Rule, Text, Weight
from setplayer.kiosk.layout import Box
from setplayer.kiosk.model import MEDICINE
from setplayer.kiosk.theme import Role
from setplayer.kiosk.ui import Moment
from setplayer.units import SAMPLE_RATE, clock
from setplayer.words import _

_STEPS_MIN: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120)
_TICK_ROOM: Final = 76
_MANY: Final = 40
"""From so many moments on they are short ticks."""

_LANE: Final = 10
"""The lane of the pieces, below the curve."""

_CUES: Final = {"chime": "ring", "voice": "speaker", "reminder": "clock"}
"""The shape of each kind of cue that is ahead."""

_NAMES: Final = (22, SMALL, 15, 13)
"""Sizes of a phase's name: the largest that fits."""

_NARROW: Final = 24
"""A phase narrower than this has no room for words."""


def arc(at: Moment) -> list[Item]:
    """The arc's items."""
    box, view = at.grid.arc, at.view
    plot = Box(box.x + at.px(20), box.y + at.px(84), box.w - at.px(40), box.h - at.px(84 + 60 + _LANE))
    items: list[Item] = [Plate(box)]
    if not view.curve:
        return [*items, Text(box, _("No arc is chosen"), 28, "secondary", align="centre", ground="surface")]
    span = max(view.end_frame, view.frame, 1)
    items += _phases(at, plot, span)
    playhead = _x(plot, view.frame, span)
    begun = view.state != "open"
    heights = smoothed([value for _, value in view.curve])
    curve_width = _x(plot, view.end_frame, span) - plot.x
    curve = Box(plot.x, plot.y, max(curve_width, 2), plot.h)
    items.append(Curve(curve, heights, playhead if begun else plot.x))
    goes_on = begun and view.state != "closed"
    items += _real(at, plot, span)
    items += _pieces(at, plot, span, playhead if begun else plot.x)
    axis = Box(plot.x, plot.y, plot.w, plot.h + at.px(_LANE))
    items += _axis(at, axis, span, playhead if goes_on else None)
    items += [*_cues(at, plot, span), *_moments(at, plot, span)]
    if goes_on:
        items += _playhead(at, axis, playhead)
    return items


def smoothed(values: Sequence[float]) -> tuple[float, ...]:
    """Heights 0 to 1 of intensities 0 to 10, with the corners taken off: it is read as a shape, not as figures."""
    top = _top(values)
    heights = [value / top for value in values]
    for _time in range(2):
        padded = [heights[0]] * 3 + heights + [heights[-1]] * 3
        heights = [sum(padded[n : n + 7]) / 7 for n in range(len(heights))]
    return tuple(round(value, 4) for value in heights)


def _top(values: Sequence[float]) -> float:
    """The intensity at the top of the plot."""
    return max(7.5, max(values) + 0.5)


def _real(at: Moment, plot: Box, span: int) -> list[Item]:
    """How intense the tracks are, in dashes over the curve; what setplayer makes itself follows the curve."""
    top = _top([value for _, value in at.view.curve])
    thick, dash, step = max(at.px(2), 1), at.px(7), at.px(12)
    items: list[Item] = []
    for piece in at.view.pieces:
        if piece.intensity is not None:
            y = plot.bottom - round(min(piece.intensity / top, 1.0) * plot.h)
            left, right = _x(plot, piece.start_frame, span), _x(plot, piece.end_frame, span)
            items += [Rule(Box(x, y, min(dash, right - x), thick), "secondary") for x in range(left, right, step)]
    return items


def _pieces(at: Moment, plot: Box, span: int, played_x: int) -> list[Item]:
    """A bar for each piece, lit as far as it was played; none where it is silent."""
    y, height, gap = plot.bottom + at.px(4), max(at.px(4), 2), max(at.px(2), 1)
    items: list[Item] = []
    for piece in at.view.pieces:
        left, right = _x(plot, piece.start_frame, span), _x(plot, piece.end_frame, span) - gap
        if piece.kind == "silence" or right <= left:
            continue
        lit = min(max(played_x, left), right)
        if lit > left:
            items.append(Rule(Box(left, y, lit - left, height), "accent"))
        if lit < right:
            items.append(Rule(Box(lit, y, right - lit, height), "edge"))
    return items


def _cues(at: Moment, plot: Box, span: int) -> list[Item]:
    """What the arc will do or remind of, on the curve's foot."""
    side = at.px(13)
    items: list[Item] = []
    for cue in at.view.cues:
        x = _x(plot, cue.frame, span)
        items.append(Icon(Box(x - side // 2, plot.bottom - at.px(17), side, side), _CUES[cue.kind], "secondary"))
    return items


def _x(plot: Box, frame: int, span: int) -> int:
    return plot.x + round(min(max(frame, 0), span) / span * plot.w)


def _phases(at: Moment, plot: Box, span: int) -> list[Item]:
    """A line where each phase begins, its name, and its length, or that it is done or now."""
    items: list[Item] = []
    given = [_x(plot, frame, span) for frame, kind in at.view.moments if kind in MEDICINE]
    lasting = [n for n, phase in enumerate(at.view.phases) if phase.end_frame > phase.start_frame]
    for place, number in enumerate(lasting):
        phase = at.view.phases[number]
        x = _x(plot, phase.start_frame, span)
        following = at.view.phases[lasting[place + 1]].start_frame if place + 1 < len(lasting) else span
        right = _x(plot, following, span)
        if place and not any(abs(x - marked) <= at.px(4) for marked in given):
            top = at.grid.arc.y + at.px(14)
            items.append(Rule(Box(x, top, max(at.px(1), 1), plot.bottom - top), "line"))
        pad = at.px(8 if place else 0)
        items += _phase_words(at, Box(x + pad, plot.y, right - x - pad - at.px(5), 0), number)
    return items


def _phase_words(at: Moment, room: Box, number: int) -> list[Item]:
    view, phase = at.view, at.view.phases[number]
    current = number == view.phase and view.frame < view.end_frame
    done = view.phase is not None and (number < view.phase or view.frame >= view.end_frame)
    name_role: Role = "accent" if current else "secondary"
    below = _("now") if current else _("done") if done else clock(phase.end_frame - phase.start_frame)
    weight: Weight = "medium" if current else "regular"
    size = next((s for s in _NAMES if at.fonts.width(phase.name, at.px(s), weight) <= room.w), _NAMES[-1])
    y = at.grid.arc.y
    if room.w < at.px(_NARROW):
        return []
    name = Box(room.x, y + at.px(14), room.w, at.px(30))
    under = Box(room.x, y + at.px(44), room.w, at.px(24))
    items: list[Item] = [Text(name, phase.name, size, name_role, weight, elide=True, ground="surface")]
    if (fits := next((s for s in _NAMES[1:] if at.fonts.width(below, at.px(s)) <= room.w), None)) is not None:
        items.append(Text(under, below, fits, "text" if current else "secondary", ground="surface"))
    return items


def _moments(at: Moment, plot: Box, span: int) -> list[Item]:
    """Diamonds under the curve; marks of the medicine are drops that stand on it."""
    moments = at.view.moments
    items: list[Item] = []
    side, drop = at.px(12), at.px(20)
    for frame, kind in moments:
        x = _x(plot, frame, span)
        if kind in MEDICINE:
            items.append(Rule(Box(x, plot.y, max(at.px(1), 1), plot.h), "edge"))
            items.append(Icon(Box(x - drop // 2, plot.y - drop, drop, drop), "drop", "text"))
        elif len(moments) > _MANY:
            items.append(Rule(Box(x, plot.bottom - at.px(12), max(at.px(2), 1), at.px(9)), "noted"))
        else:
            items.append(Icon(Box(x - side // 2, plot.bottom - at.px(16), side, side), "diamond", "noted"))
    return items


def _axis(at: Moment, plot: Box, span: int, playhead: int | None) -> list[Item]:
    """Minutes from 0:00; before that is known, from Begin, and it says so."""
    view = at.view
    known = view.zero_frame is not None and view.state != "open"
    zero = view.zero_frame or 0
    y, height = plot.bottom + at.px(8), at.px(24)
    items: list[Item] = []
    for minute in _ticks(at, plot, span, zero):
        frame = zero + minute * 60 * SAMPLE_RATE
        x = _x(plot, frame, span)
        words = f"{minute}" if minute >= 0 else f"−{-minute}"
        width = at.px(48)
        left = min(max(x - width // 2, at.grid.arc.x), at.grid.arc.right - width)
        items.append(Rule(Box(x, plot.bottom, max(at.px(1), 1), at.px(6)), "line"))
        items.append(Text(Box(left, y, width, height), words, SMALL, "secondary", align="centre", ground="surface"))
    return [*items, *_caption(at, plot, playhead, known)]


def _caption(at: Moment, plot: Box, playhead: int | None, known: bool) -> list[Item]:
    """What the figures count from, at the end that the playhead leaves free."""
    if known:
        words = _("minutes from the dose") if at.view.dose_marked else _("minutes")
    else:
        words = (
            _("minutes from Begin") if at.view.state == "open" else _("minutes from Begin, until the dose is marked")
        )
    width = at.fonts.width(words, at.px(15))
    right = playhead is None or playhead < plot.x + plot.w // 2
    x = plot.right - width if right else plot.x
    box = Box(x, plot.bottom + at.px(34), width, at.px(22))
    return [Text(box, words, 15, "secondary", ground="surface")]


def _ticks(at: Moment, plot: Box, span: int, zero: int) -> range:
    per_minute = plot.w / (span / SAMPLE_RATE / 60)
    step = next((s for s in _STEPS_MIN if s * per_minute >= at.px(_TICK_ROOM)), _STEPS_MIN[-1])
    first = -(zero // (60 * SAMPLE_RATE * step)) * step
    last = (span - zero) // (60 * SAMPLE_RATE)
    return range(first, last + 1, step)


def _playhead(at: Moment, plot: Box, x: int) -> list[Item]:
    """A line through the arc, and the time there."""
    view = at.view
    words = _time_there(view)
    width = at.fonts.width(words, at.px(SMALL), "medium", fixed=True) + at.px(8)
    left = min(max(x - width // 2, at.grid.arc.x + at.px(8)), at.grid.arc.right - width - at.px(8))
    top = plot.y - at.px(12)
    role: Role = "due" if view.waits_for == "dose" else "text"
    thick = max(at.px(2), 2)
    line = Box(x - thick // 2, top, thick, plot.bottom - top + at.px(6))
    label = Box(left, plot.bottom + at.px(32), width, at.px(24))
    words_item = Text(label, words, SMALL, role, "medium", "centre", fixed=True, ground="surface")
    if view.waits_for == "dose":
        return [*_dashed(at, line), words_item]
    return [Rule(line, role), words_item]


def _time_there(view: View) -> str:
    if view.waits_for == "dose":
        return _("0:00 waits here")
    return clock(view.frame - (view.zero_frame or 0))


def _dashed(at: Moment, line: Box) -> list[Item]:
    dash = at.px(9)
    return [
        Rule(Box(line.x, y, line.w, min(dash, line.bottom - y)), "due")
        for y in range(line.y, line.bottom, dash + at.px(6))
    ]
