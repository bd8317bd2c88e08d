"""Everything that may sound in a phase, as columns: its slots' pieces, its soundscapes' lengths, and the bridge."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from setplayer.score import fit_prices as prices
from setplayer.score.fit_library import UNMEASURED, Ints, Keys, Library
from setplayer.score.fit_model import (
    LEAST_PIECE,
    LONGEST_JOIN,
    SHORTEST_JOIN,
    SILENCE_JOIN,
    FitPhase,
    PickSlot,
    SilenceSlot,
    SoundscapeSlot,
    TrackSlot,
    Wish,
)
from setplayer.units import frames_from_s

USUAL_JOIN: Final = (SHORTEST_JOIN + LONGEST_JOIN) // 2

STRETCH: Final = frames_from_s(16)
"""A soundscape's lengths are searched in steps of this; within a step its length is free."""

LEAST_BRIDGE: Final = frames_from_s(24)
"""A soundscape that comes and goes, with nearly nothing between."""

NO_PIECE: Final = -1

_BEHIND_ALL: Final = 1 << 26
"""What is drawn for a piece, and this, weighs more than being ten steps of intensity off."""

_BANDS: Final = 8


@dataclass(frozen=True, eq=False)
class Options:
    """One column per thing that may sound next.

    `piece` is its number in the library; `low`, `high` and `step` are how long it may last, and by how much the
    session moves on with it. `cap` is the longest join that it bears on either side; `after` the length of the join
    after it where that is fixed, else 0. `intensity` is −1 for what follows the phase's own.
    """

    slot: Ints
    piece: Ints
    low: Ints
    high: Ints
    step: Ints
    join_least: Ints
    join_most: Ints
    cap: Ints
    after: Ints
    intensity: Ints
    price: Ints
    price_per_s: Ints
    loudest: Ints
    artist: Ints
    key: Keys

    def take(self, columns: Ints) -> "Options":
        """Some of the columns."""
        return Options(*(values[columns] for values in vars(self).values()))


def options_of(library: Library, phase: FitPhase, number: int, wish: Wish, usable: np.ndarray, count: int) -> Options:
    """The options of a phase; the last column is the bridge.

    `usable` says which pieces of the library may be picked at all; the `count` best of them are considered.
    """
    parts = [
        part
        for slot in range(len(phase.slots))
        for part in _of_slot(library, phase, number, slot, wish, usable, count)
    ]
    parts.append(_made(len(phase.slots), LEAST_BRIDGE, max(phase.frames, 0) * 2 + 10 * LONGEST_JOIN))
    joined = Options(
        *(np.concatenate(columns) for columns in zip(*(vars(part).values() for part in parts), strict=True))
    )
    joined.price[-1], joined.price_per_s[-1] = prices.BRIDGE, prices.BRIDGE_PER_S
    return joined


def _of_slot(
    library: Library, phase: FitPhase, number: int, slot: int, wish: Wish, usable: np.ndarray, count: int
) -> Iterator[Options]:
    keys, drawn = library.chances(wish.seed)
    is_what = phase.slots[slot]
    if isinstance(is_what, TrackSlot):
        if is_what.sha256 in library.index:
            yield _recorded(library, slot, np.array([library.index[is_what.sha256]]), keys)
    elif isinstance(is_what, SilenceSlot):
        silence = _made(slot, is_what.frames, is_what.frames)
        silence.join_least[:] = silence.join_most[:] = is_what.fade_frames
        silence.after[:] = SILENCE_JOIN
        silence.step[:] = is_what.frames - (is_what.fade_frames + SILENCE_JOIN) // 2
        yield silence
    elif isinstance(is_what, SoundscapeSlot):
        unwanted = prices.UNWANTED_PER_S if wish.prefer == "recorded" else 0
        steps = max(1, -(-(phase.frames + 2 * LONGEST_JOIN - is_what.least_frames) // STRETCH))
        for step in range(steps):
            low = is_what.least_frames + step * STRETCH
            scape = _made(slot, low, low + STRETCH)
            scape.price_per_s[:] = unwanted
            yield scape
    else:
        heard = np.isin(np.arange(len(usable)), _numbers(library, wish.heard)).astype(np.int64)
        keep = _numbers(library, wish.keep[number] if wish.keep else ())
        chosen = _candidates(library, phase, is_what, usable, drawn + heard * _BEHIND_ALL, count, keep)
        picked = _recorded(library, slot, chosen, keys)
        error = prices.VARIETY * drawn[chosen] >> 16
        picked.price[:] += prices.HEARD * heard[chosen]
        picked.price[:] += prices.JOIN + error * (library.frames[chosen] // frames_from_s(1))
        if wish.keep:
            picked.price[:] += prices.CHANGE * ~np.isin(chosen, keep)
        picked.price_per_s[:] = prices.UNWANTED_PER_S if wish.prefer == "soundscape" else 0
        yield picked


def _numbers(library: Library, hashes: Iterable[str]) -> Ints:
    return np.array([library.index[sha256] for sha256 in hashes if sha256 in library.index], np.int64)


def _candidates(
    library: Library, phase: FitPhase, slot: PickSlot, usable: np.ndarray, drawn: Ints, count: int, keep: Ints
) -> Ints:
    """The pieces nearest to the wanted intensity, an equal share from each of eight bands of length.

    Lengths are what makes a phase end on time: were the nearest taken alone, they might all be of one length.
    """
    allowed = usable & (library.frames >= LEAST_PIECE)
    if slot.among is not None:
        allowed &= np.isin(np.arange(len(allowed)), [library.index[h] for h in slot.among if h in library.index])
    found = np.flatnonzero(allowed)
    if len(found) <= count:
        return found
    pool = found[library.frames[found] - LONGEST_JOIN < phase.frames]
    wanted = [round(100 * value) for value in slot.intensity or phase.intensity]
    away = library.intensity - np.clip(library.intensity, min(wanted), max(wanted))
    score = away * away + (prices.VARIETY * drawn >> 16)
    bands = np.array_split(pool[np.argsort(library.frames[pool], kind="stable")], _BANDS)
    chosen = [band[np.argsort(score[band], kind="stable")[: count // _BANDS]] for band in bands]
    return np.unique(np.concatenate([*chosen, np.intersect1d(keep, found)]))


def _recorded(library: Library, slot: int, chosen: Ints, keys: Keys) -> Options:
    frames = library.frames[chosen]
    made = _blank(len(chosen))
    made.slot[:], made.piece[:] = slot, chosen
    made.low[:] = made.high[:] = frames
    made.cap[:] = frames // 2
    made.step[:] = frames - np.minimum(frames // 2, USUAL_JOIN)
    made.intensity[:], made.loudest[:] = library.intensity[chosen], library.loudest[chosen]
    made.artist[:], made.key[:] = library.artist[chosen], keys[chosen]
    return made


def _made(slot: int, low: int, high: int) -> Options:
    """Something that is no recording."""
    made = _blank(1)
    made.slot[:], made.low[:], made.high[:] = slot, low, high
    made.cap[:] = low // 2
    made.step[:] = (low + high) // 2 - min(low // 2, USUAL_JOIN)
    made.key[:] = np.uint64(low)
    return made


def _blank(count: int) -> Options:
    def filled(value: int) -> Ints:
        return np.full(count, value, np.int64)

    return Options(
        slot=filled(0),
        piece=filled(NO_PIECE),
        low=filled(0),
        high=filled(0),
        step=filled(0),
        join_least=filled(SHORTEST_JOIN),
        join_most=filled(LONGEST_JOIN),
        cap=filled(0),
        after=filled(0),
        intensity=filled(-1),
        price=filled(0),
        price_per_s=filled(0),
        loudest=filled(UNMEASURED),
        artist=filled(NO_PIECE),
        key=np.zeros(count, np.uint64),
    )
