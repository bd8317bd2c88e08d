"""The plot's lane of cues: chimes, voices and reminders as marks with words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from xml.etree.ElementTree import Element

from setplayer.arc.model import Arc, Cue
from setplayer.arc.timeline import BOOSTER
from setplayer.score.model import Score
from setplayer.score.plot_axis import Scale
from setplayer.score.plot_draw import (
    LEFT,
    MARGIN,
    RIGHT,
    SMALL,
    Anchor,
    add,
    cut,
    explain,
    points,
    width,
    write,
)
from setplayer.units import duration

MarkKind = Literal["chime", "voice", "reminder"]

_ROW: Final = 21.0
_SERIES: Final = 36.0
_MARK: Final = 5.0
"""Half the size of a mark."""
_GAP: Final = 9.0
_BETWEEN: Final = 30.0
"""At least so much lies between two cues of one row."""
_LONGEST: Final = 400.0
"""The words of one mark are cut beyond this; less than half of the lane, so that they fit on one of its sides."""
_NARROWEST_STEP: Final = 2 * _MARK + 1


@dataclass(frozen=True)
class Mark:
    """A cue that comes once: its words stand from `left` to `right`, beside the mark at x."""

    kind: MarkKind
    x: float
    text: str
    full: str
    anchor: Anchor
    left: float
    right: float


@dataclass(frozen=True)
class Series:
    """A cue that comes again and again, at these frames."""

    kind: MarkKind
    text: str
    frames: range


@dataclass(frozen=True)
class Cues:
    """An arc's cues where they fall; `unplaced` says in words which fall nowhere, and why."""

    series: tuple[Series, ...]
    rows: tuple[tuple[Mark, ...], ...]
    unplaced: tuple[str, ...]


def kind_of(cue: Cue) -> MarkKind:
    """Which mark the cue has."""
    return cue.do or "reminder"


def cue_words(cue: Cue) -> str:
    """What sounds or what is to be remembered."""
    return cue.remind or f"{(cue.do or '').capitalize()}: {cue.sound}"


def cue_frame(arc: Arc, score: Score, cue: Cue) -> int | None:
    """Frame of a cue that comes once; None when it hangs on the booster, or comes again and again."""
    if cue.at is None or cue.at.anchor is None:
        return None if cue.at is None else arc.zero_at_frames + cue.at.offset_frames
    phase = arc.phase_for(cue.at.anchor)
    return None if phase is None else score.phases[phase].start_frame + cue.at.offset_frames


def placed_cues(arc: Arc, score: Score, scale: Scale) -> Cues:
    """Where the arc's cues fall."""
    series, marks, unplaced = [], [], []
    for cue in arc.cues:
        frame = cue_frame(arc, score, cue)
        if cue.every_frames is not None:
            times = range(scale.zero_frame + cue.every_frames, score.frames, cue.every_frames)
            again = Series(kind_of(cue), f"{cue_words(cue)} · every {duration(cue.every_frames)}", times)
            series.append(again)
        elif frame is None:
            unplaced.append(_after_booster(cue))
        elif 0 <= frame <= score.frames:
            marks.append((frame, cue))
        else:
            unplaced.append(f"Outside of the arc, at {scale.time(frame)}: {cue_words(cue)}")
    marks.sort(key=lambda mark: mark[0])
    return Cues(tuple(series), _in_rows([_mark(cue, frame, scale) for frame, cue in marks]), tuple(unplaced))


def cues_height(cues: Cues) -> float:
    """How much room the lane needs."""
    return _SERIES * len(cues.series) + _ROW * len(cues.rows)


def draw_cues(svg: Element, cues: Cues, scale: Scale, top: float) -> None:
    """The lane: first what comes again and again, a line for each; then what comes once, as close as words allow."""
    if cues.series or cues.rows:
        write(svg, "Cues", MARGIN, top + 11, style="strong")
    for series in cues.series:
        _draw_series(svg, series, scale, top)
        top += _SERIES
    for row in cues.rows:
        for mark in row:
            _draw_mark(svg, mark, top + 7)
        top += _ROW


def mark_shape(kind: MarkKind, x: float, y: float) -> str:
    """The path of a mark around a place: a chime is round, a voice three-cornered, a reminder four-cornered."""
    r = _MARK
    if kind == "chime":
        return f"M{points([(x - r, y)])} a{r},{r} 0 1 1 {2 * r},0 a{r},{r} 0 1 1 {-2 * r},0Z"
    if kind == "voice":
        return f"M{points([(x - r, y - r), (x + r, y - r), (x, y + r)])}Z"
    return f"M{points([(x, y - r), (x + r, y), (x, y + r), (x - r, y)])}Z"


def _after_booster(cue: Cue) -> str:
    assert cue.at is not None
    assert cue.at.anchor == BOOSTER
    offset = cue.at.offset_frames
    when = (
        "At the booster" if not offset else f"{duration(abs(offset))} {'after' if offset > 0 else 'before'} a booster"
    )
    return f"{when}: {cue_words(cue)}"


def _mark(cue: Cue, frame: int, scale: Scale) -> Mark:
    x = scale.x(frame)
    full = f"{scale.time(frame)} {cue_words(cue)}"
    text = cut(full, _LONGEST, SMALL)
    room = _GAP + width(text, SMALL)
    if x + room <= RIGHT + MARGIN:
        return Mark(kind_of(cue), x, text, full, "start", x - _MARK, x + room)
    return Mark(kind_of(cue), x, text, full, "end", x - room, x + _MARK)


def _in_rows(marks: Sequence[Mark]) -> tuple[tuple[Mark, ...], ...]:
    """The marks in rows, each in the first where it touches no other."""
    rows: list[list[Mark]] = []
    for mark in marks:
        clear = (row for row in rows if all(_apart(mark, other) for other in row))
        row = next(clear, None)
        if row is None:
            row = []
            rows.append(row)
        row.append(mark)
    return tuple(map(tuple, rows))


def _apart(mark: Mark, other: Mark) -> bool:
    return mark.left >= other.right + _BETWEEN or mark.right + _BETWEEN <= other.left


def _draw_mark(svg: Element, mark: Mark, y: float) -> None:
    group = add(svg, "g", "cue")
    explain(group, mark.full)
    add(group, "path", f"mark {mark.kind}", d=mark_shape(mark.kind, mark.x, y))
    x = mark.x + (_GAP if mark.anchor == "start" else -_GAP)
    write(group, mark.text, x, y + 4, anchor=mark.anchor)


def _draw_series(svg: Element, series: Series, scale: Scale, top: float) -> None:
    """The words, and under them a mark for each time; a close row of strokes where marks would touch."""
    group = add(svg, "g", "cue")
    explain(group, series.text if series.frames else f"{series.text}: never within this arc")
    write(group, cut(series.text, RIGHT - LEFT, SMALL), LEFT, top + 11)
    y = top + 22
    if not series.frames:
        return
    first, last = scale.x(series.frames[0]), scale.x(series.frames[-1])
    step = (last - first) / max(len(series.frames) - 1, 1)
    add(group, "line", "grid", x1=LEFT, x2=RIGHT, y1=y, y2=y)
    if len(series.frames) > 1 and step < _NARROWEST_STEP:
        dashes = f"1.2 {max(step - 1.2, 0.0):.3f}"
        add(group, "line", "strokes", x1=first, x2=last + 1.2, y1=y, y2=y, stroke_dasharray=dashes)
    else:
        shape = " ".join(mark_shape(series.kind, scale.x(frame), y) for frame in series.frames)
        add(group, "path", f"mark {series.kind}", d=shape)
