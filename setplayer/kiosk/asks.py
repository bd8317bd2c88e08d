"""What a control asks of the engine, or of Today."""

from setplayer.engine.front import Engine
from setplayer.engine.view import View
from setplayer.kiosk.items import Act, send
from setplayer.kiosk.steps import open_items

KINDS = frozenset({"send", "arc", "keep", "test", "choose", "aside", "check all"})
"""Kinds of act that ask something; every other stays on this screen."""


def ask(engine: Engine, act: Act, view: View) -> list[int]:
    """Ask for what an act says; the numbers of the answers."""
    if act.kind == "check all":
        return [engine.send(send("check_item", item=item, done=True).command) for item in open_items(view)]
    return [_ask(engine, act)]


def _ask(engine: Engine, act: Act) -> int:
    match act.kind:
        case "arc":
            return engine.choose_arc(act.name)
        case "keep":
            return engine.keep(act.name)
        case "test":
            return engine.test_output()
        case "choose":
            return engine.choose(act.name, dict(act.fields).get("value", ""))
        case "aside":
            return engine.leave_preparation()
        case _:
            return engine.send(act.command)
