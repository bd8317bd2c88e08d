"""With a real sound server: an output that goes away comes back by itself, and the sound never goes elsewhere."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from process_cases import WAIT_S, Ground, events_of, tide, until
from pulse_cases import Pulse

SECOND = 48_000


@pytest.fixture
def pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pulse]:
    pulse = Pulse(tmp_path_factory.mktemp("p"))  # short, for the path of a socket has at most 107 characters
    pulse.start("Headphones", "Room")
    yield pulse
    pulse.kill()


@pytest.fixture
def ground(tmp_path: Path, pulse: Pulse) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        ground.env |= pulse.env
        yield ground


def told(ground: Ground, kind: str) -> list[str]:
    """What the record says of one kind of event."""
    events = events_of(ground.data / "test.session")
    return [entry.event.outcome.text for entry in events if entry.event.kind == kind]


def test_an_output_that_goes_away_and_comes_back_is_heard_again_and_no_other(ground: Ground, pulse: Pulse) -> None:
    engine = ground.engine(tide(ground.folder / "arc.yaml"), output="Headphones")
    before = ground.shown(lambda view: view.frame > 2 * SECOND, "it plays")
    pulse.pull_out("Headphones")
    lost = ground.shown(lambda view: "no output" in view.conditions, "it is seen")
    assert lost.output == "Headphones"
    ground.shown(lambda view: view.frame > lost.frame + SECOND, "session time goes on")
    pulse.plug_in("Headphones")
    again = ground.shown(lambda view: "no output" not in view.conditions, "it is found again")
    assert (again.output, again.level_db) == ("Headphones", before.level_db)
    until(pulse.ears["Headphones"][-1].sounds_ns, "it sounds")

    pulse.kill()
    ground.shown(lambda view: "no output" in view.conditions, "it is seen")
    pulse.start()  # SDL crashes when it connects to a server without a sink
    time.sleep(0.5)
    pulse.plug_in("Room")
    time.sleep(1.0)
    pulse.plug_in("Headphones")
    until(pulse.ears["Headphones"][-1].sounds_ns, "it sounds")
    assert engine.poll() is None, "it never had to be started again"
    ground.end()
    assert engine.wait(WAIT_S) == 0
    gone = "No sound reaches Headphones: The sound output 'Headphones' is gone. Connect it again, or choose another."
    assert told(ground, "output_lost") == [gone, gone]
    assert told(ground, "output_opened") == ["The sound goes to Headphones"] * 2
    assert pulse.loudest("Headphones") > 0
    assert pulse.loudest("Room") == 0


def test_another_output_starts_by_a_command_reduced_and_from_silence(ground: Ground, pulse: Pulse) -> None:
    engine = ground.engine(tide(ground.folder / "arc.yaml"), output="Headphones")
    ground.shown(lambda view: view.frame > 2 * SECOND, "it plays")
    ground.shown(lambda view: "Room" in view.outputs, "it can be chosen")
    assert ground.ask(do="set_output", output="Rome").done
    refused = ground.shown(lambda view: "Rome" in view.said, "it is told")
    assert refused.said == "There is no sound output 'Rome'. Did you mean 'Room'? Connected: 'Headphones', 'Room'."
    assert (refused.output, refused.conditions) == ("Headphones", ())
    assert ground.ask(do="set_output", output="Room").done
    chosen = ground.shown(lambda view: view.output == "Room", "it is open")
    assert chosen.said == "The sound goes to Room, at -12 dB to begin with"
    assert (chosen.level_db, chosen.conditions) == (-12, ())
    until(pulse.ears["Room"][-1].sounds_ns, "it sounds there")
    time.sleep(2)
    pulse.pull_out("Room")
    ground.shown(lambda view: "no output" in view.conditions, "the one that was chosen is the one that is looked for")
    pulse.plug_in("Room")
    again = ground.shown(lambda view: "no output" not in view.conditions, "it is found again")
    assert (again.output, again.said) == ("Room", "The sound goes to Room")
    ground.end()
    assert engine.wait(WAIT_S) == 0
    room = np.abs(pulse.ears["Room"][0].samples).max(axis=1)
    first = int(np.flatnonzero(room)[0])
    assert room[first : first + SECOND // 10].max() < room[first + SECOND : first + 2 * SECOND].max() / 20
    at = {entry.event.kind: entry.event.frame for entry in events_of(ground.data / "test.session")}
    replayed = ground.replayed(ground.data / "test.session")
    assert not replayed[at["output_lost"] : at["output_opened"]].any()
    assert replayed[: at["output_lost"]].any()


def test_a_session_that_is_started_again_stays_on_its_output(ground: Ground, pulse: Pulse) -> None:
    """Whatever the system would choose by now: the sound never moves to the speakers of the room by itself."""
    first = ground.engine(tide(ground.folder / "arc.yaml"), output="device")
    before = ground.shown(lambda view: view.frame > SECOND, "it plays")
    other = {"Headphones": "Room", "Room": "Headphones"}[before.output]
    pulse.pull_out(before.output)
    first.kill()
    first.wait()
    second = ground.engine(ground.folder / "arc.yaml", output="device", again=True)
    after = ground.shown(lambda view: view.frame > before.frame, "it goes on")
    assert "no output" in after.conditions
    assert after.output_fault == (
        f"No sound reaches {before.output}: There is no sound output '{before.output}'. Connected: '{other}'."
    )
    pulse.plug_in(before.output)
    until(pulse.ears[before.output][-1].sounds_ns, "it is heard again")
    ground.end()
    assert second.wait(WAIT_S) == 0
    assert pulse.loudest(other) == 0


def test_left_and_right_are_heard_before_begin_and_never_after_it(ground: Ground, pulse: Pulse) -> None:
    engine = ground.engine(tide(ground.folder / "arc.yaml"), output="Room", begin=False)
    ground.shown(lambda view: view.arc, "it is prepared")
    answer = ground.ask("test_output")
    assert (answer.done, answer.text) == (True, "Left, then right, on Room.")
    ear = pulse.ears["Room"][0]
    until(lambda: len(np.flatnonzero(ear.samples[:, 1])), "the right sounds")
    assert np.flatnonzero(ear.samples[:, 0])[-1] < np.flatnonzero(ear.samples[:, 1])[0]
    assert pulse.loudest("Room") < 0.03
    assert ground.ask(do="begin").done
    ground.shown(lambda view: view.frame > SECOND, "the music begins at once all the same")
    answer = ground.ask("test_output")
    assert (answer.done, answer.text) == (False, "A sound test is not possible: the music has begun.")
    ground.end()
    assert engine.wait(WAIT_S) == 0
