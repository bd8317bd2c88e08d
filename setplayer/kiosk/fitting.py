"""Words that are longer in another language: set smaller, down to a limit, before anything of them is cut.

Our own words must always fit; a test draws every screen in a language a third longer than English
(`setplayer.pseudo_language`). Long words of other people are cut instead, so that lists keep one size.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from setplayer.kiosk.items import Text
from setplayer.kiosk.layout import Grid
from setplayer.kiosk.text import Fonts, Weight, one_line

SMALLEST: Final = 0.66
"""Of the size that English has; the smallest text of all stays readable at arm's length."""

SMALLEST_OF_OTHERS: Final = 0.8
"""Of words that may be cut: where that is not enough they are, and keep their size."""

SMALLEST_LARGE: Final = 0.78
"""Of large type: nothing becomes smaller by it than it is without."""

_STEPS: Final = 9


def sizes(size: float, grid: Grid, least: float = SMALLEST) -> Iterator[float]:
    """Sizes to try, in base pixels, from its own down."""
    least = max(least, SMALLEST_LARGE) if grid.large else least
    return (size * (1 - (1 - least) * step / (_STEPS - 1)) for step in range(_STEPS))


def fitted(text: Text, grid: Grid, fonts: Fonts) -> Text:
    """The text in the largest size, at most its own, in which it has room.

    One that may be cut, and would be even so, stays as large as it is.
    """
    for size in sizes(text.size, grid, SMALLEST_OF_OTHERS if text.elide else SMALLEST):
        smaller = replace(text, size=size)
        if fonts.width(text.text, grid.px(size), text.weight, text.fixed) <= text.box.w:
            return smaller
    return text if text.elide else smaller


def in_lines(
    words: str, size: float, weight: Weight, width: int, count: int, grid: Grid, fonts: Fonts
) -> tuple[float, list[str]]:
    """The size, in base pixels, and the lines of words that may take so many lines.

    They are whole, and broken between words, in the largest size that allows it; where none does they are cut.
    """
    for tried in sizes(size, grid):
        found = fonts.wrapped(words, grid.px(tried), weight, width, count)
        if " ".join(found) == one_line(words):
            return tried, found
    return size, fonts.wrapped(words, grid.px(size), weight, width, count)
