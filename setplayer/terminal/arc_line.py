"""The arc as a few rows of characters: names of the phases, the curve, marks and a time axis. Pure.

The playhead is a line from the names down to its time; what lies ahead of it is drawn in quieter blocks.
"""

from bisect import bisect_right
from typing import Final

from rich.text import Text

from setplayer.engine.view import View
from setplayer.terminal.lines import ACCENT, QUIET, STRONG, fit, plain
from setplayer.units import SAMPLE_RATE, clock

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_TOP: Final = 10.0
_PLAYHEAD: Final = "┃"
_BASE: Final = "─┴"
_MEDICINE: Final = frozenset({"dose", "booster", "device_given", "infusion_end"})
_STEPS_MIN: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240)

ROWS_BESIDE: Final = 3
"""Rows beside those of the curve: names, marks, axis."""


def arc_rows(view: View, width: int, curve_rows: int, *, marks: bool = True) -> list[Text]:
    """The arc in `curve_rows + ROWS_BESIDE` rows of exactly `width` cells. `marks` says whether moments are shown."""
    end = max(view.end_frame, 1)
    head = column(view.frame, end, width) if view.phase is not None else None
    rows = [_names(view, end, width)]
    levels = [intensity_at(view.curve, (x + 0.5) / width * end) / _TOP * curve_rows * 8 for x in range(width)]
    for row in range(curve_rows - 1, -1, -1):
        cells = [_EIGHTHS[int(min(max(round(level) - row * 8, 0), 8))] for level in levels]
        rows.append(_with_head(cells, head))
    moments = _marks(view, end, width, marks)
    rows.append(_with_head(moments, head if head is not None and moments[head] in _BASE else None))
    rows.append(_axis(end, width, head, view.frame))
    return rows


def column(frame: int, end: int, width: int) -> int:
    """The column of a frame."""
    return min(max(frame * width // end, 0), width - 1)


def intensity_at(curve: tuple[tuple[int, float], ...], frame: float) -> float:
    """The intensity at a frame, on straight lines between the points; 0 without any."""
    if not curve:
        return 0.0
    after = bisect_right(curve, frame, key=lambda point: point[0])
    if after in {0, len(curve)}:
        return curve[min(after, len(curve) - 1)][1]
    (x0, y0), (x1, y1) = curve[after - 1], curve[after]
    return y0 + (y1 - y0) * (frame - x0) / (x1 - x0)


def _with_head(cells: list[str], head: int | None) -> Text:
    if head is None:
        return Text("".join(cells), style=QUIET, end="")
    before, after = "".join(cells[:head]), "".join(cells[head + 1 :])
    return Text.assemble(before, (_PLAYHEAD, ACCENT), (after, QUIET), end="")


def _names(view: View, end: int, width: int) -> Text:
    """Each phase's name at its start, cut where the next begins. A phase that was skipped has none."""
    shown = [(n, p) for n, p in enumerate(view.phases) if p.end_frame > p.start_frame]
    starts = [column(phase.start_frame, end, width) for _, phase in shown]
    row = Text(" " * (starts[0] if starts else 0), end="")
    for (number, phase), start, following in zip(shown, starts, [*starts[1:], width], strict=True):
        name = Text(f"│{plain(phase.name)}", style=STRONG if number == view.phase else QUIET, end="")
        row.append_text(fit(name, following - start))
    return fit(row, width)


def _marks(view: View, end: int, width: int, shown: bool) -> list[str]:
    cells = ["─"] * width
    for phase in view.phases:
        cells[column(phase.start_frame, end, width)] = "┴"
    moments = view.moments if shown else ()
    for frame, kind in sorted(moments, key=lambda moment: moment[1] in _MEDICINE):
        cells[column(frame, end, width)] = "▲" if kind in _MEDICINE else "◆"
    return cells


def _axis(end: int, width: int, head: int | None, frame: int) -> Text:
    """Minutes from Begin, and the playhead's own time."""
    cells = [" "] * width
    minutes = end / (60 * SAMPLE_RATE)
    step = next((step for step in _STEPS_MIN if minutes / step * 8 <= width), _STEPS_MIN[-1])
    for minute in range(0, int(minutes) + 1, step):
        _put(cells, column(minute * 60 * SAMPLE_RATE, end, width), f"{minute}")
    if head is None:
        return Text("".join(cells), style=QUIET, end="")
    label = clock(frame)
    at = min(max(head - len(label) // 2, 0), width - len(label))
    for near in range(max(at - 3, 0), min(at + len(label) + 3, width)):
        cells[near] = " "
    before, after = "".join(cells[:at]), "".join(cells[at + len(label) :])
    return Text.assemble((before, QUIET), (label, STRONG), (after, QUIET), end="")


def _put(cells: list[str], at: int, text: str) -> None:
    at = min(at, len(cells) - len(text))
    cells[at : at + len(text)] = text
