"""What an engine does for a preparation beside its commands: the checklist's place in the record, the sound test."""

from pathlib import Path

from setplayer.audio.sound_test import left_then_right
from setplayer.engine.journal import Journal
from setplayer.engine.live import Live
from setplayer.engine.messages import Bad
from setplayer.engine.outlet import Outlet
from setplayer.engine.set_up import checklist
from setplayer.session.state import State


def lay_out_checklist(live: Live, data: Path) -> None:
    """Have the checklist in the session's own record: a list that is changed later changes no session before."""
    if live.state.word == "open" and not live.journal.checklist:
        found = checklist(data)
        items = [item.model_dump(mode="json") for item in found.items]
        live.tell("checklist", {"name": found.name, "items": items})


def sound_test(live: Live, outlet: Outlet) -> str:
    """Sound left, then right; where. Raises Bad when that is not possible."""
    if live.state.word != "open":
        raise Bad("A sound test is not possible: the music has begun.")
    if outlet.device is None:
        raise Bad("A sound test is not possible: no sound reaches an output.")
    outlet.output.replace(lambda queued: left_then_right())
    live.tell("sound_tested", {"output": outlet.device})
    return f"Left, then right, on {outlet.device}."


def is_empty(state: State, journal: Journal, client: str) -> bool:
    """Whether nobody prepared anything of a session; `client` was known before it was opened."""
    said = (
        journal.intention,
        journal.touch_agreed,
        journal.like,
        journal.avoid,
        journal.setting,
        journal.sound_tested,
    )
    return state.client == client and not (any(said) or journal.checked or journal.entries)
