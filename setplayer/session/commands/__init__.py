"""The closed set of commands: what a therapist can ask for.

A command is a frozen value with the fields that a front, a cue file or a foot pedal fills in. Fields named in
`personal` hold what a person said, noted, measured or was given: they go into the session file's erasable content,
never into the event itself.
"""

from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from setplayer.session.commands.arc import Extend, FinishBy, Hold, NextPhase, Release, Shorten
from setplayer.session.commands.base import Command
from setplayer.session.commands.inverses import Retime, ReturnToSilence, Shift
from setplayer.session.commands.medicine import DEVICES, DeviceGiven, Dose, GiveBooster, InfusionEnd
from setplayer.session.commands.music import (
    Away,
    Back,
    BringBack,
    Chime,
    Duck,
    FadeNow,
    Fuller,
    Grounding,
    Level,
    Music,
    NextPiece,
    ReturnToArc,
    Silence,
    Softer,
    SoftStop,
    Unduck,
    VoicePrompt,
)
from setplayer.session.commands.player import (
    Hearing,
    Interrupted,
    OutputLost,
    OutputOpened,
    PieceFailed,
    PlaySafe,
    Refit,
    Resumed,
    StandIn,
    Underrun,
    Waited,
)
from setplayer.session.commands.preparation import (
    Begin,
    CheckItem,
    ChooseArc,
    Intention,
    Materials,
    Open,
    Prefer,
    Role,
    SetLevelLimit,
    SetOutput,
    SetResume,
    Setting,
    Sound,
    WantMusic,
)
from setplayer.session.commands.record import (
    ClinicianCalled,
    Correct,
    End,
    Entered,
    Handover,
    Interruption,
    Mark,
    Note,
    Quote,
    ReminderDone,
    ReminderSkipped,
    Share,
    Tag,
    TouchAgreed,
    TouchGiven,
    Undo,
    Vitals,
    Why,
)
from setplayer.session.measured import Measured

__all__ = [
    "COMMANDS",
    "DEVICES",
    "INVERSE",
    "Away",
    "Back",
    "Begin",
    "BringBack",
    "CheckItem",
    "Chime",
    "ChooseArc",
    "ClinicianCalled",
    "Command",
    "Correct",
    "DeviceGiven",
    "Dose",
    "Duck",
    "End",
    "Entered",
    "Extend",
    "FadeNow",
    "FinishBy",
    "Fuller",
    "GiveBooster",
    "Grounding",
    "Handover",
    "Hearing",
    "Hold",
    "InfusionEnd",
    "Intention",
    "Interrupted",
    "Interruption",
    "Inverse",
    "Level",
    "Mark",
    "Materials",
    "Music",
    "NextPhase",
    "NextPiece",
    "Note",
    "Open",
    "OutputLost",
    "OutputOpened",
    "PieceFailed",
    "PlaySafe",
    "Prefer",
    "Quote",
    "Refit",
    "Release",
    "ReminderDone",
    "ReminderSkipped",
    "Resumed",
    "Retime",
    "ReturnToArc",
    "ReturnToSilence",
    "Role",
    "SetLevelLimit",
    "SetOutput",
    "SetResume",
    "Setting",
    "Share",
    "Shift",
    "Shorten",
    "Silence",
    "SoftStop",
    "Softer",
    "Sound",
    "StandIn",
    "Tag",
    "TouchAgreed",
    "TouchGiven",
    "Underrun",
    "Undo",
    "Unduck",
    "Vitals",
    "VoicePrompt",
    "Waited",
    "WantMusic",
    "Why",
    "typed_fields",
]  # fmt: skip

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
