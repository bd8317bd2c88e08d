"""A soundscape: any cell of it is a pure function of (recipe, seed, cell, intensity curve).

How it stays exact. Everything is an event that begins in a numbered slot; chance is keyed by voice and slot,
so a cell finds its events by looking back one greatest length, and no state runs from cell to cell. An event
reads the intensity once, where it begins. What must follow a glide at once (level, upper partials, noise) is
a lane of straight lines between points 64 frames apart; the line over [g, g + 64) runs from what the curve
said at g − 64 to what it says at g, so nothing reads the curve ahead: a change at frame f, wherever it falls,
alters no sample before f. The sums are exact in any order (`synthesis`).

How it stays below the peak. Sound never exceeds the sum of its envelopes, between samples too
(`Note.bounds`); a curve without memory of that slow sum bends the level of everything so that the sum stays
below `CEILING`.

How it stays as loud as it should. A recipe with `lufs` is steered there by the power of what has just been made
(`steering`), for which a cell makes the one before as well. A recipe with `level_db`, from a session of an older
setplayer, has only its trim: it sounds as it did.
"""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from setplayer.soundscape.kept import kept
from setplayer.soundscape.player import Onset, VoicePlayer, frames_of
from setplayer.soundscape.recipe import ANCHORS, Ramp, Recipe, at
from setplayer.soundscape.shapes import STEP_FRAMES, Float32s, Float64s, Frames, lines
from setplayer.soundscape.steering import block_powers, steady
from setplayer.soundscape.synthesis import AIR, BODY, bound_notes, sum_notes
from setplayer.soundscape.tide import NOISE_BOUND, Sea, Swelling, block_frames
from setplayer.units import CELL_FRAMES

CEILING: Final = 0.88
"""−1.1 dBTP: what the bound of everything together is bent to stay under."""

_NOTES_KEPT: Final = 96
_CELLS_KEPT: Final = 6
_RAW_KEPT: Final = 3


class IntensityCurve(Protocol):
    """Intensity over time. The session's are continuous, of straight lines; they may bend at any frame."""

    def values(self, frames: Frames) -> Float64s:
        """Intensity, 0 to 10, at absolute frames (0 or later, in rising order)."""
        ...


@dataclass(frozen=True)
class _Plan:
    """What a cell asks of the curve; it depends on recipe, seed and cell alone."""

    onsets: tuple[list[Onset], ...]
    swellings: list[tuple[int, Swelling]]
    grid: Frames
    blocks: Frames
    frames: Frames
    """Where the curve is read, in rising order, as curves want it."""
    places: Frames
    """Which of `frames` belongs to the grid, blocks, waves, and each voice's onsets, in this order."""
    cuts: list[int]


@dataclass(frozen=True)
class _Raw:
    """A cell before its level is set."""

    sound: Float32s
    """(2 ears, CELL_FRAMES)."""
    bound: Float32s
    """What the sound never exceeds, between samples too."""
    powers: Frames
    intensity: Float64s
    """At the points of the lanes."""


class Soundscape:
    """An endless soundscape that can be heard from any place. One thread at a time.

    `recipe` says what it is like, `seed` (any whole number) which of its endless forms this is.
    """

    def __init__(self, recipe: Recipe, seed: int):
        self._recipe = recipe
        notes = _NOTES_KEPT // len(recipe.voices)
        self._players = [VoicePlayer(recipe, voice, seed, notes) for voice in recipe.voices]
        self._sea = Sea(recipe, recipe.tide, seed) if recipe.tide else None
        # Pure functions, so that a cache changes nothing but time.
        self._plan = kept(_CELLS_KEPT, self._make_plan)
        self._raw = kept(_RAW_KEPT, self._make_raw)
        self._render = kept(_CELLS_KEPT, self._make_cell)

    def cell(self, index: int, intensity: IntensityCurve) -> Float32s:
        """The frames [index, index + 1) * CELL_FRAMES, shape (CELL_FRAMES, 2), for any index from 0.

        The array is kept for the next caller and cannot be written to.
        """
        before = self._read(index - 1, intensity) if self._recipe.lufs is not None else b""
        return self._render(index, before, self._read(index, intensity))

    def span(self, first_frame: int, count: int, intensity: IntensityCurve) -> Float32s:
        """The frames [first_frame, first_frame + count), shape (count, 2); the caller's own."""
        if count <= 0:
            return np.zeros((0, 2), np.float32)
        first, last = first_frame // CELL_FRAMES, (first_frame + count - 1) // CELL_FRAMES
        made = np.empty((count, 2), np.float32)
        for index in range(first, last + 1):
            begin = index * CELL_FRAMES
            low, high = max(first_frame, begin), min(first_frame + count, begin + CELL_FRAMES)
            cell = self.cell(index, intensity)
            made[low - first_frame : high - first_frame] = cell[low - begin : high - begin]
        return made

    def _read(self, index: int, intensity: IntensityCurve) -> bytes:
        """All that a cell asks of the curve."""
        plan = self._plan(index)
        return np.asarray(intensity.values(plan.frames), np.float64)[plan.places].tobytes()

    def _make_plan(self, cell: int) -> _Plan:
        begin = cell * CELL_FRAMES
        # One step earlier than the frames of the lane: see the module's text.
        grid = np.arange(begin - STEP_FRAMES, begin + CELL_FRAMES, STEP_FRAMES, dtype=np.int64)
        blocks = block_frames(cell)
        swellings = self._sea.swellings(cell) if self._sea else []
        onsets = tuple(player.onsets(cell) for player in self._players)
        waves = np.array([swelling.begin_frame for _, swelling in swellings], np.int64)
        parts = [grid, blocks, waves, *(frames_of(of_voice) for of_voice in onsets)]
        cuts = np.cumsum([len(part) for part in parts])[:-1].tolist()
        # What began before the session knows only how the session begins.
        frames, places = np.unique(np.maximum(np.concatenate(parts), 0), return_inverse=True)
        return _Plan(onsets, swellings, grid, blocks, frames, places, cuts)

    def _make_cell(self, cell: int, read_before: bytes, read: bytes) -> Float32s:
        recipe = self._recipe
        if recipe.lufs is None:
            here = self._raw(cell, read)
            level = lines(_gains(recipe.level_db or 0.0, here.intensity))
        else:
            before, here = self._raw(cell - 1, read_before), self._raw(cell, read)
            level = lines(_gains(recipe.lufs, here.intensity)) * steady(before.powers, here.powers)
        made = np.empty((CELL_FRAMES, 2), np.float32)
        np.multiply(here.sound, _bent(level, here.bound), out=made.T)
        made.setflags(write=False)
        return made

    def _make_raw(self, cell: int, read: bytes) -> _Raw:
        plan = self._plan(cell)
        intensity, at_blocks, at_waves, *at_onsets = np.split(np.frombuffer(read, np.float64), plan.cuts)
        notes = [
            note
            for player, onsets, values in zip(self._players, plan.onsets, at_onsets, strict=True)
            for note in player.notes(onsets, values)
        ]
        sound, bound = sum_notes(notes, cell), bound_notes(notes, cell)
        air = lines(_gains(self._recipe.air_db, intensity))
        mix = sound[BODY] + air * sound[AIR]
        whole_bound = bound[BODY] + air * bound[AIR]
        if self._sea and self._recipe.tide:
            tide = self._recipe.tide
            swell = self._sea.swell(plan.grid, plan.swellings, at_waves)
            gain = lines(_gains(tide.level_db, intensity) * swell)
            at_block = self._sea.swell(plan.blocks, plan.swellings, at_waves)
            centres = np.array([at(tide.centre_hz, value) for value in at_blocks.tolist()])
            mix += gain * self._sea.noise(cell, centres * (0.7 + 0.6 * at_block))
            whole_bound += np.float32(NOISE_BOUND) * gain
        return _Raw(mix, whole_bound, block_powers(mix), intensity)


def _gains(ramp_db: Ramp, intensity: Float64s) -> Float64s:
    """Gains of a ramp in decibels at many intensities."""
    if isinstance(ramp_db, float | int):
        return np.full(len(intensity), 10.0 ** (ramp_db / 20.0))
    places = (0.0, *ANCHORS)
    levels = np.interp(intensity, places, [at(ramp_db, place) for place in places])
    return np.asarray(10.0 ** (levels / 20.0))


def _bent(level: Float32s, bound: Float32s) -> Float32s:
    """The level, softly bent where the bound asks for it, so that level * bound < CEILING always."""
    squared = (bound * level / np.float32(CEILING)) ** 2
    fourth = squared * squared
    return np.asarray(level / np.sqrt(np.sqrt(np.sqrt(1.0 + fourth * fourth))), np.float32)
