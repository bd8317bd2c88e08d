"""A real window over the pretended engine: prints each command that it was sent, for a test that drives it."""

import json
import sys
import time
from threading import Event, Thread
from typing import Any

import kiosk_cases as cases

from setplayer.engine.pretend import PretendEngine
from setplayer.kiosk.app import run


class _Told(PretendEngine):
    """Says what it was sent."""

    def send(self, command: dict[str, Any]) -> int:
        number = super().send(command)
        print(json.dumps(command), flush=True)
        return number


def _every_second(told: Event) -> None:
    """A player shows a session anew every second, also when nothing happens."""
    while True:
        time.sleep(1)
        told.set()


if __name__ == "__main__":
    engine = _Told(cases.chosen, "ketamine-im-60", cases.machine())
    engine.advance(120)
    Thread(target=_every_second, args=(engine.changed,), daemon=True).start()
    width, height = (int(part) for part in sys.argv[1].split("x"))
    run(engine, size=(width, height))
    print(json.dumps({"do": "left"}), flush=True)
