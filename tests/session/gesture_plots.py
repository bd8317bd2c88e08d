"""Golden plots of what each gesture and each shape does to the gain, as SVG text that tests compare as numbers.

`python tests/session/gesture_plots.py [NAME...]` makes them anew: look at each.
"""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from session_cases import SECOND, Session, begun

from setplayer.score.curves import SHAPES, Lane, Shape, fade
from setplayer.session import commands as c
from setplayer.session import gestures
from setplayer.session.lanes import Bus, bus_gain
from setplayer.units import frames_from_s

GOLDEN: Final = Path(__file__).parent / "golden"

Gains = Mapping[str, NDArray[np.float64]]
"""The gain of each bus at every frame."""

COLOURS: Final = {"arc": "#1f6f8b", "grounding": "#b3541e", "sound": "#7a3e9d", "old": "#1f6f8b", "new": "#b3541e"}

_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 240, 40, 24
_FLOOR_DB, _CEILING_DB = -60.0, 9.0
_POINTS = 600


def _played(*steps: tuple[float, c.Command], for_s: float, buses: tuple[Bus, ...] = ("arc",)) -> Gains:
    """The gains from a second before the first of some commands on, each given so long after the one before it."""
    session = begun().at_min(3)
    first = session.now
    session.after_s(1)
    for wait_s, command in steps:
        if wait_s:
            session.after_s(wait_s)
        session.give(command)
    return _gains(session, first, frames_from_s(for_s), buses)


def _gains(session: Session, first: int, count: int, buses: tuple[Bus, ...]) -> Gains:
    lanes = session.state.lanes
    return {bus: np.broadcast_to(np.asarray(bus_gain(lanes, bus, first, count)), (count,)) for bus in buses}


def _begin() -> Gains:
    return _gains(begun(), 0, 22 * SECOND, ("arc",))


def _heard_again(gap_s: float) -> Gains:
    """After a gap so long that nobody asked for."""
    session = begun().at_min(3)
    first = session.now
    again = first + SECOND
    lanes = session.state.lanes
    moves = gestures.heard_again(again, again - frames_from_s(gap_s))
    heard = Lane(initial=0.0).with_moves(moves["heard"])
    session.state = replace(session.state, lanes={**lanes, "heard": heard})
    return _gains(session, first, 12 * SECOND, ("arc",))


def _crossfade() -> Gains:
    """From the first piece of an arc to the next, with the shapes that the score gives them."""
    old, new = (clip for clip in begun().state.score.clips if clip.phase == 0)
    frames = np.arange(new.start_frame - SECOND, old.end_frame + SECOND)
    out = fade(old.fade_out_shape, old.end_frame - frames, 0, old.fade_out_frames)
    return {"old": out, "new": fade(new.fade_in_shape, frames, new.start_frame, new.fade_in_frames)}


def _shape(shape: Shape) -> Callable[[], Gains]:
    """Up from −40 dB and down again, 2 s each."""

    def gains() -> Gains:
        low = 0.01
        lane = Lane(initial=low)
        for start, to in ((0.5, 1.0), (3.0, low)):
            lane = lane.with_moves([lane.glide(frames_from_s(start), 2 * SECOND, to, shape)])
        return {"arc": lane.values(np.arange(frames_from_s(5.5)))}

    return gains


_BOTH: Final[tuple[Bus, ...]] = ("arc", "grounding")

PLOTS: Final[dict[str, Callable[[], Gains]]] = {
    "begin": _begin,
    "fade-now": lambda: _played((0, c.FadeNow()), for_s=5),
    "fade-now-twice": lambda: _played((0, c.FadeNow()), (0.2, c.FadeNow()), for_s=2),
    "fade-now-bring-back": lambda: _played((0, c.FadeNow()), (4, c.BringBack()), for_s=17),
    "duck-unduck": lambda: _played((0, c.Duck()), (2, c.Unduck()), for_s=8),
    "talk-over": lambda: _played((0, c.Chime(sound="bell")), for_s=12, buses=("arc", "sound")),
    "talk-over-thrice": lambda: _played(
        (0, c.Chime(sound="bell")), (2, c.Chime(sound="bell")), (7, c.Chime(sound="bell")), for_s=22
    ),
    "duck-in-talk-over": lambda: _played((0, c.Chime(sound="bell")), (3, c.Duck()), (6, c.Unduck()), for_s=15),
    "silence-music": lambda: _played((0, c.Silence()), (12, c.Music()), for_s=26),
    "grounding-return": lambda: _played((0, c.Grounding()), (8, c.ReturnToArc()), for_s=16, buses=_BOTH),
    "grounding-out-of-silence": lambda: _played((0, c.Silence()), (10, c.Grounding()), for_s=18, buses=_BOTH),
    "soft-stop-bring-back": lambda: _played((0, c.SoftStop()), (6, c.BringBack()), for_s=20),
    "away-back": lambda: _played((0, c.Away()), (6, c.Back()), for_s=20),
    "level-down-up": lambda: _played((0, c.Level(db=-24)), (5, c.Level(db=6)), for_s=18),
    "heard-again-soon": lambda: _heard_again(5),
    "heard-again-late": lambda: _heard_again(60),
    "crossfade": _crossfade,
    **{f"shape-{shape}": _shape(shape) for shape in SHAPES},
}


def _x(seconds: float, length_s: float) -> float:
    return _LEFT + seconds / length_s * (_WIDTH - _LEFT - 8)


def _y(level_db: float) -> float:
    return _TOP + (_CEILING_DB - level_db) / (_CEILING_DB - _FLOOR_DB) * (_HEIGHT - 2 * _TOP)


def svg(name: str, gains: Gains) -> str:
    """The picture: decibels over seconds."""
    count = len(next(iter(gains.values())))
    length_s = count / SECOND
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="16" font-size="12">{name}: gain in dB over seconds</text>',
    ]
    for level in range(-60, 1, 10):
        y = _y(level)
        rows.append(f'<path d="M{_LEFT} {y:.2f}H{_WIDTH - 8}" stroke="#dddddd"/>')
        rows.append(f'<text x="{_LEFT - 6}" y="{y + 4:.2f}" font-size="10" text-anchor="end">{level}</text>')
    every = 1 if length_s <= 8 else 2
    for second in range(0, int(length_s) + 1, every):
        x = _x(second, length_s)
        rows.append(f'<path d="M{x:.2f} {_TOP}V{_HEIGHT - _TOP}" stroke="#eeeeee"/>')
        rows.append(f'<text x="{x:.2f}" y="{_HEIGHT - 8}" font-size="10" text-anchor="middle">{second}</text>')
    places = np.linspace(0, count - 1, _POINTS).round().astype(int)
    for bus, gain in gains.items():
        level_db = 20 * np.log10(np.maximum(gain[places], 10 ** (_FLOOR_DB / 20)))
        points = " ".join(
            f"{_x(at / SECOND, length_s):.2f},{_y(db):.2f}" for at, db in zip(places, level_db, strict=True)
        )
        rows.append(
            f'<polyline id="{bus}" fill="none" stroke="{COLOURS[bus]}" stroke-width="1.5" points="{points}"/>'
        )
    return "\n".join([*rows, "</svg>"]) + "\n"


def levels_db(text: str) -> dict[str, NDArray[np.float64]]:
    """The points of a picture as decibels, by bus."""
    found = re.findall(r'<polyline id="(\w+)".*? points="([^"]*)"', text)
    scale = (_CEILING_DB - _FLOOR_DB) / (_HEIGHT - 2 * _TOP)
    heights = {bus: np.array([float(point.split(",")[1]) for point in points.split()]) for bus, points in found}
    return {bus: _CEILING_DB - (y - _TOP) * scale for bus, y in heights.items()}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for chosen in sys.argv[1:] or PLOTS:
        (GOLDEN / f"{chosen}.svg").write_text(svg(chosen, PLOTS[chosen]()), encoding="utf-8")
