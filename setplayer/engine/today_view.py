"""What a front shows while no session is open: Today. Values only."""

from typing import Literal

from setplayer.values import Value


class ArcChoice(Value):
    """An arc to choose. `name` is what it is asked for by, `title` what people call it."""

    name: str
    title: str
    medicine: str = ""
    route: str = ""
    minutes: int = 0


class HealthView(Value):
    """Something that a session needs, how it is, and whether that is good enough."""

    name: Literal["sound", "disk", "power", "keys", "backup"]
    good: bool
    state: str
    """Such as `there`, `missing`, `battery`: a word for screens to put into words."""
    value: str = ""
    """A name, or a figure in the state's unit: GB, per cent."""


class ClientCard(Value):
    """A client who has been here: their usual arc and output, which are proposed again."""

    client: str
    arc: str
    """Its title."""
    sessions: int
    last: str
    """The day, ISO 8601."""


class PreparedCard(Value):
    """A session that was prepared and has not begun."""

    session_id: str
    client: str
    arc: str
    opened: str
    """When it was begun to be prepared, ISO 8601 with the offset from UTC."""
    checked: int
    items: int


class InterruptedCard(Value):
    """A session that broke off and can go on: where it was, and where it would go on now."""

    session_id: str
    client: str
    arc: str
    ago_s: float
    phase: str
    """That it would resume in; empty where the arc is over by now."""
    at_s: float
    """The session's time there."""
    length_s: float
    word: str
    """The state that it resumes in: what was silent stays silent."""
    waits: bool = False
    """Whether it goes on where it was, and not where it would be by now."""


class DoneCard(Value):
    """A session that is over."""

    session_id: str
    client: str
    arc: str
    opened: str
    minutes: int
    closed: bool


class Today(Value):
    """Everything that Today shows. Days and times are the clinic's own."""

    day: str = ""
    """Today's own date, ISO 8601."""
    reading: bool = False
    """Whether the sessions are still being read."""
    interrupted: InterruptedCard | None = None
    prepared: tuple[PreparedCard, ...] = ()
    clients: tuple[ClientCard, ...] = ()
    recent: tuple[DoneCard, ...] = ()
    health: tuple[HealthView, ...] = ()
    said: str = ""
    """What came of the latest that was asked, such as that a session was closed and saved."""
