"""A clinic's keys for tests: made without the second that a real passphrase costs, and looked for in every byte."""

import hashlib
from pathlib import Path
from typing import Final

import pytest

from setplayer.keys import age
from setplayer.keys.age import CannotOpen
from setplayer.keys.clinic import NewKeys

PASSPHRASE: Final = "nine quiet words by the sea"


def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases that take no time. What age makes of them for real has a test of its own."""
    monkeypatch.setattr(age, "locked", _locked)
    monkeypatch.setattr(age, "unlocked", _unlocked)


def _mixed(data: bytes, words: str) -> bytes:
    stream = hashlib.shake_256(words.encode()).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))


def _locked(data: bytes, words: str) -> bytes:
    return hashlib.sha256(data).digest() + _mixed(data, words)


def _unlocked(data: bytes, words: str) -> bytes:
    found = _mixed(data[32:], words)
    if hashlib.sha256(found).digest() != data[:32]:
        raise CannotOpen("Decryption failed")
    return found


def with_keys(data: Path) -> str:
    """Set up a clinic's keys; the recovery key."""
    new = NewKeys(data, made_us=1)
    new.keep(PASSPHRASE)
    return new.recovery


def in_the_clear(folder: Path, *what: str | bytes) -> list[str | bytes]:
    """Which of these stand in any file of a folder: in databases, in their WAL, in whatever is left over."""
    everything = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    wanted = {text: text.encode() if isinstance(text, str) else text for text in what}
    return [text for text, data in wanted.items() if any(data in one for one in everything)]
