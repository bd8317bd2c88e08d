"""Filtered noise that comes and goes in waves, like a sea heard from a room."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from setplayer.soundscape.chance import uniforms
from setplayer.soundscape.kept import kept
from setplayer.soundscape.recipe import Recipe, Tide, Wave, at
from setplayer.soundscape.shapes import STEP_FRAMES, Float32s, Float64s, Frames, rise, spin
from setplayer.units import CELL_FRAMES, SAMPLE_RATE

_STRIDE: Final = 16_384
_FADE: Final = 4_096
_BLOCK: Final = _STRIDE + _FADE
_PEAK: Final = 4.0  # no sample of a block of unit power exceeds this
_TOP_HZ: Final = 8_000.0
_RAMP: Final = np.sin(np.pi / 2.0 * (np.arange(_FADE) + 0.5) / _FADE)
_WINDOW: Final = np.concatenate([_RAMP, np.ones(_BLOCK - 2 * _FADE), _RAMP[::-1]]).astype(np.float32)
_HZ: Final = np.arange(int(_TOP_HZ * _BLOCK / SAMPLE_RATE)) * (SAMPLE_RATE / _BLOCK)

# Nothing rumbles, and nothing lies above the top.
_EDGES: Final = (_HZ / 90.0) ** 2 / (1.0 + (_HZ / 90.0) ** 2) * rise((_TOP_HZ - _HZ) / 3_000.0)
_SIDES: Final = 0.85 * (_HZ / 250.0) ** 2 / (1.0 + (_HZ / 250.0) ** 2)

NOISE_BOUND: Final = _PEAK * 1.42 * 1.16
"""Noise at gain 1 stays below this: two windows overlap (√2), and between samples a wave limited to 8 kHz may
rise above them by 1 / cos(π / 6)."""


@dataclass(frozen=True)
class Swelling:
    """One wave that would come, if it comes."""

    begin_frame: int
    luck: float
    stretch: float
    height: float


class Sea:
    """The noise of one soundscape."""

    def __init__(self, recipe: Recipe, tide: Tide, seed: int):
        self._tide = tide
        self._seed = seed
        self._key = f"{recipe.name}/tide"
        self._swelling = kept(256, self._make_swelling)
        self._block = kept(12, self._make_block)

    def swellings(self, cell: int) -> list[tuple[int, Swelling]]:
        """Every wave that could matter to the cell and the block before it, with its layer's number."""
        begin, end = cell * CELL_FRAMES - _STRIDE, (cell + 1) * CELL_FRAMES
        found = []
        for layer, wave in enumerate(self._tide.waves):
            longest = (wave.rise_s + wave.fall_s) * 1.4 * SAMPLE_RATE
            slot_frames = wave.slot_s * SAMPLE_RATE
            for slot in range(int((begin - longest) // slot_frames) - 1, int(end // slot_frames) + 1):
                swelling = self._swelling(layer, slot)
                if begin - longest < swelling.begin_frame < end:
                    found.append((layer, swelling))
        return found

    def _make_swelling(self, layer: int, slot: int) -> Swelling:
        wave = self._tide.waves[layer]
        late, luck, stretch, height = uniforms(self._seed, f"{self._key}/{layer}", slot, 4).tolist()
        # On the grid of lanes, so that a straight line to the wave's beginning starts there and not before.
        begin = int((slot + late) * wave.slot_s * SAMPLE_RATE) // STEP_FRAMES * STEP_FRAMES
        return Swelling(begin, luck, 0.6 + 0.8 * stretch, (0.4 + 0.6 * height) * wave.height)

    def swell(self, frames: Frames, swellings: list[tuple[int, Swelling]], intensities: Float64s) -> Float64s:
        """How high the sea stands at `frames`, given the intensity at the beginning of each wave."""
        lane = np.full(len(frames), self._tide.floor)
        for (layer, swelling), intensity in zip(swellings, intensities.tolist(), strict=True):
            wave: Wave = self._tide.waves[layer]
            if swelling.luck < at(wave.chance, intensity):
                t = (frames - swelling.begin_frame) / SAMPLE_RATE
                up_s, down_s = wave.rise_s * swelling.stretch, wave.fall_s * swelling.stretch
                shape = rise(t / up_s) * rise((up_s + down_s - t) / down_s) ** 1.5
                lane += swelling.height * shape
        return lane

    def noise(self, cell: int, centres_hz: Float64s) -> Float32s:
        """Noise of unit power, (2 ears, CELL_FRAMES), each block as bright as its centre frequency says."""
        made = np.zeros((2, CELL_FRAMES + _BLOCK), np.float32)
        first = cell * (CELL_FRAMES // _STRIDE) - 1
        for place, centre_hz in enumerate(centres_hz.tolist()):
            begin = place * _STRIDE
            made[:, begin : begin + _BLOCK] += self._block(first + place, centre_hz)
        return made[:, _STRIDE : _STRIDE + CELL_FRAMES]

    def _make_block(self, block: int, centre_hz: float) -> Float32s:
        """One windowed block, (2 ears, _BLOCK); the powers of overlapping windows add to one."""
        shape = (_EDGES / (1.0 + (_HZ / centre_hz) ** 2)).astype(np.float32)
        middle, side = spin(uniforms(self._seed, self._key, block, 2 * len(_HZ)).reshape(2, -1)) * shape
        side *= _SIDES.astype(np.float32)
        wave = np.fft.irfft(np.array([middle + side, middle - side]), _BLOCK, axis=1)
        wave /= max(np.sqrt(np.mean(wave**2)), np.abs(wave).max() / _PEAK)
        return np.asarray(wave * _WINDOW, np.float32)


def block_frames(cell: int) -> Frames:
    """First frames of the blocks of noise that sound in the cell: there their colour is decided."""
    per_cell = CELL_FRAMES // _STRIDE
    return np.arange(cell * per_cell - 1, (cell + 1) * per_cell, dtype=np.int64) * _STRIDE
