"""`python -m setplayer.kiosk DATA [house]`: the kiosk on a data directory; in a house with Today."""

import sys
from pathlib import Path

from setplayer.engine.client import EngineClient
from setplayer.engine.follow import follow_parent
from setplayer.kiosk.app import run

if __name__ == "__main__":
    follow_parent()
    run(EngineClient(Path(sys.argv[1]), "kiosk"), fullscreen=True, house="house" in sys.argv[2:])
