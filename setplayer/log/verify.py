"""Whether a record is what was written: every hash, every link, every part."""

import json
import re
from collections.abc import Iterator
from typing import Final

from setplayer.faults import Fault
from setplayer.log.chain import commitment, event_hash, first_prev_hash
from setplayer.log.sealed import is_sealed
from setplayer.log.session_file import LoggedEvent, SessionFile
from setplayer.values import Value, canonical_json, content_address

_JSON: Final = json.JSONDecoder()
_NAMED: Final = re.compile(rb'"sha256:([0-9a-f]{64})"')
_MATERIALS: Final = re.compile(rb'"materials":"sha256:([0-9a-f]{64})"')


class Verification(Value):
    """What was found in a session file. `erased` counts the events whose personal content was erased.

    A record whose end was cut off verifies: compare `head` with the one that was printed when the session ended.
    """

    events: int
    head: str
    erased: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(file: SessionFile) -> Verification:
    """Check the whole file. Whatever is wrong in it becomes a problem, never an error."""
    check = _Check(file)
    try:
        with file.snapshot():
            check.run()
    except Fault as fault:
        check.problems.append(str(fault))
    return Verification(events=check.events, head=check.head, erased=check.erased, problems=tuple(check.problems))


class _Check:
    """One pass over a file, and what it has found so far."""

    def __init__(self, file: SessionFile) -> None:
        self._file = file
        self._seq = 0
        self.events = 0
        self.head = first_prev_hash(file.session_id)
        self.erased = 0
        self.problems: list[str] = []

    def run(self) -> None:
        self.problems += self._file.damage()
        named: dict[str, int] = {}
        materials: set[str] = set()
        for event in self._file.events():
            self.problems += self._problems_of(event)
            self._seq, self.head = event.seq, event.hash
            self.events += 1
            self.erased += event.content is None and event.content_hash is not None
            materials |= _addresses(_MATERIALS, event.body)
            for address in _addresses(_NAMED, event.body):
                named.setdefault(address, event.seq)
        self._check_blobs(named, materials)

    def _problems_of(self, event: LoggedEvent) -> Iterator[str]:
        name = f"Event {event.seq}"
        if event.seq != self._seq + 1:
            yield f"{name}: comes after event {self._seq}; what was between them is missing."
        if event.prev_hash != self.head:
            yield f"{name}: does not link to the one before it: something was altered, taken out or moved there."
        if _hash_of(event) != event.hash:
            yield f"{name}: was altered: its hash is not that of what it says."
        if not _is_canonical(event.body):
            yield f"{name}: its body is not canonical JSON."
        if event.ref_seq is not None and not 0 < event.ref_seq < event.seq:
            yield f"{name}: refers to event {event.ref_seq}, which does not come before it."
        if event.content is not None and event.content_salt is not None:
            if commitment(event.content_salt, event.content) != event.content_hash:
                yield f"{name}: its content was altered."
            elif not is_sealed(event.content) and not _is_canonical(event.content):
                yield f"{name}: its content is not canonical JSON."

    def _check_blobs(self, named: dict[str, int], materials: set[str]) -> None:
        kept = set()
        for address, data in self._file.blobs():
            kept.add(address)
            if content_address(data) != address:
                self.problems.append(f"Blob {address}: was altered.")
            elif address in materials:
                for sound in _sounds_of(data):
                    named.setdefault(sound, named[address])
        self.problems += [
            f"Event {seq}: needs blob {address}, which is missing."
            for address, seq in named.items()
            if address not in kept
        ]


def _hash_of(event: LoggedEvent) -> str:
    return event_hash(
        {
            "seq": event.seq,
            "boot_id": event.stamp.boot_id,
            "mono_ns": event.stamp.mono_ns,
            "wall_us": event.stamp.wall_us,
            "utc_offset_min": event.stamp.utc_offset_min,
            "frame": event.frame,
            "kind": event.kind,
            "actor": event.actor,
            "ref_seq": event.ref_seq,
            "body": event.body.decode(),
            "content_hash": event.content_hash,
            "prev_hash": event.prev_hash,
        }
    )


def _is_canonical(data: bytes) -> bool:
    try:
        value, end = _JSON.raw_decode(text := data.decode())
        return end == len(text) and canonical_json(value) == data
    except (ValueError, RecursionError):
        return False


def _addresses(pattern: re.Pattern[bytes], body: bytes) -> set[str]:
    return {address.decode() for address in pattern.findall(body)}


def _sounds_of(materials: bytes) -> list[str]:
    """The addresses of the sounds that a session's materials name (setplayer.session.commands.Materials)."""
    try:
        return [str(sound["sha256"]) for sound in json.loads(materials)["sounds"].values()]
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return []
