"""The search forward: a beam of partial plans, each with the exact interval of starts that its next piece can have.

So whether a phase can end on time is never a matter of rounding. A beam that never had to leave anything out has
tried everything (`thorough`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from setplayer.score import fit_prices as prices
from setplayer.score.fit_joins import landing, starts_after
from setplayer.score.fit_library import UNMEASURED, Ints, Keys
from setplayer.score.fit_model import ARTIST_SPACING
from setplayer.score.fit_options import NO_PIECE, USUAL_JOIN, Options
from setplayer.score.fit_tables import PhaseTables
from setplayer.units import SAMPLE_RATE

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: sums of products with it rarely meet


@dataclass(frozen=True, eq=False)
class Beam:
    """Partial plans, a row each.

    `low` and `high` are where the last piece may end, or, where `closed`, where the next may start; `middle` is about
    where the crossfade after it lies. `path` has what sounded, by number among all options, newest last.
    """

    low: Ints
    high: Ints
    middle: Ints
    cap: Ints
    after: Ints
    state: Ints
    price: Ints
    level: Ints
    artists: Ints
    path: Ints
    key: Keys

    def __len__(self) -> int:
        return len(self.price)

    def take(self, rows: Ints) -> "Beam":
        """Some of the plans."""
        return Beam(*(values[rows] for values in vars(self).values()))

    @classmethod
    def joined(cls, beams: Sequence["Beam"]) -> "Beam":
        """All plans of several beams; shorter paths are filled up in front."""
        longest = max(beam.path.shape[1] for beam in beams)
        padded = [replace(beam, path=_padded(beam.path, longest)) for beam in beams]
        return cls(*(np.concatenate(columns) for columns in zip(*(vars(b).values() for b in padded), strict=True)))


def _padded(path: Ints, width: int) -> Ints:
    return np.pad(path, ((0, 0), (width - path.shape[1], 0)), constant_values=-1)


def begun(start: int, artists: Sequence[int]) -> Beam:
    """The one plan that nothing has been added to: its first piece starts at a frame from its phase's start."""
    recent = ([NO_PIECE] * ARTIST_SPACING + list(artists))[-ARTIST_SPACING:]
    one = np.array([start], np.int64)
    nought = np.zeros(1, np.int64)
    middle = np.array([start + USUAL_JOIN // 2 if start < -USUAL_JOIN else 0], np.int64)
    level = np.array([UNMEASURED], np.int64)
    path = np.zeros((1, 0), np.int64)
    return Beam(
        one,
        one,
        middle,
        nought,
        nought,
        nought,
        nought,
        level,
        np.array([recent], np.int64),
        path,
        np.zeros(1, np.uint64),
    )


@dataclass
class Search:
    """A search through phases, one after another. `pieces` has the library's number of every option so far."""

    library_size: int
    width: int
    pieces: Ints
    thorough: bool = True

    def through(self, beam: Beam, tables: PhaseTables) -> Beam:
        """The best plans that close a phase, from those that have reached its start."""
        first_option = len(self.pieces)
        self.pieces = np.concatenate([self.pieces, tables.options.piece])
        going, closed = beam, []
        while len(going):
            going, ended = self._expand(going, tables, first_option)
            closed.append(ended)
            found = np.concatenate([part.price for part in closed])
            if len(found) > self.width:  # what is dearer than the best that have closed can no longer become one
                dearest = np.partition(found, self.width)[self.width]
                going = going.take(np.flatnonzero(going.price < dearest))
        beam = Beam.joined(closed)
        return beam.take(self._best(beam.price, _closing_key(beam), self.width))

    def _expand(self, beam: Beam, tables: PhaseTables, first_option: int) -> tuple[Beam, Beam]:
        """Add every option to every plan: the best plans that go on, and the best that close the phase."""
        options, frames, join = tables.options, tables.phase.frames, tables.phase.join
        low, high = _ends(beam, options)
        begin = beam.middle[:, None]
        middle, cost = tables.cost(begin, options)
        level = tables.levels(begin, options)
        price = beam.price[:, None] + cost + tables.enter[beam.state] + self._neighbours(beam, options, level)
        price = np.minimum(price + self._repeats(beam, options), prices.NEVER)
        state = np.broadcast_to(options.slot + 1, price.shape)

        first, last = landing(frames, join)
        over = np.maximum(low - last, 0)
        close = (
            price + tables.leave[state] + np.where(over > 0, prices.CUT + prices.CUT_PER_S * (over // SAMPLE_RATE), 0)
        )
        close[high < first] = prices.NEVER
        score = np.where((low < first) & (state < tables.bridged), price + tables.ahead(state, middle), prices.NEVER)

        keys = beam.key[:, None] + options.key
        last_key = keys ^ (options.key * _SPREAD)
        reach_key = (
            last_key + (low.view(np.uint64) * _SPREAD ^ high.view(np.uint64)) * _SPREAD + state.astype(np.uint64)
        )
        going = self._best(score.ravel(), reach_key.ravel(), self.width)
        ended = self._best(close.ravel(), (reach_key if len(beam) < self.width else last_key).ravel(), self.width)

        def grown(flat: Ints, total: Ints) -> Beam:
            parent, option = np.divmod(flat, price.shape[1])
            artist = options.artist[option]
            return Beam(
                low=low[parent, option],
                high=high[parent, option],
                middle=middle[parent, option],
                cap=options.cap[option],
                after=options.after[option],
                state=options.slot[option] + 1,
                price=total[parent, option],
                level=level[parent, option],
                artists=np.column_stack([beam.artists[parent, 1:], artist]),
                path=np.column_stack([beam.path[parent], first_option + option]),
                key=keys[parent, option],
            )

        return grown(going, price), _closed(grown(ended, close), frames, join)

    def _neighbours(self, beam: Beam, options: Options, level: Ints) -> Ints:
        """What jumps in level and an artist heard a moment ago cost."""
        before = beam.level[:, None]
        jumps = (np.abs(level - before) > prices.LEVEL_STEP_LU) & (level != UNMEASURED) & (before != UNMEASURED)
        same = sum((options.artist == beam.artists[:, back, None]) for back in range(ARTIST_SPACING))
        price: Ints = prices.LEVEL_STEP * jumps + prices.ARTIST * np.where(options.artist == NO_PIECE, 0, same)
        return price

    def _repeats(self, beam: Beam, options: Options) -> Ints:
        """Never the same piece twice."""
        heard = np.zeros((len(beam), self.library_size + 1), bool)  # the last column is for what is no recording
        numbers = np.append(self.pieces, NO_PIECE)[beam.path]
        heard[np.arange(len(beam))[:, None], numbers] = True
        heard[:, NO_PIECE] = False
        return np.where(heard[:, options.piece], prices.NEVER, 0)

    def _best(self, score: Ints, key: Keys, count: int) -> Ints:
        """Rows of the `count` lowest scores, at most one per key; of equals the first."""
        keep = min(len(score), 4 * count)
        rows = np.argpartition(score, keep - 1)[:keep] if keep < len(score) else np.arange(len(score))
        if keep < len(score):  # which of equals a partition keeps is its own affair: take them all
            rows = np.flatnonzero(score <= score[rows].max()) if score[rows].max() < prices.NEVER else rows
        rows = rows[score[rows] < prices.NEVER]
        rows = rows[np.lexsort((rows, score[rows]))]
        rows = rows[np.sort(np.unique(key[rows], return_index=True)[1])]
        possible = np.count_nonzero(score < prices.NEVER)
        if len(rows) > count or (keep < len(score) and possible > keep):
            self.thorough = False
        return rows[:count]


def _ends(beam: Beam, options: Options) -> tuple[Ints, Ints]:
    """Where each option may end after each plan."""
    fixed = beam.after[:, None]
    cap = np.minimum(beam.cap[:, None], options.cap)
    most = np.minimum(np.where(fixed > 0, fixed, options.join_most), cap)
    least = np.minimum(np.where(fixed > 0, fixed, options.join_least), cap)
    return beam.low[:, None] - most + options.low, beam.high[:, None] - least + options.high


def _closed(beam: Beam, frames: int, join: tuple[int, int]) -> Beam:
    """Plans that stand at the start of the next phase."""
    low, high = starts_after(beam.low, beam.high, frames, join)
    nought = np.zeros(len(beam), np.int64)
    return replace(beam, low=low, high=high, middle=nought, cap=nought, after=nought, state=nought)


def _closing_key(beam: Beam) -> Keys:
    last = beam.path[:, -1].astype(np.uint64) if beam.path.shape[1] else np.zeros(len(beam), np.uint64)
    key: Keys = beam.key + last * _SPREAD + (beam.low.view(np.uint64) * _SPREAD ^ beam.high.view(np.uint64)) * _SPREAD
    return key
