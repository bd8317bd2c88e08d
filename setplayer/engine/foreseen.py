"""A session as it will be when nobody touches it: where everything falls, and any stretch of its sound, unrecorded.

Nothing has to be played up to a place to hear what is there. What happens is worked out from Begin, which takes no
sound; soundscapes and decoders begin anywhere with the same samples; and the limiter forgets what it heard. So the
samples are those of the session itself, as long as nothing unforeseen happens before them, such as a file that has
changed since it was measured.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from setplayer.audio.limiter import DELAY_FRAMES, Limiter
from setplayer.audio.mixer import Mixer
from setplayer.audio.watchdog import Watchdog
from setplayer.engine.preferences import Preferences
from setplayer.engine.prepare import Prepared
from setplayer.engine.recorder import Recorder
from setplayer.engine.rehearse import begin
from setplayer.library.samples import Samples
from setplayer.score.model import Score
from setplayer.session import commands as c
from setplayer.session.state import State
from setplayer.units import BLOCK_FRAMES, SAMPLE_RATE, frames_from_s

FORGETTING_FRAMES: Final = frames_from_s(2)
"""The limiter takes off at most 23 dB, since samples are clamped at +12 dBFS before it, and gives back 20 dB a
second: what it heard longer ago than this leaves no trace."""

_MEASURED_BLOCKS: Final = 16
"""Filters cost less in large pieces."""


class Foreseen:
    """A prepared arc from Begin to its end, its picks and soundscapes by a seed; the dose is marked at 0:00."""

    def __init__(self, prepared: Prepared, seed: int = 0):
        record = Recorder(None)
        begin(record, prepared, c.Open(kind="rehearsal", seed=seed), Preferences())
        self._sources = prepared.sources(seed)
        self._blocks = [0]
        self._states = [record.state]
        while "landed" not in record.state.flags and (due := record.next_due_frame()) is not None:
            index = due // BLOCK_FRAMES
            _pass_block(record, index)
            self._blocks.append(index)
            self._states.append(record.state)
        self.frames = record.state.frame
        """Its length."""

    @property
    def score(self) -> Score:
        """Where everything has fallen."""
        return self._states[-1].score

    def samples(self, first_frame: int, end_frame: int) -> Iterator[Samples]:
        """The final samples from a frame up to another or to the end, in parts, each shape (n, 2) at 48 kHz."""
        end_frame = min(end_frame, self.frames)
        index = max(first_frame - FORGETTING_FRAMES, 0) // BLOCK_FRAMES
        record = Recorder(None, self._state_before(index))
        mixer, limiter = Mixer(self._sources), Limiter()
        watchdog = Watchdog(last_heard_frame=index * BLOCK_FRAMES)
        try:
            while (at := index * BLOCK_FRAMES - DELAY_FRAMES) < end_frame:
                _meet_failures(record, mixer, watchdog, index)
                _pass_block(record, index)
                finished = limiter.process(mixer.block(record.state, index))
                mixer.let_go(index * BLOCK_FRAMES)
                watchdog = watchdog.after(record.state, at, finished)
                if at + BLOCK_FRAMES > first_frame:
                    yield finished[max(first_frame - at, 0) : end_frame - at]
                index += 1
        finally:
            mixer.close()

    def short_term_lufs(self, report: Callable[[int, int], None]) -> NDArray[np.float64]:
        """How loud it is throughout, as `LoudnessMeter.short_term_lufs` tells it. All of it is rendered for that.

        `report` is given the frame reached and the last.
        """
        # Its filters take a second to import, and nothing else here needs them.
        from setplayer.library.loudness import LoudnessMeter  # noqa: PLC0415

        meter, frame = LoudnessMeter(SAMPLE_RATE), 0
        waiting: list[Samples] = []
        for samples in self.samples(0, self.frames):
            waiting.append(samples)
            frame += len(samples)
            if len(waiting) == _MEASURED_BLOCKS or frame == self.frames:
                meter.feed(np.concatenate(waiting))
                waiting.clear()
                report(frame, self.frames)
        return meter.short_term_lufs()

    def _state_before(self, index: int) -> State:
        """The state before what happens in a block."""
        return self._states[max(bisect_right(self._blocks, index - 1) - 1, 0)]


def _pass_block(record: Recorder, index: int) -> None:
    """Everything that falls due in a block, as a rehearsal without a script has it."""
    record.pass_time((index + 1) * BLOCK_FRAMES)
    if "dose due" in record.state.flags:
        record.give(c.Dose(), record.state.frame)
        record.pass_time((index + 1) * BLOCK_FRAMES)


def _meet_failures(record: Recorder, mixer: Mixer, watchdog: Watchdog, index: int) -> None:
    """What a session does by itself about music that cannot be played on."""
    first = index * BLOCK_FRAMES
    found: list[c.Command] = [*mixer.failures(record.state, index)]
    if (alarm := watchdog.alarm(record.state, first)) is not None:
        found.append(alarm)
    for fault in found:
        record.pass_time(first)
        record.give(fault, max(first, record.state.frame))
