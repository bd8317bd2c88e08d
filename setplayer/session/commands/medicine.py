"""The marks of the medicine."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from setplayer.session.commands.base import Command, MinutesAgo, OptionalText

DEVICES: Final = 3
"""Of esketamine, at 0, 5 and 10 min."""


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
