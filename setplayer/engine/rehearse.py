"""Playing a session offline, with a script of commands, as fast as the machine renders.

The loop is the session's own: events fall due, commands are decided, everything is recorded, then the block is mixed
with all of it. So a rehearsal sounds like the session would, and replays to the same samples.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from setplayer.audio.limiter import DELAY_FRAMES
from setplayer.audio.mixer import Mixer
from setplayer.audio.outputs import Output
from setplayer.audio.printed import Printed
from setplayer.audio.watchdog import Watchdog
from setplayer.engine.pick_warnings import told
from setplayer.engine.preferences import Preferences
from setplayer.engine.prepare import Prepared
from setplayer.engine.recorder import Recorder
from setplayer.engine.rehearsed_refits import RehearsedRefits
from setplayer.engine.script import ScriptedCommand
from setplayer.log.session_file import SessionFile
from setplayer.session import commands as c
from setplayer.session.decide import decide
from setplayer.session.events import Event, Outcome, Refusal
from setplayer.session.state import State
from setplayer.units import BLOCK_FRAMES, clock
from setplayer.values import content_address

Progress = Callable[[int, int], None]
"""Called with the frame reached and the frame at which the session will end as far as is known by now."""

GRACE_FRAMES: Final = 48_000
"""A wait that the script does not end is ended this long after the script's last command."""


@dataclass
class Rehearsal:
    """What came of a rehearsal: its length, what was refused or left out, and a fingerprint of its samples."""

    frames: int = 0
    sha256: str = ""
    refused: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """What the library lacks for the arc's picks."""
    helped: list[str] = field(default_factory=list)


def rehearse(
    prepared: Prepared,
    script: Sequence[ScriptedCommand],
    file: SessionFile,
    output: Output,
    opening: c.Open,
    progress: Progress | None = None,
    wanted: Preferences | None = None,
) -> Rehearsal:
    """Play an arc from Begin to End into an output, giving the script's commands at their times.

    The session ends when the arc has ended and every command has been given. An arc that waits for a dose that the
    script never marks gets it at 0:00; a hold that is never released is released after the script's last command.
    `wanted` is what counts for the client whose session is rehearsed.
    """
    report = progress or (lambda frame, end: None)
    player = _Player(prepared, script, Recorder(file), Printed(output), report, wanted or Preferences())
    player.open(opening)
    player.play()
    return player.result


def begin(record: Recorder, prepared: Prepared, opening: c.Open, wanted: Preferences) -> tuple[list[str], list[str]]:
    """Everything before the first sample. What is left out of the arc, and what its picks lack, in words."""
    attachments = {content_address(data): data for data in prepared.sounds.values()}
    record.give_all([opening], 0)
    choice = wanted.choice(prepared, opening.seed)
    record.give(wanted.command(prepared, choice), 0, attachments)
    left_out, missing = [], []
    for left in prepared.left_out:
        left_out.append(f"'{left.path}' was left out: {left.reason}")
        request = {"source": left.path, "reason": left.reason}
        record.happen(Event(kind="piece_left_out", frame=0, request=request, outcome=Outcome(text=left_out[-1])))
    if (lacking := told(prepared, choice)) is not None:
        missing.append(lacking.outcome.text)
        record.happen(lacking)
    record.give_all([c.Begin()], 0)
    return left_out, missing


class _Player:
    """One rehearsal under way."""

    def __init__(
        self,
        prepared: Prepared,
        script: Sequence[ScriptedCommand],
        recorder: Recorder,
        printed: Printed,
        progress: Progress,
        wanted: Preferences,
    ):
        self._prepared = prepared
        self._script = deque(script)
        self._recorder = recorder
        self._printed = printed
        self._progress = progress
        self._last_given = 0
        self._ended = False
        self._watchdog = Watchdog()
        self._wanted = wanted
        self._refits = RehearsedRefits(recorder, prepared.catalogue, wanted.known(prepared.catalogue.tracks))
        self.result = Rehearsal()

    @property
    def _state(self) -> State:
        return self._recorder.state

    def open(self, opening: c.Open) -> None:
        """Everything before the first sample."""
        left_out, missing = begin(self._recorder, self._prepared, opening, self._wanted)
        self.result.left_out += left_out
        self.result.missing += missing
        self._recorder.save()

    def play(self) -> None:
        """Block after block until the session is closed."""
        mixer = Mixer(self._prepared.sources(self._state.seed))
        try:
            index = 0
            while self._end_frame() is None:
                self._advance(mixer, index)
                self._recorder.save()
                self._mix(mixer, index)
                index += 1
                self._progress(self._printed.frames, self._expected_end())
        finally:
            mixer.close()
        self._close()

    def _advance(self, mixer: Mixer, index: int) -> None:
        """Everything that happens before the end of a block."""
        first, end = index * BLOCK_FRAMES, (index + 1) * BLOCK_FRAMES
        found: list[c.Command] = [*mixer.failures(self._state, index)]
        if (alarm := self._watchdog.alarm(self._state, first)) is not None:
            found.append(alarm)
        for fault in found:
            self._recorder.pass_time(first)
            decided = self._recorder.give(fault, max(first, self._state.frame))
            if isinstance(decided, Event):
                self.result.left_out.append(decided.outcome.text)
                self._refits.after()
        while self._script and self._script[0].frame < end and not self._ended:
            scripted = self._script.popleft()
            self._recorder.pass_time(scripted.frame + 1)
            self._refits.before(scripted.command)
            self._give(scripted)
            self._refits.after()
        if self._ended:
            return
        self._recorder.pass_time(end)
        if not self._script:
            self._help_out(end)
            self._recorder.pass_time(end)  # what that brings about in this block, such as a chime at the dose

    def _give(self, scripted: ScriptedCommand) -> None:
        frame = max(scripted.frame, self._state.frame)
        self._last_given = frame  # a refusal too takes its time
        if isinstance(scripted.command, c.End):
            decided = decide(self._state, scripted.command, frame)
            self._ended = isinstance(decided, Event)  # `_close` gives it, when the samples are counted
        else:
            decided = self._recorder.give(scripted.command, frame)
        if isinstance(decided, Refusal):
            self.result.refused.append((frame, decided.reason))

    def _help_out(self, end: int) -> None:
        """End what nothing left in the script would end: a wait, or music that goes on after the arc."""
        state, frame, now = self._state, self._state.frame, end - 1
        if "dose due" in state.flags:
            self._recorder.give(c.Dose(), frame)
            self.result.helped.append(f"The cue file marks no dose: it was marked at {clock(frame)}.")
        elif "held" in state.flags and now - max(frame, self._last_given) >= GRACE_FRAMES:
            self._help_with(c.Release(), now, "ends a hold nowhere: it was released")
        elif now >= state.score.frames + GRACE_FRAMES and not state.flags & {"stopping", "landed"}:
            self._help_with(c.SoftStop(), now, "leaves music on after the arc: it was stopped")

    def _help_with(self, command: c.Command, now: int, what: str) -> None:
        """Give a command that the script lacks, or, where the music was faded for good, end the session."""
        if isinstance(self._recorder.give(command, now), Refusal):
            what = "leaves the music faded: the session was ended"
            self._ended, self._last_given = True, now
        self.result.helped.append(f"The cue file {what} at {clock(now)}.")

    def _mix(self, mixer: Mixer, index: int) -> None:
        block = mixer.block(self._state, index)
        mixer.let_go(index * BLOCK_FRAMES)
        over = self._end_frame()
        finished = self._printed.take(block if over is None else block[: over - index * BLOCK_FRAMES])
        self._watchdog = self._watchdog.after(self._state, index * BLOCK_FRAMES - DELAY_FRAMES, finished)

    def _end_frame(self) -> int | None:
        """Where the session ends, once it is known: where the music has ended and every command been given."""
        if self._ended or ("landed" in self._state.flags and not self._script):
            return max(self._state.frame, self._last_given)
        return None

    def _expected_end(self) -> int:
        last = self._script[-1].frame if self._script else 0
        end = self._state.score.frames
        if self._state.flags & {"held", "waiting"}:
            end = self._prepared.arc.total_frames + self._printed.frames
        return max(end, last)

    def _close(self) -> None:
        record, end = self._recorder, self._end_frame()
        assert end is not None
        record.pass_time(end + 1)
        self.result.sha256 = self._printed.finish()
        self.result.frames = self._printed.frames
        request = {"frames": self.result.frames, "sha256": self.result.sha256}
        record.happen(Event(kind="rendered", frame=end, request=request))
        record.give(c.End(), end)
        record.save()
