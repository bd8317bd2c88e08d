"""An arc placed on a library as a picture to look over, to print and to pin up: one SVG that needs nothing else.

From above: the phases, the wanted intensity, the music, the time in minutes from 0:00, the cues, the key. Everything
that colour says is said by shape and by words too. Whatever was cut short is whole in the element's `<title>`.
"""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from setplayer.arc.model import Arc
from setplayer.score.model import Score
from setplayer.score.phases import Phases
from setplayer.score.plot_axis import AXIS_HEIGHT, Scale, draw_axis, draw_dose, draw_grid
from setplayer.score.plot_cues import Cues, MarkKind, cues_height, draw_cues, kind_of, mark_shape, placed_cues
from setplayer.score.plot_draw import (
    LARGE,
    LINE,
    MARGIN,
    MEDIUM,
    RIGHT,
    SMALL,
    WIDTH,
    add,
    cut,
    explain,
    printable,
    width,
    write,
)
from setplayer.score.plot_phases import (
    CURVE_HEIGHT,
    draw_intensity,
    draw_labels,
    draw_overlaps,
    labels,
    labels_height,
    overlaps,
)
from setplayer.score.plot_pieces import PIECE_KINDS, draw_pieces, draw_swatch, music_height
from setplayer.score.plot_style import add_style
from setplayer.units import duration

_HEAD: Final = 100.0
_BETWEEN: Final = 14.0
_SWATCH: Final = 26.0
_MARK_KINDS: Final[tuple[MarkKind, ...]] = ("chime", "voice", "reminder")


def plot_svg(arc: Arc, score: Score) -> str:
    """The arc on the score that was placed for it, as the text of an SVG file.

    Without scripts, fonts or anything from outside. Light or dark as the reader's screen is; light on paper.
    """
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "lang": "en", "role": "img"})
    svg.set("aria-labelledby", "setplayer-title setplayer-summary")
    SubElement(svg, "title", {"id": "setplayer-title"}).text = printable(arc.name)
    SubElement(svg, "desc", {"id": "setplayer-summary"}).text = printable(summary(arc, score))
    add_style(svg)
    add(svg, "rect", "page", width="100%", height="100%")
    _draw_head(svg, arc, score)
    height = _draw_chart(svg, arc, score)
    svg.set("viewBox", f"0 0 {WIDTH:g} {height:g}")
    svg.set("width", f"{WIDTH:g}")
    svg.set("height", f"{height:g}")
    return tostring(svg, encoding="unicode")


def summary(arc: Arc, score: Score) -> str:
    """The plot in a few sentences, for who cannot see it."""
    phases = lived(score)
    fullest = max(phases, key=lambda phase: max(phase.intensity_start, phase.intensity_end))
    most = max(fullest.intensity_start, fullest.intensity_end)
    return (
        f"{arc.name}: {duration(score.frames)} in {_count(len(phases), 'phase')} "
        f"({', '.join(phase.name for phase in phases)}), with {_count(len(score.clips), 'piece')} of music "
        f"and {_count(len(arc.cues), 'cue')}. The wanted intensity is highest, {most:g} of 10, in {fullest.name}. "
        f"{_zero(arc)}."
    )


def lived(score: Score) -> Phases:
    """The phases that were not skipped."""
    return tuple(phase for phase in score.phases if phase.end_frame > phase.start_frame)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _zero(arc: Arc) -> str:
    if arc.zero == "begin":
        return "0:00 is Begin"
    after = f", {duration(arc.zero_at_frames)} after Begin" if arc.zero_at_frames else ""
    return f"0:00 is the dose{after}"


def _draw_head(svg: Element, arc: Arc, score: Score) -> None:
    room = WIDTH - 2 * MARGIN
    group = add(svg, "g", "head")
    explain(group, arc.name)
    write(group, cut(arc.name, room, LARGE, bold=True), MARGIN, 46, style="strong", size=LARGE)
    given = ", ".join(word for word in (arc.medicine, arc.route) if word != "none").capitalize()
    facts = (given, duration(score.frames), _zero(arc))
    write(svg, " · ".join(filter(None, facts)), MARGIN, 70, style="soft", size=MEDIUM)


def _draw_chart(svg: Element, arc: Arc, score: Score) -> float:
    """Everything under the head. The height of the page."""
    scale = Scale(score.frames, arc.zero_at_frames)
    phases = lived(score)
    placed = labels(phases, scale)
    top = _HEAD + labels_height(placed)
    music = top + CURVE_HEIGHT + _BETWEEN
    axis = music + music_height(score.clips, scale) + _BETWEEN
    draw_grid(svg, scale, top, axis)
    draw_intensity(svg, phases, scale, top)
    draw_overlaps(svg, phases, scale, top)
    draw_labels(svg, placed, top)
    draw_pieces(svg, score.clips, scale, music)
    draw_axis(svg, scale, axis, from_dose=arc.zero == "dose")
    if arc.zero == "dose":
        draw_dose(svg, scale, top, top + CURVE_HEIGHT, axis)
    cues = placed_cues(arc, score, scale)
    lane = axis + AXIS_HEIGHT + _BETWEEN
    draw_cues(svg, cues, scale, lane)
    notes = _draw_notes(svg, arc, cues, lane + cues_height(cues) + _BETWEEN)
    return _draw_key(svg, arc, score, notes) + MARGIN


def _draw_notes(svg: Element, arc: Arc, cues: Cues, top: float) -> float:
    """What has no place in time: a line each, what a booster adds first. The bottom of them."""
    notes = list(cues.unplaced)
    if arc.booster:
        notes.insert(0, f"A booster adds {duration(arc.booster.adds_frames)} to {', '.join(arc.booster.to)}")
    for note in notes:
        top += LINE + 3
        group = add(svg, "g", "note")
        explain(group, note)
        write(group, cut(note, RIGHT - MARGIN, SMALL), MARGIN, top)
    return top


def _draw_key(svg: Element, arc: Arc, score: Score, top: float) -> float:
    """What the shapes mean, of those that the plot has. The bottom of it."""
    y = top + 2 * LINE
    x = MARGIN
    for kind in PIECE_KINDS:
        if any(clip.kind == kind for clip in score.clips):
            draw_swatch(svg, kind, x, y, _SWATCH)
            x = _write_key(svg, kind, x + _SWATCH, y)
    for mark in _MARK_KINDS:
        if any(kind_of(cue) == mark for cue in arc.cues):
            add(svg, "path", f"mark {mark}", d=mark_shape(mark, x + 5, y))
            x = _write_key(svg, mark, x + 10, y)
    if overlaps(lived(score)):
        add(svg, "rect", "overlap", x=x, y=y - 7, width=_SWATCH / 2, height=14)
        x = _write_key(svg, "two phases overlap", x + _SWATCH / 2, y)
    return y


def _write_key(svg: Element, word: str, x: float, y: float) -> float:
    """The word after its sample. Where the next sample stands."""
    write(svg, word, x + 6, y + 4, style="soft")
    return x + 6 + width(word, SMALL) + 20
