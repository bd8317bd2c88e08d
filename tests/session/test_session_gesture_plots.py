"""What each gesture does to the gain is what its golden plot shows, and nothing in it is a step."""

import math
from typing import Final

import numpy as np
import pytest
from gesture_plots import GOLDEN, PLOTS, Gains, levels_db, svg

SECOND = 48_000

_DUCK_PER_S: Final = math.log(10) / 20 * 50  # 50 dB a second, from full
_PER_S: Final = {
    # The steepest that a gain may move, in its own unit per second: by its shape's formula and its length.
    "begin": math.pi / 2 / 20,
    "fade-now": 4 / 2.9,
    "fade-now-twice": math.pi / 2 / 0.015,  # the one cut: bounded by its own slope
    "fade-now-bring-back": 4 / 2.9,
    "duck-unduck": _DUCK_PER_S,
    "talk-over": _DUCK_PER_S,
    "talk-over-thrice": _DUCK_PER_S,
    "duck-in-talk-over": _DUCK_PER_S,
    "silence-music": math.pi / 2 / 8,
    "grounding-return": math.pi / 2 / 4,
    "grounding-out-of-silence": math.pi / 2 / 4
    + math.pi / 2 / 4,  # its crossfade and the end of the silence, at once
    "soft-stop-bring-back": math.pi / 2 / 10,
    "away-back": math.pi / 2 / 3,
    "level-down-up": 2 * math.log(10) / 20 * 12,  # 12 dB a second down, or 3 up to +6 dB
    "heard-again-soon": math.pi / 2 / 3,
    "heard-again-late": math.pi / 2 / 10,
    "crossfade": math.pi / 2 / 8,
    "shape-linear": 1 / 2,
    "shape-linear-db": math.log(10) / 20 * 40 / 2,
    "shape-equal-power": math.pi / 2 / 2,
    "shape-raised-cosine": math.pi / 2 / 2,
    "shape-fade-out": 4 / 2,
}


@pytest.fixture(scope="module", params=sorted(PLOTS))
def plot(request: pytest.FixtureRequest) -> tuple[str, Gains]:
    return request.param, PLOTS[request.param]()


def test_it_is_as_the_golden_plot_shows(plot: tuple[str, Gains]) -> None:
    name, gains = plot
    golden = levels_db((GOLDEN / f"{name}.svg").read_text(encoding="utf-8"))
    now = levels_db(svg(name, gains))
    assert golden.keys() == now.keys()
    for bus, level in golden.items():
        assert np.allclose(now[bus], level, atol=0.01), f"{name}: look at tests/session/gesture_plots.py"


def test_nothing_in_it_is_a_step(plot: tuple[str, Gains]) -> None:
    name, gains = plot
    for bus, gain in gains.items():
        assert np.abs(np.diff(gain)).max() <= _PER_S[name] / SECOND * 1.001, bus


def test_every_golden_plot_has_its_gesture() -> None:
    assert {path.stem for path in GOLDEN.glob("*.svg")} == set(PLOTS) == set(_PER_S)
