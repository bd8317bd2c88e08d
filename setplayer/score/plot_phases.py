"""The plot's upper part: phases with their names, and the wanted intensity."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

from setplayer.score.model import PlacedPhase
from setplayer.score.phases import intensity_moves
from setplayer.score.plot_axis import Scale
from setplayer.score.plot_draw import (
    LEFT,
    LINE,
    MARGIN,
    MEDIUM,
    RIGHT,
    SMALL,
    WIDTH,
    add,
    cut,
    explain,
    first_that_fits,
    points,
    width,
    write,
)
from setplayer.units import duration

CURVE_HEIGHT: Final = 190.0
LABEL_HEIGHT: Final = 38.0

MAX_INTENSITY: Final = 10
_MOST_ROWS: Final = 4
_GAP: Final = 7.0
_ROUNDING: Final = 7.0
"""How near to a corner of the curve its rounding begins."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Label:
    """A phase's name, what it is, and in which row above the curve (0 is the lowest) they stand, from x on."""

    phase: PlacedPhase
    x: float
    name: str
    about: str
    row: int


def labels(phases: Sequence[PlacedPhase], scale: Scale) -> list[Label]:
    """The phases' labels, from the last to the first.

    Each stands higher than those to its right that it reaches over, so that no phase's line crosses a word. One that
    would need a fifth row is cut short instead; its words may then be empty.
    """
    placed: list[Label] = []
    for phase in reversed(phases):
        x = scale.x(phase.start_frame)
        edge = min((label.x for label in placed if label.row == _MOST_ROWS - 1), default=WIDTH - MARGIN)
        room = edge - x - 2 * _GAP
        name = cut(phase.name, room, MEDIUM, bold=True)
        length = duration(phase.end_frame - phase.start_frame)
        about = first_that_fits([f"{phase.kind} · {length}", length], room, SMALL) if name else ""
        end = x + 2 * _GAP + max(width(name, MEDIUM, bold=True), width(about, SMALL))
        row = 1 + max((label.row for label in placed if label.x < end), default=-1) if name else -1
        placed.append(Label(phase, x, name, about, row))
    return placed


def labels_height(placed: Sequence[Label]) -> float:
    """How much room the labels need above the curve."""
    return LABEL_HEIGHT * (1 + max(label.row for label in placed))


def draw_labels(svg: Element, placed: Sequence[Label], top: float, bottom: float) -> None:
    """Each phase's label above the curve, whose top is `top`, and its line from there down to `bottom`."""
    for label in reversed(placed):
        group = add(svg, "g", "phase")
        phase = label.phase
        explain(group, f"{phase.name}: {phase.kind}, {duration(phase.end_frame - phase.start_frame)}")
        head = top - LABEL_HEIGHT * (label.row + 1)
        add(group, "line", "boundary", x1=label.x, x2=label.x, y1=head, y2=bottom)
        write(group, label.name, label.x + _GAP, head + 12, style="strong", size=MEDIUM)
        write(group, label.about, label.x + _GAP, head + 12 + LINE, style="soft")


def overlaps(phases: Sequence[PlacedPhase]) -> list[tuple[PlacedPhase, PlacedPhase]]:
    """Phases that follow each other and overlap."""
    return [(before, after) for before, after in pairwise(phases) if after.start_frame < before.end_frame]


def draw_overlaps(svg: Element, phases: Sequence[PlacedPhase], scale: Scale, top: float) -> None:
    """A shade on the curve wherever a phase begins before the one before it ends."""
    for before, after in overlaps(phases):
        x, end = scale.x(after.start_frame), scale.x(before.end_frame)
        shade = add(svg, "rect", "overlap", x=x, y=top, width=max(end - x, 1.0), height=CURVE_HEIGHT)
        length = duration(before.end_frame - after.start_frame)
        explain(shade, f"{before.name} and {after.name} overlap for {length}")


def draw_intensity(svg: Element, phases: tuple[PlacedPhase, ...], scale: Scale, top: float) -> None:
    """The wanted intensity from 0 to 10 as it is when nobody touches the session, in `CURVE_HEIGHT` from `top`."""
    bottom = top + CURVE_HEIGHT
    write(svg, "Intensity", MARGIN, top + CURVE_HEIGHT / 4 + 4, style="strong")
    for value in (0, 5, MAX_INTENSITY):
        y = bottom - CURVE_HEIGHT * value / MAX_INTENSITY
        add(svg, "line", "axis" if value == 0 else "grid", x1=LEFT, x2=RIGHT, y1=y, y2=y)
        offset = -2 if value == 0 else 4
        write(svg, str(value), LEFT - 8, y + offset, style="soft", anchor="end")
    path = _rounded([(scale.x(frame), bottom - CURVE_HEIGHT * v / MAX_INTENSITY) for frame, v in corners(phases)])
    area = add(svg, "path", "area", d=f"{path} L{points([(RIGHT, bottom), (LEFT, bottom)])}Z")
    explain(area, "The wanted intensity, 0 to 10")
    add(svg, "path", "curve", d=path)


def corners(phases: tuple[PlacedPhase, ...]) -> list[tuple[int, float]]:
    """Corners of the wanted intensity: frame and value, from Begin to the end."""
    first = phases[0].intensity_start
    moves = intensity_moves(phases, first, 0)
    return [(0, first), *((move.end_frame, move.to_value) for move in moves)]


def _rounded(corner_points: Sequence[Point]) -> str:
    """A path along the points that rounds the corners between them."""
    first, *inner, last = corner_points
    path = f"M{points([first])}"
    before = first
    for here, after in pairwise([*inner, last]):
        path += f" L{points([_towards(here, before)])} Q{points([here, _towards(here, after)])}"
        before = here
    return f"{path} L{points([last])}"


def _towards(here: Point, there: Point) -> Point:
    """The place near a corner at which its rounding begins, on the way to the next: at most half of the way."""
    length = ((there[0] - here[0]) ** 2 + (there[1] - here[1]) ** 2) ** 0.5
    share = min(_ROUNDING / length, 0.5) if length else 0.0
    return here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share
