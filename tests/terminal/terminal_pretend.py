"""A terminal front on an engine without sound, as a program of its own: `python terminal_pretend.py FOLDER [ARC]`.

Every command it was asked for is appended to FOLDER/sent.jsonl. Session time stands still unless `--runs` is given,
then it goes on a second at a time.
"""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import setplayer  # noqa: F401  before NumPy
from setplayer.engine.prepare import prepare
from setplayer.engine.pretend import PretendEngine
from setplayer.engine.view import View
from setplayer.engine.views import Machine
from setplayer.session.commands import ChooseArc
from setplayer.terminal.app import run


def chosen(folder: Path) -> Any:
    def command(name: str) -> ChooseArc:
        return prepare(name, None, folder / "scans.db").command()

    return command


class Told(PretendEngine):
    """Writes down what it is asked, and can be let run."""

    def __init__(self, folder: Path, arc: str, **more: Any):
        self.folder = folder
        self.lock = threading.RLock()
        super().__init__(
            chosen(folder), arc, Machine(session_id="abc", output="Speakers", arcs=("music-45",)), **more
        )

    @property
    def view(self) -> View | None:
        with self.lock:
            return super().view

    def send(self, command: dict[str, Any]) -> int:
        with self.lock, (self.folder / "sent.jsonl").open("a") as file:
            file.write(json.dumps(command) + "\n")
            return super().send(command)

    def runs(self) -> None:
        while True:
            time.sleep(1)
            with self.lock:
                self.advance(1)


if __name__ == "__main__":
    engine = Told(Path(sys.argv[1]), "music-45", begun="--open" not in sys.argv)
    engine.advance(100)
    if "--runs" in sys.argv:
        threading.Thread(target=engine.runs, daemon=True).start()
    if "--breaks" in sys.argv:
        engine.answers = lambda: 1 / 0  # type: ignore[method-assign, assignment, return-value]
    run(engine)
