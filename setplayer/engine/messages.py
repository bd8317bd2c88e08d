"""What fronts and the engine say to each other: JSON in `send_bytes`, never pickle.

After the challenge with the key, the engine says `Hello`, the front answers `Attach`. Then the front sends `Ask`s,
each with a number of its own, and the engine answers each with one `Answer`; between them come `View`s to fronts that
subscribed. `PROTOCOL` is in the greeting, and a front of another protocol is turned away in words.
"""

import json
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from setplayer.engine.view import View
from setplayer.session.commands import COMMANDS, Command
from setplayer.values import Value, canonical_json

PROTOCOL: Final = 1

LARGEST_MESSAGE: Final = 256 * 1024
"""Bytes. A longer one is no message of ours, and its sender is shut out."""


class Hello(Value):
    """What the engine says first."""

    setplayer: int = PROTOCOL
    version: str
    session_id: str


class Attach(Value):
    """What a front answers."""

    setplayer: int = PROTOCOL
    front: str = Field(max_length=40)
    """What kind of front it is: `kiosk`, `terminal`, `cue`…"""
    pid: int
    subscribe: bool = False
    """Whether it wants views."""


class Ask(Value):
    """A command to carry out, or a query.

    `command` has `do` and its fields. Queries: `view` (one view), `preview` (what the command would change),
    `choose_arc` (prepare and choose the arc of that `name`), `close` (fade, end the session and stop).
    """

    number: int
    query: Literal["command", "preview", "view", "choose_arc", "close"] = "command"
    command: dict[str, Any] = Field(default_factory=dict)
    name: str = Field(default="", max_length=4_000)


class Answer(Value):
    """What came of an `Ask`: `text` is the consequence, or the reason of a refusal."""

    number: int
    done: bool
    text: str = ""
    seq: int | None = None
    """The number of the event that it made."""
    view: View | None = None


class Bad(Exception):
    """A message that makes no sense, in words for whoever sent it."""


def to_bytes(message: Value) -> bytes:
    """A message as it is sent."""
    return canonical_json(message.model_dump(mode="json", exclude_defaults=not isinstance(message, Hello | Attach)))


def ask_from(data: bytes) -> Ask:
    """An `Ask` as it was sent. Raises Bad."""
    try:
        return Ask.model_validate(_object(data))
    except ValidationError as error:
        raise Bad(f"This is no message of a front: {_first(error)}.") from error


def attach_from(data: bytes) -> Attach:
    """An `Attach` as it was sent. Raises Bad, also when it speaks another protocol."""
    value = _object(data)
    if value.get("setplayer") != PROTOCOL:
        raise Bad(
            f"This front speaks protocol {value.get('setplayer')!r}, the engine {PROTOCOL}: update the older one."
        )
    try:
        return Attach.model_validate(value)
    except ValidationError as error:
        raise Bad(f"This is no message of a front: {_first(error)}.") from error


def answer_or_view(data: bytes) -> Answer | View:
    """What the engine sent to a front that is attached. Raises Bad."""
    value = _object(data)
    try:
        return Answer.model_validate(value) if "number" in value else View.model_validate(value)
    except ValidationError as error:
        raise Bad(f"This is no message of the engine: {_first(error)}.") from error


def hello_from(data: bytes) -> Hello:
    """The engine's greeting. Raises Bad, also when it speaks another protocol."""
    value = _object(data)
    if value.get("setplayer") != PROTOCOL:
        raise Bad(
            f"The engine speaks protocol {value.get('setplayer')!r}, this front {PROTOCOL}: update the older one."
        )
    try:
        return Hello.model_validate(value)
    except ValidationError as error:
        raise Bad(f"This is no message of the engine: {_first(error)}.") from error


def command_from(fields: dict[str, Any]) -> Command:
    """The command that a front means. Raises Bad in words for a person."""
    name = fields.get("do")
    if not isinstance(name, str) or name not in COMMANDS:
        raise Bad(f"There is no command {name!r}; the commands are {', '.join(COMMANDS)}.")
    try:
        return COMMANDS[name].model_validate(fields)
    except ValidationError as error:
        raise Bad(f"{name}: {_first(error)}.") from error


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Bad("This is no message: it is not JSON.") from error
    if not isinstance(value, dict):
        raise Bad("This is no message: it is not a JSON object.")
    return value


def _first(error: ValidationError) -> str:
    detail = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in detail["loc"])
    return f"{place}: {detail['msg'][:1].lower()}{detail['msg'][1:]}" if place else detail["msg"]
