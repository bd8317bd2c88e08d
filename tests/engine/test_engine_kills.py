"""An engine killed at any moment, mostly while it is told things: what it said is saved is there, and it plays on."""

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_counts import counted, how_many
from process_cases import Ground, tide

from setplayer.faults import Fault
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify

SECOND = 48_000


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        yield ground


def told_until_it_dies(ground: Ground, first: int) -> dict[int, str]:
    """Give it notes, one after another; those that it says are saved, by the number of their event."""
    saved: dict[int, str] = {}
    for number in range(first, first + 10_000):
        text = f"note {number}"
        try:
            answer = ground.ask(do="note", text=text)
        except (Fault, OSError, EOFError):
            return saved
        assert answer.done, answer.text
        if answer.saved:
            assert answer.seq is not None
            saved[answer.seq] = text
    raise AssertionError("it does not die")


def test_what_an_engine_said_is_saved_outlives_its_kill_at_any_moment(ground: Ground) -> None:
    """Five kills; two hundred in `make soak`."""
    chance, kills = random.Random(6), how_many(quick=5, full=200)
    arc, session = tide(ground.folder / "arc.yaml", "600 min"), ground.data / "test.session"
    saved: dict[int, str] = {}
    frame = 0
    for number in range(kills):
        engine = ground.engine(arc)
        heard = ground.shown(lambda view: view.frame > frame + SECOND // 4 and view.state == "playing", "it plays")  # noqa: B023
        assert heard.engine_pid == engine.pid
        frame = heard.frame
        killer = threading.Timer(chance.uniform(0.0, 0.4), engine.kill)
        killer.start()
        new = told_until_it_dies(ground, number * 10_000)
        killer.join()
        engine.wait()
        saved |= new
        with SessionFile.open(session) as file:
            assert verify(file).problems == ()
            notes = {event.seq: event.content for event in file.events(kind="note")}
        assert all(text.encode() in (notes[seq] or b"") for seq, text in saved.items())
        time.sleep(chance.uniform(0.0, 0.05))
    engine = ground.engine(arc)
    ground.shown(lambda view: view.frame > frame + SECOND // 4 and view.state == "playing", "it plays on")
    ground.end()
    assert engine.wait(30) == 0
    counted(
        "kill -9 of an engine", kills, f"{len(saved)} notes were said to be saved, and none is lost; it played on"
    )
    assert len(saved) > kills
