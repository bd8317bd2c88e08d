"""What is rendered ahead of the ear, block by block, and can be taken back.

Whatever falls due by itself in a block is provisional until it is settled. Going back to a frame forgets the blocks
behind it with all that was to happen in them; they are decided and rendered again from the state as it was there.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from setplayer.audio.limiter import DELAY_FRAMES, Limiter
from setplayer.audio.mixer import Mixer
from setplayer.audio.watchdog import Watchdog
from setplayer.library.samples import Samples
from setplayer.session.commands import Command
from setplayer.session.decide import decide
from setplayer.session.due import Due, fall_due, next_due
from setplayer.session.events import Event
from setplayer.session.state import State, evolve
from setplayer.units import BLOCK_FRAMES


@dataclass(frozen=True)
class Rendered:
    """A block ahead of the ear: what it was made from, and its finished samples, which come DELAY_FRAMES late."""

    index: int
    happened: tuple[Event, ...]
    """What falls due before its end, in order, as far as it is not settled."""
    state: State
    """The state that it was mixed from: after all of this."""
    limiter: Limiter
    """As it was before the block."""
    watchdog: Watchdog
    """As it was before the block."""
    samples: Samples
    first_frame: int
    """The session frame of its first finished sample."""
    end_frame: int
    """The session frame after its last finished sample."""


def ignored(block: Samples) -> None:
    """What becomes of a block that was heard, where nobody measures it."""


class Ahead:
    """Blocks of one session from a frame on, rendered in order, taken back, and let go of once they were heard.

    `heard` is given each whole block then, in order.
    """

    def __init__(self, mixer: Mixer, frame: int, heard: Callable[[Samples], None] = ignored):
        self._mixer = mixer
        self._heard = heard
        self._blocks: deque[Rendered] = deque()
        self._limiter = Limiter()
        self._watchdog = Watchdog(last_heard_frame=frame)
        self._next_index = frame // BLOCK_FRAMES
        self._due: tuple[State, Due | None] | None = None
        self._sha256 = hashlib.sha256()
        self._printed_to = frame

    @property
    def end_frame(self) -> int:
        """Up to where finished samples are there."""
        return self._next_index * BLOCK_FRAMES - DELAY_FRAMES

    def render(self, state: State) -> None:
        """One more block, after the last. `state` is what is settled by now."""
        if self._blocks and self._blocks[-1].state.seq > state.seq:
            state = self._blocks[-1].state
        happened = []
        for event in self._falls_due(state):
            state = evolve(state, event)
            happened.append(event)
        limiter, watchdog, first = self._limiter.snapshot(), self._watchdog, self.end_frame
        samples = self._limiter.process(self._mixer.block(state, self._next_index))
        self._watchdog = watchdog.after(state, first, samples)
        self._blocks.append(
            Rendered(
                self._next_index, tuple(happened), state, limiter, watchdog, samples, first, first + BLOCK_FRAMES
            )
        )
        self._next_index += 1

    def _falls_due(self, state: State) -> Iterator[Event]:
        """What happens by itself before the end of the next block, pieces that fail among it."""
        first, end = self._next_index * BLOCK_FRAMES, (self._next_index + 1) * BLOCK_FRAMES
        found: list[Command] = [*self._mixer.failures(state, self._next_index)]
        if (alarm := self._watchdog.alarm(state, first)) is not None:
            found.append(alarm)
        for fault in found:
            decided = decide(state, fault, max(first, state.frame))
            if isinstance(decided, Event):
                state = evolve(state, decided)
                yield decided
        while (due := self._next_due(state)) is not None and due.frame < end:
            event = fall_due(state, due)
            state = evolve(state, event)
            yield event

    def _next_due(self, state: State) -> Due | None:
        if self._due is None or self._due[0] is not state:
            self._due = state, next_due(state)
        return self._due[1]

    def settle(self, until_frame: int) -> list[Event]:
        """What happened by itself before a frame and is not settled yet, in order; it is the caller's from now on."""
        settled = [event for block in self._blocks for event in block.happened if event.frame < until_frame]
        if settled:
            self._blocks = deque(
                replace(block, happened=tuple(e for e in block.happened if e.frame >= until_frame))
                for block in self._blocks
            )
        return settled

    def back_to(self, frame: int) -> None:
        """Forget every block that holds the frame or comes after it, and what was to happen in them."""
        while self._blocks and self._blocks[-1].index >= frame // BLOCK_FRAMES:
            block = self._blocks.pop()
            self._limiter, self._next_index = block.limiter.snapshot(), block.index
            self._watchdog = block.watchdog

    def samples_from(self, frame: int, end_frame: int | None = None) -> list[Samples]:
        """The finished samples from a frame on, up to another or to the last."""
        end = self.end_frame if end_frame is None else end_frame
        return [
            block.samples[max(frame - block.first_frame, 0) : end - block.first_frame]
            for block in self._blocks
            if block.end_frame > frame and block.first_frame < end
        ]

    def heard(self, to_frame: int) -> None:
        """Everything before a frame was heard: blocks that are over join the fingerprint and are let go of."""
        if not self._blocks or self._blocks[0].end_frame > to_frame:
            return
        while len(self._blocks) > 1 and self._blocks[0].end_frame <= to_frame:
            self._print(self._blocks.popleft(), to_frame)
        self._mixer.let_go(self._blocks[0].index * BLOCK_FRAMES)

    def _print(self, block: Rendered, to_frame: int) -> None:
        first = max(self._printed_to - block.first_frame, 0)
        self._sha256.update(block.samples[first : to_frame - block.first_frame].tobytes())
        self._printed_to = block.end_frame
        if not first and to_frame >= block.end_frame:
            self._heard(block.samples)

    def fingerprint(self, end_frame: int) -> str:
        """SHA-256 of the float32 samples from the first frame on, of which those before `end_frame` were heard."""
        for block in self._blocks:
            if block.first_frame < end_frame:
                self._print(block, end_frame)
        return self._sha256.hexdigest()
