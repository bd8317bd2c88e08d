"""A session as it plays: what is settled, and how a command cuts in.

Sound is rendered some 400 ms ahead of the ear. What falls due by itself in that time is provisional: it is settled,
and sent to the record, only when the ear is about to reach it. A command takes effect a little ahead of the ear; then
all that lies behind its frame is decided and rendered again, and takes the place of what the output had queued. So
every frame is played once, and the record has each event at the frame at which it was heard: a replay of it gives the
same samples.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, get_args

import numpy as np

from setplayer.audio.limiter import DELAY_FRAMES
from setplayer.audio.live import LiveOutput
from setplayer.audio.mixer import Mixer
from setplayer.engine.ahead import Ahead, ignored
from setplayer.engine.dry_times import DryTimes
from setplayer.engine.journal import Journal, noted
from setplayer.engine.keeper import Keeper, Saved
from setplayer.library.samples import Samples
from setplayer.library.track import Track
from setplayer.log.clock import monotonic_ns
from setplayer.session import commands as c
from setplayer.session.decide import decide
from setplayer.session.due import fall_due, next_due
from setplayer.session.events import Event, Outcome, Refusal
from setplayer.session.lanes import Bus, bus_gain
from setplayer.session.state import State, evolve
from setplayer.units import SAMPLE_RATE, frames_from_s

LEAD_FRAMES: Final = frames_from_s(0.4)
"""How far ahead of the ear the output is kept filled: a stall of 300 ms is not heard (design.md)."""

CUE_FRAMES: Final = frames_from_s(0.06)
"""How far ahead of the ear a command takes effect, so that its event is on the disk by then."""

SETTLE_FRAMES: Final = frames_from_s(0.12)
"""How far ahead of the ear what falls due by itself is settled: on the disk before it is heard, a turn apart, and not
so far that a command which must come after it is heard late."""

URGENT_FRAMES: Final = frames_from_s(0.03)
"""The same for the emergency fade, which waits for nothing."""

_OPENING_S: Final = 1.5
"""So long music is waited for that goes on where it was before the machine slept."""

COMMIT_PATIENCE_S: Final = 0.04
"""So long a command waits for its commit; then it acts, and is shown as not yet saved."""


class Live:
    """The session under way on one output. For one thread; the keeper writes on another.

    `speed` is how many seconds of the session pass in one: leads grow with it. `now_ns` is the machine's clock;
    `heard` gets each block of samples once it was heard.
    """

    def __init__(
        self,
        state: State,
        journal: Journal,
        keeper: Keeper,
        output: LiveOutput,
        speed: float = 1.0,
        now_ns: Callable[[], int] = monotonic_ns,
        heard: Callable[[Samples], None] = ignored,
    ):
        self.state = state
        """After everything that is settled."""
        self.journal = journal
        self.late_cues = 0
        """Commands that were heard later than their frame says, since the machine stalled in between."""
        self._keeper = keeper
        self._output = output
        self._real_time = speed <= 1.0
        self._now_ns = now_ns
        self._dry = DryTimes(now_ns)
        self._heard = heard
        self._lead_frames = round(LEAD_FRAMES * max(speed, 1.0))
        self._cue_frames = round(CUE_FRAMES * max(speed, 1.0))
        self._settle_frames = round(SETTLE_FRAMES * max(speed, 1.0))
        self._urgent_frames = round(URGENT_FRAMES * max(speed, 1.0))
        self._mixer: Mixer | None = None
        self._ahead: Ahead | None = None
        self._pushed = 0
        self._whole = True
        self._unsaved: Saved | None = None

    # ---- where it is

    @property
    def frame(self) -> int:
        """The session frame that the output takes next; 0 before Begin."""
        return self._pushed - self._output.queued_frames()

    @property
    def queue_ms(self) -> int:
        """How much the output has queued."""
        return round(self._output.queued_frames() * 1000 / SAMPLE_RATE)

    @property
    def playing(self) -> bool:
        """Whether sound is made: from `start` until `finish`."""
        return self._ahead is not None

    def track(self, path: str) -> Track | None:
        """What the session knows by now of the track at a path. From any thread."""
        return self.state.tracks.get(path)

    @property
    def now_frame(self) -> int:
        """The frame at which something that happens now stands in the record at the earliest."""
        return max(self.frame, self.state.frame) if self.playing else self.state.frame

    @property
    def sounding(self) -> bool:
        """Whether the lanes let any music through now."""
        frame = max(self.frame, self.state.frame)
        return any(float(np.max(bus_gain(self.state.lanes, bus, frame, 1))) > 0.0 for bus in get_args(Bus))

    def saved(self) -> bool:
        """Whether all that is settled is on the disk; before the music begins there is time to wait for it."""
        return self._unsaved is None or self._unsaved.wait(0.0 if self.playing else COMMIT_PATIENCE_S)

    # ---- playing

    def start(self, mixer: Mixer, frame: int) -> None:
        """Play from a frame on; nothing before it is rendered."""
        self._mixer, self._ahead = mixer, Ahead(mixer, frame, self._heard)
        self._whole = frame == 0
        self._pushed = frame
        self._dry.start()
        self.fill()

    def fill(self) -> None:
        """Render until the output is filled, and settle what the ear is about to reach."""
        if self._ahead is None:
            return
        frame = self.frame
        while self._pushed - frame < self._lead_frames:
            if self._ahead.end_frame <= self._pushed:
                self._ahead.render(self.state)
            self._push(self._ahead.samples_from(self._pushed))
        self._dry.filled(self._output.queued_frames())
        self.take(*self._ahead.settle(frame + self._settle_frames))
        self._ahead.heard(frame)
        for dry in self._dry.take() if self._real_time else ():
            self.give(c.Underrun(at_frame=dry.frame, frames_lost=dry.frames, mono_ns=self._now_ns()), urgent=True)

    def _push(self, parts: Sequence[Samples]) -> None:
        self._dry.look(self._output.queued_frames(), self._pushed)
        for samples in parts:
            self._output.push(samples)
            self._pushed += len(samples)

    def move_to(self, output: LiveOutput) -> None:
        """Go on at the same frame on another output. The one before is the caller's to close."""
        frame = self.frame
        self._output, self._pushed = output, frame
        self._dry.start()
        self.fill()

    def jump(self, frame: int) -> None:
        """Go on at a later frame, after a time in which nothing could be played: the machine slept."""
        assert self._mixer is not None
        assert self._ahead is not None
        lost = max(self.frame, self.state.frame)
        self.take(*self._ahead.settle(lost + 1))
        self._output.replace(lambda queued: ())
        self.take(*passed_over(self.state, lost, frame, known_mono_ns=self._now_ns()))
        if self.state.resumes == "where_it_was":
            self._mixer.warm(self.state, self.state.frame, _OPENING_S)  # it goes on in a stream of its own
        self.start(self._mixer, self.state.frame)

    def finish(self, end: c.End) -> Event | Refusal:
        """End the session a little ahead of the ear. The record gets the fingerprint of all that was played."""
        if self._ahead is None:
            return self.give(end)
        frame = max(self._soon(self._cue_frames), self.state.frame)
        decided = decide(self.state, end, frame)
        if isinstance(decided, Event):
            while self._ahead.end_frame < frame:
                self._ahead.render(self.state)
            self._replace(frame, frame)
            if self._whole and not self.late_cues:
                request = {"frames": frame, "sha256": self._ahead.fingerprint(frame)}
                self.take(Event(kind="rendered", frame=frame, request=request))
            self.take(decided)
            self._ahead = None
        return decided

    def close(self) -> None:
        """Let go of the music's files."""
        if self._mixer is not None:
            self._mixer.close()

    # ---- what happens

    def give(
        self, command: c.Command, *, urgent: bool = False, attachments: Mapping[str, bytes] | None = None
    ) -> Event | Refusal:
        """Carry out a command a little ahead of the ear; while preparing, at once.

        What falls due by itself is settled further ahead than that. A command comes after it, since it may depend on
        it; the emergency fade does not, and is not held up. `attachments` are the bytes that the command's materials
        name.
        """
        by_frames = self._urgent_frames if urgent else self._cue_frames
        frame = self.state.frame if self._ahead is None else self._soon(by_frames)
        decided = decide(self.state, command, frame if command.do == "fade_now" else max(frame, self.state.frame))
        if isinstance(decided, Event):
            decided = decided.model_copy(update={"attachments": dict(attachments or {})})
            self.take(decided)
            if self._ahead is not None:
                self._cut_in(decided.frame, 0.0 if urgent else COMMIT_PATIENCE_S)
            elif self._unsaved is not None:
                self._unsaved.wait(COMMIT_PATIENCE_S)
        return decided

    def take(self, *events: Event) -> None:
        """Take in events: they are settled, true from now on, and on their way to the record."""
        for event in events:
            self.state = evolve(self.state, event)
            self.journal = noted(self.journal, event, self.state.seq)
        if events:
            self._unsaved = self._keeper.keep(events)

    def tell(self, kind: str, request: Mapping[str, Any], text: str = "") -> None:
        """Put something in the record that changes no sound, a little ahead of the ear; `text` is told to people.

        What is rendered beyond it is decided again: its numbers count what is in the record before it.
        """
        frame = max(self._soon(self._cue_frames), self.state.frame) if self._ahead is not None else self.state.frame
        self.take(Event(kind=kind, frame=frame, request=dict(request), outcome=Outcome(text=text)))
        if self._ahead is not None:
            self._cut_in(frame, 0.0)

    def _soon(self, by_frames: int) -> int:
        """A frame so far ahead of the ear, with everything settled that falls due until then, and perhaps more."""
        assert self._ahead is not None
        frame = self.frame + by_frames
        self.take(*self._ahead.settle(frame + 1))
        return frame

    def _cut_in(self, frame: int, patience_s: float) -> None:
        """Render again from a frame on, and put that in the place of what the output has queued."""
        assert self._ahead is not None
        self._ahead.back_to(frame)
        while self._ahead.end_frame < max(self._pushed, frame + 1):
            self._ahead.render(self.state)
        if patience_s and self._unsaved is not None:
            self._unsaved.wait(patience_s)
        self._replace(frame, self._ahead.end_frame)

    def _replace(self, changed_frame: int, end_frame: int) -> None:
        """What is queued gives way to what is rendered now, up to a frame. The change must not have been passed."""
        ahead, pushed = self._ahead, self._pushed
        assert ahead is not None

        def again(queued: int) -> list[Samples]:
            reached = pushed - queued
            self.late_cues += reached > max(changed_frame - DELAY_FRAMES, 0)
            self._dry.look(queued, reached)
            return ahead.samples_from(reached, end_frame)

        self._output.replace(again)
        self._pushed = end_frame
        self._dry.filled(self._output.queued_frames())


def passed_over(
    state: State, lost_frame: int, frame: int, *, safe: bool = False, known_mono_ns: int = 0
) -> list[Event]:
    """What happens when nothing is played from one frame to another: in the record, and unheard.

    With `safe`, what plays afterwards is only what cannot fail. `known_mono_ns` is when that place was known.
    """
    events = []

    def given(command: c.Command, at: int) -> None:
        nonlocal state
        decided = decide(state, command, max(at, state.frame))
        if isinstance(decided, Event):
            state = evolve(state, decided)
            events.append(decided)

    given(c.Interrupted(), lost_frame)
    if state.resumes == "where_it_was" and frame > state.frame:
        given(c.Waited(frames=frame - state.frame), state.frame)
    while (due := next_due(state)) is not None and due.frame < frame:
        events.append(fall_due(state, due))
        state = evolve(state, events[-1])
    given(c.Resumed(lost_frame=state.marks["heard_until"], known_mono_ns=known_mono_ns), frame)
    if safe:
        given(c.PlaySafe(), frame)
    return events
