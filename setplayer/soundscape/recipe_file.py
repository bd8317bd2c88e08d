"""From the text of a recipe file to a `Recipe`, or to every fault in it at once, each with line and column.

Recipes are read as strictly as arcs are: `setplayer.strict_yaml` bounds size and depth before anything is built.
"""

import difflib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from setplayer.faults import Fault, Finding, TextFault, shown
from setplayer.handwritten import text_in
from setplayer.soundscape.recipe import Partial, Recipe, Strike, Swell, Tide, Wave
from setplayer.strict_yaml import Document, collect
from setplayer.strict_yaml import Path as Place

SUFFIX: Final = ".yaml"

_EXAMPLES: Final = (
    "name: our-tide|about: Slow water, far away|root_hz: 73.42|harmony: moving|tones: 3|level_db: -20|air_db: -3|"
    "voices:|kind: swell|slot_s: 5|jitter: 0.5|chance: 0.8|attack_s: 3|low_hz: 140|high_hz: 450|partials: 6|tilt: 1.5"
    "|room_s: 3|wet: 0.4|hold_s: 4|release_s: 6|decay_s: 12|waves:|floor: 0.2|centre_hz: 400|rise_s: 6|fall_s: 9"
    "|height: 0.8|ratio: 1|beat_hz: 0.5|gain: 0.4|decay: 0.6"
)
_EXAMPLE: Final = {example.split(":")[0]: example for example in _EXAMPLES.split("|")}
_PARTS: Final[dict[str, type[BaseModel]]] = {"tide": Tide, "waves": Wave, "partials": Partial}
_VOICES: Final[dict[Any, type[BaseModel]]] = {"swell": Swell, "strike": Strike}
_FOUR: Final = "write one number, or four in brackets, which hold at intensities 1, 4, 7 and 10"


def read_recipe(path: Path) -> Recipe:
    """The recipe in a file, which must have the recipe's name.

    Raises TextFault with every fault of the file, and Fault when it cannot be read.
    """
    return recipe_from(text_in(path, "the soundscape"), path)


def recipe_from(text: str, path: Path) -> Recipe:
    """The recipe in the text of a file. Raises TextFault with every fault of it, in the order of the file."""
    document, findings = collect(text)
    if findings:
        raise TextFault(str(path), findings)
    try:
        # By way of JSON, so that files and session records are held to the same rules.
        recipe = Recipe.model_validate_json(json.dumps(document.value))
    except ValidationError as error:
        raise TextFault(str(path), list(_findings(error.errors(include_url=False), document))) from None
    if path.name != f"{recipe.name}{SUFFIX}":
        wrong = f"the file is called {shown(path.name)}; name it {recipe.name}{SUFFIX}, or write its name here"
        raise TextFault(str(path), [Finding(*document.place(("name",)), wrong)])
    return recipe


def named_anew(text: str, name: str, path: Path) -> str:
    """The text of a recipe's file, comments and all, under another name. `path` is where it came from."""
    document, _ = collect(text)
    if (span := document.span(("name",))) is None:
        raise Fault(f"{path}: its name cannot be found; write it in a line like 'name: {name}'.")
    (line, first), (_, end) = span
    lines = text.split("\n")
    lines[line - 1] = lines[line - 1][: first - 1] + name + lines[line - 1][end - 1 :]
    return "\n".join(lines)


def _findings(errors: list[ErrorDetails], document: Document) -> Iterator[Finding]:
    value, told = document.value, set()
    placed = [(error, _path_of(error["loc"], value)) for error in errors]
    # Where a key is misspelt, saying that it is missing as well would only confuse.
    misspelt = {
        (path[:-1], _meant(error, path, value)) for error, path in placed if error["type"] == "extra_forbidden"
    }
    for error, path in placed:
        missing = error["type"] == "missing"
        if path in told or _of_another_form(error, value, path) or (missing and (path, error["loc"][-1]) in misspelt):
            continue
        text = _SENTENCES.get(error["type"], _unexpected)(error, path, value)
        is_key = error["type"] == "extra_forbidden"
        yield Finding(*(document.key_place(path) if is_key else document.place(path)), text)
        if not missing:
            told.add(path)


def _path_of(loc: tuple[int | str, ...], value: Any) -> Place:
    """Where in the file an error is, without the words that pydantic puts between: `swell`, `tuple[...]`."""
    path: Place = ()
    for step in loc:
        here: Any = dict(enumerate(value)) if isinstance(value, list) else value
        if isinstance(here, dict) and step in here:
            value, path = here[step], (*path, step)
    return path


def _at(value: Any, path: Place) -> Any:
    for step in path:
        value = value[step]
    return value


def _of_another_form(error: ErrorDetails, value: Any, path: Place) -> bool:
    """Whether this is about one form of a value that was written in its other: a number, or a list."""
    last = str(error["loc"][-1]) if error["loc"] else ""
    written = isinstance(_at(value, path), list)
    if last in ("float", "constrained-int"):
        return written
    too_short = error["type"] == "too_short" and written and bool(_at(value, path))
    return (last.startswith("tuple[") and not written) or too_short


def _keys(path: Place, value: Any) -> list[str]:
    """The keys that there are at a place of the file."""
    named = [step for step in path if isinstance(step, str) and step in ("voices", *_PARTS)]
    part: type[BaseModel] = Recipe
    if named and named[-1] == "voices":
        part = _VOICES.get(_at(value, path).get("kind"), Swell)
    elif named:
        part = _PARTS[named[-1]]
    return list(part.model_fields)


def _meant(error: ErrorDetails, path: Place, value: Any) -> str:
    """The key that was probably meant; empty where none is like it."""
    return next(iter(difflib.get_close_matches(str(error["loc"][-1])[:40], _keys(path[:-1], value), n=1)), "")


def _unknown(error: ErrorDetails, path: Place, value: Any) -> str:
    meant = _meant(error, path, value)
    hint = f"did you mean '{meant}'?" if meant else f"the keys are {', '.join(_keys(path[:-1], value))}"
    return f"unknown key {shown(error['loc'][-1])}; {hint}"


def _missing(error: ErrorDetails, path: Place, value: Any) -> str:
    key = error["loc"][-1]
    return (
        _FOUR if isinstance(key, int) else f"'{key}' is missing; write it like '{_EXAMPLE.get(key, f'{key}: ...')}'"
    )


def _number(error: ErrorDetails, path: Place, value: Any) -> str:
    if str(error["loc"][-1]) in ("float", "constrained-int"):
        whole = "write a whole number, or a list of a struck body's own partials"
        return whole if error["type"].startswith("int") else _FOUR
    return (
        "this is a whole number; write it in digits" if error["type"].startswith("int") else "write one number here"
    )


def _choice(error: ErrorDetails, path: Place, value: Any) -> str:
    return f"{shown(_at(value, path))} is not known here; write {error['ctx']['expected'].replace(chr(39), '')}"


def _kind(error: ErrorDetails, path: Place, value: Any) -> str:
    return "the kind of a voice is swell or strike; write 'kind: swell'"


def _shape(error: ErrorDetails, path: Place, value: Any) -> str:
    if value is None:
        return "the file is empty; begin with a copy: setplayer soundscape copy tide our-tide"
    return "this is made of 'key: value' lines, or of {key: value, ...}"


def _list(error: ErrorDetails, path: Place, value: Any) -> str:
    return "this is a list; write '[...]', or each of its items on a line that starts with '- '"


def _count(error: ErrorDetails, path: Place, value: Any) -> str:
    if "tuple[float" in str(error["loc"][-1]):
        return _FOUR
    if error["type"] == "too_short":
        return "this list is empty; write at least one item"
    return f"there are {error['ctx']['actual_length']} here; there can be {error['ctx']['max_length']} at most"


def _text(error: ErrorDetails, path: Place, value: Any) -> str:
    return "this is a text; put it in quotes where it could be taken for something else"


def _too_long(error: ErrorDetails, path: Place, value: Any) -> str:
    return f"this text is longer than {error['ctx']['max_length']} characters; make it shorter"


def _name(error: ErrorDetails, path: Place, value: Any) -> str:
    return "a name is at most 40 small letters from a to z, digits and '-', and begins with a letter, like our-tide"


def _bound(error: ErrorDetails, path: Place, value: Any) -> str:
    ((kind, limit),) = error["ctx"].items()
    words = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
    return f"{shown(_at(value, path))} does not do here; write {words[kind]} {limit:g}"


def _refused(error: ErrorDetails, path: Place, value: Any) -> str:
    return str(error["ctx"]["error"])


def _unexpected(error: ErrorDetails, path: Place, value: Any) -> str:
    return "this does not fit here; docs/recipes.md shows what does"


_SENTENCES: Final[dict[str, Callable[[ErrorDetails, Place, Any], str]]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "float_type": _number,
    "int_type": _number,
    "int_from_float": _number,
    "literal_error": _choice,
    "union_tag_invalid": _kind,
    "union_tag_not_found": _kind,
    "model_type": _shape,
    "dict_type": _shape,
    "model_attributes_type": _shape,
    "tuple_type": _list,
    "too_short": _count,
    "too_long": _count,
    "string_type": _text,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _name,
    "greater_than_equal": _bound,
    "less_than_equal": _bound,
    "greater_than": _bound,
    "less_than": _bound,
    "value_error": _refused,
}
