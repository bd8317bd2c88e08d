"""A cue file: the commands of a rehearsal, at session times.

A YAML list of `{at: 12 min, do: extend, minutes: 5}`, read as strictly as an arc, every fault with line and column.
Times count from Begin.
"""

import difflib
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from setplayer.arc.quantities import RefusedError, parse_duration
from setplayer.faults import Finding, TextFault
from setplayer.session.commands import COMMANDS, Command
from setplayer.session.field_faults import field_faults
from setplayer.strict_yaml import Document, read_strict

_NOT_IN_SCRIPTS: Final = frozenset({"open", "choose_arc", "begin"})
"""The rehearsal itself does these."""


@dataclass(frozen=True)
class ScriptedCommand:
    """A command and the frame from Begin at which it is given."""

    frame: int
    command: Command


def read_script(text: str, file: str) -> list[ScriptedCommand]:
    """The commands of a cue file in order of time. Raises TextFault with every fault."""
    document = read_strict(text, file)
    entries = document.value
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise TextFault(file, [Finding(1, 1, "a cue file is a list; write '- {at: 12 min, do: chime}' for each cue")])
    findings: list[Finding] = []
    commands = [_scripted(document, number, entry, findings) for number, entry in enumerate(entries)]
    if findings:
        raise TextFault(file, findings)
    return sorted((c for c in commands if c is not None), key=lambda scripted: scripted.frame)


def _scripted(document: Document, number: int, entry: object, findings: list[Finding]) -> ScriptedCommand | None:
    def fault(path: tuple[str | int, ...], text: str) -> None:
        findings.append(Finding(*document.place((number, *path)), text))

    if not isinstance(entry, dict):
        fault((), "a cue is written as {at: 12 min, do: chime}")
        return None
    frame = _frame(entry, fault)
    command = _command(entry, fault)
    return ScriptedCommand(frame, command) if frame is not None and command is not None else None


def _frame(entry: dict[str, Any], fault: Any) -> int | None:
    if "at" not in entry:
        fault((), "'at' is missing; write when it is given, such as 'at: 12 min'")
        return None
    try:
        return parse_duration(entry["at"])
    except RefusedError as refused:
        fault(("at",), str(refused))
        return None


def _command(entry: dict[str, Any], fault: Any) -> Command | None:
    name = entry.get("do")
    known = [name for name in COMMANDS if name not in _NOT_IN_SCRIPTS]
    if not isinstance(name, str) or name not in known:
        if name is None:
            fault((), "'do' is missing; write the command, such as 'do: chime'")
        else:
            near = difflib.get_close_matches(str(name), known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"the commands are {', '.join(known)}"
            fault(("do",), f"'{name}' is not a command of a cue file; {hint}")
        return None
    fields = {key: value for key, value in entry.items() if key != "at"}
    try:
        return COMMANDS[name].model_validate(fields)
    except ValidationError as error:
        for place, words in field_faults(error):
            fault(place, words)
        return None
