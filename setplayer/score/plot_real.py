"""The plot's second line of intensity: that of the pieces as they lie, to be held against the wanted one."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

from setplayer.library.track import Track
from setplayer.score.model import Clip
from setplayer.score.phases import Phases
from setplayer.score.plot_axis import Scale
from setplayer.score.plot_draw import add, explain, points
from setplayer.score.plot_phases import CURVE_HEIGHT, MAX_INTENSITY, corners

Line = list[tuple[int, float]]

_FOLLOWING: Final = frozenset({"soundscape", "bed"})
"""Kinds of pieces that are made to the wanted intensity."""


def real_intensity(clips: Sequence[Clip], phases: Phases, tracks: Mapping[str, Track]) -> list[Line]:
    """Lines of frame and intensity, a step in the middle of each crossfade; broken where it is silent or unknown."""
    wanted = corners(phases)
    lines: list[Line] = [[]]
    for clip in clips:
        stretch = _stretch(clip, wanted, tracks)
        if stretch:
            lines[-1] += stretch
        elif lines[-1]:
            lines.append([])
    return [line for line in lines if line]


def intensity_of(clip: Clip, tracks: Mapping[str, Track]) -> float | None:
    """The intensity of a track as it was measured or corrected; None of anything else, or where it is not known."""
    track = tracks.get(clip.source) if clip.kind == "track" else None
    return track.intensity if track else None


def draw_real(svg: Element, lines: Iterable[Line], scale: Scale, top: float) -> None:
    """The lines over the wanted curve, which lies in `CURVE_HEIGHT` from `top`."""
    bottom = top + CURVE_HEIGHT
    for line in lines:
        places = [(scale.x(frame), bottom - CURVE_HEIGHT * value / MAX_INTENSITY) for frame, value in line]
        drawn = add(svg, "polyline", "real", points=points(places))
        explain(drawn, "The intensity of the pieces, 0 to 10")


def _stretch(clip: Clip, wanted: Line, tracks: Mapping[str, Track]) -> Line:
    first = clip.start_frame + clip.fade_in_frames // 2
    end = max(clip.end_frame - clip.fade_out_frames // 2, first)
    if clip.kind in _FOLLOWING:
        between = [corner for corner in wanted if first < corner[0] < end]
        return [(first, _at(wanted, first)), *between, (end, _at(wanted, end))]
    value = intensity_of(clip, tracks)
    return [] if value is None else [(first, value), (end, value)]


def _at(line: Line, frame: int) -> float:
    """The value of a line at a frame; its last value after its end."""
    for (left, before), (right, after) in pairwise(line):
        if left <= frame < right:
            return before + (after - before) * (frame - left) / (right - left)
    return line[-1][1]
