"""A session file made again from its export in JSON Lines: the same events and hashes. An export is hostile."""

import base64
import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field

from setplayer.faults import Fault
from setplayer.log.carried import read_plain
from setplayer.log.chain import SALT_BYTES
from setplayer.log.clock import SystemClock
from setplayer.log.jsonl import EXPORT_VERSION
from setplayer.log.session_file import LoggedEvent, SessionFile
from setplayer.log.verify import verify
from setplayer.values import Value, canonical_json, content_address

_Whole = Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1)]
_WRONG: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
_Line = tuple[int, dict[str, Any]]


class _Header(Value):
    setplayer_session: _Whole
    session_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    head: str
    events: _Whole


def sessions_from(path: Path, folder: Path) -> Iterator[Path]:
    """Make a session file in an empty folder of each session that an export holds; the export may hold several.

    Raises Fault when the file is no export, or a record in it does not verify; MachineFault when a disk fails.
    """
    for number, lines in enumerate(_sessions(path)):
        made = folder / f"{number}.session"
        _make(path, lines, made)
        yield made


def _sessions(path: Path) -> Iterator[list[_Line]]:
    """The lines of each session, with their numbers in the file; the first of each is its header."""
    session: list[_Line] = []
    for line in _lines(path):
        if "setplayer_session" in line[1] and session:
            yield session
            session = []
        session.append(line)
    if not session:
        raise Fault(f"{path}: is empty. 'setplayer log SESSION --format jsonl' writes an export.")
    yield session


def _lines(path: Path) -> Iterator[_Line]:
    for number, text in enumerate(read_plain(path).splitlines(), 1):
        try:
            line = json.loads(text)
        except _WRONG as error:
            raise _no_export(path, number) from error
        if not isinstance(line, dict):
            raise _no_export(path, number)
        yield number, line


def _no_export(path: Path, number: int) -> Fault:
    return Fault(
        f"{path}:{number}: is not a line of an export. 'setplayer log SESSION --format jsonl' writes one that "
        "can be read here."
    )


def _make(path: Path, lines: list[_Line], made: Path) -> None:
    header = _header(path, lines[0])
    parts = lines[1:]
    blobs = dict(_blob(path, line) for line in parts if "blob" in line[1])
    with SessionFile.create(made, header.session_id, SystemClock()) as file:
        file.copy_in(_events(path, (line for line in parts if "blob" not in line[1])), blobs)
        found = verify(file)
    if not found.ok:
        raise Fault(f"{path}: session {header.session_id} is not what was exported: {found.problems[0]}")
    if (found.head, found.events) != (header.head, header.events):
        raise Fault(f"{path}: session {header.session_id} has lost its end, or its header was altered.")


def _header(path: Path, line: _Line) -> _Header:
    try:
        header = _Header.model_validate({name: line[1].get(name) for name in _Header.model_fields})
    except ValueError as error:
        raise _no_export(path, line[0]) from error
    if not 1 <= header.setplayer_session <= EXPORT_VERSION:
        raise Fault(f"{path}: was exported by a newer setplayer. Update setplayer to read it.")
    return header


def _events(path: Path, lines: Iterable[_Line]) -> Iterator[LoggedEvent]:
    for expected, (number, line) in zip(itertools.count(1), lines, strict=False):
        try:
            event = _event(line)
        except _WRONG as error:
            raise _no_export(path, number) from error
        if event.seq != expected:
            raise Fault(f"{path}:{number}: event {expected} is missing.")
        yield event


def _event(line: dict[str, Any]) -> LoggedEvent:
    content, salt = _content(line), line["content_salt"]
    if (content is None) != (salt is None) or (salt is not None and len(bytes.fromhex(salt)) != SALT_BYTES):
        raise ValueError("content and salt go together")
    stamp = {name: line[name] for name in ("boot_id", "mono_ns", "wall_us", "utc_offset_min")}
    numbers = [line["seq"], line["frame"], *list(stamp.values())[1:]]
    numbers += [] if line["ref_seq"] is None else [line["ref_seq"]]
    if not all(type(number) is int and -(2**63) <= number < 2**63 for number in numbers):
        raise ValueError("a number that no session has")
    event = LoggedEvent(
        stamp=stamp,
        body=canonical_json(line["body"]),
        content=content,
        content_salt=None if salt is None else bytes.fromhex(salt),
        **{
            name: line[name]
            for name in ("seq", "frame", "kind", "actor", "ref_seq", "content_hash", "prev_hash", "hash")
        },
    )
    for text in (event.kind, event.actor, event.stamp.boot_id):
        text.encode()  # no half characters
    return event


def _content(line: dict[str, Any]) -> bytes | None:
    if line.get("sealed") is not None:
        return base64.b64decode(line["sealed"], validate=True)
    return None if line["content"] is None else canonical_json(line["content"])


def _blob(path: Path, line: _Line) -> tuple[str, bytes]:
    number, blob = line
    try:
        data = base64.b64decode(blob["base64"], validate=True)
    except _WRONG as error:
        raise _no_export(path, number) from error
    if content_address(data) != blob["blob"]:
        raise Fault(f"{path}:{number}: a part of the session was altered.")
    return blob["blob"], data
