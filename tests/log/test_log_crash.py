"""What was acknowledged survives: the process killed, its files copied in mid-append, the tail of the WAL torn."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_counts import counted, how_many
from writing_process import write

from setplayer.faults import Fault, MachineFault
from setplayer.log import writer_lock
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify

pytestmark = pytest.mark.skipif(os.name != "posix", reason="stops and kills by POSIX signals")

ROOT = Path(__file__).parents[2]


class Writer:
    """A process that appends to a file, and what it has acknowledged."""

    def __init__(self, path: Path, how: str) -> None:
        self.acknowledged = 0
        command = [sys.executable, str(Path(__file__).with_name("writing_process.py")), str(path), how]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, bufsize=0)
        self._rest = b""
        assert self.process.stdout is not None
        self.acknowledged = int(self.process.stdout.readline())
        os.set_blocking(self.process.stdout.fileno(), False)

    def listen(self) -> int:
        """The number of the last event that was said to be saved by now."""
        assert self.process.stdout is not None
        while data := self.process.stdout.read(65_536):
            *lines, self._rest = (self._rest + data).split(b"\n")
            if lines:
                self.acknowledged = int(lines[-1])
        return self.acknowledged

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        os.kill(self.process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)
        yield
        os.kill(self.process.pid, signal.SIGCONT)

    def kill(self) -> int:
        self.process.kill()
        self.process.wait()
        acknowledged = self.listen()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return acknowledged


class Forked:
    """A writer forked from this process, as quick to start as to kill; and what it has acknowledged."""

    def __init__(self, path: Path, how: str) -> None:
        self._reading, writing = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.dup2(writing, 1)
            try:
                write(path, how, lambda seq: os.write(1, b"%d\n" % seq))
            finally:
                os._exit(1)
        os.close(writing)
        self._said = b""
        while not self._said.endswith(b"\n"):  # it writes by now
            self._said += os.read(self._reading, 1)

    def kill(self) -> int:
        os.kill(self._pid, signal.SIGKILL)
        assert os.WTERMSIG(os.waitpid(self._pid, 0)[1]) == signal.SIGKILL
        while data := os.read(self._reading, 65_536):
            self._said += data
        os.close(self._reading)
        return int(self._said.rpartition(b"\n")[0].split(b"\n")[-1])


def test_no_kill_at_any_moment_loses_what_was_acknowledged(tmp_path):
    """A hundred kills; a thousand in `make soak`. Each file is written by twenty-five writers, one after another."""
    chance = random.Random(1)
    kills, saved, events, half_written = how_many(quick=100, full=1_000), 0, 0, 0
    for round_ in range(kills):
        path = tmp_path / f"{round_ // 25}.session"
        saved = saved if path.exists() else 0
        writer = Forked(path, "resume" if path.exists() else "create")
        time.sleep(chance.uniform(0.0, 0.02))
        acknowledged = writer.kill()
        with SessionFile.open(path) as file:
            assert file.last_seq >= acknowledged > saved
            assert file.last_seq % 2 == 0, "half a batch"
            assert verify(file).problems == ()
            events += file.last_seq - saved
            half_written += file.last_seq > acknowledged
            saved = file.last_seq
    with SessionFile.resume(path, FakeClock()) as file:
        assert verify(file).ok
    files = -(-kills // 25)
    found = f"{events} events in {files} files; {half_written} were killed between saving and saying so; none is lost"
    counted("kill -9 of a writer of the log", kills, found)
    assert not path.with_name(f"{path.name}.lock").exists()


def test_a_copy_taken_at_any_moment_holds_what_was_acknowledged(path, tmp_path):
    chance = random.Random(2)
    writer = Writer(path, "create")
    try:
        for number in range(25):
            time.sleep(chance.uniform(0.0, 0.02))
            copy = tmp_path / f"copy-{number}" / "a.session"
            copy.parent.mkdir()
            with writer.stopped():
                acknowledged = writer.listen()
                for end in ("", "-wal"):
                    shutil.copyfile(f"{path}{end}", f"{copy}{end}")
            with SessionFile.open(copy) as file:
                assert file.last_seq >= acknowledged
                assert verify(file).problems == ()
    finally:
        writer.kill()


def test_a_torn_tail_of_the_wal_costs_only_what_was_not_acknowledged(session, event, path, tmp_path):
    """As after a power cut: what was flushed is whole, of what came later any sector may be missing."""
    chance = random.Random(3)
    wal = path.with_name("a.session-wal")
    session.append([event(1, note="kept")])
    for number in range(20):
        session.append([event(2 + number, note="kept " * number)])
        flushed, acknowledged = wal.stat().st_size, session.last_seq
        session.append([event(99, note="x" * 9_000)])
        data = bytearray(wal.read_bytes())
        for sector in range(flushed, len(data), 512):
            if chance.random() < 0.3:
                data[sector : sector + 512] = bytes(len(data[sector : sector + 512]))
        copy = tmp_path / f"cut-{number}.session"
        shutil.copyfile(path, copy)
        copy.with_name(f"{copy.name}-wal").write_bytes(data[: chance.randint(flushed, len(data))])
        with SessionFile.resume(copy, FakeClock()) as file:
            assert file.last_seq >= acknowledged
            assert verify(file).ok
            assert file.append([event(5)]) == [file.last_seq]


def test_the_settings_that_survived_the_simulated_power_cuts_are_on(session):
    settings = {
        name: session._db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in (
            "journal_mode",
            "synchronous",
            "recursive_triggers",
            "foreign_keys",
            "secure_delete",
            "trusted_schema",
        )
    }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "recursive_triggers": 1,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
    }


# ---- one writer


def refused(path: Path) -> str:
    with pytest.raises(Fault) as fault:
        SessionFile.resume(path, FakeClock())
    return str(fault.value)


def test_a_second_writer_is_refused_in_the_same_process_by_any_name(session, event, path, tmp_path):
    says = f"{path}: another setplayer is writing this session. End it there, or stop that program, first."
    assert refused(path) == says
    with pytest.raises(Fault) as fault:
        SessionFile.create(path, "other", FakeClock())
    assert str(fault.value) == says
    link = tmp_path / "link.session"
    link.symlink_to(path)
    assert "another setplayer is writing" in refused(link)
    assert session.append([event()]) == [1]


def test_a_writer_in_another_process_is_respected_until_it_dies(path):
    writer = Writer(path, "create")
    try:
        assert "another setplayer is writing" in refused(path)
        with SessionFile.open(path) as reader:
            assert reader.last_seq >= 2
    finally:
        writer.kill()
    assert path.with_name("a.session.lock").exists()
    SessionFile.resume(path, FakeClock()).close()
    assert not path.with_name("a.session.lock").exists()


def test_a_lock_file_removed_by_its_last_holder_in_that_very_moment_is_nobodys_lock(tmp_path, path, monkeypatch):
    really_lock = writer_lock._try_lock
    lock_file = tmp_path / "a.session.lock"

    def lock_a_file_that_was_just_removed(handle: int) -> None:
        monkeypatch.setattr(writer_lock, "_try_lock", really_lock)
        lock_file.unlink()
        really_lock(handle)

    monkeypatch.setattr(writer_lock, "_try_lock", lock_a_file_that_was_just_removed)
    with SessionFile.create(path, "abcdefgh", FakeClock()):
        assert lock_file.exists()
        assert "another setplayer is writing" in refused(path)


def test_the_lock_is_free_after_a_failed_opening(tmp_path, path):
    path.write_bytes(b"not a session")
    assert "not a session file" in refused(path)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    path.unlink()
    SessionFile.create(path, "abcdefgh", FakeClock()).close()


def test_a_file_that_fails_at_its_first_reading_is_let_go_of(path, session, monkeypatch):
    session.close()
    with monkeypatch.context() as patch:

        def failing(self, path, db, clock):
            raise MachineFault(f"{path}: the disk fails.")

        patch.setattr(SessionFile, "__init__", failing)
        with pytest.raises(MachineFault):
            SessionFile.resume(path, FakeClock())
    SessionFile.resume(path, FakeClock()).close()
