"""Where a clinic's own sounds are kept: `sounds/NAME.flac` below a data folder, and beside them what was measured.

It is laid out like `assets/sounds`. A file that is not what was measured when it was added is told, and never played.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from setplayer.engine.sounds import MEASURED, read_measured, shipped_sounds, write_measured
from setplayer.faults import Fault, shown
from setplayer.files import cannot_write, flush_folder, writing
from setplayer.library.paths import objection
from setplayer.session.commands import Sound
from setplayer.values import content_address

SOUNDS: Final = "sounds"
"""Where they lie in a data folder, and in a backup."""

_NAME: Final = re.compile(r"[^\W\d_](?:[\w -]{0,38}[\w-])?")
_WORDS_OF_YAML: Final = frozenset({"true", "false", "null"})
_RULE: Final = "write at most 40 letters, digits, spaces, - or _, beginning with a letter"


@dataclass(frozen=True)
class OwnSounds:
    """The sounds that a clinic added, as they lie in a data folder."""

    sounds: Mapping[str, bytes] = field(default_factory=dict)
    """Their files' bytes by name."""
    measured: Mapping[str, Sound] = field(default_factory=dict)
    """How long and how loud they are, by the address of their content."""
    altered: Mapping[str, str] = field(default_factory=dict)
    """A sentence for each that is not what was added, by name."""

    @classmethod
    def of(cls, data: Path) -> Self:
        """The sounds of a data folder; none where nothing was added."""
        measured = read_measured(_folder(data) / MEASURED)
        sounds, altered = {}, {}
        for path in sorted(_folder(data).glob("*.flac")):
            name = unicodedata.normalize("NFC", path.stem)
            if name.startswith("."):  # left by a power cut while it was written
                continue
            try:
                content = path.read_bytes()
            except OSError as error:
                altered[name] = f"{path}: cannot be read ({error.strerror}); check its permissions."
                continue
            if content_address(content) in measured:
                sounds[name] = content
            else:
                altered[name] = (
                    f"{path}: this is not what was added as {shown(name)}; add it again with --replace, or remove it "
                    "with 'setplayer sound remove'."
                )
        return cls(sounds, measured, altered)

    @property
    def names(self) -> list[str]:
        """Every name that is taken."""
        return sorted({*self.sounds, *self.altered})

    def sound(self, name: str) -> Sound:
        """How long and how loud one of them is."""
        return self.measured[content_address(self.sounds[name])]


def name_for(data: Path, name: str, *, replace: bool) -> str:
    """A name as a sound is added by it. Raises Fault when it cannot be one, or is taken and not to be replaced."""
    name = unicodedata.normalize("NFC", name).strip()
    stem, dot, _ = name.partition(".")
    if dot and _NAME.fullmatch(stem):
        raise Fault(f"{shown(name)} would be a file of the music folder to an arc; write {shown(stem)}.")
    if not _NAME.fullmatch(name) or name.casefold() in _WORDS_OF_YAML:
        raise Fault(f"{shown(name)} cannot be the name of a sound; {_RULE}.")
    if wrong := objection(name):
        raise Fault(f"{shown(name)} {wrong}; choose another name.")
    own = OwnSounds.of(data).names
    for other in (*own, *shipped_sounds()):
        if other != name and other.casefold() == name.casefold():
            raise Fault(
                f"There is a sound called {shown(other)} already; write it like that, or choose another name."
            )
    if name in own and not replace:
        raise Fault(f"You have a sound called {shown(name)} already; give --replace to put this one in its place.")
    return name


def put(data: Path, name: str, content: bytes, sound: Sound) -> None:
    """Keep a sound under a name that `name_for` gave, instead of what was there. Raises MachineFault."""
    folder = _folder(data)
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise cannot_write(folder, error) from error
    # First what it comes to: a power cut in between leaves the sound that was there, which is still known.
    before = OwnSounds.of(data)
    known = {sound.sha256: sound for sound in map(before.sound, before.sounds)}
    write_measured(folder / MEASURED, (known | {sound.sha256: sound}).values())
    with writing(folder / f"{name}.flac") as temporary:
        temporary.write_bytes(content)


def remove(data: Path, name: str) -> None:
    """Take a sound away. Raises Fault when there is none of the clinic's own by that name."""
    name, own = unicodedata.normalize("NFC", name), OwnSounds.of(data).names
    if name not in own and name in shipped_sounds():
        raise Fault(f"{shown(name)} ships with setplayer and stays; add one of your own by that name.")
    if name not in own:
        there = f"yours are: {', '.join(own)}" if own else "you have added none"
        raise Fault(f"You have no sound called {shown(name)}; {there}.")
    folder = _folder(data)
    for path in folder.glob("*.flac"):
        if unicodedata.normalize("NFC", path.stem) == name:
            try:
                path.unlink()
                flush_folder(folder)
            except OSError as error:
                raise cannot_write(path, error) from error


def _folder(data: Path) -> Path:
    return data / SOUNDS
