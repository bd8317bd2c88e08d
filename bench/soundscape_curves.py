"""Two curves of a soundscape as one small SVG: short-term loudness, and likeness to itself later."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_WIDTH, _HEIGHT, _LEFT, _GAP = 720, 90, 44, 26
_POINTS = 240


def curves(short_lufs: Floats, target_lufs: float | None, again: Floats) -> str:
    """Loudness in tenths of a second around its target, and autocorrelation at lags of tenths of a second."""
    middle = float(np.median(short_lufs)) if target_lufs is None else target_lufs
    top, bottom = middle + 6.0, middle - 6.0
    loud = _panel(0, top, bottom, (middle + 2.0, middle - 2.0), short_lufs, f"{middle:.1f} LUFS")
    like = _panel(_HEIGHT + _GAP, 1.0, -0.4, (0.3, -0.3), again, "likeness")
    marks = _minutes(_HEIGHT, len(short_lufs)) + _minutes(2 * _HEIGHT + _GAP, len(again))
    size = f"{_LEFT + _WIDTH + 2} {2 * (_HEIGHT + _GAP)}"
    style = "text{font:11px sans-serif;fill:#555}path{fill:none;stroke:#246;stroke-width:1}"
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"><style>{style}</style>'
    return f"{opening}{loud}{like}{marks}</svg>\n"


def _panel(y: int, top: float, bottom: float, band: tuple[float, float], values: Floats, label: str) -> str:
    def at(value: float) -> float:
        return y + _HEIGHT * (top - min(max(value, bottom), top)) / (top - bottom)

    upper, lower = (at(edge) for edge in band)
    # The least and the greatest of each part, so that no peak is lost.
    parts = np.array_split(values, _POINTS)
    step = _WIDTH / len(parts)
    line = " ".join(
        f"{_LEFT + i * step:.0f},{at(part.min()):.1f} {_LEFT + i * step:.0f},{at(part.max()):.1f}"
        for i, part in enumerate(parts)
    )
    return (
        f'<rect x="{_LEFT}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" fill="#fafafa" stroke="#ccc"/>'
        f'<rect x="{_LEFT}" y="{upper:.1f}" width="{_WIDTH}" height="{lower - upper:.1f}" fill="#e2eee2"/>'
        f'<path d="M{line}"/><text x="{_LEFT + 6}" y="{y + 14}">{label}</text>'
        f'<text x="2" y="{upper + 4:.0f}">{band[0]:.1f}</text><text x="2" y="{lower + 4:.0f}">{band[1]:.1f}</text>'
    )


def _minutes(y: int, tenths: int) -> str:
    minutes = tenths / 600
    every = 5 if minutes > 12 else 2
    return "".join(
        f'<text x="{_LEFT + _WIDTH * minute / minutes:.0f}" y="{y + 14}">{minute} min</text>'
        for minute in range(0, int(minutes - 0.5), every)
    )
