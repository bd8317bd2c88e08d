"""The short sounds of the house, in tune with the soundscapes, each a sum of decaying partials: none is a recording.

`python -m setplayer.soundscape.sounds assets/sounds` writes them as the FLAC files that ship; `make sounds` measures
them as well. Nothing in them begins all at once: what is struck rises over 80 ms, the rain over a second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from setplayer.soundscape.chance import uniforms
from setplayer.soundscape.shapes import Float32s, Float64s, rise
from setplayer.units import SAMPLE_RATE, frames_from_s, gain_from_db

PEAK_DBFS: Final = -9.0

ATTACK_S: Final = 0.08
"""No stroke rises faster."""

_GRID: Final = 2.0**19  # 20 bits: 24-bit files hold the sounds exactly, and stay small
_GRAINY: Final = 2.0**14  # of noise, whose last bits no file makes smaller and nobody hears
_TO_SILENCE: Final = 6.9  # nepers: 60 dB


@dataclass(frozen=True)
class _Partial:
    ratio: float
    gain: float
    decay_s: float
    beat_hz: float = 0.0
    """Ears differ by this: each hears its own of a pair of pitches more."""


@dataclass(frozen=True)
class _Stroke:
    """One body, struck once."""

    hz: float
    partials: tuple[_Partial, ...]
    attack_s: float = ATTACK_S
    at_s: float = 0.0
    gain: float = 1.0
    side: float = 0.0
    """From −1, left, to 1, right."""


_BOWL: Final = _Stroke(
    hz=220.26,
    attack_s=0.09,
    # The ratios of a hammered bowl; the pairs beat slowly.
    partials=(
        _Partial(1.0, 1.0, 13.0, 0.6),
        _Partial(2.76, 0.45, 8.0, 1.1),
        _Partial(5.2, 0.12, 4.0, 1.7),
        _Partial(8.2, 0.03, 2.0),
    ),
)
_BELL: Final = _Stroke(
    hz=587.36,
    # Its third is major, unlike a church bell's, and so agrees with every chord here.
    partials=(
        _Partial(0.5, 0.4, 9.0, 0.3),
        _Partial(1.0, 1.0, 7.0, 0.5),
        _Partial(1.25, 0.18, 4.5),
        _Partial(1.5, 0.14, 4.0),
        _Partial(2.0, 0.3, 3.5, 0.9),
        _Partial(3.0, 0.07, 2.0),
        _Partial(4.2, 0.025, 1.2),
    ),
)
_CHIME: Final = _Stroke(
    hz=881.04, partials=(_Partial(0.5, 0.3, 4.0), _Partial(1.0, 1.0, 3.2, 0.4), _Partial(3.93, 0.06, 0.9))
)

_BAR: Final = (_Partial(1.0, 1.0, 1.9), _Partial(3.93, 0.22, 0.7), _Partial(9.2, 0.05, 0.35))
"""A bar of hard wood: it rings briefly, its overtones more so."""

_WOOD: Final = (
    _Stroke(440.52, _BAR, at_s=0.0, gain=0.8, side=-0.5),
    _Stroke(587.36, _BAR, at_s=0.55, gain=1.0, side=0.3),
    _Stroke(734.2, _BAR, at_s=1.0, gain=0.7, side=0.6),
    _Stroke(440.52, _BAR, at_s=1.7, gain=0.6, side=-0.4),
    _Stroke(587.36, _BAR, at_s=2.5, gain=0.45, side=0.2),
)
"""A wooden chime that a breath of wind goes through, on tones of the home chord."""

_PEBBLES: Final = 1_500
_FALL_S: Final = 5.2
_RAIN_S: Final = 6.0


def _struck(length_s: float, *strokes: _Stroke) -> Float64s:
    """What the ears hear of strokes, (2, frames), before its level and end."""
    made = np.zeros((2, frames_from_s(length_s)))
    for stroke in strokes:
        first = frames_from_s(stroke.at_s)
        t = np.arange(made.shape[1] - first) / SAMPLE_RATE
        ears = np.array([_ear(stroke, t, side) for side in (-0.5, 0.5)])
        made[:, first:] += stroke.gain * _panned(ears, stroke.side) * rise(t / stroke.attack_s)
    t = np.arange(made.shape[1]) / SAMPLE_RATE
    return np.asarray(made * rise((t[-1] - t) / (0.4 * length_s)))


def _ear(stroke: _Stroke, t: Float64s, side: float) -> Float64s:
    """What one ear hears before attack and end; `side` is −0.5 on the left and 0.5 on the right."""
    heard = np.zeros_like(t)
    for partial_ in stroke.partials:
        hz = stroke.hz * partial_.ratio
        pair = (1.0 - 0.6 * side) * np.sin(2.0 * np.pi * hz * t)
        if partial_.beat_hz:
            pair += (0.5 + 0.6 * side) * np.sin(2.0 * np.pi * (hz + partial_.beat_hz) * t)
        heard += partial_.gain * pair * np.exp(-_TO_SILENCE * t / partial_.decay_s)
    return heard


def _panned(ears: Float64s, side: float) -> Float64s:
    return np.asarray(ears * np.array([[np.sqrt(1.0 - side)], [np.sqrt(1.0 + side)]]))


def _rain() -> Float64s:
    """A rain stick turned once: pebbles fall past wooden pins from left to right, more and more and then fewer.

    Each is a damped tone of the pin and a lower one of the tube.
    """
    made = np.zeros((2, frames_from_s(_RAIN_S)))
    luck = uniforms(1, "rain", 0, 6 * _PEBBLES).reshape(6, _PEBBLES)
    # The sum of two lucks falls most often in the middle; bent, the most falls early.
    begins_s = _FALL_S * (0.5 * (luck[0] + luck[1])) ** 1.4
    t = np.arange(frames_from_s(0.12)) / SAMPLE_RATE
    for begin_s, pin, tube, hard, place in zip(begins_s, *luck[2:], strict=True):
        pin_hz, tube_hz = 550.0 * 8.0**pin, 240.0 * 2.6**tube
        click = (1.0 - 0.75 * pin) * np.sin(2.0 * np.pi * pin_hz * t) * np.exp(-_TO_SILENCE * t / 0.05)
        click += 0.3 * np.sin(2.0 * np.pi * tube_hz * t) * np.exp(-_TO_SILENCE * t / 0.11)
        side = 0.7 * (2.0 * place - 1.0) + 0.25 * (2.0 * begin_s / _FALL_S - 1.0)
        first = frames_from_s(float(begin_s))
        made[:, first : first + len(t)] += (0.25 + 0.75 * hard**3) * _panned(click * rise(t / 0.008), side)
    t = np.arange(made.shape[1]) / SAMPLE_RATE
    return np.asarray(made * rise(t / 1.2) * rise((t[-1] - t) / 2.5))


_SOUNDS: Final[dict[str, tuple[Callable[[], Float64s], float]]] = {
    "bell": (partial(_struck, 7.0, _BELL), _GRID),
    "bowl": (partial(_struck, 9.0, _BOWL), _GRID),
    "chime": (partial(_struck, 4.0, _CHIME), _GRID),
    "rain": (_rain, _GRAINY),
    "wood": (partial(_struck, 5.0, *_WOOD), _GRID),
}

SOUND_NAMES: Final = tuple(sorted(_SOUNDS))


def make_sound(name: str) -> Float32s:
    """The short sound of a name in SOUND_NAMES, shape (frames, 2): peak −9 dBFS, silent at both ends.

    Its samples lie on a grid of 20 bits or less, so that a 24-bit file holds them exactly. Raises KeyError for other
    names.
    """
    make, grid = _SOUNDS[name]
    made = make()
    made *= gain_from_db(PEAK_DBFS) / np.abs(made).max()
    return np.ascontiguousarray(np.round(made * grid).T / grid, np.float32)


if __name__ == "__main__":
    from setplayer.soundscape.soundfiles import main

    main()
