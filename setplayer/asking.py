"""Asking after a running session, and sending it a command."""

import difflib
import json
from pathlib import Path
from typing import Any

from setplayer.engine import running
from setplayer.engine.client import ask_once
from setplayer.engine.messages import Answer, Ask
from setplayer.engine.view import View
from setplayer.faults import Fault
from setplayer.session.commands import COMMANDS, typed_fields
from setplayer.session.table import TABLE
from setplayer.units import clock, s_from_frames


def view_of(data: Path) -> View:
    """What a front of the running session is shown now. Raises Fault when none runs."""
    answer = ask_once(data, Ask(number=1, query="view"))
    assert answer.view is not None
    if answer.view.today is not None:
        raise Fault(f"No session is open: the kiosk on {data} shows Today. Choose a session there.")
    return answer.view


def place_of(view: View) -> str:
    """Where a session is, in words."""
    if view.state == "open":
        return "not begun"
    return f"{view.state} at {clock(view.frame)} of {clock(view.end_frame)}"


def status(data: Path, *, as_json: bool) -> str:
    """The running session in words, or as JSON. Raises Fault when none runs."""
    view, found = view_of(data), running.find(data)
    phase = view.phases[view.phase].name if view.phase is not None else None
    if as_json:
        told = {
            "session_id": view.session_id,
            "state": view.state,
            "conditions": list(view.conditions),
            "arc": view.arc,
            "phase": phase,
            "frame": view.frame,
            "elapsed_s": round(s_from_frames(view.frame), 3),
            "end_s": round(s_from_frames(view.end_frame), 3),
            "engine_pid": view.engine_pid,
            "supervisor_pid": found.supervisor_pid if found else None,
            "front_pids": list(view.front_pids),
            "output": view.output,
            "queue_ms": view.queue_ms,
            "hearing": view.hearing,
            "avoids": [one.line for one in view.replaced],
            "underruns": view.underruns,
            "underrun_s": round(s_from_frames(view.underrun_frames), 3),
        }
        return json.dumps(told, indent=2, ensure_ascii=False)
    conditions = f" ({', '.join(view.conditions)})" if view.conditions else ""
    lines = [f"{view.arc}: {place_of(view)}{conditions}"]
    if phase is not None:
        lines.append(f"Phase     {phase}, {clock(view.phase_left_frames or 0)} left")
    lines.append(
        f"Output    {view.output}, {view.queue_ms} ms ahead; {view.broke_off or 'the sound never broke off'}"
    )
    lines += [f"Avoids    {one.line}" for one in view.replaced if view.state == "open"]
    if view.hearing:
        lines.append(view.hearing.replace("Hearing: ", "Hearing   "))
    return "\n".join(lines)


def cue(data: Path, name: str, arguments: list[str], *, preview: bool = False) -> str:
    """Send a command; its consequence in words. Raises Fault when it is refused or nothing runs.

    With `preview` nothing is done, and what it says is what would be.
    """
    if preview:
        ask = Ask(number=1, query="preview", command=_fields(name, arguments))
    elif name == "choose_arc":
        arc = " ".join(arguments)
        ask = Ask(number=1, query="choose_arc", name=str(Path(arc).resolve()) if Path(arc).is_file() else arc)
    else:
        ask = Ask(number=1, command=_fields(name, arguments))
    answer: Answer = ask_once(data, ask)
    if not answer.done:
        raise Fault(answer.text)
    said = answer.text or f"{TABLE[name].label}: {'saved' if answer.saved else 'done'}."
    if answer.saved or preview:
        return said
    return f"{said.rstrip('.')}. Being saved; `setplayer status` tells if it is not."


def _fields(name: str, arguments: list[str]) -> dict[str, Any]:
    """The fields of a command from words such as `minutes=5`, or `5` for the first that was not named."""
    if name not in COMMANDS:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"The commands are {', '.join(COMMANDS)}."
        raise Fault(f"There is no command '{name}'. {hint}")
    known = typed_fields(name)
    given: dict[str, Any] = {"do": name}
    for argument in arguments:
        field, equals, value = argument.partition("=")
        if not (equals and field in known):
            field, value = next((field for field in known if field not in given), ""), argument
        if not field:
            raise Fault(f"'{name}' takes {', '.join(known) or 'nothing more'}; '{argument}' is one too many.")
        given[field] = value.split(",") if field == "entries" else value
    return given
