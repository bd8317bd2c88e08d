"""The base of every command, and the kinds of values that several have."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from setplayer.values import Value

Text = Annotated[str, Field(min_length=1, max_length=10_000)]
OptionalText = Annotated[str, Field(max_length=10_000)]
MinutesAgo = Annotated[float, Field(ge=0, le=240)]


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
