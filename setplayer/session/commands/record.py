"""What is written into the record."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from setplayer.session.commands.base import Command, MinutesAgo, OptionalText, Text
from setplayer.session.measured import MEASURED, Measured

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[\w.\-]+$")]
BeganAgo = Annotated[float, Field(ge=0, le=86_400)]


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
