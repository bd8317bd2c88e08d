"""A house opens and closes its door every session of a day: nothing of it stays behind."""

import threading
import time
from pathlib import Path

from setplayer.engine import running
from setplayer.engine.house import House


def test_no_thread_waits_at_a_door_that_was_closed(tmp_path: Path) -> None:
    house = House(tmp_path, "null")
    before = {thread.name for thread in threading.enumerate()}
    for _ in range(3):
        assert house.serve("", lambda: False) is None
    end_s = time.monotonic() + 10
    while time.monotonic() < end_s and "listener" in {thread.name for thread in threading.enumerate()} - before:
        time.sleep(0.02)
    assert "listener" not in {thread.name for thread in threading.enumerate()} - before
    assert running.find(tmp_path) is not None  # until an engine says where it is
