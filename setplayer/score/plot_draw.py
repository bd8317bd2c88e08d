"""The plot's page: its measures, its elements, and words that fit where they are put."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile
from typing import Final, Literal
from xml.etree.ElementTree import Element, SubElement

WIDTH: Final = 1120.0
"""Width of the page in its own units; on A4 across, four of them are about a millimetre."""

LEFT: Final = 104.0
RIGHT: Final = 1024.0
"""Between these lies time. The room beside them is for the lanes' names, and for words that begin late."""

MARGIN: Final = 28.0

SMALL: Final = 12.0
MEDIUM: Final = 13.5
LARGE: Final = 24.0
"""Sizes of type."""

LINE: Final = 15.0
"""From one line of small type to the next."""

_LETTER_EM: Final = 0.6
_NARROW_EM: Final = 0.36
_CAPITAL_EM: Final = 0.7
_WIDE_EM: Final = 1.0
_BOLD: Final = 1.18
_NARROW: Final = frozenset(" .,:;·!|ijl")
_FEWEST_LETTERS: Final = 3
_MOST_ACCENTS: Final = 3
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"

Anchor = Literal["start", "middle", "end"]


def printable(text: str) -> str:
    """The text on one line, without what XML forbids or what would draw outside of its place.

    Gone are control characters, marks that reorder text, and all but a few of a pile of accents.
    """
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(_visible(spaced)).strip()


def _visible(text: str) -> Iterator[str]:
    accents = 0
    for letter in text:
        accents = accents + 1 if unicodedata.combining(letter) else 0
        seen = letter in _JOINERS or unicodedata.category(letter) not in _INVISIBLE
        if seen and accents <= _MOST_ACCENTS:
            yield letter


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide the text is; rather too much than too little, since its font is not known."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1.0)


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE_EM
    if letter in _NARROW:
        return _NARROW_EM
    return _CAPITAL_EM if letter.isupper() else _LETTER_EM


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis; nothing where hardly a letter would fit."""
    text = printable(text)
    if width(text, size, bold=bold) <= room:
        return text
    reach = accumulate(width(letter, size, bold=bold) for letter in "…" + text)
    letters = sum(1 for _ in takewhile(lambda end: end <= room, reach)) - 1
    kept = text[: max(letters, 0)].rstrip()
    return kept + "…" if len(kept) >= _FEWEST_LETTERS else ""


def first_that_fits(texts: Sequence[str], room: float, size: float) -> str:
    """The first of the texts that fits whole, or nothing."""
    return next((text for text in texts if width(text, size) <= room), "")


def add(parent: Element, tag: str, style: str, **attributes: float | str) -> Element:
    """A new element. `style` is its class; numbers are rounded to a tenth; `_` in a name stands for `-`."""
    named = {name.replace("_", "-"): _attribute(value) for name, value in attributes.items()}
    return SubElement(parent, tag, {"class": style} | named)


def write(
    parent: Element,
    text: str,
    x: float,
    y: float,
    *,
    style: str = "ink",
    size: float = SMALL,
    anchor: Anchor = "start",
    upright: bool = False,
) -> None:
    """A line of text with its baseline at y, or read upwards with its baseline at x; nothing when there is none."""
    if text:
        line = add(parent, "text", style, x=x, y=y, font_size=size, text_anchor=anchor)
        line.text = text
        if upright:
            line.set("transform", f"rotate(-90 {_attribute(x)} {_attribute(y)})")


def explain(element: Element, text: str) -> None:
    """What is shown of an element when it is pointed at, and read aloud."""
    SubElement(element, "title").text = printable(text)


def points(pairs: Sequence[tuple[float, float]]) -> str:
    """Points of a path or a polygon."""
    return " ".join(f"{_attribute(x)},{_attribute(y)}" for x, y in pairs)


def _attribute(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
