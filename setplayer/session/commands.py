"""The closed set of commands: what a therapist can ask for.

A command is a frozen value with the fields that a front, a cue file or a foot pedal fills in. Fields named in
`personal` hold what a person said, noted, measured or was given: they go into the session file's erasable content,
never into the event itself.
"""

from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from setplayer.arc.model import Arc
from setplayer.hearing import Exposure
from setplayer.library.track import Track
from setplayer.score.ahead import Chosen
from setplayer.score.model import Picked
from setplayer.session.measured import MEASURED, Measured
from setplayer.values import Resumes, Value

Text = Annotated[str, Field(min_length=1, max_length=10_000)]
OptionalText = Annotated[str, Field(max_length=10_000)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[\w.\-]+$")]
Minutes = Annotated[float, Field(gt=0, le=240)]
MinutesAgo = Annotated[float, Field(ge=0, le=240)]
BeganAgo = Annotated[float, Field(ge=0, le=86_400)]
DEVICES: Final = 3
"""Of esketamine, at 0, 5 and 10 min."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")]
Role = Literal["therapist", "second therapist", "nurse", "prescriber", "support person", "interpreter", "trainee"]
SoundName = Annotated[str, Field(min_length=1, max_length=200)]


class Command(Value):
    """Base of every command; `do` names it."""

    personal: ClassVar[frozenset[str]] = frozenset()

    do: str

    def request(self) -> dict[str, Any]:
        """The fields that may stand in an event, without `do` and without anything personal."""
        return self.model_dump(mode="json", exclude={"do", *self.personal})

    def content(self) -> dict[str, Any]:
        """The personal fields that were filled in."""
        values = self.model_dump(mode="json", include=set(self.personal))
        return {name: value for name, value in values.items() if value not in (None, "", [])}


# ---- preparation


class Open(Command):
    """Start a session file for a client's code. An `integration` is talked through, without music."""

    do: Literal["open"] = "open"
    kind: Literal["session", "rehearsal", "integration"] = "session"
    client: Annotated[str, Field(max_length=40)] = ""
    therapist: Annotated[str, Field(max_length=40)] = ""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    player: str = ""


class Sound(Value):
    """A short sound or voice prompt that the session may play: its content's address, its length, how loud it is.

    The loudness is None where it could not be measured, and in records older than the measuring.
    """

    sha256: Sha256
    frames: Annotated[int, Field(ge=1)]
    integrated_lufs: float | None = None
    max_momentary_lufs: float | None = None
    """The loudest 400 ms."""
    true_peak_dbtp: float | None = None


class Materials(Value):
    """What a session's sound depends on: tracks, recipes of soundscapes, cue sounds, what was chosen for picks."""

    tracks: tuple[Track, ...] = ()
    recipes: dict[str, str] = Field(default_factory=dict)
    sounds: dict[str, Sound] = Field(default_factory=dict)
    picks: tuple[Picked, ...] = ()


class ChooseArc(Command):
    """Choose the arc, with everything its sound depends on, read by the edge."""

    personal: ClassVar[frozenset[str]] = frozenset()

    do: Literal["choose_arc"] = "choose_arc"
    arc: Arc
    arc_text: str
    materials: Materials
    avoid: tuple[str, ...] = ()
    """Tracks of the arc, by path, and soundscapes that the client asked not to hear."""
    kept: tuple[str, ...] = ()
    """Of these, what is heard all the same."""

    def request(self) -> dict[str, Any]:
        """Only the arc's name: the rest is in the outcome, by content."""
        return {"arc": self.arc.name}


class Intention(Command):
    """The intention, in the client's own words."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})
    do: Literal["intention"] = "intention"
    text: Text


class Prefer(Command):
    """Music the client prefers, and what to avoid."""

    personal: ClassVar[frozenset[str]] = frozenset({"like", "avoid"})
    do: Literal["prefer"] = "prefer"
    like: OptionalText = ""
    avoid: OptionalText = ""


class CheckItem(Command):
    """Tick an item of the preparation checklist, or take the tick back. `note` is what was answered."""

    personal: ClassVar[frozenset[str]] = frozenset({"note"})
    do: Literal["check_item"] = "check_item"
    item: Annotated[str, Field(min_length=1, max_length=200)]
    done: bool = True
    note: OptionalText = ""


class Setting(Command):
    """The room as it is set: its light, the eye mask, how the music is heard, who is there by role, never by name."""

    do: Literal["setting"] = "setting"
    light: Literal["", "dark", "dim", "daylight"] = ""
    eye_mask: Literal["", "worn", "at hand", "none"] = ""
    heard_by: Literal["", "headphones", "speakers", "both"] = ""
    present: tuple[Role, ...] = ()


class WantMusic(Command):
    """Whether the session has music. Without, it begins silent: time, notes and reminders run, and music can come."""

    do: Literal["want_music"] = "want_music"
    wanted: bool = True


class SetOutput(Command):
    """Name the output that the sound goes to."""

    do: Literal["set_output"] = "set_output"
    output: Annotated[str, Field(min_length=1, max_length=200)]


class SetLevelLimit(Command):
    """The loudest that `level` may be turned up to."""

    do: Literal["set_level_limit"] = "set_level_limit"
    db: Annotated[float, Field(ge=-40, le=6)]


class SetResume(Command):
    """Say where the session goes on after an interruption: where it is by now, or where it was."""

    do: Literal["set_resume"] = "set_resume"
    place: Resumes


class Begin(Command):
    """Start the music and the session's time. `left_open` are checklist items, `reason` why it begins anyway."""

    personal: ClassVar[frozenset[str]] = frozenset({"reason"})
    do: Literal["begin"] = "begin"
    left_open: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = ()
    reason: OptionalText = ""


# ---- the medicine's marks


class Dose(Command):
    """The dose was given, now or some minutes ago. Sets 0:00 of an arc with `zero: dose`."""

    personal: ClassVar[frozenset[str]] = frozenset({"amount"})
    do: Literal["dose"] = "dose"
    minutes_ago: MinutesAgo = 0
    amount: OptionalText = ""


class GiveBooster(Command):
    """A booster was given, now or some minutes ago. Stretches the phases that the arc names."""

    personal: ClassVar[frozenset[str]] = frozenset({"amount"})
    do: Literal["booster"] = "booster"
    minutes_ago: MinutesAgo = 0
    amount: OptionalText = ""


class DeviceGiven(Command):
    """A nasal device of up to three was given, now or some minutes ago; the next one unless a number says which."""

    do: Literal["device_given"] = "device_given"
    minutes_ago: MinutesAgo = 0
    device: Annotated[int, Field(ge=1, le=DEVICES)] | None = None


class InfusionEnd(Command):
    """The infusion ended, now or some minutes ago."""

    do: Literal["infusion_end"] = "infusion_end"
    minutes_ago: MinutesAgo = 0


# ---- the arc


class Extend(Command):
    """Make the current phase longer."""

    do: Literal["extend"] = "extend"
    minutes: Minutes = 2


class Shorten(Command):
    """Make the current phase shorter, down to what has been played."""

    do: Literal["shorten"] = "shorten"
    minutes: Minutes = 2


class NextPhase(Command):
    """Move on to the next phase now."""

    do: Literal["next_phase"] = "next_phase"


class FinishBy(Command):
    """Scale what is ahead so that the arc ends in this many minutes, or at a time of day such as 15:30.

    `by` is what a person says; whoever has a clock fills in `minutes` from it. A time of day in the place of the
    minutes is taken for one.
    """

    do: Literal["finish_by"] = "finish_by"
    minutes: Minutes | None = None
    by: TimeOfDay | None = None

    @model_validator(mode="before")
    @classmethod
    def _a_time_of_day_is_no_length(cls, given: Any) -> Any:
        if isinstance(given, dict) and ":" in str(given.get("minutes", "")) and given.get("by") is None:
            return {**{name: value for name, value in given.items() if name != "minutes"}, "by": given["minutes"]}
        return given

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.minutes is None and self.by is None:
            raise PydanticCustomError("when", "")
        return self


class Hold(Command):
    """Keep the current phase going until it is released."""

    do: Literal["hold"] = "hold"


class Release(Command):
    """Let the arc go on after a hold."""

    do: Literal["release"] = "release"


# ---- the music


class NextPiece(Command):
    """Crossfade to the next piece of the phase."""

    do: Literal["next_piece"] = "next_piece"


class Fuller(Command):
    """A step more intensity from now on."""

    do: Literal["fuller"] = "fuller"


class Softer(Command):
    """A step less intensity from now on."""

    do: Literal["softer"] = "softer"


class Level(Command):
    """Set the level in decibels, 0 being the arc's own."""

    do: Literal["level"] = "level"
    db: Annotated[float, Field(ge=-40, le=6)]


class Duck(Command):
    """Lower the music to speak."""

    do: Literal["duck"] = "duck"


class Unduck(Command):
    """Bring the lowered music back."""

    do: Literal["unduck"] = "unduck"


class Silence(Command):
    """Fade the music to silence."""

    do: Literal["silence"] = "silence"


class Music(Command):
    """End the silence."""

    do: Literal["music"] = "music"


class Grounding(Command):
    """Crossfade to the grounding music."""

    do: Literal["grounding"] = "grounding"


class ReturnToArc(Command):
    """Crossfade from the grounding music back to the arc."""

    do: Literal["return_to_arc"] = "return_to_arc"


class Away(Command):
    """Fade the music and hide the client's data."""

    do: Literal["away"] = "away"


class Back(Command):
    """Return from away."""

    do: Literal["back"] = "back"


class Chime(Command):
    """Play a short sound over the lowered music."""

    do: Literal["chime"] = "chime"
    sound: SoundName = "bowl"


class VoicePrompt(Command):
    """Play a voice prompt over the lowered music."""

    do: Literal["voice"] = "voice"
    sound: SoundName


class FadeNow(Command):
    """Fade everything out in 3 s; again within 3 s: in 50 ms."""

    do: Literal["fade_now"] = "fade_now"


class SoftStop(Command):
    """End the music with a slow fade."""

    do: Literal["soft_stop"] = "soft_stop"


class BringBack(Command):
    """Bring the music back after a fade or a soft stop."""

    do: Literal["bring_back"] = "bring_back"


# ---- the record


class Entered(Command):
    """Base of what a therapist writes down.

    `began_s_ago` is how long ago its first keystroke was, in seconds of the session: that is the entry's moment, and
    the event's own stamp is when it was saved. It is the therapist's own unless `shared` says that the client's page
    may show it.
    """

    began_s_ago: BeganAgo = 0
    shared: bool = False


class Note(Entered):
    """What the therapist saw. `unfinished` says that it was still a draft when the session ended."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})
    do: Literal["note"] = "note"
    text: Text
    unfinished: bool = False


class Quote(Entered):
    """What the client said, word for word."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})
    do: Literal["quote"] = "quote"
    text: Text


class Tag(Entered):
    """A moment in one word. The word `interruption` is the command of that name."""

    personal: ClassVar[frozenset[str]] = frozenset({"tag"})
    do: Literal["tag"] = "tag"
    tag: Annotated[str, Field(min_length=1, max_length=60)]


class Mark(Entered):
    """Keep the moment now, word it later."""

    do: Literal["mark"] = "mark"


class Vitals(Measured, Entered):
    """What was measured. Recorded, never interpreted."""

    personal: ClassVar[frozenset[str]] = MEASURED
    do: Literal["vitals"] = "vitals"


class Interruption(Entered):
    """Something disturbed the session."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})
    do: Literal["interruption"] = "interruption"
    text: OptionalText = ""


class TouchAgreed(Entered):
    """What touch was agreed to, and what not; the latest holds."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})
    do: Literal["touch_agreed"] = "touch_agreed"
    text: Text


class TouchGiven(Entered):
    """Touch was given, as agreed."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})
    do: Literal["touch_given"] = "touch_given"
    text: OptionalText = ""


class ClinicianCalled(Entered):
    """A clinician was called."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})
    do: Literal["clinician_called"] = "clinician_called"
    text: OptionalText = ""


class ReminderDone(Entered):
    """A reminder was seen to; the oldest that is due unless a number says which."""

    do: Literal["reminder_done"] = "reminder_done"
    reminder: Annotated[int, Field(ge=1)] | None = None


class ReminderSkipped(Entered):
    """A reminder is left out, with a reason."""

    personal: ClassVar[frozenset[str]] = frozenset({"reason"})
    do: Literal["reminder_skipped"] = "reminder_skipped"
    reminder: Annotated[int, Field(ge=1)] | None = None
    reason: Text


class Why(Command):
    """Why the music was changed."""

    do: Literal["why"] = "why"
    reason: Literal["client asked", "not this piece again"]


class Correct(Measured, Command):
    """Correct an earlier entry; the original stays in the record.

    `text` is how it should read: a note's words, a tag, an amount, a reason, or a mark worded later. Values of vitals
    replace those of the same name. `minutes_ago` says when it was; `earlier_s` moves a mark to so many seconds before
    it was made.
    """

    personal: ClassVar[frozenset[str]] = MEASURED | {"text"}
    do: Literal["correct"] = "correct"
    entry: Annotated[int, Field(ge=1)]
    text: OptionalText = ""
    minutes_ago: MinutesAgo | None = None
    earlier_s: Annotated[float, Field(ge=0, le=86_400)] | None = None


class Handover(Command):
    """Another therapist takes over, by code, never by name."""

    do: Literal["handover"] = "handover"
    code: Code


class Share(Command):
    """Choose what the client's page shows of these entries."""

    do: Literal["share"] = "share"
    entries: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=10_000)]
    shared: bool = True


class End(Command):
    """Close the session."""

    do: Literal["end"] = "end"


class Undo(Command):
    """Take back the latest command that can be taken back."""

    do: Literal["undo"] = "undo"


# ---- what the player itself asks for


class PieceFailed(Command):
    """A piece cannot be played from here on; what comes next begins now. Sent by the player, never by a person."""

    do: Literal["piece_failed"] = "piece_failed"
    clip_id: int
    playable_until_frame: int
    reason: str


class Refit(Command):
    """The music after a clip was chosen again. Sent by the player."""

    do: Literal["refitted"] = "refitted"
    after: int
    chosen: Chosen

    def request(self) -> dict[str, Any]:
        """Only after which clip: what was chosen is in the outcome."""
        return {"after": self.after}


class StandIn(Command):
    """What should sound is not heard: something that cannot fail takes its place. Sent by the player.

    `source` is what should sound; `last_heard_frame` is when anything was heard last.
    """

    do: Literal["stand_in"] = "stand_in"
    source: str
    reason: str
    last_heard_frame: int


class Interrupted(Command):
    """The player stopped playing without being asked, over so many frames. Sent by the player."""

    do: Literal["interrupted"] = "interrupted"
    fade_frames: int = 0


class Waited(Command):
    """While nothing played, the arc waited for so many frames. Sent by the player."""

    do: Literal["waited"] = "waited"
    frames: Annotated[int, Field(ge=1)]


class Resumed(Command):
    """The player plays again. Sent by the player. `lost_frame` is the last frame known to have been played.

    `known_mono_ns` is when the player knew its place again, by the machine's clock.
    """

    do: Literal["resumed"] = "resumed"
    lost_frame: int
    known_mono_ns: int = 0


class OutputLost(Command):
    """The output does not take the sound any more. Sent by the player."""

    do: Literal["output_lost"] = "output_lost"
    output: str
    reason: str


class OutputOpened(Command):
    """The sound reaches an output from here on. Sent by the player. `chosen` says that a person asked for it now."""

    do: Literal["output_opened"] = "output_opened"
    output: str
    chosen: bool = False


class Underrun(Command):
    """The output ran dry: before `at_frame` it played nothing for so many frames. Sent by the player.

    `mono_ns` is when that frame came, by the machine's clock, so that what follows can be placed in time.
    """

    do: Literal["underrun"] = "underrun"
    at_frame: int
    frames_lost: int
    mono_ns: int


class Hearing(Command):
    """How loud it was on an output, for so long until now. Sent by the player."""

    do: Literal["hearing"] = "hearing"
    output: str
    exposure: Exposure


class PlaySafe(Command):
    """Play on with nothing that could have made the player fail. Sent by the player."""

    do: Literal["safe_music"] = "safe_music"


# ---- inverses that are not commands of their own


class Retime(Command):
    """Put phases back to where they were and go back to the music that was left. Only undo does.

    `moves` has for each phase by how many frames its start and its end go; `phase` was the current one. `clip` is the
    one that sounded, and `left` says whether it was crossfaded away from. `waits` are the flags of a wait that ended
    with it, at `frame`.
    """

    do: Literal["retime"] = "retime"
    phase: int
    moves: tuple[tuple[int, int], ...]
    clip: int
    left: bool = False
    waits: tuple[str, ...] = ()
    frame: int


class ReturnToSilence(Command):
    """Go back from the grounding music to the silence that it ended. Only undo does."""

    do: Literal["return_to_silence"] = "return_to_silence"


class Shift(Command):
    """Change the intensity shift by some steps. Only undo does."""

    do: Literal["shift"] = "shift"
    steps: float


Inverse = Annotated[
    Retime
    | Shift
    | Hold
    | Release
    | Level
    | Duck
    | Unduck
    | Silence
    | Music
    | Grounding
    | ReturnToArc
    | ReturnToSilence
    | Away
    | Back,
    Field(discriminator="do"),
]

COMMANDS: Final[dict[str, type[Command]]] = {
    model.model_fields["do"].default: model
    for model in (
        Open, ChooseArc, Intention, Prefer, CheckItem, Setting, WantMusic, SetOutput, SetLevelLimit,
        SetResume, Begin,
        Dose, GiveBooster, DeviceGiven, InfusionEnd,
        Extend, Shorten, NextPhase, FinishBy, Hold, Release,
        NextPiece, Fuller, Softer, Level, Duck, Unduck, Silence, Music, Grounding, ReturnToArc, Away, Back,
        Chime, VoicePrompt, FadeNow, SoftStop, BringBack,
        Note, Quote, Tag, Mark, Vitals, Interruption, TouchAgreed, TouchGiven, ClinicianCalled,
        ReminderDone, ReminderSkipped, Why, Correct, Handover, Share, End, Undo,
    )
}  # fmt: skip
"""Every command a person can give, by name."""


def typed_fields(do: str) -> list[str]:
    """The fields of a command in the order in which people type their values; what is seldom typed comes last."""
    kind = COMMANDS[do]
    last = Measured.model_fields if issubclass(kind, Correct) else Entered.model_fields
    names = [name for name in kind.model_fields if name != "do"]
    return sorted(names, key=lambda name: name in last)


INVERSE: Final[TypeAdapter[Inverse]] = TypeAdapter(Inverse)
