"""When a voice plays which note: numbered slots, each with a luck of its own that never changes."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from setplayer.soundscape.chance import uniforms
from setplayer.soundscape.harmony import Harmony, section
from setplayer.soundscape.kept import kept
from setplayer.soundscape.note import Note, hop_of, longest_s, make_note
from setplayer.soundscape.recipe import Recipe, Strike, Swell, at, highest
from setplayer.soundscape.shapes import Float64s, Frames
from setplayer.units import CELL_FRAMES, SAMPLE_RATE

_HEADS_KEPT = 1_024
_ROUND = 4
"""A figure comes back once in so many stretches."""
_LIKELIER = 0.5
"""The luck of a figure's slots, so that it is nearly whole even where the voice plays seldom."""


@dataclass(frozen=True)
class Onset:
    """Where and how high a slot's note would be, if it sounds."""

    slot: int
    row: int
    frame: int
    luck: float
    height: float


class VoicePlayer:
    """The notes of one voice of one soundscape."""

    def __init__(self, recipe: Recipe, voice: Swell | Strike, seed: int, notes_kept: int):
        self._recipe = recipe
        self._voice = voice
        self._seed = seed
        self._key = f"{recipe.name}/{voice.name}"
        self._harmony = Harmony(seed, recipe.harmony)
        self._hop = hop_of(voice)
        self._most = highest(voice.chance)
        # Pure functions, so that a cache changes nothing but time.
        self._onset = kept(_HEADS_KEPT, self._make_onset)
        self._note = kept(notes_kept, self._make_note)

    def onsets(self, cell: int) -> list[Onset]:
        """Every onset whose note could sound in the cell, at any intensity, in the order of slots."""
        slot_frames, longest = self._voice.slot_s * SAMPLE_RATE, longest_s(self._voice) * SAMPLE_RATE
        begin, end = cell * CELL_FRAMES, (cell + 1) * CELL_FRAMES
        slots = range(int((begin - longest) // slot_frames) - 1, int(end // slot_frames) + 1)
        onsets = (self._onset(slot) for slot in slots)
        return [o for o in onsets if begin - longest < o.frame < end and o.luck < self._most]

    def notes(self, onsets: list[Onset], intensities: Float64s) -> Iterator[Note]:
        """The notes that sound, given the intensity at each onset."""
        for onset, intensity in zip(onsets, intensities.tolist(), strict=True):
            if onset.luck < at(self._voice.chance, intensity) and (note := self._note(onset, intensity)):
                yield note

    def _make_onset(self, slot: int) -> Onset:
        voice = self._voice
        late, luck, height = uniforms(self._seed, self._key, slot, 3).tolist()
        if isinstance(voice, Strike) and voice.motif:
            figure = section(slot * voice.slot_s) * voice.motif + slot % voice.motif
            height = float(uniforms(self._seed, f"{self._key}/motif", figure, 1)[0])
        if voice.figure:
            stretch, place = divmod(slot, voice.figure)
            round_, turn = divmod(stretch, _ROUND)
            if turn == int(uniforms(self._seed, f"{self._key}/return", round_, 1)[0] * _ROUND):
                late, luck, height = uniforms(self._seed, f"{self._key}/figure", place, 3).tolist()
                luck *= _LIKELIER
        row = int((slot + late * voice.jitter) * voice.slot_s * SAMPLE_RATE) // self._hop
        return Onset(slot, row, row * self._hop, luck, height)

    def _make_note(self, onset: Onset, intensity: float) -> Note | None:
        voice = self._voice
        held_s = at(voice.attack_s, intensity)
        held_s += voice.hold_s if isinstance(voice, Swell) else 0.25 * voice.decay_s
        begin_s = onset.frame / SAMPLE_RATE
        pitches = self._harmony.pitches(
            root_hz=self._recipe.root_hz,
            low_hz=voice.low_hz,
            high_hz=at(voice.high_hz, intensity),
            tones=int(at(self._recipe.tones, intensity) + 0.5),
            from_s=begin_s,
            to_s=begin_s + held_s,
        )
        if not pitches:
            return None
        draw = functools.partial(uniforms, self._seed, self._key, onset.slot)
        hz = pitches[int(onset.height * len(pitches))]
        return make_note(voice, draw, onset.row, hz, intensity, wide=self._recipe.lufs is not None)


def frames_of(onsets: list[Onset]) -> Frames:
    """Where the intensity decides about these onsets."""
    return np.array([onset.frame for onset in onsets], np.int64)
