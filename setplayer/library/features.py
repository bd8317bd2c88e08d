"""What a recording is like to listen to: intensity, tempo, brightness, dynamics, onsets, steadiness, voice.

Measured from the samples in the pass that measures loudness; what each means and where it comes from is in
docs/music.md. NumPy and SciPy alone, so that nothing here is heavy to install.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.library.rhythm import onset_strength, onsets, tempo_bpm
from setplayer.library.samples import Samples
from setplayer.library.spectra import BANDS, FLOOR_DB, SPECTRA_A_SECOND, Growing, Row, Spectra, SpectrumTaker
from setplayer.library.voice import VoiceMeter

_HEARD_DB: Final = -60.0
"""Quieter spectra say nothing of what music is like."""

_PART: Final = round(3 * SPECTRA_A_SECOND)
"""Spectra of 3 s: as long as short-term loudness, and about what people hear as now."""

_HALF_STEADY_DB: Final = 6.0
"""Where parts differ by so much from what is usual in the piece, it is half steady."""


@dataclass(frozen=True)
class Features:
    """What was measured."""

    intensity: float
    """0 to 10 (`intensity`)."""
    tempo_bpm: float | None
    brightness_hz: float
    dynamics_db: float
    onsets_per_s: float
    steady: float
    voice: float


class FeatureMeter:
    """Measures a stream of stereo at 48 kHz."""

    def __init__(self) -> None:
        self._taker = SpectrumTaker()
        self._before = np.full(BANDS, FLOOR_DB, dtype=np.float32)
        self._strength, self._level, self._centroid = Growing(), Growing(), Growing()
        self._waiting = np.empty((0, BANDS), dtype=np.float32)
        self._parts: list[NDArray[np.float32]] = []
        self._voice = VoiceMeter()

    def feed(self, samples: Samples) -> None:
        """Take in the next `samples`, full scale ±1.0, finite."""
        for spectra in self._taker.feed(samples):
            self._take(spectra)

    def result(self, integrated_lufs: float | None) -> Features:
        """What the whole recording is like, once everything has been fed; its loudness is measured elsewhere."""
        for spectra in self._taker.finish():
            self._take(spectra)
        strength, level, centroid = self._strength.row(), self._level.row(), self._centroid.row()
        heard = level > _HEARD_DB
        seconds = max(float(heard.sum()) / SPECTRA_A_SECOND, 1.0)
        per_s = onsets(strength) / seconds
        brightness = float(np.median(centroid[heard])) if heard.any() else 0.0
        dynamics, tempo = _dynamics_db(level), tempo_bpm(strength)
        return Features(
            intensity=round(intensity(integrated_lufs, per_s, brightness, dynamics), 2),
            tempo_bpm=round(tempo, 1) if tempo else None,
            brightness_hz=round(brightness, 1),
            dynamics_db=round(dynamics, 2),
            onsets_per_s=round(per_s, 2),
            steady=round(_steady(self._parts), 3),
            voice=round(self._voice.likelihood(), 3),
        )

    def _take(self, spectra: Spectra) -> None:
        bands = spectra.bands_db
        self._voice.feed(spectra.sound)
        self._strength.extend(onset_strength(bands, self._before))
        self._before = bands[-1]
        self._level.extend(spectra.level_db)
        self._centroid.extend(spectra.centroid_hz)
        joined = np.concatenate([self._waiting, bands])
        whole = len(joined) // _PART
        self._parts.extend(joined[: whole * _PART].reshape(whole, _PART, BANDS).mean(axis=1))
        self._waiting = joined[whole * _PART :]


def intensity(integrated_lufs: float | None, onsets_per_s: float, brightness_hz: float, dynamics_db: float) -> float:
    """How much a recording asks of a listener, 0 to 10: loudness, onset density, brightness and dynamics."""
    if integrated_lufs is None:
        return 0.0
    loud = _share(integrated_lufs, -34, -9)
    dense = _share(onsets_per_s, 0, 5)
    bright = _share(float(np.log2(max(brightness_hz, 1.0))), float(np.log2(500)), float(np.log2(4000)))
    moving = _share(dynamics_db, 1, 7)
    return 10 * (0.4 * loud + 0.35 * dense + 0.15 * bright + 0.1 * moving)


def _share(value: float, least: float, most: float) -> float:
    """Where a value lies from `least` (0) to `most` (1)."""
    return min(max((value - least) / (most - least), 0.0), 1.0)


def _dynamics_db(level_db: Row) -> float:
    """How far the level moves within 3 s: the mean of its standard deviations there."""
    whole = len(level_db) // _PART
    parts = level_db[: whole * _PART].reshape(whole, _PART)
    heard = parts[parts.mean(axis=1) > _HEARD_DB]
    return float(heard.std(axis=1).mean()) if len(heard) else 0.0


def _steady(parts: list[NDArray[np.float32]]) -> float:
    """How alike the parts of 3 s are, level and colour together: 1 when nothing changes."""
    if len(parts) < 2:
        return 1.0
    spectra = np.stack(parts)
    apart = float(np.abs(spectra - np.median(spectra, axis=0)).mean())
    return 1 / (1 + (apart / _HALF_STEADY_DB) ** 2)
