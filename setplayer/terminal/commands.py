"""From a key or a typed line to a command. Pure.

Keys are those of the command table, which the kiosk has too, and a few for commands that have a place on the kiosk's
screen but no key there. Every command can be typed: `:finish_by 10`, `:reminder_skipped asleep reminder=23`.
"""

import re
from typing import Any, Final

from setplayer.clinic import ON_KEYS
from setplayer.engine.messages import Bad, command_from
from setplayer.engine.view import PAIRS, View
from setplayer.session.commands import COMMANDS, typed_fields
from setplayer.session.table import TABLE
from setplayer.units import clock

STEP_MINUTES: Final = 2
"""What one press of extend or shorten adds or takes."""

OWN_KEYS: Final = {
    "begin": "Enter",
    "end": "Q",
    "level": ", .",
    "quote": '"',
    "reminder_done": "R",
    "why": "W",
    "tag": "1-7",
    "fuller": "↑",
    "softer": "↓",
}
"""Keys of this front that the table leaves open or writes in other words."""

_OF_KEY: Final = {
    "+": "extend", "=": "extend", "-": "shorten", "−": "shorten", "up": "fuller", "down": "softer",
    "esc": "fade_now", "f12": "fade_now", "enter": "begin", '"': "quote", "q": "end", "r": "reminder_done",
    "w": "why", ",": "level", ".": "level",
    **{str(number): "tag" for number in range(1, ON_KEYS + 1)},
    **{row.key.lower(): row.do for row in reversed(TABLE.values()) if len(row.key) == 1 and row.key.isalpha()},
}  # fmt: skip

WRITTEN: Final = {
    "note": "Note",
    "quote": "Client's words",
    "vitals": "Vitals, such as 120/80 72 98 36.8",
}
"""Commands whose key opens a line of text, and what the line asks for."""


def command_of_key(key: str, view: View | None) -> str | None:
    """The command that a key means now: of two that share a control, the one that makes sense."""
    do = _OF_KEY.get(key.lower())
    if do is None:
        return None
    first = next((on for on, back in PAIRS.items() if do in {on, back}), do)
    return view.turn(first) if view is not None else first


def key_of(do: str) -> str:
    """The key of a command as people read it; `:` and its name when it has none."""
    return OWN_KEYS.get(do) or TABLE[do].key or f":{do}"


def filled(do: str, key: str, view: View) -> dict[str, Any]:
    """A command that its key alone fills in."""
    match do:
        case "extend" | "shorten":
            return {"do": do, "minutes": STEP_MINUTES}
        case "tag":
            tags = view.tags[int(key) - 1 : int(key)]
            return {"do": do, "tag": tags[0]} if tags else {}
        case "level":
            step = 1 if key == "." else -1
            return {"do": do, "db": float(min(max(round(view.level_db) + step, -40), view.level_limit_db))}
        case "chime" if view.sounds and "bowl" not in view.sounds:
            return {"do": do, "sound": view.sounds[0]}
    return {"do": do}


def usage(do: str) -> str:
    """How a command is typed: `finish_by minutes`, `[name]` for what may be left out."""
    if do == "choose_arc":
        return "choose_arc name"
    return " ".join([do, *(name if needed else f"[{name}]" for name, needed in _fields(do))])


def from_line(line: str) -> dict[str, Any]:
    """The command that a typed line means: its name, values in the order of `usage`, and `name=value` anywhere.

    Raises Bad in words for a person.
    """
    do, _, rest = line.strip().partition(" ")
    do = do.lower().replace("-", "_")
    if do not in COMMANDS:
        near = ", ".join(names_like(do)) or "press ? to see them all"
        raise Bad(f"There is no command '{do}'; {near if near.startswith('press') else f'there is {near}'}.")
    if do == "choose_arc":
        return {"do": do, "name": rest.strip().removeprefix("name=")}
    names = "|".join(typed_fields(do))
    plainly = do == "vitals" and not re.search(rf"(?:^|\s)({names})=", rest)
    fields = vitals(rest) if plainly else _values(do, rest)
    return checked({"do": do, **fields})


def checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The same command with its values as they are meant. Raises Bad in words for a person."""
    command = command_from(fields)
    named = {*fields, "temperature_unit"} - {"do"}
    values = command.model_dump(mode="json", include=named)
    return {"do": command.do, **{name: value for name, value in values.items() if name in fields or value}}


def vitals(text: str) -> dict[str, Any]:
    """Vitals from a line: blood pressure, heart rate, SpO2, temperature, in this order, any left out with `-`.

    A temperature may have its unit, `36.8C`. What is no number goes, with everything after it, to `checks` when it is
    written like `Pain=3 of 10; Sedation=light`, else to `other`.
    """
    fields: dict[str, Any] = {}
    names = ["heart_rate", "spo2", "temperature"]
    words = text.replace(",", ".").split()
    for number, word in enumerate(words):
        if re.fullmatch(r"\d+/\d+", word):
            fields["blood_pressure"] = word
        elif word == "-" and number == 0:
            continue
        elif names and re.fullmatch(r"\d+(\.\d+)?[CcFf]?|-", word):
            name = "temperature" if "." in word or word[-1] in "CcFf" else names[0]
            names = names[names.index(name) + 1 :] if name in names else names
            fields |= {} if word == "-" else {name: word}
        else:
            rest = " ".join(text.split()[number:])
            fields["checks" if "=" in rest else "other"] = rest
            break
    return fields


def names_like(start: str) -> list[str]:
    """The commands that begin so, or else have it somewhere in their name."""
    names = [name for name in TABLE if name.startswith(start)]
    return names or [name for name in TABLE if start in name]


def completed(line: str) -> str:
    """The line with the command's name as far as it is certain."""
    names = [name for name in TABLE if name.startswith(line.strip())]
    if " " in line.strip() or not names:
        return line
    first, last = min(names), max(names)
    alike = next((n for n, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return names[0] + " " if len(names) == 1 else first[:alike]


def line_help(line: str, view: View | None) -> str:
    """One line of help for what is typed so far: the commands it may become, or what the command wants."""
    do = line.strip().partition(" ")[0].lower().replace("-", "_")
    if do not in TABLE:
        return "  ".join(names_like(do)) or f"There is no command '{do}'."
    reason = view.why_not(do) if view is not None else None
    meaning = (COMMANDS[do].__doc__ or "").strip().splitlines()[0]
    choices = _choices(do, view) if view is not None else ""
    return reason or f"{usage(do)}: {meaning}{choices}"


def _choices(do: str, view: View) -> str:
    names: tuple[str, ...] = {
        "choose_arc": view.arcs,
        "set_output": view.outputs,
        "chime": view.sounds,
        "voice": view.sounds,
        "reminder_done": tuple(str(r.number) for r in view.reminders),
        "reminder_skipped": tuple(f"{r.number} since {clock(r.due_frame)}" for r in view.reminders),
        "why": view.offers,
    }.get(do, ())
    return f" [{', '.join(names)}]" if names else ""


def _fields(do: str) -> list[tuple[str, bool]]:
    """The fields of a command in the order in which they are typed, and whether each is needed."""
    fields = [(name, COMMANDS[do].model_fields[name].is_required()) for name in typed_fields(do)]
    return sorted(fields, key=lambda field: not field[1])


def _values(do: str, rest: str) -> dict[str, Any]:
    names = [name for name, _ in _fields(do)]
    found = re.split(rf"(?:^|\s)({'|'.join(names)})=", rest) if names else [rest]
    values = dict(zip(found[1::2], (value.strip() for value in found[2::2]), strict=True))
    words = found[0].split()
    for name in names:
        if words and name not in values:
            taken = words if _is_text(do, name) else words[:1]
            values[name], words = " ".join(taken), words[len(taken) :]
    if words:
        raise Bad(f"{do}: '{' '.join(words)}' is more than it takes; it is typed as: {usage(do)}.")
    return {name: value.split(",") if name == "entries" else value for name, value in values.items()}


def _is_text(do: str, name: str) -> bool:
    """Whether a field takes the rest of the line."""
    return not re.search(r"\b(int|float|bool|list)\b", str(COMMANDS[do].model_fields[name].annotation))
