"""One note: a few partials, each a steady carrier times a slow complex envelope.

Envelopes live on a coarse grid, one point per `hop` frames; a spline brings them to the frame rate
(`synthesis`). A room, seen at one frequency, is a slow complex envelope too, so that a reverb of several
seconds is a short convolution with the note's own envelope, and no transform ever spans two notes: a later
note cannot touch an earlier sample.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from setplayer.soundscape.recipe import Strike, Swell, at, highest
from setplayer.soundscape.shapes import TAPS, Complex64s, Float32s, Float64s, rise, spin, spline, turn_steps
from setplayer.units import SAMPLE_RATE, gain_from_db

SWELL_HOP: Final = 1_024
STRIKE_HOP: Final = 512
CARRIER_SCALE: Final = 2.0**25
"""Carriers are whole numbers at this scale, so that products of them can be summed in any order."""

_HIGHEST_HZ: Final = 7_000.0  # band limit: no aliasing, and no peak far above the samples
_AIR_RATIO: Final = 3.5  # partials from here up go to the air bus
_STRETCH: Final = (0.85, 0.3)
_DRIFT_S: Final = 1.7
_TO_SILENCE: Final = 6.9  # nepers: 60 dB

Draw = Callable[[int, int], Float64s]
"""(count, stream) -> that many numbers in [0, 1) which belong to the note."""


@dataclass(frozen=True)
class Note:
    """A note ready to be summed. Its row r holds the frames [r, r + 1) * hop of the whole soundscape."""

    hop: int
    first_row: int
    points: Complex64s
    """Envelope points (2 ears, rows + TAPS − 1, partials), lowest partial first."""
    air_from: int
    """The first partial of the air bus."""
    sizes: Float32s
    """What a point of a partial is at most in either ear, (points, partials)."""
    bounds: Float32s
    """(2 buses, points): no more than this can sound, between samples too."""
    steps: npt.NDArray[np.uint64]
    """Turns per row of each partial, in 64-bit fixed point."""
    carriers: npt.NDArray[np.int32]
    """(partials, 2 * TAPS, hop): one row's carrier times each of the spline's weights, real and −imaginary.
    """

    @property
    def rows(self) -> int:
        """How many rows it sounds in."""
        return int(self.points.shape[1]) - TAPS + 1


@dataclass(frozen=True)
class _Partials:
    hz: Float64s
    ratio: Float64s
    gain: Float64s
    decay: Float64s


def hop_of(voice: Swell | Strike) -> int:
    """Frames per envelope point of a voice's notes."""
    return SWELL_HOP if isinstance(voice, Swell) else STRIKE_HOP


def longest_s(voice: Swell | Strike) -> float:
    """No note of the voice sounds longer than this after it began."""
    if isinstance(voice, Swell):
        held_s = (highest(voice.attack_s) + voice.hold_s + voice.release_s) * sum(_STRETCH)
    else:
        held_s = 0.8 * voice.decay_s
    return held_s + voice.room_s + 0.5


def make_note(
    voice: Swell | Strike, draw: Draw, first_row: int, hz: float, intensity: float, wide: bool = True
) -> Note:
    """The note of pitch `hz` that begins at `first_row` of the voice's own grid, at this intensity.

    `wide` opens the sides of the room from lower pitches on.
    """
    hop = hop_of(voice)
    count = voice.partials if isinstance(voice.partials, int) else len(voice.partials)
    tune, loud, stretch, place, *phases = draw(4 + count, 1)
    partials = _partials(voice, hz * 2.0 ** (voice.cents * (2.0 * tune - 1.0) / 1200.0), intensity)
    level = gain_from_db(at(voice.level_db, intensity) + 4.0 * loud - 2.0)
    envelope = _envelope(voice, partials, intensity, _STRETCH[0] + _STRETCH[1] * stretch)
    struck = envelope * (level * partials.gain * spin(np.array(phases[: len(partials.hz)])))
    dry = _drifting(struck, voice.drift, SAMPLE_RATE / hop, draw)
    points = _in_room(voice, dry, partials.hz, place, draw, wide)
    air_from = int(np.searchsorted(partials.ratio, _AIR_RATIO))
    sizes = np.abs(points)
    return Note(
        hop=hop,
        first_row=first_row,
        points=points,
        air_from=air_from,
        sizes=sizes.max(axis=0),
        bounds=_bounds(sizes, air_from),
        steps=turn_steps(partials.hz, SAMPLE_RATE) * np.uint64(hop),
        carriers=_carriers(partials.hz, hop),
    )


def _partials(voice: Swell | Strike, hz: float, intensity: float) -> _Partials:
    if isinstance(voice.partials, int):
        n = np.arange(1.0, voice.partials + 1.0)
        stiffness = 1.5e-4 if isinstance(voice, Strike) else 0.0
        ratio, beat_hz = n * np.sqrt(1.0 + stiffness * n * n), np.zeros_like(n)
        gain, decay = np.ones_like(n), 1.0 / (0.65 + 0.35 * n)
    else:
        table = np.array([(p.ratio, p.beat_hz, p.gain, p.decay) for p in voice.partials])
        ratio, beat_hz, gain, decay = table.T
    pitch = hz * ratio + beat_hz
    keep = pitch < _HIGHEST_HZ
    gain = gain * ratio ** -at(voice.tilt, intensity)
    # One power whatever the spectrum; high notes softer, as the ear is keener there.
    gain = gain / np.sqrt(np.sum(gain[keep] ** 2)) * (hz / 200.0) ** -0.3
    return _Partials(pitch[keep], ratio[keep], gain[keep], decay[keep])


def _envelope(voice: Swell | Strike, partials: _Partials, intensity: float, stretch: float) -> Float64s:
    """How each partial comes and goes, (points, partials), from 0 to 1."""
    grid = SAMPLE_RATE / hop_of(voice)
    attack_s = at(voice.attack_s, intensity)
    if isinstance(voice, Swell):
        length_s = (attack_s + voice.hold_s + voice.release_s) * stretch
        t = np.arange(int(length_s * grid))[:, None] / grid
        shape = rise(t / (attack_s * stretch)) * rise((length_s - t) / (voice.release_s * stretch))
        # Upper partials bloom late and leave early.
        return np.asarray(shape ** (1.0 + 0.2 * (partials.ratio - 1.0)))
    t = np.arange(int(0.8 * voice.decay_s * grid))[:, None] / grid
    end = rise((t[-1] - t) / (0.2 * t[-1]))
    return np.asarray(rise(t / attack_s) * np.exp(-_TO_SILENCE * t / (voice.decay_s * partials.decay)) * end)


def _drifting(dry: npt.NDArray[Any], drift: float, grid: float, draw: Draw) -> Complex64s:
    """Each partial with a slow random walk of its own, so that held sound lives."""
    if not drift:
        return dry.astype(np.complex64)
    knot, between = np.divmod(np.arange(len(dry)) / (_DRIFT_S * grid), 1.0)
    knot = knot.astype(int)
    weights = spline(512)[:, (between * 512).astype(int), None]
    partials = dry.shape[1]
    knots = spin(draw((int(knot[-1]) + TAPS) * partials, 2)).reshape(-1, partials)
    walk = sum(weights[tap] * knots[knot + tap] for tap in range(TAPS))
    return np.asarray(dry * (1.0 + 1.4 * drift * walk), np.complex64)


def _in_room(
    voice: Swell | Strike, dry: Complex64s, hz: Float64s, place: float, draw: Draw, wide: bool
) -> Complex64s:
    """The note as both ears hear it, padded with silence so that the spline starts and ends smoothly."""
    grid = SAMPLE_RATE / hop_of(voice)
    # Ears alike in the bass, where a room has no sides.
    alike = np.clip(1.15 - hz / 250.0, voice.shared or 0.1, 1.0) if wide else np.clip(1.1 - hz / 600.0, 0.35, 1.0)
    room = _room(voice.room_s, grid, hz, alike, draw)
    points = len(dry) + room.shape[1]
    size = _quick_size(points) if wide else 1 << (points - 1).bit_length()
    spectrum = np.fft.fft(dry, size, axis=0) * np.fft.fft(room, size, axis=1)
    both = np.fft.ifft(spectrum, axis=1)[:, :points] * voice.wet
    angle = np.pi / 4.0 + 1.2 * voice.width * (place - 0.5) * (1.0 - alike[0])
    ears = np.sqrt(2.0) * np.array([np.cos(angle), np.sin(angle)])[:, None, None]
    both[:, : len(dry)] += (1.0 - voice.wet) * ears * dry
    both *= rise((points - 1 - np.arange(points)) / 20.0)[:, None]
    return np.pad(both, ((0, 0), (TAPS - 1, TAPS - 1), (0, 0))).astype(np.complex64)


def _quick_size(points: int) -> int:
    """The least size from `points` on whose transform is quick: five to eight eighths of a power of two."""
    eighth = max((1 << (points - 1).bit_length()) // 8, 1)
    return -(-points // eighth) * eighth


def _room(room_s: float, grid: float, hz: Float64s, alike: Float64s, draw: Draw) -> Complex64s:
    """Echoes as envelopes, (2 ears, points, partials): phase noise that decays, quicker when high. Finite."""
    s = np.arange(int(room_s * grid))[:, None] / grid
    fade = np.exp(-_TO_SILENCE * s / (room_s / (1.0 + hz / 4000.0)))
    fade *= rise(s / 0.03) * rise((s[-1] - s) / (0.3 * s[-1]))
    fade /= np.sqrt(np.sum(fade**2, axis=0))
    common, *own = spin(draw(3 * fade.size, 3)).reshape(3, *fade.shape)
    ears = np.sqrt(alike) * common + np.sqrt(1.0 - alike) * np.array(own)
    return np.asarray(fade * ears, np.complex64)


def _bounds(sizes: Float32s, air_from: int) -> Float32s:
    buses = sizes[..., :air_from], sizes[..., air_from:]
    return np.array([bus.sum(axis=2).max(axis=0) for bus in buses], np.float32)


def _carriers(hz: Float64s, hop: int) -> npt.NDArray[np.int32]:
    turned = spin(hz[:, None] / SAMPLE_RATE * np.arange(hop))[:, None] * spline(hop)
    parts = np.concatenate([turned.real, -turned.imag], axis=1).astype(np.float64)
    return np.round(parts * CARRIER_SCALE).astype(np.int32)
