"""Text: fonts, digits in cells of one width so that clocks never jitter, eliding and wrapping.

Inter covers Latin, Greek and Cyrillic. For a character it lacks, a font of the system that has it is looked for once.
"""

import unicodedata
from collections import OrderedDict
from functools import lru_cache
from itertools import groupby
from typing import Final, Literal

from setplayer.kiosk.sdl import pygame
from setplayer.kiosk.theme import Colour
from setplayer.shipped import shipped

Weight = Literal["regular", "medium"]

_FILES: Final[dict[str, str]] = {"regular": "Inter-Regular.woff2", "medium": "Inter-Medium.woff2"}
_ELSEWHERE: Final = (
    "notosans", "notosanscjkjp", "notosanscjksc", "notosansarabic", "notosanshebrew", "notosansdevanagari",
    "notosansthai", "notosanssymbols2", "dejavusans", "freesans", "arialunicodems", "segoeui",
)  # fmt: skip
"""Fonts of the system that are asked for a character that Inter lacks, in this order. None with pictures in colour:
they come in one size and would light the room."""

_LEAST: Final = 0.6
"""How much smaller a text may become to have room."""

_NO_CHARACTER: Final = "\uffff"
_KEPT: Final = 800
"""Rendered texts that are kept: more than a screen shows at once."""


class Fonts:
    """Measures and renders text. Sizes are whole pixels of the screen."""

    def __init__(self) -> None:
        pygame.font.init()
        self._folder = shipped("assets") / "fonts" / "ui"
        self._fonts: dict[tuple[str, int], pygame.font.Font] = {}
        self._rendered: OrderedDict[tuple[str, int, Weight, Colour, bool], pygame.Surface] = OrderedDict()
        self._widths: dict[tuple[str, int, Weight, bool], int] = {}
        self._elsewhere: dict[str, str | None] = {}

    def width(self, text: str, size: int, weight: Weight = "regular", fixed: bool = False) -> int:
        """How wide a text comes out. With `fixed`, every digit takes the room of the widest."""
        key = (text, size, weight, fixed)
        if key not in self._widths:
            if len(self._widths) > 20 * _KEPT:
                self._widths.clear()
            self._widths[key] = sum(run_width for _, run_width in self._runs(*key))
        return self._widths[key]

    def ascent(self, size: int, weight: Weight = "regular") -> int:
        """From the top of a rendered text to its baseline."""
        return self._font(weight, size).get_ascent()

    def height(self, size: int, weight: Weight = "regular") -> int:
        """Of a rendered line."""
        return self._font(weight, size).get_height()

    def rendered(self, text: str, size: int, weight: Weight, colour: Colour, fixed: bool = False) -> pygame.Surface:
        """A text as a picture with transparency. It is kept: nobody may draw on it."""
        key = (text, size, weight, colour, fixed)
        found = self._rendered.get(key)
        if found is not None:
            self._rendered.move_to_end(key)
            return found
        picture = self._drawn(*key)
        self._rendered[key] = picture
        if len(self._rendered) > _KEPT:
            self._rendered.popitem(last=False)
        return picture

    def fitting(self, text: str, size: int, weight: Weight, width: int, fixed: bool = False) -> int:
        """The size in which a text has room: its own, or a smaller one where a language needs more, within limits."""
        wide = self.width(text, size, weight, fixed)
        if wide <= width:
            return size
        least = max(round(size * _LEAST), 1)
        first = max(min(size * width // max(wide, 1) + 1, size), least)
        return next((n for n in range(first, least, -1) if self.width(text, n, weight, fixed) <= width), least)

    def elided(self, text: str, size: int, weight: Weight, width: int) -> str:
        """The text, or as much of it as fits and an ellipsis."""
        text = one_line(text)
        if self.width(text, size, weight) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle].rstrip() + "…", size, weight) <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + "…"

    def wrapped(self, text: str, size: int, weight: Weight, width: int, lines: int) -> list[str]:
        """The text in lines that fit, at most so many; the last one elided when there is more."""
        done: list[str] = []
        rest = one_line(text)
        while rest and len(done) < lines:
            if len(done) == lines - 1:
                done.append(self.elided(rest, size, weight, width))
                break
            line, rest = self._first_line(rest, size, weight, width)
            done.append(line)
        return done

    def _first_line(self, text: str, size: int, weight: Weight, width: int) -> tuple[str, str]:
        words = text.split(" ")
        count = 1
        while count < len(words) and self.width(" ".join(words[: count + 1]), size, weight) <= width:
            count += 1
        line = " ".join(words[:count])
        if self.width(line, size, weight) <= width:
            return line, " ".join(words[count:])
        cut = next((n for n in range(len(line), 1, -1) if self.width(line[:n], size, weight) <= width), 1)
        return line[:cut], text[cut:]

    def _font(self, name: str, size: int) -> pygame.font.Font:
        """Inter in a weight, or another font by its file."""
        key = (name, size)
        if key not in self._fonts:
            file = str(self._folder / _FILES[name]) if name in _FILES else name
            self._fonts[key] = pygame.font.Font(file, size)
        return self._fonts[key]

    def _font_of(self, character: str, weight: Weight) -> str:
        """Which font draws a character: one that is nowhere is drawn as Inter's empty box."""
        if ord(character) < 0x250 or self._has(weight, character):
            return weight
        if character not in self._elsewhere:
            found = (file for file in _system_fonts() if self._has(file, character))
            self._elsewhere[character] = next(found, None)
        return self._elsewhere[character] or weight

    def _has(self, name: str, character: str) -> bool:
        font = self._font(name, 20)
        return font.metrics(character) != font.metrics(_NO_CHARACTER)

    def _runs(self, text: str, size: int, weight: Weight, fixed: bool) -> list[tuple[tuple[str, str], int]]:
        """The text in pieces of one font, each with its width; with `fixed` each digit is a piece."""
        pieces = [(name, "".join(run)) for name, run in groupby(text, lambda c: self._font_of(c, weight))]
        if not fixed:
            return [((name, run), self._font(name, size).size(run)[0]) for name, run in pieces]
        return [
            ((name, part), self._cell(name, size) if part.isdigit() else self._font(name, size).size(part)[0])
            for name, run in pieces
            for part in _digits_apart(run)
        ]

    def _cell(self, name: str, size: int) -> int:
        return _widest_digit(self._font(name, size))

    def _drawn(self, text: str, size: int, weight: Weight, colour: Colour, fixed: bool) -> pygame.Surface:
        runs = self._runs(text, size, weight, fixed)
        if len(runs) == 1 and not fixed:
            return self._font(runs[0][0][0], size).render(runs[0][0][1], True, colour)
        picture = pygame.Surface((sum(width for _, width in runs), self.height(size, weight)), pygame.SRCALPHA)
        x, baseline = 0, self.ascent(size, weight)
        for (name, part), width in runs:
            font = self._font(name, size)
            glyphs = font.render(part, True, colour)
            picture.blit(glyphs, (x + (width - glyphs.get_width()) // 2, baseline - font.get_ascent()))
            x += width
        return picture


def one_line(text: str) -> str:
    """A text without line breaks, tabs and other control characters, its accents composed."""
    plain = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in unicodedata.normalize("NFC", text))
    return " ".join("".join(plain).split())


def _digits_apart(text: str) -> list[str]:
    parts: list[str] = []
    for digit, run in groupby(text, str.isdigit):
        together = "".join(run)
        parts.extend(together if digit else [together])
    return parts


@lru_cache(maxsize=64)
def _widest_digit(font: pygame.font.Font) -> int:
    return max(font.size(digit)[0] for digit in "0123456789")


@lru_cache(maxsize=1)
def _system_fonts() -> tuple[str, ...]:
    found = (pygame.font.match_font(name) for name in _ELSEWHERE)
    return tuple(dict.fromkeys(file for file in found if file is not None))
