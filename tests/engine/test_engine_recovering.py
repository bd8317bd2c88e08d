"""What watches over a session: the pulse, the watchdog, the count of attempts, the lock against sleep, the spare."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from process_cases import WAIT_S, Ground, events_of, kinds, tide, until
from typer.testing import CliRunner

from setplayer.cli import app
from setplayer.engine.attempts import Attempts
from setplayer.engine.awake import kept_awake
from setplayer.engine.beat import Pulse
from setplayer.engine.last_place import Place, kept_place
from setplayer.engine.service import Service
from setplayer.log.clock import FakeClock, SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.settings import Settings, read_settings, write_settings

SECOND = 48_000


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        yield ground


# ---- the pulse


def test_a_position_that_stands_still_has_not_moved() -> None:
    pulse = Pulse()
    assert not pulse.moved(), "an engine that has said nothing yet may hang"
    pulse.heard("48000", 1.0)
    assert (pulse.moved(), pulse.moved()) == (True, False)
    pulse.heard("48000", 5.0)
    assert not pulse.moved()
    assert pulse.still_s(12.0) == 11.0
    pulse.heard("96000", 12.0)
    assert pulse.moved()
    assert pulse.still_s(12.0) == 0.0


def test_before_begin_nothing_has_to_move() -> None:
    """However long the engine measures a library then."""
    pulse = Pulse()
    pulse.heard("-", 1.0)
    assert all(pulse.moved() for _ in range(3))
    assert pulse.still_s(1e6) == 0.0


# ---- systemd


@contextlib.contextmanager
def listening(folder: Path) -> Iterator[socket.socket]:
    """What systemd has at the other end of NOTIFY_SOCKET."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(str(folder / "n"))
        wire.setblocking(False)
        yield wire


def told(wire: socket.socket) -> list[str]:
    found = []
    with contextlib.suppress(BlockingIOError):
        while True:
            found.append(wire.recv(1000).decode())
    return found


def test_the_watchdog_is_fed_four_times_in_its_time_and_only_by_the_process_it_watches(tmp_path: Path) -> None:
    with listening(tmp_path) as wire:
        environment = {"NOTIFY_SOCKET": str(tmp_path / "n"), "WATCHDOG_USEC": "8000000"}
        service = Service({**environment, "WATCHDOG_PID": str(os.getpid())})
        service.ready()
        assert service.due(100.0)
        service.feed(100.0)
        assert not service.due(101.9)
        assert service.due(102.0)
        assert told(wire) == ["READY=1", "WATCHDOG=1"]
        assert not Service({**environment, "WATCHDOG_PID": "1"}).due(100.0)


def test_without_systemd_nothing_is_told() -> None:
    service = Service({})
    assert not service.there
    assert not service.due(1e9)
    service.ready()


def test_the_watchdog_is_fed_while_the_sound_goes_on_and_not_while_it_stalls(ground: Ground, tmp_path: Path) -> None:
    with listening(tmp_path) as wire:
        ground.env |= {"NOTIFY_SOCKET": str(tmp_path / "n"), "WATCHDOG_USEC": "1000000"}
        player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null")
        view = ground.shown(lambda view: view.frame > SECOND, "it plays")
        until(lambda: "READY=1" in told(wire), "it is ready")
        until(lambda: "WATCHDOG=1" in told(wire), "it is fed")
        os.kill(view.engine_pid, signal.SIGSTOP)
        time.sleep(1.5)  # what it had said before is used up
        told(wire)
        time.sleep(2)
        assert told(wire) == [], "the output stalls: systemd is to end us and start us again"
        os.kill(view.engine_pid, signal.SIGCONT)
        until(lambda: "WATCHDOG=1" in told(wire), "it is fed again")
        # Stopping a service ends no session.
        player.terminate()
        status, out, _ = ground.ended(player)
        assert status == 0
        assert out.splitlines()[-1] == "The session was not closed; 'setplayer play' resumes it."
        assert "interrupted" in kinds(ground.session())
        assert kinds(ground.session())[-1] != "end"


def test_the_unit_names_the_program_and_is_one_that_systemd_takes(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["service"]).output
    program = Path(sys.executable).with_name("setplayer")
    for line in ("Type=notify", "WatchdogSec=30", "StartLimitIntervalSec=0", "Restart=always", "OOMPolicy=continue"):
        assert line in said.splitlines()
    assert "@" not in said
    assert f'{program.name}" play' in said
    assert "LimitNICE=-11" in CliRunner().invoke(app, ["service", "--limits"]).output
    try:
        unit = tmp_path / "setplayer.service"
        exists = said.replace(next(line for line in said.splitlines() if line.startswith("ExecStart")),
                              "ExecStart=/bin/true play")  # fmt: skip
        unit.write_text(exists)
        checked = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("systemd-analyze is not installed")
    assert [line for line in checked.stderr.splitlines() if "setplayer.service" in line] == []
    assert checked.returncode == 0, checked.stderr


# ---- attempts


def test_attempts_are_counted_for_a_minute_and_across_whoever_counts(tmp_path: Path) -> None:
    clock = FakeClock(step_ns=0)
    assert Attempts(tmp_path, clock).another() == 1
    clock.advance(30)
    assert Attempts(tmp_path, clock).another() == 2
    clock.advance(31)
    assert Attempts(tmp_path, clock).another() == 2
    assert Attempts(tmp_path, FakeClock(boot_id="after a restart")).another() == 1


@pytest.mark.parametrize("left", [b"", b"{}", b"\xff", b'{"boot_id": "fake-boot", "at_ns": [9e999]}'])
def test_a_count_that_is_damaged_counts_as_none(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "resumed.json").write_bytes(left)
    assert Attempts(tmp_path, FakeClock()).another() == 1


def test_a_loop_of_whole_players_ends_in_safe_music(ground: Ground) -> None:
    """Each one killed by a watchdog, say, and started again by systemd."""
    player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null")
    ground.shown(lambda view: view.state == "playing" and view.front_pids, "it plays")
    player.kill()
    until(lambda: not ground.processes(), "engine and front follow their supervisor")
    player.communicate()
    for _ in range(2):
        Attempts(ground.data, SystemClock()).another()  # as two players before have noted
    player = ground.command("play", "--output", "null")
    ground.shown(lambda view: "safe music" in view.conditions and view.state == "playing", "it plays safe")
    ground.end()
    assert ground.ended(player)[0] == 0
    assert kinds(ground.session()).count("safe_music") == 1


# ---- awake


def fake_inhibit(folder: Path, *, works: bool) -> dict[str, str]:
    """A `systemd-inhibit` that notes what it was asked, and does it or refuses."""
    program = folder / "systemd-inhibit"
    does = 'while [ "${1#--}" != "$1" ]; do shift; done\nexec "$@"' if works else "exit 1"
    program.write_text(f'#!/bin/sh\necho "$@" >> {folder}/asked\n{does}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="systemd-inhibit is of Linux")
def test_the_computer_is_kept_awake_as_long_as_a_session_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", fake_inhibit(tmp_path, works=True)["PATH"])
    with kept_awake() as why_not:
        assert why_not == ""
        assert (tmp_path / "asked").read_text().startswith("--what=sleep:idle:handle-lid-switch --who=setplayer")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="systemd-inhibit is of Linux")
def test_where_it_cannot_be_kept_awake_the_screen_says_so(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    ground.env |= fake_inhibit(tmp_path / "bin", works=False)
    player = ground.command("play", tide(ground.folder / "arc.yaml"), "--output", "null")
    view = ground.shown(lambda view: view.state == "playing", "it plays")
    says = "This computer may fall asleep during the session: systemd-logind cannot be asked to keep it awake. "
    assert f"{says}Switch sleeping off in its settings." in view.warnings
    ground.end()
    assert says in ground.ended(player)[1]


# ---- the spare, and where it goes on

SPARE_SOON = (
    "from setplayer.engine import supervisor as s\ns.SPARE_AFTER_S = 0.1\nfrom setplayer.cli import main\nmain()"
)


def engines(ground: Ground) -> set[int]:
    return {pid for pid, line in ground.processes().items() if "setplayer.engine.process" in line}


def test_a_spare_takes_over_in_place_and_is_no_session_of_its_own(ground: Ground) -> None:
    arc = tide(ground.folder / "arc.yaml")
    player = ground.start("-c", SPARE_SOON, "play", str(arc), "--output", "null")
    view = ground.shown(lambda view: view.state == "playing", "it plays")
    until(lambda: len(engines(ground)) == 2, "a spare is loaded")
    (spare,) = engines(ground) - {view.engine_pid}
    os.kill(view.engine_pid, signal.SIGKILL)
    after = ground.shown(lambda view: view.state == "playing", "it plays again")
    assert after.engine_pid == spare
    ground.end()
    assert ground.ended(player)[0] == 0
    assert kinds(ground.session()).count("resumed") == 1


def restarted(session: Path, after_s: float) -> Place:
    """What a restart of the machine leaves: another boot, so long later."""
    with SessionFile.resume(session, SystemClock()) as file:
        place = kept_place(file)
        assert place is not None
        stamp = place.stamp.model_copy(
            update={"boot_id": "before", "wall_us": SystemClock().stamp().wall_us - round(after_s * 1e6)}
        )
        file.checkpoint(place.model_copy(update={"stamp": stamp}).to_bytes())
    return place


def place_in(session: Path) -> Place | None:
    with SessionFile.open(session) as file:
        return kept_place(file)


@pytest.mark.parametrize("resumes", ["by_now", "where_it_was"])
def test_after_a_restart_of_the_machine_it_goes_on_where_the_clinic_wants_it(ground: Ground, resumes: str) -> None:
    write_settings(ground.data, Settings.model_validate({"resumes": resumes}))
    engine = ground.engine(tide(ground.folder / "arc.yaml"))
    before = ground.shown(lambda view: view.frame > 1.5 * SECOND, "it plays")
    assert before.resumes == resumes
    until(lambda: "anchor" in kinds(ground.data / "test.session"), "it is kept")
    until(lambda: place_in(ground.data / "test.session"), "a note of the place is kept")
    engine.kill()
    engine.wait()
    noted_s = time.monotonic()
    place = restarted(ground.data / "test.session", 120)
    engine = ground.engine(ground.folder / "arc.yaml")
    after = ground.shown(lambda view: view.state == "playing", "it plays again")
    longest_s = 120 + time.monotonic() - noted_s + 1
    assert 119 <= (after.frame - place.frame) / SECOND <= longest_s
    waited_s = (after.end_frame - before.end_frame) / SECOND
    assert 119 <= waited_s <= longest_s if resumes == "where_it_was" else waited_s == 0
    ground.end()
    assert engine.wait(WAIT_S) == 0
    events = {entry.event.kind: entry.event for entry in events_of(ground.data / "test.session")}
    assert ("waited" in events) == (resumes == "where_it_was")
    assert events["resumed"].request["known_mono_ns"] > 0
    assert len(ground.replayed(ground.data / "test.session")) == events["end"].frame


def test_a_choice_made_at_preparation_is_asked_for_once(ground: Ground) -> None:
    engine = ground.engine(tide(ground.folder / "arc.yaml"), begin=False)
    view = ground.shown(lambda view: view.state == "open", "it is open")
    assert view.resumes == ""
    assert ground.ask(do="set_resume", place="where_it_was").done
    ground.shown(lambda view: view.resumes == "where_it_was", "it is shown")
    assert read_settings(ground.data).resumes == "where_it_was"
    assert ground.ask(do="end").done
    assert engine.wait(WAIT_S) == 0
