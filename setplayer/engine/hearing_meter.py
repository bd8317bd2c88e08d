"""How loud a session has been on the output it is heard on, measured on the samples that were heard."""

from collections import deque
from collections.abc import Mapping
from typing import Final

from setplayer.engine.live import Live
from setplayer.hearing import MOST_DBA, WARN_DBA, Exposure, decibels, mean_square
from setplayer.library.samples import Samples
from setplayer.session import commands as c
from setplayer.settings import Calibration
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE, db_from_gain

_SECOND_BLOCKS: Final = 23
"""So many blocks are a second, as nearly as it goes."""

_RECENT_S: Final = 10
"""What is loud for so long is told."""

_TELL_S: Final = 600.0
"""How much may be lost when the player dies: it is told to the record that often."""


class HearingMeter:
    """Measures what is heard on one output after another. `level_db` is what the therapist has set meanwhile."""

    def __init__(self, calibrations: Mapping[str, Calibration]):
        self._calibrations = calibrations
        self.output: str | None = None
        """The device that is heard; None where nobody hears anything: a file, nothing."""
        self.level_db = 0.0
        self._blocks = 0
        self._sum = self._second_sum = self._loudest = 0.0
        self._recent: deque[float] = deque(maxlen=_RECENT_S)
        self._loudest_at_0_db = 0.0

    @property
    def offset_db(self) -> float | None:
        """What makes dBA of this output's samples, where it was calibrated."""
        known = self._calibrations.get(self.output or "")
        return None if known is None else known.offset_db

    def take(self, block: Samples) -> None:
        """A whole block that was heard."""
        if self.output is None:
            return
        square = mean_square(block)
        self._blocks += 1
        self._sum += square
        self._second_sum += square
        if self._blocks % _SECOND_BLOCKS == 0:
            second, self._second_sum = self._second_sum / _SECOND_BLOCKS, 0.0
            self._loudest = max(self._loudest, second)
            self._recent.append(second)
            if len(self._recent) == _RECENT_S:
                at_0_db = self._mean_of_recent() / 10 ** (self.level_db / 10)
                self._loudest_at_0_db = max(self._loudest_at_0_db, at_0_db)

    def _mean_of_recent(self) -> float:
        return sum(self._recent) / len(self._recent)

    def tell(self, live: Live, device: str | None) -> None:
        """Measure what `device` plays, once a turn; tell the record when that is another, or enough was heard."""
        self.level_db = db_from_gain(max(live.state.lanes["level"].target(live.frame), 1e-6))
        if device == self.output and not self.due:
            return
        if live.playing and self.output is not None and (exposure := self.so_far()) is not None:
            live.give(c.Hearing(output=self.output, exposure=exposure), urgent=True)
        self.start(device)

    @property
    def due(self) -> bool:
        """Whether so much was heard that the record should know."""
        return self._blocks * BLOCK_FRAMES >= _TELL_S * SAMPLE_RATE

    def so_far(self) -> Exposure | None:
        """What was heard on this output since the last `start`."""
        if not self._blocks or self.output is None:
            return None
        return Exposure(
            seconds=self._blocks * BLOCK_FRAMES / SAMPLE_RATE,
            level_db=decibels(self._sum / self._blocks),
            loudest_db=decibels(max(self._loudest, self._sum / self._blocks)),
            offset_db=self.offset_db,
        )

    def start(self, output: str | None) -> None:
        """Measure anew, perhaps on another output."""
        if output != self.output:
            self._recent.clear()
            self._loudest_at_0_db = 0.0
        self.output = output
        self._blocks, self._sum, self._second_sum, self._loudest = 0, 0.0, 0.0, 0.0

    @property
    def loud(self) -> bool:
        """Whether it has been louder lately than an ear should have for long; never where nobody calibrated."""
        offset = self.offset_db
        return offset is not None and bool(self._recent) and self._dba(self._mean_of_recent()) >= WARN_DBA

    def too_loud_at(self, level_db: float) -> float | None:
        """The dBA that the loudest ten seconds so far would have at a level, where that is more than is allowed."""
        if self.offset_db is None or not self._loudest_at_0_db:
            return None
        dba = self._dba(self._loudest_at_0_db) + level_db
        return dba if dba > MOST_DBA else None

    def _dba(self, square: float) -> float:
        return decibels(square) + (self.offset_db or 0.0)
