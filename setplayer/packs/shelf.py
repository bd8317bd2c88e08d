"""Where packs are installed: below a data folder, each version in a folder of its own that never changes."""

import contextlib
import os
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from setplayer.faults import Fault
from setplayer.files import cannot_write, writing
from setplayer.library.track import Catalogue, Track
from setplayer.packs.manifest import ARC, LARGEST_MANIFEST, MUSIC, RECIPES, SHOWN, SOUNDS, Manifest, manifest_from
from setplayer.packs.reading import PackFile, Progress
from setplayer.packs.writing import MANIFEST
from setplayer.soundscape.recipe import Recipe
from setplayer.values import Value, content_address

_FOLDER: Final = "packs"
_INSTALLED: Final = "installed.json"
_INCOMING: Final = ".incoming-"
_NOT_ON_WINDOWS: Final = frozenset('<>:"|?*')


class _Stamp(Value):
    """When a pack was installed last; `order` counts installations, for clocks are set."""

    at: Annotated[str, Field(max_length=40)] = ""
    order: Annotated[int, Field(ge=0)] = 0


@dataclass(frozen=True)
class Installed:
    """A pack as it lies in its folder."""

    folder: Path
    manifest: Manifest
    at: str
    """When it was installed last: ISO 8601, with the offset from UTC."""
    order: int
    """How many installations there were before the latest of this one."""

    @property
    def arc(self) -> Path:
        """The arc's file."""
        return self.folder / ARC

    @property
    def music(self) -> Path | None:
        """Its own music folder; None when it has none."""
        return self.folder / MUSIC if self.manifest.below(MUSIC) else None

    @cached_property
    def recipes(self) -> dict[str, Recipe]:
        """The soundscapes as they were where it was packed. Raises Fault."""
        found = [Recipe.from_json(data) for data in self._small(RECIPES).values()]
        return {recipe.name: recipe for recipe in found}

    @cached_property
    def sounds(self) -> dict[str, bytes]:
        """The sounds that have names, as they were where it was packed. Raises Fault."""
        return {Path(path).stem: data for path, data in self._small(SOUNDS).items()}

    def _small(self, folder: str) -> dict[str, bytes]:
        return {file.path: self.small(file.path) for file in self.manifest.below(folder)}

    def small(self, path: str) -> bytes:
        """A file that is no music. Raises Fault when it is not what was installed."""
        file = self.manifest.file(path)
        try:
            data = (self.folder / path).read_bytes()
        except OSError:
            data = b""
        if file is None or content_address(data) != file.sha256:
            raise self._altered(path)
        return data

    def _altered(self, path: str) -> Fault:
        return Fault(f"{self.folder / path}: this is not what was installed; install the pack again.")

    def known(self, catalogue: Catalogue) -> Catalogue:
        """A catalogue of its music in which what is not as it was packed cannot be played, nor what is withdrawn."""
        packed = {file.path.removeprefix(f"{MUSIC}/"): file.sha256 for file in self.manifest.below(MUSIC)}
        reasons = {one.sha256: one.reason for one in self.manifest.withdrawn}
        return Catalogue.of(self._as_packed(track, packed, reasons) for track in catalogue.tracks.values())

    def _as_packed(self, track: Track, packed: Mapping[str, str], reasons: Mapping[str, str]) -> Track:
        if track.sha256 and track.path in packed and track.sha256 != packed[track.path]:
            return track.model_copy(update={"error": "this is not what was installed; install the pack again."})
        reason = reasons.get(track.sha256)
        return track.model_copy(update={"withdrawn": reason}) if reason else track


class Shelf:
    """The packs of a data folder."""

    def __init__(self, data: Path):
        self._folder = data / _FOLDER

    def packs(self) -> list[Installed]:
        """Every installed pack, by name and then the latest installed first: of one name that is the one used."""
        found = [pack for folder in self._folder.glob("[0-9a-f]*") if (pack := pack_in(folder)) is not None]
        found.sort(key=lambda pack: pack.order, reverse=True)
        return sorted(found, key=lambda pack: pack.manifest.name)

    def find(self, name: str) -> Installed | None:
        """The pack of that name, or of `name@version` with the first letters of one."""
        name, _, version = name.partition("@")
        return next(
            (p for p in self.packs() if p.manifest.name == name and p.manifest.version.startswith(version)), None
        )

    def located(self, name: str) -> str:
        """The arc's file of an installed pack of that name; the name itself where a file or no pack is called so."""
        pack = None if Path(name).exists() else self.find(name)
        return name if pack is None else str(pack.arc)

    def holding(self, music: Mapping[str, str]) -> Installed | None:
        """The pack that has all of these tracks, given as hashes by path; of several the latest installed."""
        wanted = {(f"{MUSIC}/{unicodedata.normalize('NFC', path)}", sha256) for path, sha256 in music.items()}
        found = [p for p in self.packs() if wanted <= {(file.path, file.sha256) for file in p.manifest.files}]
        return max(found, key=lambda pack: pack.order, default=None)

    def put(self, pack: PackFile, at: str, progress: Progress) -> tuple[Installed, bool]:
        """Install a verified pack; whether it is new. Nothing is left behind unless all of it is there.

        Raises Fault when the pack changes meanwhile, and MachineFault when it cannot be written.
        """
        folder = self._folder / pack.manifest.version
        _see_names(pack.manifest)
        if (there := pack_in(folder)) is not None and _is_whole(there):
            stamp = self._stamped(folder, at)
            return Installed(folder, there.manifest, stamp.at, stamp.order), False
        temporary = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._swept()
            if shutil.disk_usage(self._folder).free < pack.size:
                raise OSError(28, "there is not enough room on the disk")
            temporary = Path(tempfile.mkdtemp(prefix=_INCOMING, dir=self._folder))
            _unpack(pack, temporary, progress)
            stamp = self._stamped(temporary, at)
            if folder.exists():
                shutil.rmtree(folder)  # it was damaged since
            temporary.rename(folder)
            _flush(self._folder)
        except OSError as error:
            raise cannot_write(folder, error) from error
        finally:
            if temporary is not None:
                shutil.rmtree(temporary, ignore_errors=True)
        return Installed(folder, pack.manifest, stamp.at, stamp.order), True

    def remove(self, pack: Installed) -> None:
        """Take a pack away again."""
        shutil.rmtree(pack.folder, ignore_errors=True)

    def _stamped(self, folder: Path, at: str) -> _Stamp:
        stamp = _Stamp(at=at, order=max((pack.order for pack in self.packs()), default=0) + 1)
        with writing(folder / _INSTALLED) as temporary:
            temporary.write_bytes(stamp.model_dump_json().encode())
        return stamp

    def _swept(self) -> None:
        """What an installation left that was broken off by a power cut."""
        for left in self._folder.glob(f"{_INCOMING}*"):
            shutil.rmtree(left, ignore_errors=True)


def pack_in(folder: Path) -> Installed | None:
    """The pack that is installed in a folder, which bears its version's name; None when there is none."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            manifest = manifest_from(file.read(LARGEST_MANIFEST))
    except (OSError, Fault):
        return None
    if manifest.version != folder.name:
        return None
    stamp = _Stamp()
    with contextlib.suppress(OSError, ValidationError):
        stamp = _Stamp.model_validate_json((folder / _INSTALLED).read_bytes()[:1000])
    return Installed(folder, manifest, stamp.at, stamp.order)


def pack_of(arc: Path) -> Installed | None:
    """The pack whose arc's file this is."""
    return pack_in(arc.resolve().parent) if arc.name == ARC else None


def shown_version(version: str) -> str:
    """A version as people read it."""
    return version[:SHOWN]


def _is_whole(pack: Installed) -> bool:
    """Whether every file is there in its size; what is in it, is seen whenever it is read."""
    return all(_size(pack.folder / file.path) == file.size for file in pack.manifest.files)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _see_names(manifest: Manifest) -> None:
    """Raise Fault for names that this system has no files of."""
    for file in manifest.files:
        if sys.platform == "win32" and _NOT_ON_WINDOWS.intersection(file.path):
            raise Fault(f"'{file.path}' cannot be a file's name on Windows; rename it where the pack is made")


def _unpack(pack: PackFile, folder: Path, progress: Progress) -> None:
    (folder / MANIFEST).write_bytes(pack.manifest.to_bytes())
    done = 0
    for file in pack.manifest.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as written:
            for piece in pack.pieces(file):
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        path.chmod(0o444)
        done += file.size
        progress(done, pack.size)


def _flush(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
