"""`python -m bench.arc_loudness [MUSIC] [--arc NAME] [-o FILE.svg]`: does a rendered session keep its arc's shape?

An arc that ships is rendered whole, with its soundscapes or, when a folder is given, with music from there in their
place. The file is then measured by ffmpeg, which shares nothing with us: its loudness against what the arc's
intensity asks for, phase by phase, and as a picture.
"""

import argparse
import itertools
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import setplayer  # noqa: F401  before NumPy, whose threads it tames

# isort: split

import numpy as np
from numpy.typing import NDArray

from setplayer.audio.outputs import FileOutput
from setplayer.engine.prepare import Prepared, arc_text, prepare, read
from setplayer.engine.rehearse import rehearse
from setplayer.library.cache import ScanCache
from setplayer.library.paths import find_music
from setplayer.library.scan import scan
from setplayer.library.track import Track
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.score.chain import JOIN_FRAMES, Sources
from setplayer.score.level import target_lufs
from setplayer.score.model import PlacedPhase, Score
from setplayer.score.place import place
from setplayer.score.plot_axis import AXIS_HEIGHT, Scale, draw_axis, draw_grid
from setplayer.score.plot_draw import LARGE, LEFT, MARGIN, MEDIUM, RIGHT, WIDTH, add, points, width, write
from setplayer.score.plot_phases import CURVE_HEIGHT, draw_labels, labels, labels_height
from setplayer.score.plot_pieces import draw_pieces, music_height
from setplayer.score.plot_style import add_style
from setplayer.session.commands import Open
from setplayer.units import SAMPLE_RATE

WINDOW_S = 3.0
"""Of short-term loudness; ffmpeg tells it ten times a second, for the window that ends there."""

SMOOTH_S = 60.0
"""Over this the shape is looked at: a tune's own waves are shorter."""

SHORTEST_TRACK_S = 60

Lufs = NDArray[np.float64]


# ---- a session to measure


def arc_with_music(arc: str, music: Path, cache: Path) -> str:
    """The text of an arc whose soundscapes have given way to tracks, enough of them to fill each phase."""
    with ScanCache(cache) as scans:
        measured = scan(music, find_music(music), scans).tracks.values()
    playable = [
        t for t in measured if not t.error and t.integrated_lufs and t.frames > SHORTEST_TRACK_S * SAMPLE_RATE
    ]
    if not playable:
        raise SystemExit(f"{music}: no music of a minute or more; give another folder.")
    # By content, so that what lies beside each other is as different as music in a folder can be.
    pool = itertools.cycle(sorted(playable, key=lambda track: track.sha256))
    lengths = iter([phase.length_frames for phase in read(arc).reading.arc.phases])

    def tracks(block: re.Match[str]) -> str:
        length = next(lengths)
        if "soundscape" not in block[0]:
            return block[0]
        lines = [f"      - track: '{track.path}'\n" for track in _filling(pool, length)]
        return "    music:\n" + "".join(lines)

    return re.sub(r"^    music:\n(?:      .*\n)+", tracks, arc_text(arc)[1], flags=re.MULTILINE)


def _filling(pool: Iterator[Track], length_frames: int) -> Iterator[Track]:
    left = length_frames + 2 * JOIN_FRAMES
    while left > 0:
        track = next(pool)
        left -= track.frames - JOIN_FRAMES
        yield track


def render(prepared: Prepared, output: Path, record: Path) -> Score:
    """Play it into a file. Where everything lies in it."""
    with (
        SessionFile.create(record, "benchaaa", SystemClock()) as file,
        FileOutput(output, output.suffix) as sound,
    ):
        rehearse(prepared, [], file, sound, Open(kind="rehearsal", seed=1))
    return place(Sources(prepared.arc, {track.path: track for track in prepared.command().materials.tracks}))


# ---- what ffmpeg hears


def short_term(path: Path) -> Lufs:
    """Short-term loudness ten times a second: value k is that of the 3 s up to (k + 1) / 10 s."""
    printed = _ffmpeg(path, "ebur128=metadata=1,ametadata=print:key=lavfi.r128.S:file=-")
    return np.array([float(value) for value in re.findall(r"lavfi\.r128\.S=(\S+)", printed)])


def integrated(path: Path, begin_s: float, end_s: float) -> float:
    """Integrated loudness of a part."""
    printed = _ffmpeg(path, f"atrim={begin_s}:{end_s},ebur128")
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", printed)[-1])


def _ffmpeg(path: Path, chain: str) -> str:
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", path, "-af", chain, "-f", "null", "-"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return run.stdout + run.stderr


# ---- wanted against measured


@dataclass(frozen=True)
class Heard:
    """A rendered session as it was measured."""

    score: Score
    centres_s: NDArray[np.float64]
    """Middles of the 3 s that each value tells of."""
    short_term: Lufs
    wanted: Lufs
    """What the arc asks for there."""

    @property
    def smooth(self) -> Lufs:
        """Mean loudness over a minute around each moment; silence stays silence."""
        power = 10 ** (self.short_term / 10)
        size = min(round(SMOOTH_S * 10), len(power))
        count = np.convolve(np.ones(len(power)), np.ones(size), "same")
        return 10 * np.log10(np.convolve(power, np.ones(size), "same") / count)


def wanted_lufs(phases: tuple[PlacedPhase, ...], moments_s: NDArray[np.float64]) -> Lufs:
    """The loudness that the intensity of the current phase, the latest begun, asks for."""
    wanted = np.empty(len(moments_s))
    for phase in phases:
        begin, end = phase.start_frame / SAMPLE_RATE, phase.end_frame / SAMPLE_RATE
        here = moments_s >= begin
        share = (moments_s[here] - begin) / max(end - begin, 1.0)
        intensity = phase.intensity_start + (phase.intensity_end - phase.intensity_start) * np.clip(share, 0, 1)
        wanted[here] = target_lufs(0) + (target_lufs(1) - target_lufs(0)) * intensity
    return wanted


def sounding(score: Score) -> list[tuple[PlacedPhase, float, float]]:
    """Phases with music, and the seconds in which each is alone: without the joins on either side."""
    joined_s = JOIN_FRAMES / SAMPLE_RATE
    found = []
    for number, phase in enumerate(score.phases):
        if all(clip.kind == "silence" for clip in score.clips if clip.phase == number):
            continue
        after = score.phases[number + 1 :]
        end = min([phase.end_frame, *(later.start_frame for later in after)]) / SAMPLE_RATE
        found.append((phase, phase.start_frame / SAMPLE_RATE + joined_s, end - joined_s))
    return found


def tell(heard: Heard, path: Path) -> None:
    """A line for each phase, then how well the shapes agree."""
    print(f"\n{'':22}{'wanted':>8}{'integrated':>12}{'off by':>8}{'short-term, middle half':>25}")
    wanted, got = [], []
    for phase, begin_s, end_s in sounding(heard.score):
        here = (heard.centres_s >= begin_s) & (heard.centres_s < end_s)
        wanted.append(float(heard.wanted[here].mean()))
        got.append(integrated(path, begin_s, end_s))
        low, middle, high = np.percentile(heard.short_term[here], [25, 50, 75])
        print(
            f"{phase.name[:21]:22}{wanted[-1]:8.1f}{got[-1]:12.1f}{got[-1] - wanted[-1]:+8.1f}"
            f"{low:11.1f} {middle:6.1f} {high:6.1f}"
        )
    print(f"\nPhases, wanted against integrated: correlation {_correlation(wanted, got):.2f}")
    music = (heard.smooth > target_lufs(0) - 20) & np.isfinite(heard.smooth)
    agree = _correlation(heard.wanted[music], heard.smooth[music])
    print(f"Loudness over {SMOOTH_S:.0f} s against the wanted curve, all along: correlation {agree:.2f}")


def _correlation(a: list[float] | Lufs, b: list[float] | Lufs) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 1 else 1.0


# ---- the picture

QUIETEST, LOUDEST = -50.0, -10.0
HEIGHT = CURVE_HEIGHT * 1.6

STYLE = """
.heard{fill:none;stroke-width:.8;stroke-opacity:.75;stroke-linejoin:round}
.smooth{fill:none;stroke-width:2.2;stroke-linejoin:round}
.wanted{stroke-width:3.5}
"""


def picture(heard: Heard, title: str) -> str:
    """Short-term loudness against the wanted curve, the phases and the pieces: an SVG file's text."""
    scale = Scale(heard.score.frames, 0)
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "lang": "en", "role": "img"})
    SubElement(svg, "title").text = title
    add_style(svg)
    SubElement(svg, "style").text = STYLE
    add(svg, "rect", "page", width="100%", height="100%")
    write(svg, title, MARGIN, 46, style="strong", size=LARGE)
    write(svg, "Wanted and measured loudness in LUFS, by ffmpeg's ebur128", MARGIN, 70, style="soft", size=MEDIUM)
    placed = labels(heard.score.phases, scale)
    top = 100 + labels_height(placed)
    bottom = top + HEIGHT
    music = bottom + 14
    axis = music + music_height(heard.score.clips, scale) + 14
    draw_grid(svg, scale, top, axis)

    def y(lufs: Lufs | float) -> Lufs:
        return bottom - (np.clip(lufs, QUIETEST, LOUDEST) - QUIETEST) / (LOUDEST - QUIETEST) * HEIGHT

    for level in range(round(QUIETEST), round(LOUDEST) + 1, 10):
        add(svg, "line", "axis" if level == QUIETEST else "grid", x1=LEFT, x2=RIGHT, y1=y(level), y2=y(level))
        write(svg, f"−{-level}", LEFT - 8, float(y(level)) + 4, style="soft", anchor="end")
    write(svg, "LUFS", MARGIN, top + 16, style="strong")
    draw_labels(svg, placed, top, bottom)
    _draw_lines(svg, heard, scale, y)
    draw_pieces(svg, heard.score.clips, scale, music)
    draw_axis(svg, scale, axis, from_dose=False)
    _draw_key(svg, axis + AXIS_HEIGHT + 20)
    height = axis + AXIS_HEIGHT + 20 + MARGIN
    svg.set("viewBox", f"0 0 {WIDTH:g} {height:g}")
    svg.set("width", f"{WIDTH:g}")
    svg.set("height", f"{height:g}")
    return tostring(svg, encoding="unicode")


def _draw_lines(svg: Element, heard: Heard, scale: Scale, y: Callable[[Lufs], Lufs]) -> None:
    # Once a second is twice as fine as the page.
    places = [scale.x(round(moment * SAMPLE_RATE)) for moment in heard.centres_s[::10]]
    for style, lufs in (
        ("dose-line heard", heard.short_term),
        ("dose-line smooth", heard.smooth),
        ("curve wanted", heard.wanted),
    ):
        add(
            svg, "polyline", style, points=points(list(zip(places, y(lufs[::10]).tolist(), strict=True))), fill="none"
        )


def _draw_key(svg: Element, y: float) -> None:
    x = LEFT
    for style, words in (
        ("curve wanted", "wanted, from the arc's intensity"),
        ("dose-line smooth", "measured, over a minute"),
        ("dose-line heard", "measured, short-term (3 s)"),
    ):
        add(svg, "line", style, x1=x, x2=x + 26, y1=y, y2=y)
        write(svg, words, x + 34, y + 4, style="soft")
        x += 34 + width(words, 12) + 24


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.arc_loudness", description=__doc__)
    parser.add_argument("music", type=Path, nargs="?", help="a folder whose music takes the soundscapes' place")
    parser.add_argument("--arc", default="ketamine-im-60", help="an arc that ships (ketamine-im-60)")
    parser.add_argument("-o", "--output", type=Path, help="the picture to write, an SVG file")
    given = parser.parse_args()
    if shutil.which("ffmpeg") is None:
        raise SystemExit("The ffmpeg program is not installed, and it is what measures here.")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        arc = given.arc
        if given.music:
            arc = str(work / "arc.yaml")
            Path(arc).write_text(arc_with_music(given.arc, given.music, work / "library.db"), encoding="utf-8")
        prepared = prepare(arc, given.music, work / "library.db")
        rendered = work / "session.flac"
        score = render(prepared, rendered, work / "session.session")
        series = short_term(rendered)
        ends_s = (np.arange(len(series)) + 1) / 10
        whole = ends_s >= WINDOW_S
        centres_s = ends_s[whole] - WINDOW_S / 2
        heard = Heard(score, centres_s, series[whole], wanted_lufs(score.phases, centres_s))
        tell(heard, rendered)
    if given.output:
        given.output.write_text(picture(heard, prepared.arc.name), encoding="utf-8")


if __name__ == "__main__":
    main()
