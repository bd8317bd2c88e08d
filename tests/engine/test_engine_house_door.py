"""A house opens and closes its door every session of a day: nothing of it stays behind."""

import threading
import time
from multiprocessing.connection import Client, answer_challenge, deliver_challenge
from pathlib import Path

import pytest

from setplayer.engine import running
from setplayer.engine.house import House
from setplayer.engine.messages import Attach, Hello, to_bytes
from setplayer.engine.server import Server


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


def test_who_comes_while_the_door_closes_is_turned_away(tmp_path: Path) -> None:
    """Such a front would wait for a house that nobody keeps any more, while a session runs."""
    server = Server(str(tmp_path / "door"), b"key", Hello(version="1", session_id=""))
    front = Client(server.address)
    answer_challenge(front, b"key")
    deliver_challenge(front, b"key")
    front.recv_bytes()  # it is greeted
    server.close()
    front.send_bytes(to_bytes(Attach(front="kiosk", pid=1, subscribe=True)))
    assert front.poll(10)
    with pytest.raises((EOFError, OSError)):
        front.recv_bytes()
    front.close()
