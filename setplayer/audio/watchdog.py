"""The watchdog on the final samples: is there anything to hear where there should be?

It measures what leaves the end of the chain, so that nothing before it can deceive it, against what the lanes ask
for: a low level, a fade, an authored silence and a passage that the scan knows to be quiet are no fault.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from setplayer.audio.mixer import part_of
from setplayer.library.samples import Samples
from setplayer.score.model import Clip
from setplayer.session.commands import StandIn
from setplayer.session.decide_stand_in import should_sound
from setplayer.session.events import Voice
from setplayer.session.lanes import bus_gain
from setplayer.session.state import State
from setplayer.units import frames_from_s, gain_from_db

NOTHING: Final = gain_from_db(-66.0)
"""A sound whose peaks stay below this, before any gain, is nothing: 6 dB below what the scan calls quiet."""

LONGEST_FRAMES: Final = frames_from_s(3)
"""For so long nothing may be heard that nobody asked for."""

_LOUD: Final = gain_from_db(-40.0)
"""Peaks above this need no closer look: no gain raises a recording's own noise so far."""

_ASKED: Final = gain_from_db(-90.0)
"""A gain below this asks for nothing."""


@dataclass(frozen=True)
class Watchdog:
    """How long nothing has been heard, after some blocks. A value, so that blocks can be heard again from here."""

    missing_frames: int = 0
    """How long nothing has been heard that should have been."""
    last_heard_frame: int = 0

    def after(self, state: State, first_frame: int, samples: Samples) -> "Watchdog":
        """The watchdog after a block of final samples, mixed from `state`, whose first has this session frame."""
        if not len(samples):
            return self
        peak = max(float(samples.max()), -float(samples.min()))
        end = first_frame + len(samples)
        if peak > _LOUD:
            return Watchdog(0, end)
        asked = _asked_gain(state, first_frame + len(samples) // 2)
        if peak > NOTHING * asked:
            return Watchdog(0, end)
        return replace(self, missing_frames=self.missing_frames + len(samples) if asked else 0)

    def alarm(self, state: State, frame: int) -> StandIn | None:
        """What to do about it at a frame, once it has lasted too long."""
        since = state.marks.get("stood_in_at", frame - self.missing_frames)
        if min(self.missing_frames, frame - since) <= LONGEST_FRAMES:
            return None
        missing = should_sound(state, frame)
        if missing is None:
            return None
        return StandIn(
            source=missing.source, reason="silent for 3 seconds", last_heard_frame=min(self.last_heard_frame, frame)
        )


def _asked_gain(state: State, frame: int) -> float:
    """The gain at which something should be heard at a frame; 0 where nothing should, or it is quiet by itself."""
    missing = should_sound(state, frame)
    if missing is None or _is_quiet(state, missing, frame):
        return 0.0
    part = part_of(missing)
    bus = np.asarray(bus_gain(state.lanes, part.bus, frame, 1))
    gain = float(np.max(bus * part.gain_over(frame, 1)))
    return gain if gain > _ASKED else 0.0


def _is_quiet(state: State, missing: Clip | Voice, frame: int) -> bool:
    track = state.tracks.get(missing.source) if missing.kind == "track" else None
    if track is None:
        return False
    offset = missing.offset_at(frame) if isinstance(missing, Clip) else frame - missing.start_frame
    return any(first <= offset < end for first, end in track.quiet)
