"""What is settled before the music begins."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from setplayer.arc.model import Arc
from setplayer.library.track import Track
from setplayer.score.model import Picked
from setplayer.session.commands.base import Command, OptionalText, Text
from setplayer.values import Resumes, Value

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Role = Literal["therapist", "second therapist", "nurse", "prescriber", "support person", "interpreter", "trainee"]


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
    proposed: bool = False
    """Whether nobody chose it yet: it is only where a first session begins."""

    def request(self) -> dict[str, Any]:
        """Only the arc's name, and that it is proposed: the rest is in the outcome, by content."""
        return {"arc": self.arc.name, **({"proposed": True} if self.proposed else {})}


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
