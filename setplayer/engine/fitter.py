"""Music is chosen again in a process of its own, of low priority: `python -m setplayer.engine.fitter LIBRARY CACHE`.

It answers each line of its standard input, an `Ahead`, with a line: a `Chosen`, or `null`. It ends with its input.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Final

from setplayer.engine.music_at_hand import MusicAtHand
from setplayer.faults import Fault
from setplayer.score.ahead import Ahead

_NICENESS: Final = 10
"""The sound comes first, and what people see."""


def main() -> int:
    """Answer until nobody asks any more. Exit status 1 when there is no library to choose from."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the engine decides
    with contextlib.suppress(AttributeError, PermissionError):  # not on Windows
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
    try:
        music = MusicAtHand(Path(sys.argv[1]), Path(sys.argv[2]))
    except Fault:
        return 1
    for line in sys.stdin:
        chosen = music.chosen(Ahead.model_validate_json(line))
        sys.stdout.write(f"{'null' if chosen is None else chosen.model_dump_json()}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
