"""Session files copied from one folder to another, so that nothing there is ever lost.

A copy is written anew, made longer by a record that begins with all of it, or left alone. Two records of one session
that part are kept both. What was erased in one place is not brought back from the other.
"""

import contextlib
import itertools
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from setplayer.faults import Fault, MachineFault
from setplayer.log.carried import Tell, is_plain, plain_files, put, read_plain
from setplayer.log.session_file import SessionFile
from setplayer.log.standing import Opener, Standing, holds, standing_of, without_beginnings
from setplayer.log.verify import verify
from setplayer.log.writer_lock import WriterLock

_PORTABLE: Final = re.compile(r"\d{8}T[0-9A-Za-z._-]{1,100}\.session")
"""Names that every file system takes, and that sort by time."""

_BESIDE: Final = ("-wal", "-journal", "-shm")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Report = Callable[[int, int], None]

Verdict = Literal["new", "longer", "same", "shorter", "parted", "erased"]


@dataclass
class Told:
    """What came of it, told sentence by sentence: `say` for what was done, `warn` for what a person must see to."""

    say: Tell
    warn: Tell
    written: int = 0
    unchanged: int = 0
    faults: list[str] = field(default_factory=list)

    def done(self, sentence: str) -> None:
        """Something was written."""
        self.written += 1
        self.say(sentence)

    def fault(self, sentence: str) -> None:
        """Something is not as it should be; the rest goes on."""
        self.faults.append(sentence)
        self.warn(sentence)


def read_carried(path: Path) -> SessionFile:
    """A session file on a carried medium, to read: plain files only, and that file alone unless a WAL lies beside it.

    Somebody may have copied an open session by hand; it is read from a private copy with its WAL. Raises Fault.
    """
    wal = path.with_name(f"{path.name}-wal")
    if not is_plain(wal) or not wal.stat().st_size:
        return SessionFile.open_still(path) if is_plain(path) else SessionFile.from_image(path, read_plain(path))
    with tempfile.TemporaryDirectory(prefix="setplayer-") as folder:
        copy = Path(folder) / "copy.session"
        copy.write_bytes(read_plain(path))
        copy.with_name("copy.session-wal").write_bytes(read_plain(wal))
        try:
            with SessionFile.open(copy) as file:
                image = file.image()
        except Fault as fault:
            raise type(fault)(str(fault).replace(str(copy), str(path))) from fault
    return SessionFile.from_image(path, image)


@dataclass(frozen=True)
class Destination:
    """A folder that session files are copied to, and how those in it are read."""

    folder: Path
    open: Opener
    ours: bool
    """Whether it is the player's own: others may write there, and what is there is newer than a copy as long."""
    whole: bool = False
    """Whether copies that are there already are verified too."""


def copy_sessions(sources: Iterable[Standing], destination: Destination, told: Told, report: Report) -> None:
    """Copy what is missing or has grown. Raises MachineFault when its drive is full, fails or is gone."""
    wanted = _furthest(sources, told)
    there, damaged = _there(destination, told)
    for number, source in enumerate(wanted, 1):
        existing = [one for one in there if one.session_id == source.session_id]
        try:
            kept = _copy(source, existing, damaged, destination, told)
        except MachineFault:
            raise
        except Fault as fault:
            told.fault(str(fault))
        else:
            there += kept
        report(number, len(wanted))


def standings(paths: Iterable[Path], opener: Opener, told: Told) -> list[Standing]:
    """How far each file goes; one that cannot be read is told."""
    found = []
    for path in paths:
        try:
            found.append(standing_of(path, opener))
        except Fault as fault:
            told.fault(str(fault))
    return found


def _furthest(sources: Iterable[Standing], told: Told) -> list[Standing]:
    by_id: dict[str, list[Standing]] = {}
    for one in sources:
        by_id.setdefault(one.session_id, []).append(one)
    wanted = []
    for session_id, copies in by_id.items():
        left = without_beginnings(copies)
        wanted += [longest for longest, _ in left]
        if len(left) > 1:
            names = " and ".join(f"'{longest.path.name}'" for longest, _ in left)
            told.warn(f"Session {session_id} went on differently in {names}; all of them are kept.")
    return wanted


def _there(destination: Destination, told: Told) -> tuple[list[Standing], set[Path]]:
    """The copies that are there, and the files that are none any more."""
    good, damaged = [], set()
    for path in plain_files(destination.folder, ".session", told.fault):
        try:
            standing = standing_of(path, destination.open)
            if destination.whole:
                _must_be_whole(standing)
        except MachineFault:
            raise
        except Fault as fault:
            damaged.add(path)
            told.warn(str(fault))
        else:
            good.append(standing)
    return good, damaged


def _must_be_whole(copy: Standing) -> None:
    with copy.open(copy.path) as file:
        found = verify(file)
    if not found.ok:
        raise Fault(f"{copy.path}: is damaged: {found.problems[0]}")


def judge(source: Standing, existing: list[Standing], *, ours: bool) -> tuple[Verdict, Standing | None]:
    """What becomes of a session's copies, and which of them it concerns. Raises Fault when one cannot be read."""
    line = [one for one in existing if holds(source, one) or holds(one, source)]
    if not line:
        return ("parted" if existing else "new"), None
    copy = max(line, key=lambda one: one.events)
    if copy.events > source.events:
        return "shorter", copy
    if copy.events == source.events and (ours or (copy.erased, copy.notes) == (source.erased, source.notes)):
        return "same", copy
    return ("longer" if copy.erased <= source.erased else "erased"), copy


def _copy(
    source: Standing, existing: list[Standing], damaged: set[Path], destination: Destination, told: Told
) -> list[Standing]:
    verdict, copy = judge(source, existing, ours=destination.ours)
    match verdict:
        case "same" | "shorter":
            told.unchanged += 1
            if verdict == "shorter" and not destination.ours:
                told.warn(f"{source.path}: goes less far than the copy in {destination.folder}, which is kept.")
            return []
        case "erased":
            told.fault(f"{source.path}: has words that were erased in {destination.folder}; that copy is kept.")
            return []
        case "parted":
            told.warn(f"{source.path}: went on differently from the copy in {destination.folder}; both are kept.")
    with contextlib.ExitStack() as resources:
        if copy is not None and destination.ours:
            resources.callback(WriterLock(copy.path).release)
        file = resources.enter_context(source.open(source.path))
        resources.enter_context(file.snapshot())
        own = copy.path if copy is not None else destination.folder / _name(source, file)
        target = _free(own, source, damaged, replacing=copy is not None)
        _put(target, file, damaged, told, keeps=copy is not None)
        if copy is not None and copy.path != target:
            _take_away(copy.path)
        words = {"new": "copied", "longer": "copied, longer than before", "parted": "copied beside the other"}
        again = copy is not None and copy.events == file.last_seq
        told.done(
            f"Session {source.session_id}: {'copied again' if again else words[verdict]}, {file.last_seq} events, "
            "verified."
        )
    return [standing_of(target, destination.open)]


def _put(target: Path, file: SessionFile, damaged: set[Path], told: Told, *, keeps: bool) -> None:
    """Write a file's image, verified. What cannot be read any more at its place is put aside, never thrown away."""
    problems: list[str] = []

    def check(temporary: Path, image: bytes) -> None:
        with SessionFile.from_image(temporary, image) as written:
            found = verify(written)
        problems.extend(found.problems[:1])
        if problems and keeps:
            raise Fault(f"{file.path}: is damaged, so the copy that was made before is kept: {problems[0]}")
        if not problems and (found.head, found.events) != (file.head, file.last_seq):
            raise MachineFault(f"{target}: is not what was to be copied. Use another drive.")
        if target in damaged:
            _put_aside(target)
            damaged.discard(target)
            told.warn(f"{target}: is put aside as '{target.name}.damaged'.")

    put(target, file.image(), check)
    if problems:
        told.fault(f"{file.path}: is damaged, and copied as it is: {problems[0]}")


def _put_aside(path: Path) -> None:
    for end in ("", *_BESIDE):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + end).replace(path.with_name(f"{path.name}.damaged{end}"))


def _take_away(path: Path) -> None:
    """Remove a copy that another file holds all of, and what lies beside it."""
    for end in ("", *_BESIDE):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _name(source: Standing, file: SessionFile) -> str:
    """The name that a file has, when every medium takes it; else one like the player's own."""
    if _PORTABLE.fullmatch(source.path.name):
        return source.path.name
    first = next(file.events(), None)
    begin = _EPOCH
    with contextlib.suppress(OverflowError):
        begin += timedelta(microseconds=first.stamp.wall_us if first is not None else 0)
    return f"{begin:%Y%m%dT%H%M%S.%fZ}-{source.session_id}.session"


def _free(own: Path, source: Standing, damaged: set[Path], *, replacing: bool) -> Path:
    """Where a copy goes: to its own place, unless another session lies there, or a WAL that is not its."""
    names = (f"{own.stem}{'-' if more else ''}{more}.session" for more in _endings(source))
    for path in map(own.with_name, names):
        taken = os.path.lexists(path) and not (replacing and path == own)
        beside = any(os.path.lexists(path.with_name(path.name + end)) for end in _BESIDE)
        if path in damaged or not (taken or beside):
            return path
    raise AssertionError


def _endings(source: Standing) -> Iterator[str]:
    yield from ("", source.head[:8])
    yield from map(str, itertools.count(2))
