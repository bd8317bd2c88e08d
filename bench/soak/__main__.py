"""`python -m bench.soak --hours H [--driver dummy|pulse|disk] [--music DIR]`: one session for hours, in real time.

It plays through the real queue: to a PulseAudio null sink of our own where PulseAudio is there, else to SDL's dummy
driver. Ctrl-C ends it and reports what was run. Exit status 1 when something was not as it must be.

`python -m bench.soak ramp [--seconds S] [--strain NAME]`: whether every frame leaves once, under each strain.
`python -m bench.soak faults`: kills, power cuts and failing disks, in full, with their counts.
`python -m bench.soak fast --hours H [--music DIR]`: the same session as fast as it renders, twice.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.live.sound_server import missing
from bench.soak.arcs import LEAST_S
from bench.soak.fast import fast
from bench.soak.faults import faults
from bench.soak.ramp import STRAINS, ramp
from bench.soak.readings import write_csv
from bench.soak.report import report
from bench.soak.session import DRIVERS, soak


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.soak", description=__doc__)
    parser.add_argument("part", nargs="?", choices=("ramp", "fast", "faults"), help="this instead")
    parser.add_argument("--seconds", type=int, default=120, help="of a ramp, under each strain (120)")
    parser.add_argument("--strain", choices=STRAINS, help="this one alone")
    parser.add_argument("--hours", type=float, default=8.0, help=f"at least {LEAST_S / 3600:.3f}, at most 24")
    parser.add_argument("--driver", choices=DRIVERS, default="dummy" if missing() else "pulse")
    parser.add_argument("--music", type=Path, help="a folder with music of yours")
    parser.add_argument("--readings", type=Path, metavar="FILE", help="keep every reading, as a CSV file")
    given = parser.parse_args()
    length_s = round(given.hours * 3600)
    if not LEAST_S <= length_s <= 24 * 3600:
        parser.error(f"a soak lasts from {LEAST_S / 3600:.3f} to 24 hours")
    if given.part == "faults":
        sys.exit(faults())
    if not sys.platform.startswith("linux"):
        parser.error("a soak needs Linux: it reads /proc")
    with tempfile.TemporaryDirectory(prefix="b") as folder:  # short, for sockets
        if given.part == "fast":
            sys.exit(not fast(Path(folder), length_s, given.music))
        if given.part == "ramp":
            found = ramp(Path(folder), given.seconds, [given.strain] if given.strain else STRAINS)
            sys.exit(not all(one.good for one in found))
        seen = soak(Path(folder), given.driver, length_s, given.music)
    good = report(seen)
    if given.readings:
        write_csv(seen.readings, given.readings)
    sys.exit(not good)


if __name__ == "__main__":
    main()
