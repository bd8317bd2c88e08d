"""What a screen is made of: frozen items, painted in order. A screen that is equal to the last is not painted again.

Boxes are in pixels of the screen; `size` is in base pixels, scaled by the grid when it is painted.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

from setplayer.kiosk.layout import Box
from setplayer.kiosk.theme import Role

Weight = Literal["regular", "medium"]
Align = Literal["left", "centre", "right"]

HINT: Final = 13
SMALL: Final = 18
BUTTON: Final = 21
STATE: Final = 24
TRACK: Final = 28
CLOCK: Final = 40
PHASE: Final = 44
LEFT: Final = 56
"""Sizes of type, in base pixels."""


@dataclass(frozen=True)
class Act:
    """What a control does. `send` gives a command to the engine; everything else stays on this screen."""

    kind: Literal[
        "send",
        "arc",
        "keep",
        "test",
        "show",
        "type",
        "set",
        "submit",
        "fade",
        "leave",
        "night",
        "resume",
        "drop",
        "office",
        "choose",
        "aside",
        "check all",
    ]
    name: str = ""
    fields: tuple[tuple[str, Any], ...] = ()

    @property
    def command(self) -> dict[str, Any]:
        """The command of a `send`, as the engine takes it."""
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in self.fields}
        return {"do": self.name, **values}


def send(do: str, **fields: Any) -> Act:
    """The act of giving a command."""
    return Act("send", do, tuple(fields.items()))


@dataclass(frozen=True)
class Plate:
    """A rounded ground."""

    box: Box
    fill: Role = "surface"
    edge: Role | None = None
    edge_width: float = 1.5
    radius: float = 12


@dataclass(frozen=True)
class Text:
    """One line of text. `elide` is for words that are not ours and may be cut; our own must fit."""

    box: Box
    text: str
    size: float
    role: Role = "text"
    weight: Weight = "regular"
    align: Align = "left"
    fixed: bool = False
    elide: bool = False
    baseline: int | None = None
    """The row of the baseline; without it the line is centred in its box."""
    ground: Role = "background"


@dataclass(frozen=True)
class Icon:
    """A shape that stands for a state, a condition or a moment."""

    box: Box
    shape: str
    role: Role


@dataclass(frozen=True)
class Rule:
    """A straight line or bar: a box filled with a colour."""

    box: Box
    role: Role


@dataclass(frozen=True)
class Meter:
    """A level as small bars: `lit` of `count`; none glows when nothing sounds."""

    box: Box
    count: int
    lit: int
    glows: bool


@dataclass(frozen=True)
class Curve:
    """The arc's curve: heights 0 to 1 over the box's width; what lies left of `played_x` is lit."""

    box: Box
    heights: tuple[float, ...]
    played_x: int


@dataclass(frozen=True)
class Button:
    """A control. `name` is its own on the screen; a command that is dimmed says why when it is pressed."""

    box: Box
    name: str
    label: str
    act: Act | None
    sub: str = ""
    key: str = ""
    style: Literal["cue", "tag", "row", "plate", "key"] = "cue"
    look: Literal["plain", "stop", "due", "quiet"] = "plain"
    size: float = BUTTON
    on: bool = False
    held_down: bool = False
    """Whether it must be pressed and held."""
    on_press: Act | None = None
    """What it does at once when it is touched."""
    why_not: str = ""
    elide: bool = False
    fill: float = 0.0
    """How far a hold has come, 0 to 1."""
    pressed: bool = False
    focus: bool = False


Item = Plate | Text | Icon | Rule | Meter | Curve | Button
