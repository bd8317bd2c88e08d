"""What moves the arc."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from setplayer.session.commands.base import Command

Minutes = Annotated[float, Field(gt=0, le=240)]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")]


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
