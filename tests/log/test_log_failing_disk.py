"""An error of the disk at every single operation: nothing acknowledged is lost, and the session goes on after it."""

import pytest

pytest.importorskip("apsw", reason="the failing disk needs apsw")

from fault_counts import FULL, counted
from lived import Life, Promise
from log_disks import Connection, Failing

from setplayer.faults import MachineFault
from setplayer.log import connection
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify

SENTENCES = {
    "error": ("the disk fails to read or write it. Check the disk, and copy the file away.", "cannot be opened or"),
    "full": ("the disk is full. Make room on it; nothing saved so far is lost.",),
}
ROUNDS = 10


def live_through(path, monkeypatch, disk: Failing) -> list[str]:
    """A session on a disk that fails for a while; every step is tried until it is done. What was said meanwhile."""
    said = []
    with disk, monkeypatch.context() as patch:
        patch.setattr(connection, "_connect", lambda path, _mode: Connection(path, "failing"))
        life = Life(path, small_wal=8)
        promised = Promise()
        for name, step in life.steps(ROUNDS):
            for _ in range(60):
                try:
                    step()
                    break
                except MachineFault as fault:
                    said.append(str(fault).removeprefix(f"{path}: "))
                    if name == "create":
                        assert not path.exists(), "nothing is left of a session that could not be made"
                    elif life.file is not None and name != "erase":  # which may have deleted, and not yet overwritten
                        held = promise_of(life)
                        assert held is None or held == promised, "a step that failed has done nothing"
            else:
                raise AssertionError(f"{name} never came about: {said[-1]}")
            if life.file is not None and (held := promise_of(life)) is not None:
                promised = held
    return said


def promise_of(life: Life) -> Promise | None:
    """What the file holds as far as the disk can be read at this moment."""
    try:
        return Promise.of(life.file)
    except MachineFault:
        return None


def whole_life(path, monkeypatch) -> tuple[int, Promise]:
    """How many operations a life takes when nothing fails, and what is held in the end."""
    disk = Failing(0, 0, "error")
    assert live_through(path, monkeypatch, disk) == []
    with SessionFile.open(path) as file:
        return disk.done, Promise.of(file)


@pytest.mark.parametrize("how_many", [1, 7], ids=["once", "for a while"])
@pytest.mark.parametrize("kind", ["error", "full"])
def test_a_fault_at_any_operation_costs_nothing(path, tmp_path, monkeypatch, kind, how_many):
    operations, wanted = whole_life(path, monkeypatch)
    every = 1 if FULL else 23
    failed = said = 0
    for first in range(0, operations, every):
        again = tmp_path / f"{first}" / "a.session"
        again.parent.mkdir()
        disk = Failing(first, how_many, kind)
        sentences = live_through(again, monkeypatch, disk)
        failed += disk.failed
        said += len(sentences)
        assert all(sentence.startswith(SENTENCES[kind]) and "\n" not in sentence for sentence in sentences)
        with SessionFile.resume(again, FakeClock()) as file:
            assert verify(file).problems == ()
            assert Promise.of(file) == wanted
        if disk.done <= first:
            break
    counted(
        f"disk faults ({kind}, {how_many} at a time)",
        failed,
        f"in {operations} operations; {said} said; nothing lost",
    )
    assert failed > 5
    assert said > 5
