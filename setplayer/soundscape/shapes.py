"""Shapes that everything else is built of: phasors, raised cosines, splines and straight lines."""

import functools
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Float64s = npt.NDArray[np.float64]
Float32s = npt.NDArray[np.float32]
Complex64s = npt.NDArray[np.complex64]
Frames = npt.NDArray[np.int64]

STEP_FRAMES: Final = 64
"""Lanes are straight lines between points this far apart."""

TAPS: Final = 3
"""How many points of a spline make one frame."""

_TURN: Final = 2.0**64


def spin(turns: npt.NDArray[Any]) -> Complex64s:
    """Unit phasors of phases given in turns."""
    # Whole turns go first, or 32 bits lose the phase.
    angle = (2.0 * np.pi * (turns - np.floor(turns))).astype(np.float32)
    made = np.empty(angle.shape, np.complex64)
    made.real = np.cos(angle)
    made.imag = np.sin(angle)
    return made


def turn_steps(hz: Float64s | float, rate_hz: float) -> npt.NDArray[np.uint64]:
    """Turns per frame of the pitches `hz`, in 64-bit fixed point: exact after any number of frames."""
    return np.round(np.asarray(hz) / rate_hz * _TURN).astype(np.uint64)


def turns_at(frames: npt.NDArray[np.uint64], steps: npt.NDArray[np.uint64]) -> Float64s:
    """Turns reached at `frames`, in [0, 1). The product wraps at whole turns: that makes it exact."""
    return (frames * steps).astype(np.float64) / _TURN


def rise(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Raised cosine from 0 at x <= 0 to 1 at x >= 1."""
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(x, 0.0, 1.0)))


@functools.lru_cache(8)
def spline(hop: int) -> Float32s:
    """Quadratic B-spline weights, (TAPS, hop): row k of a signal is made of its points k, k + 1 and k + 2.

    The weights are convex, so that the signal between points never exceeds the points themselves.
    """
    p = np.arange(hop) / hop
    weights = np.array([(1.0 - p) ** 2 / 2.0, 0.5 + p - p * p, p * p / 2.0]).astype(np.float32)
    weights.setflags(write=False)
    return weights


def lines(points: Float64s, step_frames: int = STEP_FRAMES) -> Float32s:
    """A lane: straight lines between points `step_frames` apart, without the last point."""
    between = np.arange(step_frames, dtype=np.float32) / np.float32(step_frames)
    steps = np.diff(points).astype(np.float32)
    return np.asarray(points[:-1, None].astype(np.float32) + steps[:, None] * between).ravel()
