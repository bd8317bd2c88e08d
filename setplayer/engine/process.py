"""The engine as a process: `python -m setplayer.engine.process`, told by its standard input what to play.

It lives as long as that input stays open: when the supervisor is gone, so is the engine, within seconds. Exit status:
0 the session was closed; 1 or 3 it cannot play, for a reason on standard error; 4 it was told to leave, and the
session is open.
"""

import signal
import sys
import threading
from collections.abc import Callable
from typing import Final

from setplayer.engine.engine import Engine
from setplayer.engine.start import Start
from setplayer.faults import Fault

LEFT: Final = 4


def main() -> int:
    """Run an engine."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the supervisor decides
    start = Start.model_validate_json(sys.stdin.readline())
    try:
        engine = Engine(start)
        signal.signal(signal.SIGTERM, lambda number, frame: engine.leave())
        threading.Thread(target=_when_input_ends, args=(engine.leave,), daemon=True).start()
        return 0 if engine.run() else LEFT
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return fault.exit_status


def _when_input_ends(leave: Callable[[], None]) -> None:
    while sys.stdin.readline():
        pass
    leave()


if __name__ == "__main__":
    sys.exit(main())
