"""What the screens behind the PIN are told: records and settings, as frozen values. `setplayer.office` makes them."""

from typing import Any, Final, Literal

from pydantic import Field

from setplayer.engine.view import EntryView, PhaseView
from setplayer.values import Resumes, Value

LineKind = Literal["heading", "music", "silence", "moment", "change", "fault"]

LOCKED: Final = "locked"
"""Stands in an answer that was refused because the PIN was not given, or too long ago."""


class Told(Value):
    """What came of a question: `text` for a person, `told` for the screen."""

    done: bool
    text: str = ""
    told: dict[str, Any] = Field(default_factory=dict)


class RecordRow(Value):
    """A session in a list. `opened` is ISO 8601 with the clinic's offset from UTC; empty where nobody knows."""

    session_id: str
    client: str = ""
    opened: str = ""
    kind: Literal["session", "integration"] = "session"
    state: str = ""
    """`closed`, `open`, or `unreadable`."""
    arc: str = ""
    length_s: float = 0.0


class RecordLine(Value):
    """A line of a session's timeline; a heading has the name of a phase."""

    kind: LineKind
    text: str
    at_s: float | None = None
    beside: str = ""
    """Small beside it: who played, who entered it, what became of the arc."""
    shared: bool = False
    """Whether the client's page shows what somebody entered."""


class StepView(Value):
    """A step that a client wants to take. `session` and `seq` say where it was said, `day` when, ISO 8601."""

    session: str
    seq: int
    text: str
    day: str
    done: bool = False


class WeekView(Value):
    """Something on the line of a client's weeks: a session, an integration session, an insight, by its day."""

    day: str
    kind: Literal["session", "integration", "insight"]
    here: bool = False


class PromptsView(Value):
    """A set of questions that a page's journal can ask."""

    name: str
    title: str


class RecordView(Value):
    """A session that is over, or goes on: its arc as it went, and its timeline."""

    row: RecordRow
    phases: tuple[PhaseView, ...] = ()
    curve: tuple[tuple[int, float], ...] = ()
    moments: tuple[tuple[int, str], ...] = ()
    zero_frame: int | None = 0
    dose_marked: bool = False
    frame: int = 0
    """How far it went."""
    end_frame: int = 0
    """Where its arc ends."""
    lines: tuple[RecordLine, ...] = ()
    sealed: bool = False
    """Whether there are words that stay sealed until somebody gives the clinic's passphrase."""
    entries: tuple[EntryView, ...] = ()
    """What can be shared of it, class by class: words, the client's own, tags, reasons, more, vitals."""
    leaves: tuple[RecordLine, ...] = ()
    """Exactly what the client's page shows by now."""
    prompts: str = ""
    """The set of questions that the page's journal asks."""
    steps: tuple[StepView, ...] = ()
    """The client's steps: those that are open first."""


class PlaceView(Value):
    """Where a page can be put."""

    name: str
    path: str
    removable: bool = True


class SettingsView(Value):
    """What is set up, and what there is to choose from."""

    output: str | None = None
    resumes: Resumes | None = None
    backup: str | None = None
    backed_up: str = ""
    """When the last backup was, or why there is none, in words."""
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    large_type: bool = False
    reduced_light: bool = False
    calibrations: tuple[tuple[str, float], ...] = ()
    """Outputs that were calibrated, each with what was found, in dB."""
    drives: tuple[PlaceView, ...] = ()
    """Drives that can be unplugged, for a backup."""
