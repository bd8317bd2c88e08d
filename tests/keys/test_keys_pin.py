"""The kiosk's PIN: five tries, a growing wait that nothing shortens, and nothing of it on the disk."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from setplayer.cli import app
from setplayer.faults import Fault
from setplayer.files import cannot_write
from setplayer.keys import pin
from setplayer.keys.pin import FREE_TRIES, PinLock, Tried, wait_after
from setplayer.log.clock import FakeClock


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A try in no time; what it costs for real is `_COST`."""
    monkeypatch.setattr(pin, "_COST", 2**12)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(step_ns=0)


@pytest.fixture
def lock(tmp_path: Path, clock: FakeClock) -> PinLock:
    lock = PinLock(tmp_path, clock)
    lock.set_to("4821")
    return lock


def guess(lock: PinLock, times: int) -> Tried:
    for _ in range(times):
        tried = lock.opens("0000")
        assert not tried.right
    return tried


def test_without_a_pin_nothing_is_locked(tmp_path: Path, clock: FakeClock) -> None:
    lock = PinLock(tmp_path, clock)
    assert not lock.is_set
    assert lock.opens("").right


def test_the_pin_opens_and_no_other_does(lock: PinLock) -> None:
    assert lock.is_set
    assert lock.opens("4821").right
    for other in ("4822", "", "48210", "482", "four"):
        assert not lock.opens(other).right


def test_nothing_of_the_pin_is_on_the_disk_and_only_its_owner_reads_the_rest(lock: PinLock, tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    kept = json.loads(path.read_text())
    assert "4821" not in path.read_text().replace(kept["salt"], "").replace(kept["hash"], "")
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
    first = kept["hash"]
    lock.set_to("4821")
    assert json.loads(path.read_text())["hash"] != first  # by its salt


def test_five_tries_then_a_wait_that_grows(lock: PinLock, clock: FakeClock) -> None:
    assert [lock.opens("0000").left for _ in range(FREE_TRIES)] == [4, 3, 2, 1, 0]
    waits = []
    for _ in range(9):
        waits.append(lock.wait_s())
        clock.advance(waits[-1])
        assert lock.wait_s() == 0
        guess(lock, 1)
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_the_right_pin_before_its_time_is_not_looked_at_and_costs_nothing(lock: PinLock, clock: FakeClock) -> None:
    guess(lock, FREE_TRIES)
    clock.advance(29)
    assert lock.opens("4821") == Tried(right=False, wait_s=1)
    clock.advance(1)
    assert lock.opens("4821").right
    assert guess(lock, 1).left == 4


@pytest.mark.parametrize("step_s", [-86_400, 86_400])
def test_setting_the_clock_does_not_shorten_the_wait(lock: PinLock, clock: FakeClock, step_s: float) -> None:
    guess(lock, FREE_TRIES)
    clock.advance(10)
    clock.step_wall(step_s)
    assert lock.wait_s() == 20


def test_tries_and_the_wait_stay_over_a_restart_of_the_player(
    lock: PinLock, clock: FakeClock, tmp_path: Path
) -> None:
    guess(lock, 3)
    again = PinLock(tmp_path, clock)
    assert guess(again, 2).wait_s == 30
    clock.advance(10)
    assert PinLock(tmp_path, clock).wait_s() == 20


def test_after_a_restart_of_the_machine_the_wait_begins_anew_once(lock: PinLock, tmp_path: Path) -> None:
    guess(lock, FREE_TRIES)
    rebooted = FakeClock(step_ns=0, boot_id="another", wall_us=2_000_000_000_000_000)
    rebooted.advance(100_000)  # whatever its clocks say: they count from another boot
    again = PinLock(tmp_path, rebooted)
    assert again.wait_s() == 30
    rebooted.advance(10)
    assert PinLock(tmp_path, rebooted).wait_s() == 20
    rebooted.advance(20)
    assert again.opens("4821").right


def test_a_try_is_counted_before_it_is_looked_at(lock: PinLock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever pulls the plug after each guess has no more of them."""

    def unplugged(*given: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(pin, "_hashed", unplugged)
    for _ in range(FREE_TRIES):
        with pytest.raises(KeyboardInterrupt):
            lock.opens("0000")
    assert lock.wait_s() == 30


def test_a_full_disk_gives_no_more_tries(lock: PinLock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(path: Path, *, private: bool = False) -> None:
        raise cannot_write(path, OSError(28, "No space left on device"))

    monkeypatch.setattr(pin, "writing", full)
    assert guess(lock, FREE_TRIES).wait_s == 30
    assert lock.wait_s() == 30


@pytest.mark.parametrize("text", ["", "{}", '{"salt": 1}', '{"salt": "aa", "hash": "bb", "cost": 99999999}'])
def test_a_damaged_lock_stays_locked_and_says_how_it_is_mended(lock: PinLock, tmp_path: Path, text: str) -> None:
    path = tmp_path / "lock.json"
    path.write_text(text)
    assert lock.is_set
    with pytest.raises(Fault) as told:
        lock.opens("4821")
    assert str(told.value) == f"{path}: the PIN cannot be read. 'setplayer settings pin' sets another."


@pytest.mark.parametrize("none", ["", "123", "1234567890123", "12a4", "١٢٣٤"])
def test_what_is_no_pin(lock: PinLock, none: str) -> None:
    with pytest.raises(Fault) as told:
        lock.set_to(none)
    assert str(told.value) == "A PIN is 4 to 12 digits long."


def test_waits_are_bounded() -> None:
    assert wait_after(10**9) == 3600


def test_the_command_line_sets_and_removes_it(tmp_path: Path, clock: FakeClock) -> None:
    data = ["--data", str(tmp_path)]
    run = CliRunner().invoke
    assert run(app, ["settings", "pin", *data], input="12\n").exit_code == 1
    set_one = run(app, ["settings", "pin", *data], input="7070\n")
    assert "The PIN is set. Music, cues and the fade never ask for it." in set_one.output
    assert PinLock(tmp_path, clock).opens("7070").right
    assert "PIN of the kiosk      set" in run(app, ["settings", *data]).output
    run(app, ["settings", "pin", "--remove", *data])
    assert not PinLock(tmp_path, clock).is_set
