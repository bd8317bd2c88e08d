"""A process that appends events to a session file until it is killed, and says which are saved.

    python writing_process.py PATH create|resume

After each append it prints the number of the last event. The tests of crashes run it, or fork it; it is no test.
"""

import itertools
import sys
from collections.abc import Callable
from pathlib import Path

from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.session.codec import StoredEvent
from setplayer.values import canonical_json, content_address


def write(path: Path, how: str, saved: Callable[[int], object]) -> None:
    if how == "create":
        file = SessionFile.create(path, "abcdefgh", SystemClock())
    else:
        file = SessionFile.resume(path, SystemClock())
    # Small, so that checkpoints of the WAL happen often while it is killed.
    file._db.execute("PRAGMA wal_autocheckpoint = 20")
    for number in itertools.count():
        blob = b"blob %d" % (number // 7)
        event = StoredEvent(
            kind="note",
            frame=number,
            actor="t",
            ref_seq=None,
            body=canonical_json({"request": {"pad": "x" * (number * 37 % 5000)}}),
            content=canonical_json({"text": f"note {number}"}),
            blobs={content_address(blob): blob},
        )
        saved(file.append([event, event])[-1])
        file.checkpoint(b"at %d" % number)


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], lambda seq: print(seq, flush=True))
