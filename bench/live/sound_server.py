"""A PulseAudio server of our own with one sink that nobody hears, and what is played to it."""

import contextlib
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.live.processes import end
from bench.live.recording import Arriving, Recording
from setplayer.units import SAMPLE_RATE

SINK = "Bench"
_START_S = 10.0

_GAP = re.compile(r"\(\s*(?P<s>[\d.]+)\|.*nderrun o[fn] 'session'")
_ENDED = re.compile(r"\(\s*(?P<s>[\d.]+)\|.*Freeing input \d+ \"session\"")
_ENDING_S = 3.0
"""A stream that has played to its end has a gap, too, until it is taken away."""


def missing() -> str | None:
    """What is not installed of it."""
    return next((name for name in ("pulseaudio", "parec") if not shutil.which(name)), None)


@contextlib.contextmanager
def sound_server(log: Path | None = None) -> Iterator[dict[str, str]]:
    """Its environment: what makes players find it. In `log` it writes down all that it meets, gaps among it."""
    with tempfile.TemporaryDirectory(prefix="b") as folder:  # short: the path of a socket has at most 107 characters
        home = Path(folder)
        socket = home / "s"
        sink = f"module-null-sink sink_name={SINK} sink_properties=device.description={SINK}"
        command = [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--disable-shm=1",
        ]
        command += ["-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"]
        command += ["-L", f"{sink} format=float32le rate={SAMPLE_RATE} channels=2"]
        command += ["--log-level=debug", "--log-time=1"] if log else []
        found = {"HOME": folder, "XDG_RUNTIME_DIR": folder, "PULSE_RUNTIME_PATH": folder}
        log = log or home / "log"
        with log.open("wb") as said:
            environment = {"PATH": "/usr/bin:/bin", **found}
            server = subprocess.Popen(command, env=environment, stderr=said, start_new_session=True)
            _comes_first(server.pid)
        try:
            until_s = time.monotonic() + _START_S
            while not socket.exists():
                if server.poll() is not None or time.monotonic() > until_s:
                    raise SystemExit(f"pulseaudio did not start:\n{log.read_text()}")
                time.sleep(0.01)
            yield {**found, "PULSE_SERVER": f"unix:{socket}", "SDL_AUDIODRIVER": "pulseaudio"}
        finally:
            end(server)


def _comes_first(pid: int) -> None:
    """A sound server comes before what else runs, as where a system starts it; as far as we may (man 7 sched)."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text("-11")


@contextlib.contextmanager
def recorded(environment: Mapping[str, str]) -> Iterator[Recording]:
    """Record the sink's monitor until the end of the block."""
    recording = Arriving()
    form = ["--raw", "--format=float32le", f"--rate={SAMPLE_RATE}", "--channels=2", "--latency-msec=5"]
    parec = subprocess.Popen(
        ["parec", f"--device={SINK}.monitor", *form], stdout=subprocess.PIPE, bufsize=0, env=dict(environment)
    )

    def read() -> None:
        assert parec.stdout is not None
        while part := parec.stdout.read(65_536):
            recording.take(part)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield recording
    finally:
        end(parec)
        reader.join()


def gaps_s(log: Path) -> list[float]:
    """When a server with that log had nothing to play while our stream was there, in seconds since its start."""
    found: list[float] = []
    for line in log.read_text(errors="replace").splitlines():
        if gap := _GAP.search(line):
            found.append(float(gap["s"]))
        elif ended := _ENDED.search(line):
            found = [gap_s for gap_s in found if gap_s < float(ended["s"]) - _ENDING_S]
    return found
