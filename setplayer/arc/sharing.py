"""Sharing a length among parts in proportion, each within its bounds: how phases are stretched and pressed."""

from collections.abc import Sequence
from typing import Final

_ONE: Final = 1 << 40
"""The factor 1 in fixed point: fine enough for a day in frames, where a float may be off by one."""

_MOST: Final = 1 << 80


def shared(parts: Sequence[int], bounds: Sequence[tuple[int, int]], total: int) -> list[int]:
    """Whole numbers that sum to `total`: the parts times one factor, and those that meet a bound stay there.

    Each pair of bounds is the least and the most of its part. `total` is taken to lie between the sums of the leasts
    and of the mosts; where it does not, the nearer sum is what the result comes to.
    """
    low, high = 0, _MOST
    while low < high:
        factor = (low + high + 1) // 2
        low, high = (factor, high) if sum(_times(parts, bounds, factor)) <= total else (low, factor - 1)
    result = _times(parts, bounds, low)
    left = total - sum(result)
    for index, (_, most) in enumerate(bounds):  # what rounding down left over: less than one for each part
        given = min(left, most - result[index])
        result[index] += max(given, 0)
        left -= max(given, 0)
    return result


def _times(parts: Sequence[int], bounds: Sequence[tuple[int, int]], factor: int) -> list[int]:
    return [min(max(part * factor // _ONE, least), most) for part, (least, most) in zip(parts, bounds, strict=True)]
