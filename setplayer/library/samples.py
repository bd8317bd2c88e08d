"""Decoded audio of any format and layout as checked float32 stereo."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Shape (frames, 2), float32, full scale ±1.0."""

FORMATS: Final = frozenset({"u8", "u8p", "s16", "s16p", "s32", "s32p", "flt", "fltp", "dbl", "dblp"})
"""FFmpeg's names of the sample formats that can be converted."""

LOUDEST: Final = 4.0
"""Samples beyond ±4.0 (+12 dBFS) come from damage, not music: a bit-rotted MP3 was seen to decode to +71
dBFS."""

_HALF: Final = 0.5**0.5

_LEFT_RIGHT: Final[dict[str, tuple[float, float]]] = {
    "FL": (1.0, 0.0),
    "FR": (0.0, 1.0),
    "FC": (_HALF, _HALF),
    "LFE": (0.0, 0.0),
    "LFE2": (0.0, 0.0),
    "BL": (_HALF, 0.0),
    "BR": (0.0, _HALF),
    "SL": (_HALF, 0.0),
    "SR": (0.0, _HALF),
    "FLC": (1.0, 0.0),
    "FRC": (0.0, 1.0),
    "BC": (0.5, 0.5),
    "DL": (1.0, 0.0),
    "DR": (0.0, 1.0),
}
"""Share of each speaker in left and right: ITU-R BS.775-4, Table 2, with the low-frequency channel left
out."""

_USUAL_ORDER: Final[dict[int, tuple[str, ...]]] = {
    3: ("FL", "FR", "FC"),
    4: ("FL", "FR", "BL", "BR"),
    5: ("FL", "FR", "FC", "BL", "BR"),
    6: ("FL", "FR", "FC", "LFE", "BL", "BR"),
    7: ("FL", "FR", "FC", "LFE", "BC", "SL", "SR"),
    8: ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"),
}
"""What a file that names no speakers means (the order of WAVE and FFmpeg)."""


def planes_from(decoded: NDArray[Any], channels: int) -> list[NDArray[Any]]:
    """One 1-D view per channel of what a decoder returned: (channels, n) planar or (1, n * channels)
    packed."""
    if decoded.shape[0] == channels:
        return list(decoded)
    return list(decoded.reshape(-1, channels).T)


def stereo_from(planes: Sequence[NDArray[Any]], speakers: Sequence[str]) -> Samples:
    """Float32 stereo at full scale ±1.0 from one array per channel.

    Mono goes to both sides unchanged. Surround is mixed down by BS.775 and scaled so that it cannot clip; a
    file whose speakers are unknown is taken to be in the usual order, and without a usual order every channel
    goes to both sides.
    """
    stereo = np.empty((len(planes[0]), 2), dtype=np.float32)
    if len(planes) <= 2:
        stereo[:, 0] = planes[0]
        stereo[:, 1] = planes[-1]
    else:
        shares = _shares(speakers)
        for side in (0, 1):
            stereo[:, side] = sum(
                plane.astype(np.float32) * np.float32(share[side])
                for plane, share in zip(planes, shares, strict=True)
                if share[side]
            )
    return _to_full_scale(stereo, planes[0].dtype)


def _shares(speakers: Sequence[str]) -> list[tuple[float, float]]:
    if not all(speaker in _LEFT_RIGHT for speaker in speakers):
        speakers = _USUAL_ORDER.get(len(speakers), speakers)
    shares = [_LEFT_RIGHT.get(speaker, (1.0, 1.0)) for speaker in speakers]
    total = max(sum(left for left, _ in shares), sum(right for _, right in shares), 1.0)
    return [(left / total, right / total) for left, right in shares]


def _to_full_scale(stereo: Samples, kind: np.dtype[Any]) -> Samples:
    """Scale whole numbers to ±1.0 in place. Powers of two, so that no sample is rounded."""
    if kind == np.uint8:
        stereo -= np.float32(128)
        stereo *= np.float32(2.0**-7)
    elif kind.kind == "i":
        stereo *= np.float32(2.0 ** (1 - 8 * kind.itemsize))
    return stereo


def checked(samples: Samples) -> Samples:
    """The same samples with whatever cannot be music mended: not a number becomes 0, beyond ±`LOUDEST` is
    clamped."""
    # A comparison with NaN is false, so that one test of the two extremes finds every kind of bad sample.
    if samples.size == 0 or (samples.max() <= LOUDEST and samples.min() >= -LOUDEST):
        return samples
    mended = np.where(np.isfinite(samples), samples, np.float32(0))
    return np.clip(mended, -LOUDEST, LOUDEST).astype(np.float32, copy=False)
