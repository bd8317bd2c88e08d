"""Signals, an independent true-peak meter, tracks that are ramps, and states made from a few numbers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin, resample_poly

from setplayer.audio.mixer import Mixer
from setplayer.audio.pieces import Sources
from setplayer.library.loudness import LoudnessMeter
from setplayer.library.opening import Unplayable
from setplayer.library.samples import Samples
from setplayer.score.curves import Lane
from setplayer.score.model import Clip, PlacedPhase, Score
from setplayer.session.lanes import initial_lanes
from setplayer.session.state import State
from setplayer.soundscape.recipes import shipped_recipes
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE

STEP = 2.0**-23
"""A ramp rises by this in each frame, so that each frame of a ramp tells its number."""

_CONVERTER = firwin(16 * 64 + 1, 1 / 16, window=("kaiser", 8.0))


def stereo(mono: Any) -> Samples:
    return np.repeat(np.asarray(mono, np.float32)[:, None], 2, axis=1)


def true_peaks_dbtp(samples: Samples) -> tuple[float, ...]:
    """The true peak by three meters: the standard's, SciPy's usual 8-fold resampling, and a converter's 16-fold.

    What a filter without end would make of what lies beyond 22 kHz is heard from no converter.
    """
    meter = LoudnessMeter(SAMPLE_RATE)
    meter.feed(samples)
    usual = resample_poly(samples.astype(np.float64), 8, 1, axis=0)
    converted = resample_poly(samples.astype(np.float64), 16, 1, axis=0, window=_CONVERTER)
    sizes = (max(float(np.abs(found).max()), 1e-9) for found in (usual, converted))
    return meter.result().true_peak_dbtp, *(20 * float(np.log10(size)) for size in sizes)


class RampStream:
    """A track whose samples are the numbers of its frames, on the left as they are and on the right negated."""

    def __init__(self, frames: int, offset: int = 0):
        self.frames = frames
        self.at = offset
        self.closed = False

    def read(self, count: int) -> Samples:
        assert not self.closed
        end = max(min(self.at + count, self.frames), self.at)
        numbers = np.arange(self.at, end, dtype=np.float64)
        self.at = end
        return (np.stack([numbers, -numbers], axis=1) * STEP).astype(np.float32)

    def close(self) -> None:
        self.closed = True


class Library:
    """Opens ramps by names such as `ramp 4800`; anything else cannot be played. Remembers what it opened."""

    def __init__(self) -> None:
        self.opened: list[RampStream] = []

    def open(self, path: str, offset_frames: int) -> Any:
        if not path.startswith("ramp"):
            raise Unplayable(path, "it is not music, or too damaged to open; replace the file or leave it out.")
        self.opened.append(RampStream(int(path.split()[1]), offset_frames))
        return self.opened[-1]

    @property
    def open_now(self) -> int:
        return sum(not stream.closed for stream in self.opened)


def mixer(library: Library | None = None, sounds: dict[str, Samples] | None = None) -> Mixer:
    recipes = {name: recipe.canonical_json().decode() for name, recipe in shipped_recipes().items()}
    return Mixer(Sources((library or Library()).open, sounds or {}, recipes, seed=1))


def clip(number: int, source: str, start: int, end: int, **more: Any) -> Clip:
    kind = "track" if source.startswith(("ramp", "broken")) else "silence" if source == "" else "soundscape"
    fields = {"fade_in_frames": 0, "fade_out_frames": 0, **more}
    return Clip(
        clip_id=number,
        phase=0,
        item=number,
        kind=kind,
        source=source,
        title=source,
        start_frame=start,
        end_frame=end,
        **fields,
    )


def state(clips: Sequence[Clip], lanes: dict[str, Lane] | None = None, **more: Any) -> State:
    """A state in which the arc sounds at full level."""
    end = max((clip.end_frame for clip in clips), default=0)
    phase = PlacedPhase(name="One", kind="peak", start_frame=0, end_frame=end, intensity_start=4, intensity_end=4)
    curves = initial_lanes() | {"opening": Lane(initial=1.0), "intensity": Lane(initial=4.0)} | (lanes or {})
    made = State(score=Score(phases=(phase,), clips=tuple(clips)), lanes=curves)
    return replace(made, **more)


def mixed(the_mixer: Mixer, the_state: State, frames: int, first_block: int = 0) -> Samples:
    """The first frames of a state, from a block on."""
    blocks = range(first_block, first_block + -(-frames // BLOCK_FRAMES))
    return np.concatenate([the_mixer.block(the_state, index) for index in blocks])[:frames]


def numbers(samples: Samples) -> NDArray[np.int64]:
    """Which frames of a ramp the samples are."""
    left, right = (samples.astype(np.float64) / STEP).T
    assert np.array_equal(left, -right)
    assert np.array_equal(left, np.rint(left))
    return left.astype(np.int64)
