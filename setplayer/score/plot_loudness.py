"""The plot's lane of loudness: what is heard, over 3 seconds, on an axis of its own."""

import math
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from setplayer.score.plot_axis import Scale
from setplayer.score.plot_draw import LEFT, LINE, MARGIN, RIGHT, add, explain, points, write
from setplayer.units import SAMPLE_RATE

LOUDNESS_HEIGHT: Final = 96.0

_QUIETEST, _LOUDEST = -50.0, -10.0
"""The lane's bottom and top in LUFS. Music is placed at -28 to -20; what is below the bottom is near silence."""

_EVERY_LU: Final = 10
_NUMBER_EVERY_LU: Final = 20
_VALUES_A_SECOND: Final = 10
_WINDOW_FRAMES: Final = 3 * SAMPLE_RATE
_COLUMN: Final = 1.0
"""Width of what one point of the lines tells, in units of the page."""


def draw_loudness(svg: Element, lufs: Sequence[float], scale: Scale, top: float) -> None:
    """Short-term loudness in `LOUDNESS_HEIGHT` from `top`: its mean as a line in the band from least to most.

    `lufs` is what `LoudnessMeter.short_term_lufs` gives: value k is that of the 3 s from k tenths of a second on,
    minus infinity in silence.
    """
    write(svg, "Loudness", MARGIN, top + 21, style="strong")
    write(svg, "LUFS", MARGIN, top + 21 + LINE, style="soft")
    for level in range(round(_QUIETEST), round(_LOUDEST) + 1, _EVERY_LU):
        y = _y(level, top)
        add(svg, "line", "axis" if level == _QUIETEST else "grid", x1=LEFT, x2=RIGHT, y1=y, y2=y)
        if (level - round(_QUIETEST)) % _NUMBER_EVERY_LU == 0:
            write(svg, f"−{-level}", LEFT - 8, y + 4, style="soft", anchor="end")
    columns = list(_columns(lufs, scale))
    if not columns:
        return
    low = [(x, _y(min(values), top)) for x, values in columns]
    high = [(x, _y(max(values), top)) for x, values in columns]
    band = add(svg, "polygon", "range", points=points([*low, *reversed(high)]))
    explain(band, "Short-term loudness of what is heard, in LUFS")
    add(svg, "polyline", "loudness", points=points([(x, _y(_mean(values), top)) for x, values in columns]))


def _columns(lufs: Sequence[float], scale: Scale) -> Iterator[tuple[float, list[float]]]:
    """Places across the page with the values that fall there; a value belongs to the middle of its 3 s."""
    values: list[float] = []
    begin = LEFT
    for number, value in enumerate(lufs):
        x = scale.x(number * SAMPLE_RATE // _VALUES_A_SECOND + _WINDOW_FRAMES // 2)
        if values and x >= begin + _COLUMN:
            yield begin, values
            values = []
        if not values:
            begin = x
        values.append(value)
    if values:
        yield begin, values


def _mean(lufs: Sequence[float]) -> float:
    """The mean of powers, in LUFS again."""
    power = sum(10 ** (value / 10) for value in lufs) / len(lufs)
    return 10 * math.log10(power) if power > 0 else -math.inf


def _y(lufs: float, top: float) -> float:
    within = min(max(lufs, _QUIETEST), _LOUDEST)
    return top + LOUDNESS_HEIGHT * (_LOUDEST - within) / (_LOUDEST - _QUIETEST)
