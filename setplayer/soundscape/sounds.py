"""The short sounds of the house, in tune with the soundscapes, each a sum of decaying partials: none is a recording.

`python -m setplayer.soundscape.sounds assets/sounds` writes them as the FLAC files that ship.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from setplayer.soundscape.shapes import Float32s, Float64s, rise
from setplayer.units import SAMPLE_RATE, frames_from_s, gain_from_db

PEAK_DBFS: Final = -9.0

_GRID: Final = 2.0**19  # 20 bits: 24-bit files hold the sounds exactly, and stay small
_TO_SILENCE: Final = 6.9  # nepers: 60 dB


@dataclass(frozen=True)
class _Partial:
    ratio: float
    gain: float
    decay_s: float
    beat_hz: float = 0.0
    """Ears differ by this: each hears its own of a pair of pitches more."""


@dataclass(frozen=True)
class _Sound:
    hz: float
    length_s: float
    attack_s: float
    partials: tuple[_Partial, ...]


_SOUNDS: Final = {
    # The ratios of a hammered bowl; the pairs beat slowly.
    "bowl": _Sound(
        hz=220.26,
        length_s=9.0,
        attack_s=0.09,
        partials=(
            _Partial(1.0, 1.0, 13.0, 0.6),
            _Partial(2.76, 0.45, 8.0, 1.1),
            _Partial(5.2, 0.12, 4.0, 1.7),
            _Partial(8.2, 0.03, 2.0),
        ),
    ),
    # A bell whose third is major, unlike a church's, and so agrees with every chord here.
    "bell": _Sound(
        hz=587.36,
        length_s=7.0,
        attack_s=0.04,
        partials=(
            _Partial(0.5, 0.4, 9.0, 0.3),
            _Partial(1.0, 1.0, 7.0, 0.5),
            _Partial(1.25, 0.18, 4.5),
            _Partial(1.5, 0.14, 4.0),
            _Partial(2.0, 0.3, 3.5, 0.9),
            _Partial(3.0, 0.07, 2.0),
            _Partial(4.2, 0.025, 1.2),
        ),
    ),
    # A tuned wooden bar.
    "chime": _Sound(
        hz=881.04,
        length_s=4.0,
        attack_s=0.025,
        partials=(_Partial(0.5, 0.3, 4.0), _Partial(1.0, 1.0, 3.2, 0.4), _Partial(3.93, 0.06, 0.9)),
    ),
}

SOUND_NAMES: Final = tuple(sorted(_SOUNDS))


def make_sound(name: str) -> Float32s:
    """The short sound of a name in SOUND_NAMES, shape (frames, 2): peak −9 dBFS, silent at both ends.

    Its samples lie on a grid of 20 bits, so that a 24-bit file holds them exactly. Raises KeyError for other names.
    """
    sound = _SOUNDS[name]
    t = np.arange(frames_from_s(sound.length_s)) / SAMPLE_RATE
    made = np.array([_ear(sound, t, side) for side in (-0.5, 0.5)])
    made *= rise(t / sound.attack_s) * rise((t[-1] - t) / (0.4 * sound.length_s))
    made *= gain_from_db(PEAK_DBFS) / np.abs(made).max()
    return np.ascontiguousarray(np.round(made * _GRID).T / _GRID, np.float32)


def _ear(sound: _Sound, t: Float64s, side: float) -> Float64s:
    """What one ear hears before attack and end; `side` is −0.5 on the left and 0.5 on the right."""
    heard = np.zeros_like(t)
    for partial in sound.partials:
        hz = sound.hz * partial.ratio
        pair = (1.0 - 0.6 * side) * np.sin(2.0 * np.pi * hz * t)
        if partial.beat_hz:
            pair += (0.5 + 0.6 * side) * np.sin(2.0 * np.pi * (hz + partial.beat_hz) * t)
        heard += partial.gain * pair * np.exp(-_TO_SILENCE * t / partial.decay_s)
    return heard


if __name__ == "__main__":
    from setplayer.soundscape.soundfiles import main

    main()
