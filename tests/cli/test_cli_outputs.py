"""Outputs on the command line: which there are, which is kept, left and right, how loud it is in a room."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parent.parent / "engine"))
from process_cases import Ground, tide, until
from pulse_cases import Pulse
from typer.testing import CliRunner

from setplayer.cli import app
from setplayer.hearing import decibels, mean_square
from setplayer.outputs import _noise
from setplayer.settings import read_settings

SECOND = 48_000


@pytest.fixture
def pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pulse]:
    pulse = Pulse(tmp_path_factory.mktemp("p"))
    pulse.start("Headphones", "Room")
    yield pulse
    pulse.kill()


@pytest.fixture
def ground(tmp_path: Path, pulse: Pulse) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        ground.env |= pulse.env
        yield ground


def run(ground: Ground, *words: str) -> str:
    """What a command says that touches no sound device, within this process: SDL chooses its driver once for one."""
    done = CliRunner().invoke(app, [*words, "--data", str(ground.data)])
    assert done.exit_code == 0, done.output
    return done.output


def test_an_output_is_kept_heard_and_calibrated_and_sessions_play_there(ground: Ground, pulse: Pulse) -> None:
    assert ground.told("outputs") == (0, "Headphones  (the system's choice)\nRoom\n", "")
    assert ground.told("outputs", "keep", "Room") == (0, "Sessions play on Room from now on.\n", "")
    assert ground.told("outputs", "test") == (0, "Left, then right, on Room.\n", "")
    left, right = (np.flatnonzero(side) for side in pulse.ears["Room"][-1].samples.T)
    assert left[-1] < right[0]
    assert np.array([len(left), len(right)]) / SECOND == pytest.approx(1.2, abs=0.05)
    assert pulse.loudest("Room") < 0.03

    noise = ground.command("calibrate")
    heard = len(pulse.ears["Room"][-1].samples)
    until(lambda: len(np.flatnonzero(pulse.ears["Room"][-1].samples[heard:])) > SECOND, "it plays")
    noise.terminate()
    assert "Steady noise comes up over 10 s." in ground.ended(noise)[1]
    told = "Room is calibrated at 68 dBA, as long as its volume is left as it is.\n"
    assert ground.told("calibrate", "--reads", "68") == (0, told, "")
    assert read_settings(ground.data).calibrations["Room"].offset_db == 98
    assert json.loads(ground.told("outputs", "--json")[1])[1] == {
        "name": "Room", "connected": True, "kept": True, "preferred": False, "calibrated": True,
    }  # fmt: skip

    player = ground.command("play", tide(ground.folder / "arc.yaml"))
    ground.shown(lambda view: view.frame > 2 * SECOND and view.output == "Room", "it plays there")
    busy = "A session is playing on 'Room'; nothing else sounds there until it has ended.\n"
    assert ground.told("outputs", "test") == (1, "", busy)
    assert "Hearing   " in run(ground, "status")
    ground.end()
    assert ground.ended(player)[0] == 0
    (session,) = json.loads(run(ground, "sessions", "--json"))
    assert session["hearing"][0]["offset_db"] == 98
    assert "dBA on average over" in run(ground, "sessions")
    assert "dBA on average over" in run(ground, "review", "last", "--text")


def test_a_device_that_is_named_is_kept_once_it_was_there(ground: Ground, pulse: Pulse) -> None:
    player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "Rom")
    view = ground.shown(lambda view: "no output" in view.conditions, "it waits")
    assert view.output_fault == (
        "No sound reaches Rom: There is no sound output 'Rom'. Did you mean 'Room'? Connected: 'Headphones', 'Room'."
    )
    assert read_settings(ground.data).output is None
    ground.end()
    ground.ended(player)
    player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "Room")
    until(lambda: read_settings(ground.data).output == "Room", "it is kept")
    ground.shown(lambda view: view.state == "playing", "it plays")
    ground.end()
    assert ground.ended(player)[0] == 0


def test_damaged_settings_keep_nobody_from_playing(tmp_path: Path) -> None:
    with Ground(tmp_path) as ground:
        ground.data.mkdir()
        (ground.data / "settings.json").write_text("{")
        player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null")
        ground.shown(lambda view: view.state == "playing", "it plays")
        ground.end()
        status, _, err = ground.ended(player)
    assert status == 0
    assert "these are no settings of setplayer's. Mend the file, or remove it." in err


def test_the_noise_has_the_level_that_a_meter_is_compared_with() -> None:
    blocks = list(_noise())
    steady = blocks[len(blocks) // 2 :]
    assert decibels(float(np.mean([mean_square(block) for block in steady]))) == pytest.approx(-30, abs=0.1)
    assert max(float(np.abs(block).max()) for block in steady) < 0.5
    assert float(np.abs(blocks[0]).max()) < 1e-5, "it comes up from nothing"
