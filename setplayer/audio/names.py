"""`python -m setplayer.audio.names`: the sound outputs there are and the preferred one, as one line of JSON.

A process of its own: a sound system that hangs, or brings its caller down, is then nobody else's trouble.
"""

import json
import sys

from setplayer.audio.device import output_names, preferred_output
from setplayer.faults import Fault

if __name__ == "__main__":
    try:
        found = {"names": output_names(), "preferred": preferred_output()}
    except Fault:
        found = {"names": [], "preferred": None}
    sys.stdout.write(json.dumps(found) + "\n")
