"""`python -m bench.live [PART ...] [--music DIR] [--quick]`: how the live player compares and how quickly it answers.

Parts: `playing` (share of a core and memory with two decks, beside other players), `recovery` (kill -9 to sound),
`cues` (command to output), `fronts` (idle fronts), `kiosk` (its start, and its presses); all of them unless named: a
quarter of an hour, four minutes with `--quick`. And only when named `resume`, of twenty minutes: 200 kills in all
states, with a long record. On Linux, for /proc.
"""

import argparse
import contextlib
import os
import signal
import sys
import tempfile
from pathlib import Path

from bench.live import cues, fronts, kiosk, playing, recovery, resume
from bench.live.sound_server import missing, sound_server

PARTS = ("playing", "recovery", "cues", "fronts", "kiosk")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.live", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all unless named")
    parser.add_argument("--music", type=Path, help="a folder with at least ten music files of yours")
    parser.add_argument("--quick", action="store_true", help="few and short readings: to see that it works")
    given = parser.parse_args()
    unknown = [part for part in given.parts if part not in (*PARTS, "resume")]
    if unknown:
        parser.error(f"there is no part '{unknown[0]}'; the parts are {', '.join(PARTS)}")
    run(given.parts or PARTS, given.music, quick=given.quick)


def run(parts: tuple[str, ...], music: Path | None, *, quick: bool) -> None:
    """Measure and print the parts, one after another."""
    if not sys.platform.startswith("linux"):
        print("\nThe live player is measured on Linux alone: it needs /proc.")
        return
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # what was started is ended all the same
    print(f"\nThe live player, on {os.cpu_count()} cores; the machine's load before: {os.getloadavg()[0]:.1f}")
    if missing():
        print(f"{missing()} is not installed: what needs a sound server plays to nothing, or is left out.")
    with contextlib.ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="b")))  # short, for sockets
        sound = None if missing() else stack.enter_context(sound_server())
        if "playing" in parts:
            playing.measure(music, work, playing.QUICK if quick else playing.FULL, sound)
        if "recovery" in parts:
            recovery.measure(work, 2 if quick else 20, sound)
        if "resume" in parts:
            resume.measure(work, 6 if quick else 200, sound)
        if "cues" in parts:
            cues.measure(work, *((10, 2, 4) if quick else (200, 10, 30)), sound)
        if "fronts" in parts:
            fronts.measure(work, *((10, 1) if quick else (30, 2)))
        if "kiosk" in parts:
            kiosk.measure(work, *((2, 20) if quick else (10, 400)))
    after = os.getloadavg()[0]
    print(f"\nThe machine's load after: {after:.1f}. Busy neighbours make every figure worse: run it alone.")


if __name__ == "__main__":
    main()
