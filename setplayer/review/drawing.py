"""Where everything lies in the page's drawing: per cent of its width and height, and paths in its own units.

The curve is an SVG stretched to the width of the page; words are laid over it, so that text never shrinks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

import numpy as np
from numpy.typing import NDArray

from setplayer.review.lines import duration_s
from setplayer.review.model import Change, Moment, Timeline
from setplayer.review.words import FLAGS

WIDTH: Final = 1000
HEIGHT: Final = 200
MOST_MARKS: Final = 40
"""Beyond so many moments each is a short tick under the baseline."""

_SAMPLES: Final = 250
_HEADROOM: Final = 0.94
_LEAST_TOP: Final = 5.0
DESKTOP_PX: Final = 980.0
_PHONE_PX: Final = 320.0
_LETTER_PX: Final = 8.6
_MOST_ROWS: Final = 4
_TICK_MINUTES: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240)
_MOST_TICKS: Final = 9

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Label:
    """Words at a place: left edge in per cent, width in pixels, and the row from below, on a desk and on a phone."""

    text: str
    more: str
    left: float
    width_px: int
    row: int
    phone_row: int | None


@dataclass(frozen=True)
class Mark:
    """A moment on the curve, in per cent from the left and from the top; `change` says which shape it has."""

    left: float
    top: float
    change: bool


@dataclass(frozen=True)
class Bar:
    """A piece on the strip under the curve, in per cent."""

    left: float
    width: float
    kind: str


@dataclass(frozen=True)
class Tick:
    """A time on the axis, in per cent; `edge` is first, last or nothing."""

    left: float
    text: str
    edge: str


@dataclass(frozen=True)
class Drawing:
    """Everything the page's template places."""

    curve: str
    area: str
    labels: tuple[Label, ...]
    rows: int
    phone_rows: int
    flags: tuple[Label, ...]
    marks: tuple[Mark, ...]
    rug: str
    bars: tuple[Bar, ...]
    quiet: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def draw(timeline: Timeline) -> Drawing | None:
    """The drawing of a timeline, or None when there was no music."""
    if not timeline.curve or timeline.length_s <= 0:
        return None
    length = timeline.length_s
    times = np.linspace(0.0, length, _SAMPLES + 1)
    heights = _heights(timeline, times)
    line = " ".join(f"{x:.4g},{y:.4g}" for x, y in zip(times / length * WIDTH, heights * HEIGHT, strict=True))
    lengths = [duration_s(p.end_s - p.start_s, to_the_minute_from_s=120) for p in timeline.phases]
    labels = _labels([(p.name, text, p.start_s) for p, text in zip(timeline.phases, lengths, strict=True)], length)
    given = [(FLAGS[m.kind], "", m.at_s) for m in timeline.moments if m.kind in FLAGS and 0 <= m.at_s <= length]
    both: list[Moment | Change] = [*timeline.moments, *timeline.changes]
    shown = [m for m in both if _is_marked(m, timeline)]
    few = len(shown) <= MOST_MARKS
    return Drawing(
        curve=f"M{line}",
        area=f"M0,{HEIGHT} L{line} L{WIDTH},{HEIGHT}Z",
        labels=labels,
        rows=1 + max((label.row for label in labels), default=0),
        phone_rows=1 + max((label.phone_row or 0 for label in labels), default=0),
        flags=_labels(given, length),
        marks=tuple(_mark(m, length, times, heights) for m in shown) if few else (),
        rug="" if few else "".join(f"M{m.at_s / length * WIDTH:.4g},0V10" for m in shown),
        bars=_bars(timeline),
        quiet=tuple(Bar(100 * a / length, 100 * (b - a) / length, "silence") for a, b in timeline.silences_s),
        ticks=_ticks(length),
    )


def _heights(timeline: Timeline, times: Floats) -> Floats:
    """How far below the top the curve is, 0 to 1. Steps become slopes; where there is silence it lies at 1."""
    corners = np.array(timeline.curve)
    full = _rounded(np.interp(times, corners[:, 0], corners[:, 1]), over=0.05)
    sounding = np.ones(len(times))
    for first, end in timeline.silences_s:
        sounding[np.searchsorted(times, first) : max(np.searchsorted(times, end), 1)] = 0.0
    heights: Floats = 1.0 - _HEADROOM * full / max(_LEAST_TOP, float(full.max())) * _rounded(sounding, over=0.008)
    return heights


def _rounded(values: Floats, over: float) -> Floats:
    """The values, averaged over a bell that is as wide as this share of them."""
    half = max(round(over * len(values) / 2), 1)
    window = np.hanning(2 * half + 3)[1:-1]
    rounded: Floats = np.convolve(np.pad(values, half, mode="edge"), window / window.sum(), mode="valid")
    return rounded


def _is_marked(happening: Moment | Change, timeline: Timeline) -> bool:
    return happening.kind not in (*FLAGS, "landed") and 0 <= happening.part < timeline.after


def _mark(happening: Moment | Change, length: float, times: Floats, heights: Floats) -> Mark:
    top = float(np.interp(happening.at_s, times, heights))
    return Mark(100 * happening.at_s / length, 100 * top, isinstance(happening, Change))


def _bars(timeline: Timeline) -> tuple[Bar, ...]:
    """Each piece from where it begins to where the next one does: a crossfade belongs to what comes."""
    pieces, length_s = timeline.pieces, timeline.length_s
    nexts = [piece.start_s for piece in pieces[1:]] + [length_s]
    return tuple(
        Bar(
            100 * piece.start_s / length_s, 100 * max(min(piece.end_s, end) - piece.start_s, 0) / length_s, piece.kind
        )
        for piece, end in zip(pieces, nexts, strict=False)
    )


def _ticks(length_s: float) -> tuple[Tick, ...]:
    minutes = length_s / 60
    step = next((step for step in _TICK_MINUTES if minutes / step < _MOST_TICKS), _TICK_MINUTES[-1])
    while minutes / step >= _MOST_TICKS:
        step *= 2
    count = int(minutes / step + 0.01) + 1
    ticks = []
    for number in range(count):
        left = min(100 * number * step / minutes, 100.0)
        edge = "first" if number == 0 else "last" if left > 95 else ""
        ticks.append(Tick(left, f"{number * step // 60} h" if step >= 60 else f"{number * step} min", edge))
    return tuple(ticks)


def _labels(named: Sequence[tuple[str, str, float]], length_s: float) -> tuple[Label, ...]:
    """Labels in as many rows as keep them apart, on a desk and on a phone (where four rows are the most)."""
    widths = [round(max(_width_px(name), 0.8 * _width_px(more))) + 10 for name, more, _ in named]
    lefts = [100 * at / length_s for *_, at in named]
    desk = _rows(lefts, widths, DESKTOP_PX)
    phone = _rows(lefts, widths, _PHONE_PX)
    return tuple(
        Label(name, more, left, width, row if row is not None else _MOST_ROWS - 1, phone_row)
        for (name, more, _), left, width, row, phone_row in zip(named, lefts, widths, desk, phone, strict=True)
    )


def _rows(lefts: Sequence[float], widths: Sequence[int], page_px: float) -> list[int | None]:
    """The lowest row in which each label is clear of those before it; None when there is no such row."""
    reached = [float("-inf")] * _MOST_ROWS
    rows: list[int | None] = []
    for left, width in zip(lefts, widths, strict=True):
        start = max(min(left / 100 * page_px, page_px - width), 0.0)
        row = next((n for n, end in enumerate(reached) if end <= start), None)
        if row is not None:
            reached[row] = start + width
        rows.append(row)
    return rows


def _width_px(text: str) -> float:
    return sum(_LETTER_PX * (2 if east_asian_width(letter) in "WF" else 1) for letter in text)
