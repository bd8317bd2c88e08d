"""Where things stand: boxes, and the grid of the session screen for any size of window. Pure."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

BASE_WIDTH: Final = 1280
BASE_HEIGHT: Final = 800
SMALLEST: Final = (1024, 600)


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

    def px(self, base: float) -> int:
        """So many base pixels, in whole pixels of this screen."""
        return max(round(base * self.u), 1)

    @property
    def gap(self) -> int:
        """Between buttons."""
        return self.px(12)

    @property
    def work(self) -> Box:
        """The strip and the cues together: the place of the preparation."""
        return self.strip.joined(self.cues)


def too_small(width: int, height: int) -> bool:
    """Whether a window cannot show the session screen: below 1024 × 600, or upright."""
    return width < SMALLEST[0] or height < SMALLEST[1] or height > width


def grid_for(width: int, height: int) -> Grid:
    """The grid of a window. Wider ones stretch the left column only, taller ones the arc."""
    u = min(width / BASE_WIDTH, height / BASE_HEIGHT)

    def px(base: float) -> int:
        return round(base * u)

    margin, gutter, top, foot = px(24), px(16), px(88), height - px(24)
    rail = Box(width - margin - px(292), top, px(292), foot - top)
    left = rail.x - gutter - margin
    cues = Box(margin, foot - px(208), left, px(208))
    strip = Box(margin, cues.y - gutter - px(112), left, px(112))
    return Grid(
        u=u,
        screen=Box(0, 0, width, height),
        header=Box(margin, px(16), width - 2 * margin, px(64)),
        arc=Box(margin, top, left, strip.y - gutter - top),
        strip=strip,
        cues=cues,
        rail=rail,
    )
