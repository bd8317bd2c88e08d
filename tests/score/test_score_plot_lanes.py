"""What must be true of the plot's lines: the pieces' own intensity, and how loud it will be, each on its axis."""

import math
import re
from itertools import pairwise
from typing import get_args
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from test_score_plot import CASES, MINUTE, SVG, classed, known, made, parsed, read, track, words

from setplayer.score.chain import Sources
from setplayer.score.joins import joins
from setplayer.score.place import place
from setplayer.score.plot import Known, plot_svg
from setplayer.score.plot_axis import Scale
from setplayer.score.plot_draw import LEFT, RIGHT
from setplayer.score.plot_loudness import LOUDNESS_HEIGHT, draw_loudness
from setplayer.score.plot_real import real_intensity
from setplayer.score.plot_style import Theme

SECOND = 48_000


def places(element: Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in element.get("points", "").split())]


# ---- intensity of the pieces


def test_a_track_is_level_at_its_intensity_and_steps_in_the_middle_of_the_join() -> None:
    case = made(75, 15)
    clips, phases = case.score.clips, case.score.phases
    tracks = {clip.source: track(clip.source, 60, "x").model_copy(update={"intensity": 4.5}) for clip in clips}
    (line, *_) = real_intensity(clips, phases, tracks)
    assert line[0] == (0, 4.5)
    assert line[1] == (joins(case.score)[0].frame, 4.5) == line[2]


def test_made_music_follows_the_wanted_intensity() -> None:
    case = CASES["ketamine-im-60"]
    (line,) = real_intensity(case.score.clips, case.score.phases, {})
    assert (line[0], line[-1][1]) == ((0, 2), pytest.approx(1, abs=0.05))
    assert max(value for _, value in line) == pytest.approx(7, abs=0.1)
    assert all(left <= right for (left, _), (right, _) in pairwise(line))


def test_it_is_broken_where_it_is_silent_or_not_known() -> None:
    case = CASES["music-45"]
    before, after = real_intensity(case.score.clips, case.score.phases, {})
    (silence,) = (clip for clip in case.score.clips if clip.kind == "silence")
    assert before[-1][0] <= silence.start_frame + silence.fade_in_frames
    assert after[0][0] >= silence.end_frame - silence.fade_out_frames
    unmeasured = made(60, 6)
    starts = {line[0][0] for line in real_intensity(unmeasured.score.clips, unmeasured.score.phases, {})}
    tracks = [clip for clip in unmeasured.score.clips if clip.kind == "track"]
    assert tracks
    assert not starts & {clip.start_frame + clip.fade_in_frames // 2 for clip in tracks}


def test_it_is_told_from_the_wanted_line_without_colour_and_by_the_key() -> None:
    svg = parsed(CASES["fifteen tracks"])
    style = svg.findtext(f"{SVG}style", "")
    assert re.search(r"\.real\{[^}]*stroke-dasharray", style)
    assert not re.search(r"\.curve\{[^}]*dasharray", style)
    assert {"wanted intensity", "intensity of the pieces", "loudness over 3 s"} <= set(words(svg))
    assert "loudness over 3 s" not in words(ElementTree.fromstring(plot_svg(*CASES["fifteen tracks"])))


def test_the_shortest_arc_is_drawn() -> None:
    """One phase of one intensity has no corner between its beginning and its end."""
    arc = read("arc: Rest\nphases:\n  - {name: Rest, kind: return, length: 30 min, intensity: 2}\n")
    svg = ElementTree.fromstring(plot_svg(arc, place(Sources(arc, {}))))
    (curve, *_) = classed(svg, "curve")
    assert curve.get("d", "").startswith(f"M{LEFT:g},")
    assert curve.get("d", "").count("L") == 1


# ---- loudness


def loudness(lufs: list[float], minutes: int = 10) -> Element:
    svg = Element("svg")
    draw_loudness(svg, lufs, Scale(minutes * MINUTE, 0), 0.0)
    return svg


def test_loudness_lies_on_its_axis_at_the_middle_of_its_three_seconds() -> None:
    svg = loudness([-30.0] * (10 * 600 - 29))
    line = places(classed(svg, "loudness")[0])
    assert {y for _, y in line} == {LOUDNESS_HEIGHT / 2}
    assert line[0][0] == pytest.approx(LEFT + (RIGHT - LEFT) * 1.5 / 600, abs=0.1)
    assert line[-1][0] == pytest.approx(LEFT + (RIGHT - LEFT) * 598.5 / 600, abs=1.1)
    numbers = {text.text: float(text.get("y", "")) - 4 for text in classed(svg, "soft")}
    assert (numbers["−10"], numbers["−30"], numbers["−50"]) == (0, LOUDNESS_HEIGHT / 2, LOUDNESS_HEIGHT)


def test_the_band_holds_the_loudest_and_the_quietest_of_each_place() -> None:
    lufs = [-20.0, -40.0] * 18_000
    svg = loudness(lufs[: 3600 * 10 - 29], 60)
    heights = {y for _, y in places(classed(svg, "range")[0])[1:-1]}
    assert heights == {LOUDNESS_HEIGHT / 4, 3 * LOUDNESS_HEIGHT / 4}
    mean = places(classed(svg, "loudness")[0])[5][1]
    power = 10 * math.log10((10**-2 + 10**-4) / 2)
    assert mean == pytest.approx(LOUDNESS_HEIGHT * (-10 - power) / 40, abs=0.3)


def test_silence_and_noise_stay_within_the_lane() -> None:
    svg = loudness([-math.inf, -200.0, 5.0, -math.inf] * 100)
    heights = [y for style in ("range", "loudness") for _, y in places(classed(svg, style)[0])]
    assert min(heights) == 0
    assert max(heights) == LOUDNESS_HEIGHT
    assert classed(loudness([]), "loudness") == []


def test_a_long_session_is_no_large_file() -> None:
    case = CASES["sixty tracks"]
    with_it, without = plot_svg(*case, known(case)), plot_svg(*case, Known(known(case).tracks))
    assert len(with_it) - len(without) < 60_000


# ---- light and dark


@pytest.mark.parametrize("theme", get_args(Theme))
def test_a_theme_is_the_same_on_every_screen(theme: Theme) -> None:
    style = ElementTree.fromstring(plot_svg(*CASES["music-45"], theme=theme)).findtext(f"{SVG}style", "")
    assert "prefers-color-scheme" not in style
    (page,) = re.findall(r"\.page\{fill:(#\w+)\}", style)
    assert page == {"light": "#fff", "dark": "#12100e"}[theme]


def test_it_prints_on_one_sheet_of_a4_across() -> None:
    style = parsed(CASES["sixty tracks"]).findtext(f"{SVG}style", "")
    assert style.startswith("@page{size:A4 landscape;margin:10mm}@media print{svg{width:277mm;height:190mm}}")
