"""The spectrum of a faded sine, for the docs. `python tests/audio/faded_sine_picture.py` makes it anew."""

from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from test_audio_faded_sine import MOVES, SINE, TIME, heard, ideal, lane, spectrum_dbfs

PICTURE: Final = Path(__file__).parents[2] / "docs" / "pictures" / "faded-sine.svg"

_WIDTH, _HEIGHT, _LEFT, _TOP, _FLOOR = 720, 300, 44, 28, -220


def _curve(level: NDArray[np.float64], colour: str) -> str:
    """The loudest of each stretch of the spectrum."""
    edges = np.linspace(0, len(level) - 1, 481).astype(int)
    loudest = [max(level[a : b + 1].max(), _FLOOR) for a, b in pairwise(edges)]
    points = " ".join(
        f"{_LEFT + n / 480 * (_WIDTH - _LEFT - 8):.1f},{_y(value):.1f}" for n, value in enumerate(loudest)
    )
    return f'<polyline fill="none" stroke="{colour}" stroke-width="1.3" points="{points}"/>'


def _y(level: float) -> float:
    return _TOP + level / _FLOOR * (_HEIGHT - 2 * _TOP)


def picture() -> str:
    fade = ideal(MOVES["silence"])
    ours, stepped = heard({"silence": lane(MOVES["silence"])}), SINE * fade[TIME // 64 * 64]
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="18" font-size="11">1 kHz fading to silence over 3.75 s, dBFS over kHz. '
        "Blue: the mixer and limiter. Orange: a gain that moves every 64 frames.</text>",
    ]
    for level in range(0, _FLOOR - 1, -20):
        rows.append(f'<path d="M{_LEFT} {_y(level):.1f}H{_WIDTH - 8}" stroke="#e4e4e4"/>')
        rows.append(f'<text x="{_LEFT - 5}" y="{_y(level) + 4:.1f}" font-size="10" text-anchor="end">{level}</text>')
    for khz in range(0, 25, 4):
        x = _LEFT + khz / 24 * (_WIDTH - _LEFT - 8)
        rows.append(f'<text x="{x:.1f}" y="{_HEIGHT - 10}" font-size="10" text-anchor="middle">{khz}</text>')
    rows += [_curve(spectrum_dbfs(stepped), "#b3541e"), _curve(spectrum_dbfs(ours), "#1f6f8b"), "</svg>"]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
