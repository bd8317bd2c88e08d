"""With a real sound server: a stream stays where it was opened, and a device that goes away is noticed."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from live_cases import in_process, numbered

from setplayer.audio.device import DeviceOutput, output_names
from setplayer.faults import Fault

SERVER = (
    *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=1"),
    *("-L", "module-rescue-streams"),  # moves streams of a sink that goes away, where it may
)
Server = Callable[..., dict[str, str]]


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Starts a sound server of its own, with sinks of these names, and tells how to reach it.

    SDL 2.32 crashes when it connects to a server that has none; the servers of desktops always have one.
    """
    if not (shutil.which("pulseaudio") and shutil.which("pactl")):
        pytest.skip("pulseaudio and pactl are not installed")
    home = tmp_path_factory.mktemp("p")  # short, for the path of a socket has at most 107 characters
    started: list[subprocess.Popen[bytes]] = []

    def start(*sinks: str) -> dict[str, str]:
        socket = home / "s"
        environment = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "PULSE_RUNTIME_PATH": str(home)}
        command = [*SERVER, "-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"]
        for sink in sinks:
            command += ["-L", f"module-null-sink sink_name={sink} sink_properties=device.description={sink}"]
        log = (home / "log").open("wb")
        started.append(subprocess.Popen(command, env={"PATH": "/usr/bin:/bin", **environment}, stderr=log))
        assert eventually(socket.exists), (home / "log").read_text()
        return {**environment, "PULSE_SERVER": f"unix:{socket}", "SDL_AUDIODRIVER": "pulseaudio"}

    yield start
    for process in started:
        process.terminate()
        process.wait()


def eventually(true: Callable[[], bool]) -> bool:
    for _ in range(1_000):
        if true():
            return True
        time.sleep(0.01)
    return False


def pactl(*words: str) -> str:
    return subprocess.run(["pactl", *words], check=True, capture_output=True, text=True).stdout


def unload(sink: str) -> None:
    modules = pactl("list", "short", "modules").splitlines()
    pactl("unload-module", next(line.split()[0] for line in modules if f"sink_name={sink} " in line))


def fault_of_opening(name: str | None) -> str:
    try:
        DeviceOutput(name)
    except Fault as fault:
        return f"{fault.exit_status} {fault}"
    return "opened"


def lose_the_headphones() -> dict[str, Any]:
    output = DeviceOutput()
    output.push(numbered(1, 96_001))
    streams = pactl("list", "sink-inputs")
    seen: dict[str, Any] = {
        "opened": output.name,
        "called": [word in streams for word in ('application.name = "setplayer"', 'media.name = "session"')],
        "lost before": output.lost,
    }
    unload("Headphones")
    seen["lost"] = eventually(lambda: output.lost)
    seen["fault"] = str(output.fault)
    seen["streams elsewhere"] = pactl("list", "short", "sink-inputs")
    output.push(numbered(1, 4_801))
    output.replace(lambda dropped: [numbered(1, 4_801)])
    seen["taken unheard"] = eventually(lambda: output.queued_frames() == 0)
    output.drain()
    seen["left"] = output_names()
    seen["again"] = fault_of_opening("Headphones")
    output = DeviceOutput("Room")
    output.push(numbered(1, 101))
    seen["then"] = [output.name, output.lost]
    output.close()
    return seen


def test_a_device_that_goes_away_is_lost_and_its_sound_does_not_move(server: Server) -> None:
    seen, said = in_process(lose_the_headphones, environment=server("Headphones", "Room"))
    assert said == ""
    assert seen == {
        "opened": "Headphones",
        "called": [True, True],
        "lost before": False,
        "lost": True,
        "fault": "The sound output 'Headphones' is gone. Connect it again, or choose another.",
        "streams elsewhere": "",
        "taken unheard": True,
        "left": ["Room"],
        "again": "3 There is no sound output 'Headphones'. Connected: 'Room'.",
        "then": ["Room", False],
    }


def choose_another_default() -> list[Any]:
    pactl("set-default-sink", "Room")
    chosen = DeviceOutput("Headphones")
    chosen.push(numbered(1, 96_001))
    first = DeviceOutput()
    first.push(numbered(1, 96_001))
    pactl("set-default-sink", "Headphones")
    time.sleep(0.1)
    sinks = {line.split()[0]: line.split()[1] for line in pactl("list", "short", "sinks").splitlines()}
    at = [sinks[line.split()[1]] for line in pactl("list", "short", "sink-inputs").splitlines()]
    return [chosen.name, first.name, sorted(at)]


def test_sound_stays_on_its_device_when_the_system_prefers_another(server: Server) -> None:
    seen, _ = in_process(choose_another_default, environment=server("Headphones", "Room"))
    assert seen == ["Headphones", "Room", ["Headphones", "Room"]]


def close_while_suspended() -> list[Any]:
    output = DeviceOutput("Room")
    output.push(numbered(1, 480_001))
    pactl("suspend-sink", "Room", "1")
    output.replace(lambda dropped: [numbered(1, 480_001)])
    before = [output.lost, output.queued_frames() > 0]
    output.close()
    return [*before, output.queued_frames(), output.lost]


def test_an_output_can_be_closed_while_its_device_is_suspended(server: Server) -> None:
    seen, _ = in_process(close_while_suspended, environment=server("Room"))
    assert seen == [False, True, 0, False]


def lose_the_server() -> list[Any]:
    output = DeviceOutput("Room")
    output.push(numbered(1, 4_801))
    pactl("exit")
    lost = eventually(lambda: output.lost)
    output.close()
    return [lost, fault_of_opening(None)]


def test_a_sound_server_that_ends_is_a_lost_device(server: Server) -> None:
    (lost, told), _ = in_process(lose_the_server, environment=server("Room"))
    assert lost
    assert told.startswith("3 The sound system does not start (Could not setup connection to PulseAudio).")


def test_a_sound_server_without_a_sink_is_told_and_crashes_nobody(server: Server) -> None:
    told, _ = in_process(fault_of_opening, None, environment=server())
    assert told == "3 No sound output was found. Connect headphones or a speaker, and try again."
