"""How a session ends: what sounds fades first, then it is closed; or it is left open, to be resumed."""

from typing import Final

from setplayer.engine.drafts import Drafts
from setplayer.engine.hearing_meter import HearingMeter
from setplayer.engine.live import Live
from setplayer.engine.messages import Bad
from setplayer.session import commands as c
from setplayer.session.decide import decide
from setplayer.session.events import Event, Refusal
from setplayer.units import frames_from_s

_GOODBYE_FRAMES: Final = frames_from_s(1)
"""The fade when the supervisor is gone and the engine follows."""

_HEARD_FRAMES: Final = frames_from_s(0.2)
"""What the output may still hold when the fade is through."""


class Ending:
    """The end of one session, asked for by a person, by its arc, or by whoever stops the player.

    `by_itself` ends the session when its music has; at a `speed` above 1 the dose is marked when it is due.
    """

    def __init__(self, live: Live, meter: HearingMeter, drafts: Drafts, *, speed: float, by_itself: bool):
        self._live, self._meter, self._drafts = live, meter, drafts
        self._speed, self._by_itself = speed, by_itself
        self._leave_at: int | None = None
        self.closing = False
        """Whether the session is to be closed once nothing sounds."""
        self.leaving = False
        """Whether the engine is to stop with the session left open."""

        self.aside = False
        """Whether it was a preparation that somebody leaves for Today, and no failure is to be mended."""

    def put_aside(self, *, possible: bool) -> str:
        """Leave a preparation for Today: what was prepared is kept, to be gone on with. Raises Bad."""
        if self._live.state.word != "open" or not possible:
            raise Bad("Only a preparation can be left for Today.")
        self.aside = self.leaving = True
        return "Kept for later."

    @property
    def left(self) -> bool:
        """Whether the engine has faded and may stop."""
        if not self.leaving:
            return False
        return not self._live.playing or (self._leave_at is not None and self._live.frame >= self._leave_at)

    def end(self, command: c.End) -> Event | Refusal:
        """The end, at once where nothing sounds any more; else when what sounds has faded."""
        live = self._live
        if not self.closing and live.playing and live.sounding:
            would_be = decide(live.state, command, live.now_frame)
            self.closing = isinstance(would_be, Event)
            return would_be
        return self._finished(command)

    def go_on(self) -> None:
        """Do what is next of an end that was asked for: fade, then close, or leave."""
        live = self._live
        if self.leaving and self._leave_at is None and live.playing:
            live.give(c.Interrupted(fade_frames=_GOODBYE_FRAMES), urgent=True)
            self._leave_at = live.frame + _GOODBYE_FRAMES + _HEARD_FRAMES
        if self._speed > 1.0 and "dose due" in live.state.flags:
            live.give(c.Dose())
        self.closing = self.closing or (self._by_itself and live.state.word == "landed")
        if not self.closing or self.leaving:
            return
        word = live.state.word
        if word in ("playing", "held", "stopping") or (word == "silent" and live.sounding):
            live.give(c.FadeNow(), urgent=True)
        elif word != "faded" or not live.sounding:
            self._finished(c.End())

    def _finished(self, command: c.End) -> Event | Refusal:
        """Close the session; what is still a draft becomes a note first, so that nothing is lost."""
        live = self._live
        would_be = decide(live.state, command, live.now_frame)
        if isinstance(would_be, Refusal):
            return would_be
        self._meter.tell(live, None)
        for note in self._drafts.unfinished(live.now_frame):
            live.give(note)
        return live.finish(command)
