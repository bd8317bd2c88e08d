"""Simulated power cuts: what was acknowledged is on the disk, and the simulation can tell when it would not be.

A disk below SQLite records every write, truncation, flush, creation and deletion. A cut keeps what was flushed,
and of the rest any part: nothing, everything, a random choice, or torn at a sector. `make soak` cuts more often.
"""

import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

pytest.importorskip("apsw", reason="the simulated disk needs apsw")

from fault_counts import counted, how_many
from lived import Life, Promise
from log_disks import Connection, Operation, Power, Recording

from setplayer.faults import Fault
from setplayer.log import connection
from setplayer.log.clock import FakeClock
from setplayer.log.connection import FORMATS
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify


class Lived(NamedTuple):
    """A session's life on the recording disk, and what it had promised after how many operations."""

    before: dict[str, bytes]
    operations: list[Operation]
    promises: list[tuple[int, str, Promise]]


def lived(path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, rounds: int, *, born: bool = True) -> Lived:
    """Live through a session with these settings of the writer."""
    before = {str(file): file.read_bytes() for file in path.parent.glob(f"{path.name}*")}
    promises = [(0, "nothing", Promise(1, 6, 1, (), b'{"frame": 240000}') if before else Promise())]
    with Recording() as disk, monkeypatch.context() as patch:
        patch.setattr(connection, "_connect", lambda path, _mode: Connection(path, "recording"))
        patch.setattr(connection, "_WRITING", settings)
        life = Life(path)
        for name, step in life.steps(rounds, born=born):
            step()
            promise = promises[-1][2] if life.file is None else Promise.of(life.file)
            promises.append((len(disk.operations), name, promise))
    return Lived(before, disk.operations, promises)


class Cuts(NamedTuple):
    """Of some cuts: during which steps they came, and in how many something acknowledged was missing."""

    during: Counter[str]
    lost: int


def cut_often(of: Lived, folder: Path, cuts: int) -> Cuts:
    """Cut the power so often. Whatever is left must verify, and hold what was promised or what was being written."""
    chance = random.Random(20)
    power, done, during, lost = Power(of.before), 0, Counter[str](), 0
    for moment in sorted(chance.randint(0, len(of.operations)) for _ in range(cuts)):
        for operation in of.operations[done:moment]:
            power.do(operation)
        done = moment
        number = sum(count <= moment for count, _, _ in of.promises) - 1
        promised = [promise for _, _, promise in of.promises[number : number + 2]]
        during[of.promises[min(number + 1, len(of.promises) - 1)][1]] += 1
        found = left(power, folder, chance)
        if found not in promised:
            assert found in [promise for _, _, promise in of.promises[:number]], (found, promised)
            lost += 1
    return Cuts(during, lost)


def left(power: Power, folder: Path, chance: random.Random) -> Promise:
    """What a session holds that is found again after a cut, and can be written on."""
    after = folder / "after"
    after.mkdir()
    for name, content in power.cut(chance).items():
        (after / Path(name).name).write_bytes(content)
    path = after / "a.session"
    try:
        try:
            with SessionFile.open(path) as file:
                assert verify(file).problems == ()
                found = Promise.of(file)
        except Fault:
            with pytest.raises(Fault, match=r"is empty: no session was ever begun|there is no such file"):
                SessionFile.resume(path, FakeClock())
            return Promise()
        with SessionFile.resume(path, FakeClock()) as file:
            assert Promise.of(file) == found._replace(format=FORMATS.newest)
            assert verify(file).problems == ()
        return found
    finally:
        shutil.rmtree(after)


def test_no_power_cut_takes_what_was_acknowledged(path, tmp_path, monkeypatch):
    """Creating, appending, checkpoints, drafts, erasing, closing, resuming."""
    cuts = how_many(quick=120, full=2_400)
    found = cut_often(lived(path, monkeypatch, connection._WRITING, 60), tmp_path, cuts)
    counted("power cuts of a session's life", cuts, f"{found.lost} lost something; cut during {told(found)}")
    assert found.lost == 0
    assert set(found.during) >= {"append", "draft", "draft gone", "checkpoint", "erase"}


@pytest.mark.parametrize("crashed", [False, True], ids=["closed", "with its WAL"])
def test_no_power_cut_takes_anything_of_a_file_that_is_migrated(path, tmp_path, monkeypatch, crashed):
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript((Path(__file__).parent / "formats" / "format_1.sql").read_text(encoding="utf-8"))
    if crashed:
        db.executescript("PRAGMA journal_mode = WAL; BEGIN; UPDATE checkpoint SET bytes = bytes; COMMIT")
        keep = {end: Path(f"{path}{end}").read_bytes() for end in ("", "-wal")}
    db.close()
    if crashed:
        for end, data in keep.items():
            Path(f"{path}{end}").write_bytes(data)
    life = lived(path, monkeypatch, connection._WRITING, 2, born=False)
    cuts = how_many(quick=60, full=600)
    found = cut_often(life, tmp_path, cuts)
    counted(
        f"power cuts of a migration ({'with its WAL' if crashed else 'closed'})", cuts, f"{found.lost} lost something"
    )
    assert found.lost == 0
    assert found.during["resume"] > 10


def test_the_simulation_notices_when_commits_are_not_flushed(path, tmp_path, monkeypatch):
    weaker = connection._WRITING.replace("synchronous = FULL", "synchronous = NORMAL")
    assert weaker != connection._WRITING
    cuts = how_many(quick=60, full=2_000)
    found = cut_often(lived(path, monkeypatch, weaker, 60), tmp_path, cuts)
    counted("power cuts with WAL and NORMAL, which must lose", cuts, f"{found.lost} lost something")
    assert found.lost > cuts // 6


def told(found: Cuts) -> str:
    return ", ".join(f"{name} {times}" for name, times in found.during.most_common())
