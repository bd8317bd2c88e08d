"""An arc placed on a library as a picture to look over, to print and to pin up: one SVG that needs nothing else.

From above: the phases, the wanted intensity and that of the pieces, the loudness, the music, the time in minutes from
0:00, the cues, the key. Everything that colour says is said by shape and by words too. Whatever was cut short is
whole in the element's `<title>`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from setplayer.arc.model import Arc
from setplayer.library.track import Track
from setplayer.score.model import Score
from setplayer.score.phases import Phases
from setplayer.score.plot_axis import AXIS_HEIGHT, Scale, draw_axis, draw_dose, draw_grid
from setplayer.score.plot_cues import Cues, cues_height, draw_cues, kind_of, placed_cues
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
    write,
)
from setplayer.score.plot_key import draw_key
from setplayer.score.plot_loudness import LOUDNESS_HEIGHT, draw_loudness
from setplayer.score.plot_phases import (
    CURVE_HEIGHT,
    draw_intensity,
    draw_labels,
    draw_overlaps,
    labels,
    labels_height,
    overlaps,
)
from setplayer.score.plot_pieces import draw_pieces, music_height
from setplayer.score.plot_real import draw_real, real_intensity
from setplayer.score.plot_style import Theme, add_style
from setplayer.units import duration

_HEAD: Final = 100.0
_BETWEEN: Final = 14.0


@dataclass(frozen=True)
class Known:
    """What is known of the music beyond where it lies; what is not known is not drawn."""

    tracks: Mapping[str, Track] = field(default_factory=dict)
    """By their paths in the arc: how intense they are."""
    lufs: Sequence[float] | None = None
    """Short-term loudness of what is heard, as `LoudnessMeter.short_term_lufs` gives it."""


def plot_svg(arc: Arc, score: Score, known: Known | None = None, theme: Theme | None = None) -> str:
    """The arc on the score that was placed for it, as the text of an SVG file.

    Without scripts, fonts or anything from outside. Without a theme it is light or dark as the reader's screen is,
    and light on paper.
    """
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "lang": "en", "role": "img"})
    svg.set("aria-labelledby", "setplayer-title setplayer-summary")
    SubElement(svg, "title", {"id": "setplayer-title"}).text = printable(arc.name)
    SubElement(svg, "desc", {"id": "setplayer-summary"}).text = printable(summary(arc, score))
    add_style(svg, theme)
    add(svg, "rect", "page", width="100%", height="100%")
    _draw_head(svg, arc, score)
    height = _draw_chart(svg, arc, score, known or Known())
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


def _draw_chart(svg: Element, arc: Arc, score: Score, known: Known) -> float:
    """Everything under the head. The height of the page."""
    scale = Scale(score.frames, arc.zero_at_frames)
    phases = lived(score)
    placed = labels(phases, scale)
    real = real_intensity(score.clips, phases, known.tracks)
    top = _HEAD + labels_height(placed)
    curve = top + CURVE_HEIGHT
    lanes = curve if known.lufs is None else curve + _BETWEEN + LOUDNESS_HEIGHT
    music = lanes + _BETWEEN
    axis = music + music_height(score.clips, scale) + _BETWEEN
    draw_grid(svg, scale, top, axis)
    draw_intensity(svg, phases, scale, top)
    draw_overlaps(svg, phases, scale, top)
    draw_real(svg, real, scale, top)
    if known.lufs is not None:
        draw_loudness(svg, known.lufs, scale, curve + _BETWEEN)
    draw_labels(svg, placed, top, lanes)
    draw_pieces(svg, score.clips, scale, music, known.tracks)
    draw_axis(svg, scale, axis, from_dose=arc.zero == "dose")
    if arc.zero == "dose":
        draw_dose(svg, scale, top, lanes, axis)
    cues = placed_cues(arc, score, scale)
    lane = axis + AXIS_HEIGHT + _BETWEEN
    draw_cues(svg, cues, scale, lane)
    notes = _draw_notes(svg, arc, cues, lane + cues_height(cues) + _BETWEEN)
    marks = {kind_of(cue) for cue in arc.cues}
    two = bool(overlaps(phases))
    key = draw_key(svg, score.clips, marks, notes, overlaps=two, real=bool(real), loudness=known.lufs is not None)
    return key + MARGIN


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
