"""libebur128 by ctypes: an independent meter of loudness, written in C and used by many programs."""

import ctypes
import ctypes.util
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_EVERYTHING = 0b111111
"""EBUR128_MODE_M, S, I, LRA, SAMPLE_PEAK and TRUE_PEAK of ebur128.h."""

_POINTER, _DOUBLE = ctypes.c_void_p, ctypes.POINTER(ctypes.c_double)


@dataclass(frozen=True)
class Heard:
    """What libebur128 heard: LUFS, LU and dBTP."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float
    max_momentary_lufs: float
    max_short_term_lufs: float


def library() -> ctypes.CDLL | None:
    """The library, or None where it is not installed."""
    for name in ("libebur128.so.1", ctypes.util.find_library("ebur128")):
        try:
            return _declared(ctypes.CDLL(name)) if name else None
        except OSError:
            continue
    return None


def heard_by(
    lib: ctypes.CDLL, sound: Iterable[NDArray[np.float32]], rate: int = 48_000, *, maxima: bool = False
) -> Heard:
    """What it makes of `sound`, stereo in parts of any length. Momentary and short-term maxima only if asked for:

    they are looked at every 10 ms, which takes it long.
    """
    state = _POINTER(lib.ebur128_init(2, rate, _EVERYTHING))
    loudest = [-math.inf, -math.inf]
    try:
        for part in _small(sound, rate // 100) if maxima else sound:
            frames = np.ascontiguousarray(part, dtype=np.float32)
            lib.ebur128_add_frames_float(state, frames.ctypes.data, len(frames))
            if maxima:
                now = _asked(lib.ebur128_loudness_momentary, state), _asked(lib.ebur128_loudness_shortterm, state)
                loudest = [max(pair) for pair in zip(loudest, now, strict=True)]
        peak = max(_asked(lib.ebur128_true_peak, state, side) for side in (0, 1))
        return Heard(
            integrated_lufs=_asked(lib.ebur128_loudness_global, state),
            range_lu=_asked(lib.ebur128_loudness_range, state),
            true_peak_dbtp=20 * math.log10(peak) if peak > 0 else -math.inf,
            max_momentary_lufs=loudest[0],
            max_short_term_lufs=loudest[1],
        )
    finally:
        lib.ebur128_destroy(ctypes.byref(state))


def _declared(lib: ctypes.CDLL) -> ctypes.CDLL:
    lib.ebur128_init.argtypes = [ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
    lib.ebur128_init.restype = _POINTER
    lib.ebur128_destroy.argtypes = [ctypes.POINTER(_POINTER)]
    lib.ebur128_add_frames_float.argtypes = [_POINTER, _POINTER, ctypes.c_size_t]
    lib.ebur128_true_peak.argtypes = [_POINTER, ctypes.c_uint, _DOUBLE]
    for what in ("global", "range", "momentary", "shortterm"):
        getattr(lib, f"ebur128_loudness_{what}").argtypes = [_POINTER, _DOUBLE]
    return lib


def _asked(function: Callable[..., int], *arguments: object) -> float:
    answer = ctypes.c_double()
    function(*arguments, ctypes.byref(answer))
    return answer.value


def _small(sound: Iterable[NDArray[np.float32]], frames: int) -> Iterator[NDArray[np.float32]]:
    for part in sound:
        yield from (part[start : start + frames] for start in range(0, len(part), frames))
