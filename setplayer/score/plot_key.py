"""The plot's key: what its shapes mean, of those that it has."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from setplayer.score.model import Clip, ClipKind
from setplayer.score.plot_cues import MarkKind, mark_shape
from setplayer.score.plot_draw import LINE, MARGIN, RIGHT, SMALL, add, width, write
from setplayer.score.plot_pieces import PIECE_KINDS, draw_swatch

_SWATCH: Final = 26.0
_MARK: Final = 10.0
_OVERLAP: Final = 13.0
_GAP: Final = 6.0
_BETWEEN: Final = 20.0
_ROW: Final = LINE + 7

_MARKS: Final[tuple[MarkKind, ...]] = ("chime", "voice", "reminder")


@dataclass(frozen=True)
class _Entry:
    word: str
    length: float
    draw: Callable[[Element, float, float], object]
    """Draws the sample from x on, around y."""

    @property
    def room(self) -> float:
        return self.length + _GAP + width(self.word, SMALL)


def draw_key(
    svg: Element, clips: Sequence[Clip], marks: Collection[MarkKind], top: float, *, overlaps: bool, real: bool,
    loudness: bool,
) -> float:  # fmt: skip
    """The key in as many rows as it takes, under `top`. The bottom of it."""
    kinds = {clip.kind for clip in clips}
    entries = [_line("wanted intensity", "curve")]
    entries += [_line("intensity of the pieces", "real")] if real else []
    entries += [_line("loudness over 3 s", "loudness")] if loudness else []
    entries += [_piece(kind) for kind in PIECE_KINDS if kind in kinds]
    entries += [_mark(kind) for kind in _MARKS if kind in marks]
    entries += [_Entry("two phases overlap", _OVERLAP, _draw_overlap)] if overlaps else []
    x, y = MARGIN, top + 2 * LINE
    for entry in entries:
        if x > MARGIN and x + entry.room > RIGHT:
            x, y = MARGIN, y + _ROW
        entry.draw(svg, x, y)
        write(svg, entry.word, x + entry.length + _GAP, y + 4, style="soft")
        x += entry.room + _BETWEEN
    return y


def _line(word: str, style: str) -> _Entry:
    return _Entry(word, _SWATCH, lambda svg, x, y: add(svg, "line", style, x1=x, x2=x + _SWATCH, y1=y, y2=y))


def _piece(kind: ClipKind) -> _Entry:
    return _Entry(kind, _SWATCH, lambda svg, x, y: draw_swatch(svg, kind, x, y, _SWATCH))


def _mark(kind: MarkKind) -> _Entry:
    return _Entry(kind, _MARK, lambda svg, x, y: add(svg, "path", f"mark {kind}", d=mark_shape(kind, x + 5, y)))


def _draw_overlap(svg: Element, x: float, y: float) -> None:
    add(svg, "rect", "overlap", x=x, y=y - 7, width=_OVERLAP, height=14)
