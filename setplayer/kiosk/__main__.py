"""`python -m setplayer.kiosk DATA [house]`: the kiosk on a data directory; in a house with Today."""

import sys
from pathlib import Path

from setplayer.engine.client import EngineClient
from setplayer.engine.follow import follow_parent
from setplayer.engine.running import LOG_NAME
from setplayer.kiosk.app import run

if __name__ == "__main__":
    follow_parent()
    data = Path(sys.argv[1])
    run(EngineClient(data, "kiosk"), fullscreen=True, house="house" in sys.argv[2:], log=data / LOG_NAME)
