"""What fronts and the engine say to each other: JSON in `send_bytes`, never pickle.

After the challenge with the key, the engine says `Hello`, the front answers `Attach`. Then the front sends `Ask`s,
each with a number of its own, and the engine answers each with one `Answer`; between them come `View`s to fronts that
subscribed. `PROTOCOL` is in the greeting, and a front of another protocol is turned away in words.
"""

import json
from typing import Any, Final, Literal, TypeVar

from pydantic import Field, ValidationError

from setplayer.engine.view import View
from setplayer.session.commands import COMMANDS, Command
from setplayer.session.field_faults import field_faults
from setplayer.session.table import TABLE
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
    `choose_arc` (prepare and choose the arc of that `name`), `keep` (have what the client avoids, by its source as
    the `name`, heard all the same, or not after all), `test_output` (a tone on the left, then on the right, before
    Begin), `leave` (leave a preparation for Today; it is kept, unless nothing is in it), `choose` (of Today: open
    `text`, a session by its id, or a new one for the client of that code, as `name` says: `session`, `client` or
    `new`), `draft` (keep the `text` that is being typed into the field of that `name`, whose first letter was
    `began_s_ago`; without a text it is dropped), `office` (what is behind the PIN: the question `name` with its
    `fields`, see `engine.reception`), `close` (fade, end the session and stop).
    """

    number: int
    query: Literal[
        "command", "preview", "view", "choose_arc", "keep", "test_output", "draft", "office", "leave", "choose",
        "close",
    ] = "command"  # fmt: skip
    command: dict[str, Any] = Field(default_factory=dict)
    name: str = Field(default="", max_length=4_000)
    text: str = Field(default="", max_length=10_000)
    began_s_ago: float = Field(default=0, ge=0, le=86_400)
    fields: dict[str, Any] = Field(default_factory=dict)


class Answer(Value):
    """What came of an `Ask`: `text` is the consequence, or the reason of a refusal."""

    number: int
    done: bool
    text: str = ""
    seq: int | None = None
    """The number of the event that it made."""
    saved: bool = False
    """Whether that is on the disk: no power cut takes it any more. If not, views say so until it is."""
    view: View | None = None
    told: dict[str, Any] = Field(default_factory=dict)
    """What the office told, as `engine.office_view` has it."""


Message = TypeVar("Message", bound=Value)


class Bad(Exception):
    """A message that makes no sense, in words for whoever sent it."""


def to_bytes(message: Value) -> bytes:
    """A message as it is sent."""
    return canonical_json(message.model_dump(mode="json", exclude_defaults=not isinstance(message, Hello | Attach)))


def ask_from(data: bytes) -> Ask:
    """An `Ask` as it was sent. Raises Bad."""
    return _read(Ask, _object(data), "a front")


def attach_from(data: bytes) -> Attach:
    """An `Attach` as it was sent. Raises Bad, also when it speaks another protocol."""
    value = _object(data)
    _same_protocol("This front", value, "the engine")
    return _read(Attach, value, "a front")


def answer_or_view(data: bytes) -> Answer | View:
    """What the engine sent to a front that is attached. Raises Bad."""
    value = _object(data)
    return _read(Answer, value, "the engine") if "number" in value else _read(View, value, "the engine")


def hello_from(data: bytes) -> Hello:
    """The engine's greeting. Raises Bad, also when it speaks another protocol."""
    value = _object(data)
    _same_protocol("The engine", value, "this front")
    return _read(Hello, value, "the engine")


def _read(kind: type[Message], value: dict[str, Any], sender: str) -> Message:
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise Bad(f"This is no message of {sender}: {field_faults(error)[0][1]}.") from error


def _same_protocol(them: str, value: dict[str, Any], us: str) -> None:
    theirs = value.get("setplayer")
    if theirs != PROTOCOL:
        raise Bad(f"{them} speaks protocol {theirs!r}, {us} {PROTOCOL}: update the older one.")


def command_from(fields: dict[str, Any]) -> Command:
    """The command that a front means. Raises Bad in words for a person."""
    name = fields.get("do")
    if not isinstance(name, str) or name not in COMMANDS:
        raise Bad(f"There is no command {name!r}; the commands are {', '.join(COMMANDS)}.")
    try:
        return COMMANDS[name].model_validate(fields)
    except ValidationError as error:
        raise Bad(f"{TABLE[name].label}: {field_faults(error)[0][1]}.") from error


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Bad("This is no message: it is not JSON.") from error
    if not isinstance(value, dict):
        raise Bad("This is no message: it is not a JSON object.")
    return value
