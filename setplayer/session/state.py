"""The state of a session, and how events make it.

`evolve` applies what an event says and works nothing out again: everything it needs is in the event. Folding it over
the log gives the live state.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from setplayer.arc.model import Arc
from setplayer.library.track import Track
from setplayer.score.ahead import Chosen
from setplayer.score.avoiding import Replaced
from setplayer.score.chain import Sources
from setplayer.score.curves import Lane
from setplayer.score.model import Picked, Score
from setplayer.session.commands import Inverse, Materials, Sound
from setplayer.session.entries import moment_frame
from setplayer.session.events import PLAYER, Event, Voice
from setplayer.session.lanes import initial_lanes
from setplayer.session.table import Word
from setplayer.values import Value


class Reminder(Value):
    """A reminder that fell due. Its number is that of its event."""

    number: int
    text: str
    due_frame: int
    status: Literal["due", "done", "skipped"] = "due"


class Undoable(Value):
    """A command that can be taken back, by what it names."""

    seq: int
    kind: str
    text: str
    inverse: Inverse
    picks: tuple[Picked, ...] = ()
    """What was chosen for the arc's picks before it."""


_BY_PRECEDENCE: tuple[tuple[str, Word], ...] = (
    ("closed", "closed"),
    ("landed", "landed"),
    ("stopping", "stopping"),
    ("faded", "faded"),
    ("silent", "silent"),
    ("held", "held"),
    ("begun", "playing"),
)

_LEAVE_THE_MUSIC = frozenset({"silence", "fade_now", "grounding"})

CONDITIONS = {
    "ducked": "ducked",
    "grounding": "grounding",
    "away": "away",
    "dose due": "dose due",
    "held": "held",
    "silent": "silent",
    "unheard": "no output",
    "safe": "safe music",
}
"""Flags that people see beside the state, and their words."""


@dataclass(frozen=True)
class State:
    """Everything that is true of a session after some events."""

    seq: int = 0
    frame: int = 0
    kind: str = "session"
    client: str = ""
    actor: str = PLAYER
    seed: int = 0
    output: str = ""
    level_limit_db: float = 6.0
    music_wanted: bool = True
    """Whether it begins with music, or silent."""
    resumes: str = ""
    """Where it goes on after an interruption (`commands.Resumes`); empty, which is by now, while nobody has said."""
    arc: Arc | None = None
    materials: Materials = field(default_factory=Materials)
    tracks: Mapping[str, Track] = field(default_factory=dict)
    score: Score = field(default_factory=Score)
    lanes: Mapping[str, Lane] = field(default_factory=initial_lanes)
    voices: tuple[Voice, ...] = ()
    flags: frozenset[str] = frozenset()
    marks: Mapping[str, int] = field(default_factory=dict)
    avoid: frozenset[str] = frozenset()
    """Paths and soundscapes that are not played any more: what was asked for, and what failed."""
    unwanted: frozenset[str] = frozenset()
    """Of these, what the client asked beforehand not to hear."""
    replaced: tuple[Replaced, ...] = ()
    """What that is in the arc, and what is heard instead."""
    undoable: tuple[Undoable, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    pieces_begun: frozenset[int] = frozenset()
    pieces_ended: frozenset[int] = frozenset()
    phase: int | None = None
    """The current phase as the record has it."""
    cues_done: Mapping[int, int] = field(default_factory=dict)
    """By a cue's number, the frame at which it last fell due."""
    marked: Mapping[int, int] = field(default_factory=dict)
    """By a mark's number in the record, the frame that it was made at."""
    unheard_from: int | None = None
    """Where the music was last left for silence, a fade or grounding; None once another piece was asked for."""

    @property
    def word(self) -> Word:
        """The state in one word."""
        return next((word for flag, word in _BY_PRECEDENCE if flag in self.flags), "open")

    @property
    def conditions(self) -> frozenset[str]:
        """What is true beside the one word."""
        return frozenset(CONDITIONS[flag] for flag in self.flags if flag in CONDITIONS) - {self.word}

    @property
    def sources(self) -> Sources:
        """What a score is made from in this session by now."""
        assert self.arc is not None
        shift = self.lanes["fuller"].settled
        return Sources(self.arc, self.tracks, self.avoid, shift, self.materials.picks)

    def sound(self, name: str) -> Sound | None:
        """The short sound of this name."""
        return self.materials.sounds.get(name)

    @property
    def silence_asked_for(self) -> bool:
        """Whether nothing automatic may sound now."""
        return bool(self.flags & {"silent", "faded", "away", "stopping", "landed", "closed", "interrupted"})


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    outcome = event.outcome
    changed = replace(
        state,
        seq=state.seq + 1,
        frame=max(state.frame, event.frame),
        flags=(state.flags | set(outcome.flags_on)) - set(outcome.flags_off),
        marks={**state.marks, **outcome.marks},
        avoid=state.avoid | set(outcome.avoid),
        lanes=_lanes(state, event),
        voices=_voices(state, event),
        undoable=_undoable(state, event),
        reminders=_reminders(state, event),
    )
    if outcome.arc is not None:
        unwanted = frozenset(outcome.avoid)  # and nothing of what was chosen before
        changed = replace(changed, arc=outcome.arc, avoid=unwanted, unwanted=unwanted, replaced=outcome.replaced)
    if outcome.materials is not None:
        tracks = {track.path: track for track in outcome.materials.tracks}
        changed = replace(changed, materials=outcome.materials, tracks=tracks)
    if outcome.chosen is not None:
        changed = with_chosen(changed, outcome.chosen)
    if outcome.score is not None:
        changed = replace(changed, score=changed.score.changed(outcome.score))
    changed = replace(changed, marked=_marked(changed, event), unheard_from=_unheard_from(state, event))
    return _noted(changed, event)


def with_chosen(state: State, chosen: Chosen) -> State:
    """The state with other tracks for its arc's picks; its score is as it was."""
    tracks = (*state.materials.tracks, *(track for track in chosen.tracks if track.path not in state.tracks))
    materials = state.materials.model_copy(update={"picks": chosen.picks, "tracks": tracks})
    return replace(state, materials=materials, tracks={track.path: track for track in tracks})


def fold(events: Iterable[Event], state: State | None = None) -> State:
    """The state after all of the events."""
    state = state or State()
    for event in events:
        state = evolve(state, event)
    return state


def _lanes(state: State, event: Event) -> Mapping[str, Lane]:
    moves = event.outcome.moves
    if not moves:
        return state.lanes
    return {name: lane.with_moves(moves[name]) if name in moves else lane for name, lane in state.lanes.items()}


def _voices(state: State, event: Event) -> tuple[Voice, ...]:
    new = event.outcome.voices
    if not new:
        return state.voices
    replaced = {voice.voice_id for voice in new}
    kept = (v for v in state.voices if v.voice_id not in replaced and v.end_frame > event.frame)
    return (*kept, *(voice for voice in new if voice.end_frame > voice.start_frame))


def _undoable(state: State, event: Event) -> tuple[Undoable, ...]:
    stack = state.undoable
    if event.kind == "undo":
        return tuple(entry for entry in stack if entry.seq != event.ref_seq)
    if event.outcome.reanchors:
        return tuple(entry for entry in stack if entry.inverse.do != "retime")
    if event.outcome.inverse is None:
        return stack
    entry = Undoable(
        seq=state.seq + 1,
        kind=event.kind,
        text=event.outcome.text,
        inverse=event.outcome.inverse,
        picks=state.materials.picks,
    )
    return (*stack, entry)


def _reminders(state: State, event: Event) -> tuple[Reminder, ...]:
    if event.kind == "reminder_due":
        due = Reminder(number=state.seq + 1, text=event.request["text"], due_frame=event.frame)
        return (*state.reminders, due)
    status = {"reminder_done": "done", "reminder_skipped": "skipped"}.get(event.kind)
    if status is None:
        return state.reminders
    return tuple(
        reminder.model_copy(update={"status": status}) if reminder.number == event.ref_seq else reminder
        for reminder in state.reminders
    )


def _marked(state: State, event: Event) -> Mapping[int, int]:
    return {**state.marked, state.seq: moment_frame(event)} if event.kind == "mark" else state.marked


def _unheard_from(state: State, event: Event) -> int | None:
    """Where the music was left, after an event in the state before it."""
    if event.kind == "next_piece":
        return None
    leaves = event.kind in _LEAVE_THE_MUSIC and not state.silence_asked_for and "grounding" not in state.flags
    return event.frame if leaves else state.unheard_from


_PREPARED: Final[dict[str, Callable[[dict[str, Any]], tuple[str, Any]]]] = {
    "set_level_limit": lambda request: ("level_limit_db", request["db"]),
    "set_resume": lambda request: ("resumes", request["place"]),
    "want_music": lambda request: ("music_wanted", request["wanted"]),
}
"""What a command of the preparation sets, and to what."""


def _noted(state: State, event: Event) -> State:
    """What single kinds of event say beyond their outcome."""
    request = event.request
    changes: dict[str, Any] = {}
    match event.kind:
        case "open":
            changes = {name: request[name] for name in ("kind", "client", "seed")}
            changes["actor"] = request["therapist"] or PLAYER
        case "handover":
            changes = {"actor": request["code"]}
        case "output_opened" | "anchor":
            changes = {"output": state.output if "unheard" in state.flags else request["output"]}
        case "set_level_limit" | "set_resume" | "want_music" as kind:
            changes = dict([_PREPARED[kind](request)])
        case "piece_began":
            changes = {"pieces_begun": state.pieces_begun | {request["clip_id"]}}
        case "piece_ended":
            changes = {"pieces_ended": state.pieces_ended | {request["clip_id"]}}
        case "bring_back":
            changes = _heard_again(state, event.frame)
        case "phase_began":
            changes = {"phase": request["phase"]}
        case "cue_played" | "cue_withheld" | "cue_missed" | "reminder_due":
            changes = {"cues_done": {**state.cues_done, request["cue"]: request["due_frame"]}}
    return replace(state, **changes) if changes else state


def _heard_again(state: State, frame: int) -> dict[str, Any]:
    """Pieces that ended when the music did, and are brought back with it, begin anew in the record."""
    again = {clip.clip_id for clip in state.score.clips if clip.start_frame < frame < clip.end_frame}
    again &= state.pieces_ended
    return {"pieces_begun": state.pieces_begun - again, "pieces_ended": state.pieces_ended - again}
