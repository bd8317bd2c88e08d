"""A sound server of a test's own, with outputs that come and go, and what sounds on each of them."""

import shutil
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest
from process_cases import until

from setplayer.log.clock import monotonic_ns

_SERVER = (
    *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=1"),
    *("-L", "module-rescue-streams"),  # moves streams of a sink that goes away, where it may
)


class Pulse:
    """A PulseAudio server in a folder, which must have a short path."""

    def __init__(self, home: Path):
        if not all(shutil.which(program) for program in ("pulseaudio", "pactl", "parec")):
            pytest.skip("pulseaudio, pactl and parec are not installed")
        self._socket = home / "s"
        folders = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "PULSE_RUNTIME_PATH": str(home)}
        self.env = {**folders, "PULSE_SERVER": f"unix:{self._socket}", "SDL_AUDIODRIVER": "pulseaudio"}
        """What a process needs to play there."""
        self._env = {"PATH": "/usr/bin:/bin", **self.env}
        self.ears: dict[str, list[Ear]] = {}
        """What was recorded of each sink, one after the other each time that it was there."""
        self._server: subprocess.Popen[bytes] | None = None

    def start(self, *sinks: str) -> None:
        """Run the server, with these sinks."""
        self._socket.unlink(missing_ok=True)
        line = [*_SERVER, "-L", f"module-native-protocol-unix socket={self._socket} auth-anonymous=1"]
        self._server = subprocess.Popen(line, env=self._env, stderr=subprocess.DEVNULL)
        until(self._socket.exists, "the sound server runs")
        for sink in sinks:
            self.plug_in(sink)

    def kill(self) -> None:
        """End the server at once."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
        for ear in (ear for ears in self.ears.values() for ear in ears):
            ear.wait()

    def plug_in(self, sink: str) -> int:
        """Let a sink be there, and hear what sounds on it; when it began to take sound.

        A null sink that nobody has asked for less starts by taking 2 s at once, and then nothing for as long. One
        that is recorded takes 5 ms at a time from when it is resumed on, as a device does.
        """
        self._pactl(
            "load-module", "module-null-sink", f"sink_name={sink}", f"sink_properties=device.description={sink}"
        )
        self._pactl("suspend-sink", sink, "1")
        line = ["parec", f"--device={sink}.monitor", "--format=float32le", "--rate=48000", "--channels=2"]
        before = self._recordings()
        line.append("--latency-msec=5")
        program = subprocess.Popen(line, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.ears.setdefault(sink, []).append(Ear(program))
        until(lambda: self._recordings() > before, "it is recorded")
        now = monotonic_ns()
        self._pactl("suspend-sink", sink, "0")
        return now

    def _recordings(self) -> int:
        return len(self._pactl("list", "short", "source-outputs").splitlines())

    def pull_out(self, sink: str) -> int:
        """Let a sink be gone; when that was."""
        modules = self._pactl("list", "short", "modules").splitlines()
        module = next(line.split()[0] for line in modules if f"sink_name={sink} " in line)
        now = monotonic_ns()
        self._pactl("unload-module", module)
        return now

    def loudest(self, sink: str) -> float:
        """The highest peak that ever sounded on a sink, full scale 1.0; it must have been heard at all."""
        assert sum(len(ear.samples) for ear in self.ears[sink]) > 48_000
        return max(float(np.abs(ear.samples).max(initial=0.0)) for ear in self.ears[sink])

    def _pactl(self, *words: str) -> str:
        return subprocess.run(["pactl", *words], check=True, capture_output=True, text=True, env=self._env).stdout


class Ear:
    """What a recording program gives of one sink, and when."""

    def __init__(self, program: subprocess.Popen[bytes]):
        self._program = program
        self._heard: list[tuple[int, np.ndarray]] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._program.stdout is not None
        while data := self._program.stdout.read(8 * 240):
            self._heard.append((monotonic_ns(), np.frombuffer(data[: len(data) // 8 * 8], np.float32).reshape(-1, 2)))

    @property
    def samples(self) -> np.ndarray:
        """All of it."""
        return np.concatenate([np.zeros((0, 2), np.float32), *(samples for _, samples in self._heard)])

    def wait(self) -> None:
        """Until the recording program has ended, with its server or its sink."""
        self._program.wait()
        self._thread.join()

    def sounds_ns(self) -> int | None:
        """When the first sample sounded that is not nothing, reckoned back from the latest that came."""
        heard = list(self._heard)
        samples = np.concatenate([np.zeros((0, 2), np.float32), *(samples for _, samples in heard)])
        sounding = np.flatnonzero(samples.any(axis=1))
        if not len(sounding):
            return None
        return heard[-1][0] - round((len(samples) - sounding[0]) / 48_000 * 1e9)
