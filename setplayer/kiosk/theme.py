"""Colours and type of the screen: two palettes for a dark room, and the luminance and contrast they are held to."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Colour = tuple[int, int, int]
Role = Literal[
    "background",
    "surface",
    "raised",
    "line",
    "edge",
    "text",
    "secondary",
    "accent",
    "noted",
    "due",
    "stop",
    "stop_fill",
]

LARGE: Final = 24
"""Base pixels from which on the secondary colour may be used in Night; smaller text takes the text colour there."""


@dataclass(frozen=True)
class Palette:
    """One colour for each role."""

    name: str
    background: Colour
    surface: Colour
    raised: Colour
    line: Colour
    edge: Colour
    text: Colour
    secondary: Colour
    accent: Colour
    noted: Colour
    due: Colour
    stop: Colour
    stop_fill: Colour
    large_only: frozenset[Role] = frozenset()
    """Roles that are only for text of `LARGE` and up."""
    least: float = 1.0
    """The contrast that text keeps where a control is dimmed."""

    def colour(self, role: Role) -> Colour:
        """The colour of a role."""
        found: Colour = getattr(self, role)
        return found

    def ink(self, role: Role, size: float) -> Colour:
        """The colour of text of a size in base pixels."""
        return self.text if role in self.large_only and size < LARGE else self.colour(role)

    def dimmed(self, role: Role, size: float, share: float) -> Colour:
        """The colour of text on a dimmed control: mixed with the background, as long as it can be read."""
        return _dimmed(self.ink(role, size), self.background, self.surface, share, self.least)


def _rgb(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


DIM: Final = Palette(
    name="dim",
    background=_rgb("#0A0807"),
    surface=_rgb("#14100D"),
    raised=_rgb("#211A15"),
    line=_rgb("#3B2F26"),
    edge=_rgb("#6E5A49"),
    text=_rgb("#D8B98F"),
    secondary=_rgb("#9C8161"),
    accent=_rgb("#E0913C"),
    noted=_rgb("#6FA08C"),
    due=_rgb("#F0C060"),
    stop=_rgb("#E2684C"),
    stop_fill=_rgb("#2A120D"),
    least=4.5,
)

NIGHT: Final = Palette(
    name="night",
    background=_rgb("#050202"),
    surface=_rgb("#0D0503"),
    raised=_rgb("#160906"),
    line=_rgb("#2C130B"),
    edge=_rgb("#954B33"),
    text=_rgb("#C2623F"),
    secondary=_rgb("#A0512F"),
    accent=_rgb("#D9703F"),
    noted=_rgb("#B3694C"),
    due=_rgb("#D9803F"),
    stop=_rgb("#D8553A"),
    stop_fill=_rgb("#240A06"),
    large_only=frozenset({"secondary"}),
)


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """The first colour with a share, 0 to 1, of the second."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(first, second, strict=True))
    return r, g, b


@lru_cache(maxsize=256)
def _dimmed(ink: Colour, towards: Colour, ground: Colour, share: float, least: float) -> Colour:
    paler = (mixed(ink, towards, share * n / 16) for n in range(16, -1, -1))
    return next((colour for colour in paler if contrast(colour, ground) >= least), ink)


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: Colour, second: Colour) -> float:
    """Contrast ratio, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
