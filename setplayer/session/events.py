"""Events: what happened, at which frame, with its whole outcome as data.

`Event.kind` is a command's name for what a person did, or one of `AUTOMATIC` for what the player did by itself. The
outcome holds what changed (of the score, of the lanes, of the flags), so that the log alone gives the same
session again. `content` holds what is personal; the log keeps it apart and can erase it.
"""

from typing import Any, Final, Literal

from pydantic import Field

from setplayer.arc.model import Arc
from setplayer.score.ahead import Chosen
from setplayer.score.avoiding import Replaced
from setplayer.score.curves import Move
from setplayer.score.model import ScoreChange
from setplayer.session.commands import Inverse, Materials
from setplayer.values import Value

PLAYER: Final = "setplayer"
"""The actor of an event that the player brought about by itself."""

AUTOMATIC: Final = {
    "piece_began": "a piece began to sound",
    "piece_ended": "a piece ended",
    "phase_began": "a phase began",
    "dose_due": "the arc waits at 0:00 for the dose",
    "cue_played": "a cue of the arc sounded",
    "cue_withheld": "a cue of the arc kept silent because silence was asked for",
    "cue_missed": "a cue of the arc had passed before it could sound",
    "reminder_due": "a reminder of the arc fell due",
    "landed": "the arc is over and silent",
    "piece_failed": "a piece could not be played on",
    "piece_left_out": "a piece of the arc cannot be played and was left out of the score",
    "music_missing": "the library has too little music for the arc's picks, and a soundscape plays there",
    "refitted": "the music ahead was chosen again, so that the phases end on time as they lie now",
    "stand_in": "what should have sounded was not heard; a soundscape or a plain tone took its place",
    "interrupted": "the player stopped without being asked, and nothing sounded from here on",
    "waited": "while nothing sounded the arc waited, since the clinic wants it to go on where it was",
    "resumed": "the player plays again, in place",
    "output_lost": "the output took no sound any more; the session went on unheard",
    "output_opened": "the sound reached an output from here on",
    "underrun": "the output ran dry and the sound broke off; the session's frames came that much later",
    "hearing": "how loud it was on the output since the last of these, or since it was opened",
    "safe_music": "after several failures, only what cannot fail is played",
    "checklist": "the checklist that this session goes through, as the clinic had it then",
    "sound_tested": "left and right were sounded on an output before the music began",
    "anchor": "which moment of the machine's clock a frame was heard at",
    "clock_stepped": "the clock on the wall was set, or local time changed; nothing is measured by it",
    "rendered": "the session's samples were rendered; their number and fingerprint",
}
"""Kinds of event that no person causes, and what each means."""


class Voice(Value):
    """What sounds beside the arc from `start_frame` to `end_frame`: a short sound, or the grounding music.

    A `sound` is named by its content, the grounding music (a `track` or a `soundscape`) by its source. One that
    would end before it starts is withdrawn.
    """

    voice_id: int
    bus: Literal["sound", "grounding"]
    kind: Literal["sound", "track", "soundscape"]
    source: str
    sha256: str | None = None
    start_frame: int
    end_frame: int
    fade_in_frames: int = 0
    fade_out_frames: int = 0
    gain_db: float = 0.0


class Consequence(Value):
    """Where what is ahead comes to lie, for people to see before and after: frames from Begin.

    `phase` is the one that begins next, empty where none does; `is_last` says whether the arc ends with it. `stays`
    is the piece that goes on.
    """

    phase: str = ""
    starts_frame: int = 0
    is_last: bool = False
    ends_frame: int
    stays: str = ""


class Outcome(Value):
    """What an event changed. Every field left at its default means: nothing of that."""

    arc: Arc | None = None
    arc_text: str | None = None
    materials: Materials | None = None
    chosen: Chosen | None = None
    score: ScoreChange | None = None
    moves: dict[str, tuple[Move, ...]] = Field(default_factory=dict)
    voices: tuple[Voice, ...] = ()
    flags_on: tuple[str, ...] = ()
    flags_off: tuple[str, ...] = ()
    marks: dict[str, int] = Field(default_factory=dict)
    avoid: tuple[str, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    """What the client asked not to hear of the arc, and what is heard instead."""
    inverse: Inverse | None = None
    reanchors: bool = False
    """Whether the arc hangs on another moment from here on, so that no earlier re-timing can be taken back."""
    text: str = ""
    consequence: Consequence | None = None
    """What the text ends with, so that it can be said in the times of another clock."""


class Event(Value):
    """Something that happened at a frame of the session, counted from Begin (negative never; 0 while preparing)."""

    kind: str
    frame: int
    actor: str = PLAYER
    ref_seq: int | None = None
    request: dict[str, Any] = Field(default_factory=dict)
    outcome: Outcome = Outcome()
    content: dict[str, Any] = Field(default_factory=dict)
    sealed: bool = False
    """Whether something personal was kept with it that whoever reads it has no key to; `content` is empty then."""
    attachments: dict[str, bytes] = Field(default_factory=dict, exclude=True, repr=False)
    """Bytes that the log must keep with this event, by content address: the sounds that `materials` names."""


class Refusal(Value):
    """Why a command was not carried out, in words for a person. Nothing else changes."""

    command: str
    reason: str
