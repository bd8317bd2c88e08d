"""Time across the plot: from frames to places, and the axis of minutes that counts from 0:00."""

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from setplayer.score.plot_draw import LEFT, LINE, MARGIN, RIGHT, SMALL, add, width, write
from setplayer.units import clock, frames_from_s

AXIS_HEIGHT: Final = 50.0

_MINUTE: Final = frames_from_s(60)
_HOUR: Final = 60 * _MINUTE
_STEPS: Final = {1: 0, 2: 1, 5: 1, 10: 5, 15: 5, 20: 10, 30: 10, 60: 15, 120: 30}
"""Minutes between numbers, and between the small strokes that go with them (0: none)."""
_MOST_NUMBERS: Final = 18
_HOURS_FROM: Final = 2 * _HOUR
"""An arc longer than this has its hours named under its minutes."""


@dataclass(frozen=True)
class Scale:
    """Where a session's frames lie across the page. People count from `zero_frame`."""

    frames: int
    zero_frame: int

    def x(self, frame: int) -> float:
        """Place of a frame; what lies outside of the session lies at its edge."""
        return LEFT + (RIGHT - LEFT) * min(max(frame, 0), self.frames) / self.frames

    def time(self, frame: int) -> str:
        """A frame as people read it, from 0:00."""
        return clock(frame - self.zero_frame)


def step_minutes(frames: int) -> int:
    """Minutes between the numbers on the axis of a session of this length."""
    return next((step for step in _STEPS if frames / (step * _MINUTE) <= _MOST_NUMBERS), max(_STEPS))


def ticks(scale: Scale, minutes: int) -> list[int]:
    """Frames of the session that lie at multiples of so many minutes from 0:00."""
    step = minutes * _MINUTE
    first = -(scale.zero_frame // step)
    last = (scale.frames - scale.zero_frame) // step
    return [scale.zero_frame + number * step for number in range(first, last + 1)]


def draw_grid(svg: Element, scale: Scale, top: float, bottom: float) -> None:
    """Faint lines at the axis's numbers."""
    for frame in ticks(scale, step_minutes(scale.frames)):
        add(svg, "line", "grid", x1=scale.x(frame), x2=scale.x(frame), y1=top, y2=bottom)


def draw_axis(svg: Element, scale: Scale, top: float, *, from_dose: bool) -> None:
    """The axis with its numbers, and under them what 0:00 is, where Begin is, and the hours of a long arc."""
    step = step_minutes(scale.frames)
    add(svg, "line", "axis", x1=LEFT, x2=RIGHT, y1=top, y2=top)
    if _STEPS[step]:
        for frame in ticks(scale, _STEPS[step]):
            add(svg, "line", "axis", x1=scale.x(frame), x2=scale.x(frame), y1=top, y2=top + 4)
    write(svg, "Minutes", MARGIN, top + 20, style="strong")
    for frame in ticks(scale, step):
        x, number = scale.x(frame), (frame - scale.zero_frame) // _MINUTE
        add(svg, "line", "axis", x1=x, x2=x, y1=top, y2=top + 7)
        zero = "dose" if from_dose else "strong"
        write(svg, _number(number), x, top + 20, style="soft" if number else zero, anchor="middle")
    _draw_names(svg, scale, top + 20 + LINE, from_dose=from_dose)


def draw_dose(svg: Element, scale: Scale, top: float, bottom: float, axis: float) -> None:
    """The line at 0:00 with a drop on it, from top to bottom and again at the axis."""
    x = scale.x(scale.zero_frame)
    add(svg, "line", "dose-line", x1=x, x2=x, y1=top, y2=bottom)
    add(svg, "line", "dose-line", x1=x, x2=x, y1=axis - 8, y2=axis + 7)
    add(svg, "circle", "dose-drop", cx=x, cy=top, r=4.5)


def _number(minutes: int) -> str:
    return f"−{-minutes}" if minutes < 0 else str(minutes) if minutes else "0:00"


def _draw_names(svg: Element, scale: Scale, y: float, *, from_dose: bool) -> None:
    """Names under the numbers, the important ones first; what would touch one of them is left out."""
    names = [(0, "Begin", "strong")]
    if from_dose:
        names = [(scale.zero_frame, "the dose", "dose"), (0, "Begin", "soft")]
    names.append((scale.frames, "End", "soft"))
    if scale.frames > _HOURS_FROM:
        hours = [frame for frame in ticks(scale, 60) if frame > scale.zero_frame]
        names += [(frame, f"{(frame - scale.zero_frame) // _HOUR} h", "soft") for frame in hours]
    taken: list[tuple[float, float]] = []
    for frame, name, style in names:
        half = width(name, SMALL, bold=style != "soft") / 2 + 5
        left, right = scale.x(frame) - half, scale.x(frame) + half
        if all(right <= other_left or left >= other_right for other_left, other_right in taken):
            write(svg, name, scale.x(frame), y, style=style, anchor="middle")
            taken.append((left, right))
