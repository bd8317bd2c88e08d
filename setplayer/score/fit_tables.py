"""What the search needs to know about one phase: its options, what each costs where, and what is yet to come.

`to_go` is a backward dynamic programme on a grid of 4 s. It knows nothing of repeats, artists and level steps, and so
tells every partial plan cheaply what about the best rest of its phase would cost.
"""

from typing import Final

import numpy as np

from setplayer.score import fit_prices as prices
from setplayer.score.fit_library import UNMEASURED, Ints
from setplayer.score.fit_model import SHORTEST_JOIN, FitPhase, PickSlot
from setplayer.score.fit_options import USUAL_JOIN, Options
from setplayer.score.level import target_lufs
from setplayer.units import SAMPLE_RATE

GRID: Final = 4 * SAMPLE_RATE

_TARGETS: Final = np.array([round(100 * target_lufs(hundredth / 100)) for hundredth in range(1001)], np.int64)


class PhaseTables:
    """The tables of one phase. Places in it are frames from its start.

    A partial plan is in `state` d when the last slot it used is d − 1; in `bridged` when a soundscape bridges.
    `leave[d]` prices closing in state d, `enter[d, option]` going on with an option.
    """

    def __init__(self, phase: FitPhase, options: Options) -> None:
        self.phase, self.options = phase, options
        self.slots = len(phase.slots)
        self.bridged = self.slots + 1
        self._free = [isinstance(slot, PickSlot) for slot in phase.slots]
        self.leave = self._leave()
        self.enter = self._enter()[:, options.slot]
        self._sum_up()
        self.to_go = self._cost_to_go()

    # ---- prices

    def _leave(self) -> Ints:
        """What closing leaves out: picks that stay empty, and pieces the arc names."""
        left = [prices.SKIP if free else prices.DROP for free in self._free]
        return np.array([*(sum(left[done:]) for done in range(self.slots + 1)), 0], np.int64)

    def _enter(self) -> Ints:
        """The price of each slot, and of the bridge, by state: 0 for what is next, a skip for each pick between."""
        price = np.full((self.slots + 2, self.slots + 1), prices.NEVER, np.int64)
        for done in range(self.slots + 1):
            skipped = 0
            if done and self._free[done - 1]:
                price[done, done - 1] = 0
            for slot in range(done, self.slots + 1):
                price[done, slot] = skipped
                if slot < self.slots and not self._free[slot]:
                    break
                skipped += prices.SKIP
        return price

    def _sum_up(self) -> None:
        """Integrals of what is wanted, and of its square, second by second: a row per slot, the phase's own last."""
        top = max(-(-self.phase.frames // SAMPLE_RATE), 1)
        own = self.phase.intensity
        lines = [(getattr(slot, "intensity", None) or own) for slot in self.phase.slots] + [own]
        middles = 2 * np.arange(top, dtype=np.int64) + 1
        ends = [(round(100 * start), round(100 * end)) for start, end in lines]
        wanted = np.array([start + (end - start) * middles // (2 * top) for start, end in ends])
        nothing = np.zeros((len(lines), 1), np.int64)
        self._wanted = np.hstack([nothing, np.cumsum(wanted, axis=1)]).ravel()
        self._squares = np.hstack([nothing, np.cumsum(wanted * wanted, axis=1)]).ravel()
        self._own, self._top = wanted[-1], top

    def cost(self, begin: Ints, options: Options) -> tuple[Ints, Ints]:
        """Where each option that begins (in the middle of its join) at `begin` ends, and what it costs."""
        end = begin + options.step
        row = options.slot * (self._top + 1)
        first, last = self._second(begin), self._second(end)
        a, b = row + first, row + last
        seconds = last - first
        error = self._squares[b] - self._squares[a]
        error -= options.intensity * (2 * (self._wanted[b] - self._wanted[a]) - options.intensity * seconds)
        return end, np.where(options.intensity < 0, 0, error) + options.price + options.price_per_s * seconds

    def _second(self, frames: Ints) -> Ints:
        return np.clip(frames // SAMPLE_RATE, 0, self._top)

    def levels(self, begin: Ints, options: Options) -> Ints:
        """How loud each option is played, in hundredths of LUFS; `UNMEASURED` for what evens itself out."""
        middle = np.minimum(self._second(begin + options.step // 2), self._top - 1)
        target = _TARGETS[np.clip(self._own[middle], 0, 1000)]
        return np.where(options.loudest == UNMEASURED, UNMEASURED, np.minimum(target, options.loudest))

    # ---- what is yet to come

    def ahead(self, state: Ints, end: Ints) -> Ints:
        """About the least price from a place on."""
        return self.to_go[state, np.clip((end + GRID // 2) // GRID, 0, self.to_go.shape[1] - 1)]

    def _cost_to_go(self) -> Ints:
        top = max(-(-self.phase.frames // GRID), 1)
        to_go = np.full((self.slots + 2, top + 1), prices.NEVER, np.int64)
        rows = np.arange(top + 1)
        # as `to_go` of the slot, were it not repeated
        fresh = self._best(rows, self.options.take(np.array([-1])), self.bridged, to_go[self.bridged])
        to_go[self.slots] = fresh
        for slot in range(self.slots - 1, -1, -1):
            columns = np.flatnonzero(self.options.slot == slot)
            here = np.full(top + 1, prices.NEVER, np.int64)
            if len(columns):
                options = self.options.take(columns)
                onward = to_go[slot + 1]
                # a block no longer than the shortest piece needs only later blocks
                block = max(1, int(options.step.min()) // GRID - 1) if self._free[slot] else top + 1
                for last in range(top + 1, 0, -block):
                    some = rows[max(0, last - block) : last]
                    here[some] = self._best(some, options, slot + 1, onward)
                    if self._free[slot]:
                        onward[some] = np.minimum(onward[some], here[some])
            past = prices.SKIP if self._free[slot] else prices.DROP
            fresh = np.minimum(here, fresh + past)
            to_go[slot] = fresh
        return np.minimum(to_go, prices.NEVER)

    def _best(self, rows: Ints, options: Options, state: int, onward: Ints) -> Ints:
        frames = self.phase.frames
        end, price = self.cost(rows[:, None] * GRID, options)
        slack = (USUAL_JOIN - SHORTEST_JOIN) * (2 + self.slots)  # what overlaps can make up
        middle = (options.high + options.low) // 2
        over = end - (middle - options.low) - frames - slack
        under = frames - slack - (end + options.high - middle)
        close = np.where(over > 0, prices.CUT + prices.CUT_PER_S * (np.maximum(over, 0) // SAMPLE_RATE), 0)
        close = np.where(under > 0, prices.NEVER, close + self.leave[state])
        place = np.clip((end + GRID // 2) // GRID, 0, len(onward) - 1)
        after = np.where(end < frames, onward[place], prices.NEVER)
        best: Ints = (price + np.minimum(close, after)).min(axis=1)
        return best
