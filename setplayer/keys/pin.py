"""The PIN of the kiosk: what it is, how often it was guessed wrongly, and how long the next try has to wait.

It keeps people at the screen from records and settings. Whoever has the operator's account has the files anyway.
Kept in `lock.json` in the data directory. The wall clock is never asked: nobody shortens a wait by setting it.
"""

import contextlib
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from setplayer.faults import Fault
from setplayer.files import cannot_write, writing
from setplayer.log.clock import Clock
from setplayer.values import Value
from setplayer.words import _

FREE_TRIES: Final = 5
"""So many wrong PINs in a row cost nothing but themselves."""

FIRST_WAIT_S: Final = 30.0
LONGEST_WAIT_S: Final = 3600.0

FEWEST_DIGITS: Final = 4
MOST_DIGITS: Final = 12

_NAME: Final = "lock.json"
_LARGEST: Final = 10_000
_NS_PER_S: Final = 1e9
_MEMORY: Final = 64 * 1024 * 1024
_COST: Final = 2**14
"""Of scrypt, with r = 8 and p = 1: 16 MB and some 50 ms (RFC 7914; what its authors propose for logging in)."""

Hexadecimal = Annotated[str, Field(pattern=r"[0-9a-f]{32,128}")]


class _Kept(Value):
    """The file: the PIN's hash, and the wrong tries since it was last right, with the moment of the last."""

    salt: Hexadecimal
    hash: Hexadecimal
    cost: Annotated[int, Field(ge=2**12, le=2**15)]
    wrong: Annotated[int, Field(ge=0)] = 0
    boot_id: str = ""
    mono_ns: int = 0


@dataclass(frozen=True)
class Tried:
    """What came of a try: whether it was right; else how many are left at once, or how long the next has to wait."""

    right: bool
    left: int = 0
    wait_s: float = 0.0


def good_pin(pin: str) -> None:
    """Raises Fault when a PIN is none."""
    if not re.fullmatch(rf"[0-9]{{{FEWEST_DIGITS},{MOST_DIGITS}}}", pin):
        raise Fault(_("A PIN is {fewest} to {most} digits long.").format(fewest=FEWEST_DIGITS, most=MOST_DIGITS))


def wait_after(wrong: int) -> float:
    """How long to wait after so many wrong tries in a row, in seconds."""
    if wrong < FREE_TRIES:
        return 0.0
    return min(FIRST_WAIT_S * 2.0 ** min(wrong - FREE_TRIES, 20), LONGEST_WAIT_S)


class PinLock:
    """The lock of one data directory, held by the one process that fronts ask."""

    def __init__(self, data: Path, clock: Clock):
        self._path, self._clock = data / _NAME, clock
        self._unsaved: _Kept | None = None
        """The count as it is, while the disk does not take it."""

    @property
    def is_set(self) -> bool:
        """Whether there is a PIN; without one nothing is locked."""
        return self._path.exists()

    def wait_s(self) -> float:
        """How long the next try has to wait. Raises Fault when the file is damaged."""
        kept = self._read()
        return 0.0 if kept is None else self._left_of(kept)

    def opens(self, pin: str) -> Tried:
        """Try a PIN. One that comes too early is not looked at. Raises Fault when the file is damaged."""
        kept = self._read()
        if kept is None:
            return Tried(right=True)
        if (wait_s := self._left_of(kept)) > 0:
            return Tried(right=False, wait_s=wait_s)
        # Counted before it is looked at: whoever pulls the plug in between has used the try up.
        wrong = kept.wrong + 1
        self._count(kept, wrong)
        if not hmac.compare_digest(_hashed(pin, kept.salt, kept.cost), kept.hash):
            return Tried(right=False, left=max(FREE_TRIES - wrong, 0), wait_s=wait_after(wrong))
        self._count(kept, 0)
        return Tried(right=True)

    def set_to(self, pin: str) -> None:
        """Put a PIN in its place, or the first one. Raises Fault when it is none, or cannot be kept."""
        good_pin(pin)
        salt = secrets.token_hex(16)
        self._write(_Kept(salt=salt, hash=_hashed(pin, salt, _COST), cost=_COST))

    def remove(self) -> None:
        """Have no PIN any more. Raises Fault."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def _left_of(self, kept: _Kept) -> float:
        """What is left of the wait. After a restart of the machine it begins anew: no clock tells how long it was."""
        if not (whole_s := wait_after(kept.wrong)):
            return 0.0
        now = self._clock.stamp()
        if now.boot_id != kept.boot_id:
            self._count(kept, kept.wrong)
            return whole_s
        return max(whole_s - max(now.mono_ns - kept.mono_ns, 0) / _NS_PER_S, 0.0)

    def _count(self, kept: _Kept, wrong: int) -> None:
        now = self._clock.stamp()
        counted = kept.model_copy(update={"wrong": wrong, "boot_id": now.boot_id, "mono_ns": now.mono_ns})
        self._unsaved = counted
        with contextlib.suppress(Fault):  # a full disk: it is counted here, for as long as this process lives
            self._write(counted)
            self._unsaved = None

    def _read(self) -> _Kept | None:
        try:
            with self._path.open("rb") as file:
                kept = _Kept.model_validate_json(file.read(_LARGEST))
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise Fault(
                _("{path}: the PIN cannot be read. 'setplayer settings pin' sets another.").format(path=self._path)
            ) from error
        same = self._unsaved is not None and self._unsaved.hash == kept.hash
        return self._unsaved if same else kept

    def _write(self, kept: _Kept) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with writing(self._path, private=True) as temporary:
            temporary.write_text(kept.model_dump_json(indent=2) + "\n", encoding="utf-8")


def _hashed(pin: str, salt: str, cost: int) -> str:
    return hashlib.scrypt(
        pin.encode(errors="replace"), salt=bytes.fromhex(salt), n=cost, r=8, p=1, maxmem=_MEMORY
    ).hex()
