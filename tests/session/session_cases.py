"""Sessions played without sound: arcs made from a few words, and a recorder that keeps everything in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from setplayer.arc.model import (
    Arc,
    Cue,
    Intensity,
    Moment,
    MusicItem,
    Phase,
    SilenceItem,
    SoundscapeItem,
    TrackItem,
)
from setplayer.engine.told import is_known
from setplayer.library.track import Track
from setplayer.score.curves import Lane
from setplayer.score.model import Clip
from setplayer.session import commands as c
from setplayer.session.codec import StoredEvent, restore, store
from setplayer.session.decide import decide
from setplayer.session.due import fall_due, next_due
from setplayer.session.events import Event, Refusal
from setplayer.session.state import State, evolve, fold
from setplayer.session.table import TABLE
from setplayer.units import SAMPLE_RATE, frames_from_s

MINUTE: Final = 60 * SAMPLE_RATE
SECOND: Final = SAMPLE_RATE

SOUNDS: Final = {
    "bowl": c.Sound(sha256="b" * 64, frames=9 * SECOND),
    "bell": c.Sound(sha256="e" * 64, frames=6 * SECOND),
}


def minutes(value: float) -> int:
    return frames_from_s(value * 60)


def track(path: str, length_min: float, error: str | None = None) -> Track:
    return Track(
        path=path,
        sha256="0" * 64,
        frames=0 if error else minutes(length_min),
        sample_rate=44_100,
        channels=2,
        integrated_lufs=-18.0,
        range_lu=5.0,
        true_peak_dbtp=-3.0,
        title=path.removesuffix(".ogg").capitalize(),
        artist="Somebody",
        error=error,
    )


TRACKS: Final = (
    track("one.ogg", 4),
    track("two.ogg", 5),
    track("three.ogg", 3.5),
    track("long.ogg", 40),
    track("broken.ogg", 3, error="it cannot be decoded"),
)


def item(text: str) -> MusicItem:
    """`tide` is a soundscape, `silence 60` so many seconds of silence, and what has a dot a track."""
    if text.startswith("silence"):
        return SilenceItem(length_frames=frames_from_s(float(text.split()[1])))
    return TrackItem(path=text) if "." in text else SoundscapeItem(name=text)


def phase(
    name: str,
    length_min: float,
    *music: str,
    kind: str = "peak",
    overlap_s: float = 0,
    intensity: str = "2 6",
    at_least_min: float | None = None,
    at_most_min: float | None = None,
    after_booster_min: float | None = None,
) -> Phase:
    start, end = intensity.split()
    by_booster = (
        None if after_booster_min is None else Moment(anchor="booster", offset_frames=minutes(after_booster_min))
    )
    return Phase.model_validate(
        {
            "name": name,
            "kind": kind,
            "length_frames": minutes(length_min),
            "intensity": Intensity(start=float(start), end=float(end)),
            "overlap_frames": frames_from_s(overlap_s),
            "at_least_frames": None if at_least_min is None else minutes(at_least_min),
            "at_most_frames": None if at_most_min is None else minutes(at_most_min),
            "starts": by_booster,
            "music": tuple(item(text) for text in music),
        }
    )


def at(offset_min: float, anchor: str | None = None, remind: str | None = None) -> Cue:
    """A chime, or a reminder with these words."""
    moment = Moment(anchor=anchor, offset_frames=minutes(offset_min))
    return Cue(at=moment, remind=remind) if remind else Cue(at=moment, do="chime")


def every(length_min: float, remind: str | None = None) -> Cue:
    return (
        Cue(every_frames=minutes(length_min), remind=remind)
        if remind
        else Cue(every_frames=minutes(length_min), do="chime")
    )


def plain_arc(**changes: Any) -> Arc:
    """Forty minutes from Begin in four phases: Arriving 0, Opening 10, Peak 20, Home 30."""
    fields: dict[str, Any] = {
        "name": "Plain",
        "phases": (
            phase("Arriving", 10, "one.ogg", "tide", kind="pre-onset", intensity="2 2"),
            phase("Opening", 10, "two.ogg", "three.ogg", "drone", kind="onset", intensity="2 6"),
            phase("Peak", 10, "drone", "bowls", kind="peak", intensity="6 7"),
            phase("Home", 10, "tide", kind="return", intensity="2 1"),
        ),
    }
    return Arc(**{**fields, **changes})


def dose_arc(**changes: Any) -> Arc:
    """As `plain_arc`, with 0:00 five minutes after Begin, inside Arriving."""
    return plain_arc(**{"zero": "dose", "lead_frames": minutes(5), **changes})


class Session:
    """A session in memory: decides, lets time pass and keeps what the log would."""

    def __init__(self, arc: Arc | None = None, tracks: Sequence[Track] = TRACKS):
        self.state = State()
        self.events: list[Event] = []
        self.stored: list[StoredEvent] = []
        self.give(c.Open(client="c-1", therapist="t-1"))
        if arc is not None:
            materials = c.Materials(tracks=tuple(tracks), recipes={}, sounds=SOUNDS)
            self.give(c.ChooseArc(arc=arc, arc_text=arc.name, materials=materials))

    def give(self, command: c.Command) -> Event:
        """Carry out a command now; it must not be refused."""
        decided = self.ask(command)
        assert isinstance(decided, Event), decided
        return decided

    def refused(self, command: c.Command) -> str:
        """The reason why a command is refused now."""
        before = self.state
        decided = self.ask(command)
        assert isinstance(decided, Refusal), decided
        assert self.state is before
        return decided.reason

    def ask(self, command: c.Command) -> Event | Refusal:
        decided = decide(self.state, command, self.state.frame)
        said = decided.outcome.text if isinstance(decided, Event) else decided.reason
        clinic_s = ("choose_arc", "reminder_done", "reminder_skipped")  # say the arc's own words
        assert not said or command.do in clinic_s or command.do not in TABLE or is_known(said), (
            f"fronts cannot say this in their language: {said}"
        )
        if isinstance(decided, Event):
            self.take(decided)
        return decided

    def take(self, event: Event) -> None:
        self.state = evolve(self.state, event)
        self.events.append(event)
        self.stored.append(store(event))

    def until(self, frame: int) -> "Session":
        """Let time pass to a frame, and everything happen that falls due up to it."""
        while (due := next_due(self.state)) is not None and due.frame <= frame:
            self.take(fall_due(self.state, due))
        self.take(Event(kind="mark", frame=frame))
        return self

    def at_min(self, moment: float) -> "Session":
        return self.until(minutes(moment))

    def after_s(self, seconds: float) -> "Session":
        return self.until(self.state.frame + frames_from_s(seconds))

    # ---- what a test looks at

    @property
    def now(self) -> int:
        return self.state.frame

    def starts(self) -> list[float]:
        """Where each phase starts, in minutes, then where the arc ends."""
        score = self.state.score
        return [round(p.start_frame / MINUTE, 3) for p in score.phases] + [round(score.frames / MINUTE, 3)]

    def piece(self) -> str:
        """What sounds now."""
        clip = self.state.score.clip_at(self.now)
        assert clip is not None
        return clip.source or clip.kind

    def happened(self, *kinds: str) -> list[tuple[str, float]]:
        """Kinds of event and their minutes."""
        return [(e.kind, round(e.frame / MINUTE, 3)) for e in self.events if e.kind in kinds]

    def lane(self, name: str, after_s: float = 0.0) -> float:
        return self.state.lanes[name].value(self.now + frames_from_s(after_s))

    def refolded(self) -> State:
        """The state that the stored events make."""
        return fold(restored(self.stored))


def begun(arc: Arc | None = None, tracks: Sequence[Track] = TRACKS) -> Session:
    session = Session(arc or plain_arc(), tracks)
    session.give(c.Begin())
    return session.until(0)


def restored(stored: Sequence[StoredEvent]) -> list[Event]:
    blobs: dict[str, bytes] = {}
    events = []
    for entry in stored:
        blobs.update(entry.blobs)
        parts = (entry.kind, entry.frame, entry.actor, entry.ref_seq, entry.body, entry.content)
        events.append(restore(*parts, blobs.__getitem__))
    return events


def differences(one: State, other: State) -> list[str]:
    """Names of the fields in which two states differ."""
    return [f.name for f in fields(State) if getattr(one, f.name) != getattr(other, f.name)]


def planned(clips: Sequence[Clip], now: int) -> list[tuple[Any, ...]]:
    """What will be heard of clips from a frame on: all but their numbers."""
    ahead = [clip for clip in clips if clip.end_frame > now]
    return [tuple(value for name, value in clip if name != "clip_id") for clip in ahead]


def settled(lanes: Mapping[str, Lane]) -> dict[str, float]:
    return {name: round(lane.settled, 9) for name, lane in lanes.items()}
