"""The engine as a process: `python -m setplayer.engine.process`, told by its standard input what to play.

Until it is told, it is a spare: loaded, and waiting. It lives as long as that input stays open: when the supervisor
is gone, so is the engine, within seconds. On standard output it has a pulse (`beat`). Exit status: 0 the session was
closed; 1 or 3 it cannot play, for a reason on standard error; 4 it was told to leave, and the session is open; 5 it
was a preparation that somebody left for Today.
"""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from setplayer.engine.engine import Engine
from setplayer.engine.engine_process import ASIDE
from setplayer.engine.start import Start
from setplayer.faults import Fault

LEFT: Final = 4

_NICENESS: Final = -11
"""What sound servers give themselves, so that nothing on a busy computer comes before the sound."""


def main() -> int:
    """Run an engine."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the supervisor decides
    line = sys.stdin.readline()
    if not line:
        return LEFT  # a spare that was never needed
    _come_first()
    start = Start.model_validate_json(line)
    try:
        engine = Engine(start)
        signal.signal(signal.SIGTERM, lambda number, frame: engine.leave())
        threading.Thread(target=_when_input_ends, args=(engine.leave,), daemon=True).start()
        closed = engine.run()
        return 0 if closed else ASIDE if engine.put_aside else LEFT
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return fault.exit_status


def _come_first() -> None:
    """Ask for the processor before others, for this thread and those that it starts; as far as the system allows."""
    with contextlib.suppress(AttributeError, PermissionError):  # not on Windows; only by right elsewhere
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
        # Linux may share the processor between sessions first, and only within one by niceness (man 7 sched).
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(_NICENESS))


def _when_input_ends(leave: Callable[[], None]) -> None:
    while sys.stdin.readline():
        pass
    leave()


if __name__ == "__main__":
    sys.exit(main())
