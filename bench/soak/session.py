"""One session played for hours in real time, as a person would start it, with cues now and then: what was seen."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import setplayer
from bench.live.player import Player, playing
from bench.live.sound_server import gaps_s, missing, sound_server
from bench.soak.arcs import write_arc
from bench.soak.cues import Cueing
from bench.soak.readings import Reading, off_ms, read
from setplayer.engine import running
from setplayer.faults import Fault
from setplayer.library.paths import find_music
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import Verification, verify
from setplayer.units import clock, s_from_frames

DRIVERS = ("dummy", "pulse", "disk")

_STEP_S = 0.5
_READ_S = 10.0
_SAY_S = 60.0
_LAST_S = 90.0
"""So long before the arc's end no cue is given any more."""

_CLOSING_S = 30.0
_SERVER_LOG = "server.log"


@dataclass
class Soak:
    """What was seen of one session."""

    driver: str
    asked_s: float
    readings: list[Reading] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Why a reading failed, when one did."""
    loads: list[float] = field(default_factory=list)
    begin_s: float = 0.0
    """When it was first seen to play, by time.monotonic."""
    end_s: float = 0.0
    broken_off: bool = False
    cueing: Cueing | None = None
    session_file: Path | None = None
    found: Verification | None = None
    last_event: str = ""
    printed_fingerprint: bool = False
    """Whether the record has the fingerprint of all samples, which it gets when no cue was late."""
    status: int | None = None
    engine_log: str = ""
    server_gaps_s: list[float] | None = None
    """When the sound server had nothing to play, in seconds since it was started; None without one."""

    @property
    def ran_s(self) -> float:
        """How long it truly played, by the machine's clock."""
        return self.end_s - self.begin_s


def soak(work: Path, driver: str, length_s: int, music: Path | None) -> Soak:
    """Play one session of that length to its end, or until Ctrl-C."""
    library = music or work / "nothing"
    library.mkdir(exist_ok=True)
    write_arc(work / "soak.yaml", length_s, sorted(find_music(library)))
    seen = Soak(driver, length_s)
    print(f"setplayer {setplayer.__version__} of {Path(setplayer.__file__).parent}", flush=True)
    print(f"{length_s / 3600:g} h on {driver}, {'tracks of ' + str(music) if music else 'soundscapes'}", flush=True)
    with contextlib.ExitStack() as stack:
        environment = stack.enter_context(_sound(driver, work))
        with _stops() as stopped:
            player = stack.enter_context(playing(work / "soak.yaml", library, work / "data", "device", environment))
            _watch(seen, player, stopped)
            _close(seen, player)
    _prove(seen, work / "data")
    if driver == "pulse":
        seen.server_gaps_s = gaps_s(work / _SERVER_LOG)
    return seen


@contextlib.contextmanager
def _sound(driver: str, work: Path) -> Iterator[Mapping[str, str]]:
    """The environment in which a player finds the output."""
    if driver == "pulse":
        if missing():
            raise SystemExit(f"{missing()} is not installed; choose another driver.")
        with sound_server(work / _SERVER_LOG) as environment:
            yield environment
    else:
        yield {"SDL_AUDIODRIVER": driver, "SDL_DISKAUDIOFILE": os.devnull}


@contextlib.contextmanager
def _stops() -> Iterator[list[int]]:
    """A list that is no longer empty once Ctrl-C or SIGTERM asked for the end."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch(seen: Soak, player: Player, stopped: list[int]) -> None:
    """Until the player has ended by itself, or is to be ended."""
    seen.begin_s = seen.end_s = time.monotonic()
    seen.cueing = Cueing(player.client)
    found = running.find(player.data)
    seen.session_file = found.session_file if found else None
    due_s = {"read": seen.begin_s + _READ_S, "say": seen.begin_s + _SAY_S}
    while player.supervisor.poll() is None and not stopped:
        time.sleep(_STEP_S)
        now_s = time.monotonic()
        view = player.view()
        if view.state != "closed":
            seen.end_s = now_s
        if view.state not in ("landed", "closed"):
            seen.cueing.step(begin=s_from_frames(view.end_frame - view.frame) > _LAST_S)
        if now_s >= due_s["read"] and view.state != "closed":
            due_s["read"] += _READ_S
            _read(seen, player.data)
        if now_s >= due_s["say"]:
            due_s["say"] += _SAY_S
            _say(seen)
    seen.broken_off = bool(stopped)
    seen.cueing.hear()


def _read(seen: Soak, data: Path) -> None:
    seen.loads.append(os.getloadavg()[0])
    try:
        seen.readings.append(read(data))
    except (Fault, OSError) as reason:
        seen.unread.append(f"at {clock(round((time.monotonic() - seen.begin_s) * 48_000))}: {reason}")


def _say(seen: Soak) -> None:
    if not seen.readings:
        return
    last = seen.readings[-1]
    print(
        f"{clock(last.view.frame):>9}  {last.view.state:8} RSS {last.rss_bytes / 1e6:6.1f} MB  "
        f"queue {last.view.queue_ms:3} ms  underruns {last.view.underruns}  engine {last.view.engine_pid}  "
        f"clock {off_ms(seen.readings[0], last):+5.0f} ms  load {seen.loads[-1]:.1f}",
        flush=True,
    )


def _close(seen: Soak, player: Player) -> None:
    """The session closes; it is asked to where it was broken off."""
    if player.supervisor.poll() is None:
        player.supervisor.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        player.supervisor.wait(_CLOSING_S)
    seen.status = player.supervisor.poll()


def _prove(seen: Soak, data: Path) -> None:
    """What the record says of it."""
    log = data / "engine.log"
    seen.engine_log = log.read_text(errors="replace").strip() if log.exists() else ""
    if seen.session_file is None:
        return
    with SessionFile.open(seen.session_file) as file:
        seen.found = verify(file)
        for event in file.events():
            seen.last_event = event.kind
            seen.printed_fingerprint |= event.kind == "rendered"
