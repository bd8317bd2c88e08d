"""`python -m setplayer.kiosk DATA`: the kiosk of the session that runs on a data directory."""

import sys
from pathlib import Path

from setplayer.engine.client import EngineClient
from setplayer.engine.follow import follow_parent
from setplayer.kiosk.app import run

if __name__ == "__main__":
    follow_parent()
    run(EngineClient(Path(sys.argv[1]), "kiosk"), fullscreen=True)
