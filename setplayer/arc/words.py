"""What pydantic finds wrong with an arc file, in plain words that say what to write instead.

Every type of error that the arc's model can give has its sentence here, so no message is pydantic's own.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from setplayer.arc.fields import REFUSED, did_you_mean
from setplayer.arc.model import (
    ITEM_TAGS,
    Arc,
    Booster,
    Cue,
    Phase,
    PickItem,
    PickRule,
    Picks,
    SilenceItem,
    SoundscapeItem,
    TrackItem,
)
from setplayer.faults import shown
from setplayer.strict_yaml import Path

_PART: Final[dict[str, type[BaseModel]]] = {
    "phases": Phase,
    "cues": Cue,
    "booster": Booster,
    "bed": SoundscapeItem,
    "pick": PickRule,
    "picks": Picks,
    "item track": TrackItem,
    "item soundscape": SoundscapeItem,
    "item silence": SilenceItem,
    "item pick": PickItem,
}
_ITEM_KEYS: Final = ("track", "soundscape", "silence", "pick")
_EXAMPLES: Final = {
    "arc": "arc: Ketamine, one hour",
    "phases": "phases:",
    "name": "name: Arrival",
    "kind": "kind: onset",
    "length": "length: 12 min",
    "intensity": "intensity: 2 -> 4",
    "adds": "adds: 15 min",
    "to": "to: [building, peak]",
    "soundscape": "soundscape: tide",
}
_SHAPES: Final[dict[type[BaseModel], str]] = {
    Arc: "an arc file is made of 'key: value' lines; start with 'arc: NAME'",
    Phase: "a phase is made of 'key: value' lines; start with '- name: Arrival'",
    Cue: "a cue is made of 'key: value' lines; write it like '{at: 12 min, do: chime}'",
    Booster: "a booster is written like '{adds: 15 min, to: [building, peak]}'",
    SoundscapeItem: "this is written like '{soundscape: tide}'",
    Picks: "this is written like '{prefer: recorded, new: true, seed: 7}'",
    PickRule: "a pick is written like '{intensity: follow, vocals: none}'",
}


def path_of(error: ErrorDetails) -> Path:
    """Where in the arc file an error is: the keys and indices, without the words that pydantic puts between."""
    return tuple(step for step in error["loc"] if step not in ITEM_TAGS)


def unknown_key(error: ErrorDetails) -> str | None:
    """The known key that was probably meant, when the error is about an unknown one."""
    if error["type"] != "extra_forbidden":
        return None
    hint = did_you_mean(str(error["loc"][-1]), _keys(_part(error["loc"][:-1])))
    return hint.split("'")[1] if hint else None


def sentence(error: ErrorDetails) -> str | None:
    """The sentence for one error; None when it only follows from another one."""
    explain = _SENTENCES.get(error["type"])
    return explain(error) if explain else "this does not fit here; docs/arcs.md shows what does"


def _part(loc: tuple[int | str, ...]) -> type[BaseModel]:
    """The model that describes what is at `loc`."""
    names = [step for step in loc if isinstance(step, str) and step in _PART]
    return _PART[names[-1]] if names else Arc


def _keys(part: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in part.model_fields.items()]


def _refused(error: ErrorDetails) -> str:
    return str(error["ctx"]["text"])


def _missing(error: ErrorDetails) -> str:
    key = str(error["loc"][-1])
    return f"'{key}' is missing; write a line like '{_EXAMPLES.get(key, key + ': ...')}'"


def _unknown_key(error: ErrorDetails) -> str:
    key, part = str(error["loc"][-1]), _part(error["loc"][:-1])
    is_item = any(step in ITEM_TAGS for step in error["loc"])
    if is_item and key in _ITEM_KEYS and part is not PickRule:
        return f"one item holds one kind of music; give '{key}' an item of its own"
    known = _keys(part)
    hint = did_you_mean(key, known) or f"; the keys here are {', '.join(known)}"
    return f"unknown key {shown(key)}{hint}"


def _shape(error: ErrorDetails) -> str:
    if error["loc"] == () and error["input"] is None:
        return "the file is empty; start with 'arc: NAME'"
    return _SHAPES.get(_part(error["loc"]), "this is made of 'key: value' lines")


def _text(error: ErrorDetails) -> str:
    value = error["input"]
    if value is None:
        return "there is no text here; write it, or remove the line"
    if isinstance(value, (bool, int, float)):
        return f'this should be text; put it in quotes: "{shown(value)[1:-1]}"'
    return "this should be one text, not a list or a block"


def _choice(error: ErrorDetails) -> str:
    known = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    value: Any = error["input"]
    if isinstance(value, (list, dict)) or value is None:
        return f"write one of {', '.join(known)}"
    hint = did_you_mean(str(value), known) or f"; write one of {', '.join(known)}"
    return f"{shown(value)} is not known here{hint}"


def _list(error: ErrorDetails) -> str:
    return "this should be a list; start each of its items on a new line with '- '"


def _too_many(error: ErrorDetails) -> str:
    return f"there are {error['ctx']['actual_length']} here; there can be {error['ctx']['max_length']} at most"


def _too_few(error: ErrorDetails) -> str | None:
    # Pydantic counts the items that are right: with some that are wrong, this is no fault of its own.
    return None if error["input"] else "this list is empty; write at least one item"


def _no_item(error: ErrorDetails) -> str:
    value = error["input"]
    known = _ITEM_KEYS[:2] if error["loc"][-1] == "grounding" else _ITEM_KEYS
    if not isinstance(value, dict):
        return "this is written as key and value, like 'soundscape: tide' or 'track: folder/file.flac'"
    for key in value:
        if hint := did_you_mean(str(key), known):
            return f"unknown key {shown(key)}{hint}"
    return f"this does not say what sounds; write one of {', '.join(known)}"


def _hidden_characters(_error: ErrorDetails) -> str:
    return "this text holds a character that cannot be shown; remove it"


_SENTENCES: Final[dict[str, Callable[[ErrorDetails], str | None]]] = {
    REFUSED: _refused,
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "model_type": _shape,
    "model_attributes_type": _shape,
    "string_type": _text,
    "string_unicode": _hidden_characters,
    "literal_error": _choice,
    "tuple_type": _list,
    "too_long": _too_many,
    "too_short": _too_few,
    "union_tag_not_found": _no_item,
    "union_tag_invalid": _no_item,
}
