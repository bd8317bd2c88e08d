"""Where things stand: boxes, and the grid of the session screen for any size of window. Pure."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

BASE_WIDTH: Final = 1280
BASE_HEIGHT: Final = 800
SMALLEST: Final = (1024, 600)

LARGE_WIDTH: Final = 1024
LARGE_HEIGHT: Final = 640
"""With large type everything is a quarter larger, as on a screen that much smaller, and stands in fewer columns."""


class Box(NamedTuple):
    """A rectangle in whole pixels."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """The first column to the right of it."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.h

    def holds(self, point: tuple[int, int]) -> bool:
        """Whether a point is inside."""
        return self.x <= point[0] < self.right and self.y <= point[1] < self.bottom

    def within(self, other: "Box") -> bool:
        """Whether it lies wholly inside another."""
        return self.x >= other.x and self.y >= other.y and self.right <= other.right and self.bottom <= other.bottom

    def meets(self, other: "Box") -> bool:
        """Whether two boxes share a pixel."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def inset(self, dx: int, dy: int) -> "Box":
        """A smaller one inside it."""
        return Box(self.x + dx, self.y + dy, self.w - 2 * dx, self.h - 2 * dy)

    def top(self, height: int) -> "Box":
        """Its upper part."""
        return Box(self.x, self.y, self.w, height)

    def below(self, height: int) -> "Box":
        """What is left of it under its upper part."""
        return Box(self.x, self.y + height, self.w, self.h - height)

    def foot(self, height: int) -> "Box":
        """Its lower part."""
        return Box(self.x, self.bottom - height, self.w, height)

    def columns(self, count: int, gap: int) -> list["Box"]:
        """Columns of equal width side by side; the edges land on whole pixels without adding up errors."""
        step = (self.w + gap) / count
        edges = [self.x + round(n * step) for n in range(count + 1)]
        return [Box(a, self.y, b - gap - a, self.h) for a, b in pairwise(edges)]

    def rows(self, count: int, gap: int) -> list["Box"]:
        """Rows of equal height one below the other."""
        step = (self.h + gap) / count
        edges = [self.y + round(n * step) for n in range(count + 1)]
        return [Box(self.x, a, self.w, b - gap - a) for a, b in pairwise(edges)]

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


@dataclass(frozen=True)
class Grid:
    """The places of the session screen. `u` is one base pixel: the screen is drawn for 1280 × 800 and scales."""

    u: float
    screen: Box
    header: Box
    arc: Box
    strip: Box
    cues: Box
    rail: Box
    large: bool = False
    """Whether type is large. Base pixels are a quarter larger then, and there are fewer of them."""

    def px(self, base: float) -> int:
        """So many base pixels, in whole pixels of this screen."""
        return max(round(base * self.u), 1)

    @property
    def gap(self) -> int:
        """Between buttons."""
        return self.px(9 if self.large else 12)

    @property
    def row(self) -> int:
        """The height of a control in a list: as large for a finger with large type."""
        return self.px(48 if self.large else 60)

    @property
    def close(self) -> int:
        """Between controls of a list."""
        return self.px(6 if self.large else 8)

    @property
    def work(self) -> Box:
        """The strip and the cues together: the place of the preparation."""
        return self.strip.joined(self.cues)


def too_small(width: int, height: int) -> bool:
    """Whether a window cannot show the session screen: below 1024 × 600, or upright."""
    return width < SMALLEST[0] or height < SMALLEST[1] or height > width


def grid_for(width: int, height: int, *, large: bool = False) -> Grid:
    """The grid of a window. Wider ones stretch the left column only, taller ones the arc."""
    u = min(width / LARGE_WIDTH, height / LARGE_HEIGHT) if large else min(width / BASE_WIDTH, height / BASE_HEIGHT)

    def px(base: float) -> int:
        return round(base * u)

    margin, gutter, top, foot = (14, 10, 70, 12) if large else (24, 16, 88, 24)
    strip_high, cues_high = (100, 247) if large else (112, 208)
    bottom = height - px(foot)
    rail = Box(width - px(margin) - px(292), px(top), px(292), bottom - px(top))
    left = rail.x - px(gutter) - px(margin)
    cues = Box(px(margin), bottom - px(cues_high), left, px(cues_high))
    strip = Box(px(margin), cues.y - px(gutter) - px(strip_high), left, px(strip_high))
    return Grid(
        u=u,
        screen=Box(0, 0, width, height),
        header=Box(px(margin), px(6 if large else 16), width - 2 * px(margin), px(60 if large else 64)),
        arc=Box(px(margin), px(top), left, strip.y - px(gutter) - px(top)),
        strip=strip,
        cues=cues,
        rail=rail,
        large=large,
    )
