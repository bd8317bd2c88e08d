"""A clinic's keys, and whether words stand in files: for tests of the engine."""

from pathlib import Path

import pytest

from setplayer.keys import age
from setplayer.keys.clinic import NewKeys


def sealed_with_keys(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set up keys, without the second that a real passphrase costs."""
    monkeypatch.setattr(age, "locked", lambda secret, words: secret)
    monkeypatch.setattr(age, "unlocked", lambda data, words: data)
    NewKeys(data, made_us=1).keep("nine quiet words by the sea")


def stands_in(folder: Path, *words: str) -> list[str]:
    """Which of these words stand in any file below a folder."""
    everything = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return [word for word in words if any(word.encode() in one for one in everything)]
